import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reviewContext } from "../../deploy/review-context";
import type { TerraformPlan } from "../../domain/terraform/plan";
import { redactPlan } from "../../review";
import { accessChanges, accessMatrix, exposures } from "../../review/access";
import type { ReviewInput } from "../../review/model";
import { calendar, domainChanges } from "../../review/words";
import { childEnvironment, startSandbox, type Sandbox } from "../../sandbox";
import { SHIPPED } from "../support/configuration";
import { execute } from "../support/terraform";

const project = join(__dirname, "../..");
const STACKS = ["registry", "prod", "prod-customer-churn"];
// Three stacks are deployed once, and two of them planned once.

/** Edits of the example as a person makes them: text for text, so that lines stay where they are. */
const edits: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  "use-cases/customer-churn.yaml": [
    ['    at: "02:00"', '    at: "03:00"'],
    ["        above: 0.1", "        above: 0.2"],
    ["      below: 0.9", "      below: 0.95"],
    ["    maxPerWeek: 2", "    maxPerWeek: 3"],
    ["    latencyP95Milliseconds: 400", "    latencyP95Milliseconds: 300"],
    ["    silentFor: 1h", "    # silentFor: 1h"],
  ],
  "releases/customer-churn.yaml": [
    // Production takes only what was live before it.
    [
      '    model: "12"\n  candidate:\n    model: "13"\n    trafficPercent: 50\n  history: ["11"]',
      '    model: "13"\n  history: ["11", "12"]',
    ],
    [
      '\nprod:\n  live:\n    model: "12"',
      '\nprod:\n  live:\n    model: "12"\n  candidate:\n    model: "13"\n    mirrorPercent: 20',
    ],
  ],
  "environments/prod.yaml": [
    ["      maxNodes: 8", "      maxNodes: 10"],
    ["  amount: 12000", "  amount: 15000"],
    [
      "      name: PFS ML Engineers",
      "      name: PFS ML Engineers\n    - group: 11111111-1111-4111-8111-111111111111\n      name: PFS Interns",
    ],
    [
      "network:",
      "network:\n  inbound:\n    mode: public\n    reason: a supplier reads the workspace from its own network\n    allowedAddresses: [203.0.113.0/24]",
    ],
  ],
};

