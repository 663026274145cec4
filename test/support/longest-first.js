const TestSequencer = require("@jest/test-sequencer").default;
const { relative } = require("node:path");

/**
 * Seconds that the longest files take on two cores, one after the other. jest knows durations of a machine's runs before,
 * and on a new one goes by the size of files: a short file that deploys everything would be begun last, alone.
 */
const SECONDS = {
  "test/sandbox/docs.test.ts": 805,
  "test/sandbox/month.test.ts": 357,
  "test/sandbox/organizations.test.ts": 290,
  "test/sandbox/workflows.test.ts": 261,
  "test/sandbox/ml-drift.test.ts": 220,
  "test/sandbox/environments.test.ts": 215,
  "test/sandbox/plan-apply.test.ts": 203,
  "test/sandbox/promotion-journey.test.ts": 198,
  "test/policy/sweep.test.ts": 190,
  "test/sandbox/ml-run.test.ts": 190,
  "test/sandbox/plan-folder-fuzz.test.ts": 172,
  "test/policy/organizations.test.ts": 160,
  "test/stacks/settings.test.ts": 137,
  "test/sandbox/promotion-definition.test.ts": 119,
  "test/sandbox/release-evidence.test.ts": 104,
  "test/sandbox/promotion.test.ts": 80,
  "test/sandbox/promotion-steps.test.ts": 75,
  "test/sandbox/pipelines.test.ts": 65,
  "test/schema/yaml/data-only.test.ts": 55,
  "test/policy/mutation.test.ts": 50,
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
