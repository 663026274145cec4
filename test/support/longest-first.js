const TestSequencer = require("@jest/test-sequencer").default;
const { relative } = require("node:path");

/**
 * Seconds that the longest files take on two cores, one after the other. jest knows durations of a machine's runs before,
 * and on a new one goes by the size of files: a short file that deploys everything would be begun last, alone.
 */
const SECONDS = {
  "test/sandbox/docs.test.ts": 805,
  "test/sandbox/month.test.ts": 470,
  "test/sandbox/organizations.test.ts": 454,
  "test/sandbox/environments.test.ts": 240,
  "test/sandbox/workflows.test.ts": 230,
  "test/sandbox/ml-drift.test.ts": 220,
  "test/sandbox/promotion-journey.test.ts": 206,
  "test/sandbox/plan-apply.test.ts": 203,
  "test/stacks/settings.test.ts": 157,
  "test/sandbox/ml-run.test.ts": 133,
  "test/sandbox/release-evidence.test.ts": 119,
  "test/sandbox/use-case.test.ts": 108,
  "test/sandbox/python-clients.test.ts": 100,
  "test/sandbox/plan-folder-fuzz.test.ts": 98,
  "test/sandbox/rehearsal.test.ts": 96,
  "test/browser/report.test.ts": 93,
  "test/sandbox/promotion-definition.test.ts": 91,
  "test/sandbox/promotion-steps.test.ts": 86,
  "test/sandbox/new.test.ts": 79,
  "test/policy/sweep.test.ts": 65,
  "test/sandbox/incident.test.ts": 65,
  "test/sandbox/landing-zone.test.ts": 62,
  "test/sandbox/variants.test.ts": 55,
  "test/sandbox/pipelines.test.ts": 52,
  "test/sandbox/approval.test.ts": 50,
  "test/sandbox/status.test.ts": 48,
  "test/sandbox/azure-pipelines.test.ts": 47,
  "test/sandbox/azure-devops.test.ts": 45,
  "test/sandbox/policy-command.test.ts": 38,
  "test/schema/yaml/data-only.test.ts": 35,
  "test/sandbox/offboard.test.ts": 35,
  "test/sandbox/faults.test.ts": 31,
  "test/sandbox/review-command.test.ts": 31,
  "test/sandbox/machine-learning.test.ts": 30,
};
const root = `${__dirname}/../..`;

/** The longest first, so that all workers end together. */
module.exports = class LongestFirst extends TestSequencer {
  sort(tests) {
    const seconds = ({ path }) => SECONDS[relative(root, path)] ?? 0;
    // Stable: among the others jest's own order stays.
    return [...super.sort(tests)].sort((a, b) => seconds(b) - seconds(a));
  }
};