describe("a review of edited YAML, with real Terraform", () => {
  const dir = mkdtempSync(join(tmpdir(), "mlops-test-"));
  const configuration = join(dir, "config");
  let sandbox: Sandbox;
  let input: ReviewInput;

  const run = async (program: string, parameters: string[], cwd: string) => {
    const env = {
      ...childEnvironment(sandbox),
      MLOPS_CONFIG: configuration,
      MLOPS_STACKS: STACKS.join(","),
      CDKTF_OUTDIR: join(dir, "out"),
    };
    const { code, output } = await execute(program, parameters, cwd, env);
    if (code !== 0) throw new Error(`${program} ${parameters.join(" ")}: ${output}`);
    return output;
  };
  const stackDirectory = (name: string) => join(dir, "out", "stacks", name);
  const synthesize = () => run("node", ["--require", "./cli/compile.js", "main.ts"], project);

  beforeAll(async () => {
    sandbox = await startSandbox({ dir: join(dir, "sandbox") });
    for (const part of ["organization.yaml", "environments", "use-cases", "releases"]) {
      cpSync(join(SHIPPED, part), join(configuration, part), { recursive: true });
    }
    await synthesize();
    for (const name of STACKS) {
      await run("terraform", ["init", "-input=false", "-no-color"], stackDirectory(name));
      await run("terraform", ["apply", "-auto-approve", "-input=false", "-no-color"], stackDirectory(name));
    }
    for (const [file, pairs] of Object.entries(edits)) {
      const path = join(configuration, file);
      let text = readFileSync(path, "utf8");
      for (const [from, to] of pairs) {
        expect(text).toContain(from);
        text = text.replace(from, to);
      }
      writeFileSync(path, text);
    }
    await synthesize();
    const plans = [];
    for (const name of STACKS.slice(1)) {
      const cwd = stackDirectory(name);
      await run("terraform", ["plan", "-input=false", "-no-color", "-out=plan.tfplan"], cwd);
      await run("bash", ["-c", "terraform show -json plan.tfplan > plan.json"], cwd);
      const plan = JSON.parse(readFileSync(join(cwd, "plan.json"), "utf8")) as TerraformPlan;
      plans.push({ name, digest: "", plan: redactPlan(plan) });
    }
    input = {
      source: { plannedAt: "2026-12-01T12:00:00Z", target: "sandbox", digest: "" },
      context: reviewContext(configuration),
      stacks: plans,
      waivers: [],
    };
  });
  afterAll(async () => {
    await sandbox.close();
    rmSync(dir, { recursive: true, force: true });
  });

  /** `environments/prod.yaml:32`, read back to the key that stands there. */
  const keyAt = (where: { readonly file: string; readonly line: number } | undefined) =>
    where && readFileSync(where.file, "utf8").split("\n")[where.line - 1]!.trim().split(":")[0];

  test("says what changes in the words of those who run models, each with the key that says so", () => {
    const told = domainChanges(input).map(
      ({ useCase, topic, text, loosens, where }) =>
        `${useCase ?? "prod"} ${topic}: ${text}${loosens ? " !" : ""} [${keyAt(where)}]`,
    );
    expect(told).toEqual([
      "prod compute: cluster cpu: at most 8 → 10 nodes (+2) [maxNodes]",
      "prod budget: monthly budget 12000 → 15000 (+3000) ! [amount]",
      "prod other: network inbound: private → public [mode]",
      "customer-churn model: model 13 beside 12: copies of 20 % of the requests [candidate]",
      "customer-churn retraining: retraining moves from every Monday at 02:00 to every Monday at 03:00 Europe/Amsterdam; next runs 2026-12-07 03:00, 2026-12-14 03:00 and 2026-12-21 03:00 [schedule]",
      "customer-churn retraining: retrainings on drift 2 → 3 a week at most [maxPerWeek]",
      "customer-churn monitor: signal data-drift: numerical threshold of jensen-shannon-distance 0.1 → 0.2 (looser) ! [above]",
      "customer-churn monitor: signal attribution-drift: threshold of normalized-discounted-cumulative-gain 0.9 → 0.95 (stricter) [below]",
      "customer-churn alert: alert endpoint-silent removed ! [alerts]",
      "customer-churn alert: alert endpoint-latency: threshold 400 → 300 (stricter) [latencyP95Milliseconds]",
    ]);
  });

  test("says who gains which role, why, and where it stands; a candidate that enters gives nobody a role", () => {
    const told = accessChanges(input).map(
      ({ change, effect, who, role, scope, why, where, privileged }) =>
        `${change} ${effect}${privileged ? " privileged" : ""}: ${who.name}, ${role}, ${scope.replace(/-[0-9a-f]{4}$/, "-…")}: ${why} [${keyAt(where)}]`,
    );
    expect(told).toEqual([
      "+ widens: PFS Interns, Monitoring Reader, resource group rg-pfs-prod-ml: sees resources, metrics, alerts and logs [- group]",
      "- narrows: id-pfs-prod-workspace, Reader, private endpoints pep-pfs-prod-blob and pep-pfs-prod-file: shows data in studio, which looks up how storage is reached [subscription]",
    ]);
  });

  test("says what opens to the network, and where it stands", () => {
    const told = exposures(input).map(
      ({ effect, kind, text, where }) =>
        `${effect} ${kind}: ${text.replace(/(pfsprod|pfs-prod-|churn-prod-)[0-9a-f]+/, "$1…")} [${keyAt(where)}]`,
    );
    expect(told).toEqual([
      "opens network: container registry crpfsprod… becomes reachable from 203.0.113.0/24 [inbound]",
      "opens network: endpoint customer-churn-prod-… becomes reachable from the internet [inbound]",
      "opens network: key vault kv-pfs-prod-… becomes reachable from 203.0.113.0/24 [inbound]",
      "opens network: prod: people elsewhere and hosted runners now reach studio and the workspace, endpoints [network]",
      // Its own, and that of collected data.
      "opens network: storage account stpfsprod… becomes reachable from 203.0.113.0/24 [inbound]",
      "opens network: storage account stpfsprod… becomes reachable from 203.0.113.0/24 [inbound]",
      "opens network: workspace mlw-pfs-prod becomes reachable from the internet [inbound]",
      "opens network: workspace mlw-pfs-prod now lets its computes reach crpfsprod… [outbound]",
      "opens network: workspace mlw-pfs-prod now lets its computes reach kv-pfs-prod-… [outbound]",
      "opens network: workspace mlw-pfs-prod now lets its computes reach stpfsprod… [outbound]",
      // Their private endpoints go, and the subnet has no way out.
      "closes network: prod: machines in subnet operations no longer reach studio and the workspace, endpoints, storage (blob, file), collected data (blob, dfs), vault, container registry [network]",
    ]);
  });

  test("the calendar has what stays, what moves and what comes with the candidate", () => {
    expect(calendar(input).map(({ kind, name, change, after }) => [kind, name, change, after?.next[0]])).toEqual([
      ["batch scoring", "customer-churn-batch", "unchanged", "2026-12-07T06:00"],
      ["monitor", "drift_customer-churn_model-12", "unchanged", "2026-12-07T05:30"],
      ["monitor", "drift_customer-churn_model-13", "added", "2026-12-07T05:30"],
      ["retraining", "customer-churn-retraining", "changed", "2026-12-07T03:00"],
    ]);
  });

  test("the matrix names everybody who holds a role, nobody by an object id", () => {
    const cells = accessMatrix(input);
    expect(cells.filter(({ before, after }) => before !== after)).toHaveLength(3);
    expect(cells.length).toBeGreaterThan(20);
    expect(cells.filter(({ who }) => /^[0-9a-f-]{36}$/.test(who))).toEqual([]);
    expect(cells.filter(({ role }) => /^[0-9a-f-]{36}$/.test(role))).toEqual([]);
  });
});
