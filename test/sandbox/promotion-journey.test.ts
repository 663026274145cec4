import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { placesOf } from "../../deploy/promotion/place";
import { loadPromoted } from "../../deploy/promotion/use-case";
import { loadConfiguration } from "../../schema/load";
import type { Review } from "../../review";
import { recordMonitorRun, recordTraffic, registerModel, type Sandbox, startSandbox } from "../../sandbox";
import { Directory } from "../../sandbox/services/github/directory";
import { Checkout, quickNpx, type Ran } from "../support/checkout";
import { FakeGitHub, type GitHubState } from "../support/fake-github";
import { fillTeams, SimulatedPullRequest } from "../support/pull-request";
import { against, BEATEN } from "../release/facts";

const USE_CASE = "customer-churn";
const OWNER = "pfs-corporation";
const HOUR = 3_600_000;
const USE_CASE_FILE = `config/use-cases/${USE_CASE}.yaml`;
const RELEASE_FILE = `config/releases/${USE_CASE}.yaml`;
const evidenceOf = (environment: string, version = "13"): string =>
  `config/releases/evidence/${USE_CASE}/${environment}-${version}.json`;

/** Before the last environment one step suffices; there, copies of requests come before all of them. */
const ROLLOUTS = {
  dev: [{ trafficPercent: 100, bake: "1h" }],
  preprod: [{ trafficPercent: 100, bake: "1h" }],
  prod: [
    { mirrorPercent: 20, bake: "24h" },
    { trafficPercent: 100, bake: "12h" },
  ],
};
const serving = (environment: string) => `${environment}:\n  live:\n    model: "12"\n  history: ["11"]\n`;

/** The shipped example on its way, one command after the other, as a person and the pipelines run them. */
class Journey {
  private readonly checkout = new Checkout();
  private readonly hub = new FakeGitHub(this.checkout.path, join(__dirname, "../../node_modules"));
  /** How far the story's clock is ahead of ours. Milliseconds. */
  private ahead = 0;
  private commits = 0;
  private servedUntil = 0;

  at(...path: string[]): string {
    return join(this.checkout.path, ...path);
  }

  get now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  mlops(parameters: string): Ran {
    return this.checkout.run(`node cli/mlops.js ${parameters}`, {
      NODE_OPTIONS: `--require ${join(__dirname, "../support/shifted-clock.cjs")}`,
      MLOPS_TEST_CLOCK_AHEAD: String(this.ahead),
      MLOPS_PLAN_KEY: "",
      NO_COLOR: "1",
      COLUMNS: "200",
    });
  }

  /** A command that must end well. What it said. */
  done(parameters: string): string {
    const { code, stdout, stderr } = this.mlops(parameters);
    if (code !== 0) throw new Error(`mlops ${parameters} ended with ${code}:\n${stdout}\n${stderr}`);
    return stdout;
  }

  read(file: string): string {
    return readFileSync(this.at(file), "utf8");
  }

  write(file: string, text: string): void {
    mkdirSync(join(this.at(file), ".."), { recursive: true });
    writeFileSync(this.at(file), text);
  }

  edit(file: string, from: string | RegExp, to: string): void {
    const text = this.read(file);
    expect(text).toMatch(from);
    this.write(file, text.replace(from, to));
  }

  /** Tries something with the configuration, and puts it back as it was. */
  attempt<T>(change: () => T): T {
    cpSync(this.at("config"), this.at("config-kept"), { recursive: true });
    try {
      return change();
    } finally {
      rmSync(this.at("config"), { recursive: true });
      cpSync(this.at("config-kept"), this.at("config"), { recursive: true });
      rmSync(this.at("config-kept"), { recursive: true });
    }
  }

  /** Lets something happen in the simulated Azure. */
  async inAzure(happen: (sandbox: Sandbox) => void): Promise<void> {
    const sandbox = await startSandbox({ dir: this.at(".sandbox"), now: () => this.now });
    happen(sandbox);
    await sandbox.close();
  }

  async register(version: string, auc: number): Promise<void> {
    const home = placesOf(loadConfiguration(this.at("config")), USE_CASE).get("dev")!.ids.registry;
    await this.inAzure(({ cloud }) =>
      registerModel(cloud, {
        home,
        model: USE_CASE,
        version,
        metrics: { auc, recall: 0.7, baseline_gain: 0.3 },
        tags: { ...BEATEN, ...against() },
        job: `train-${version}`,
      }),
    );
  }

  /** Hours go by: callers ask, monitors look. */
  async pass(hours: number): Promise<void> {
    const { stages, places } = loadPromoted(this.at("config"), USE_CASE);
    const from = new Date(Math.max(this.servedUntil, this.now.getTime() - HOUR));
    this.ahead += hours * HOUR;
    this.servedUntil = this.now.getTime();
    await this.inAzure(({ cloud, store }) => {
      for (const { release } of stages) {
        const { ids, names } = places.get(release.environment)!;
        if (store.get(ids.endpoint) === undefined) continue;
        const behaviour = () => ({ serverErrorPercent: 0.2, latencyP95Milliseconds: 180 });
        recordTraffic(cloud, {
          endpoint: ids.endpoint,
          ...{ from, to: this.now, everyMinutes: 15, requestsPerMinute: 60, behaviour },
        });
        for (const version of [release.live, release.candidate]) {
          if (version === undefined) continue;
          const monitor = names.monitor(version.model);
          recordMonitorRun(cloud, { workspace: ids.workspace, monitor, run: String(this.now.getTime()) });
        }
      }
    });
  }

  /** What the job `Plan` and the job `Review` of a pull request come to. */
  reviewed(...environments: readonly string[]) {
    const stacks = environments.map((environment) =>
      environment === "pipelines" ? environment : `${environment}-${USE_CASE}`,
    );
    this.done(`plan ${stacks.join(" ")} --sandbox`);
    const { code, stdout } = this.mlops("review plans --json out/review.json --markdown out/review.md");
    const { digest } = JSON.parse(this.read("plans/manifest.json")) as { digest: string };
    return { code, text: stdout, review: JSON.parse(this.read("out/review.json")) as Review, digest };
  }

  /** Applies the plan that was reviewed. */
  apply(digest: string): void {
    this.done(`apply plans --sandbox --yes --expect-digest ${digest}`);
  }

  /** A pull request of somebody, with what its checks found. */
  opened(author: string, files: readonly string[], reviewExit: number | null): Proposed {
    this.commits += 1;
    const head = this.commits.toString(16).padStart(40, "0");
    const codeOwners = readFileSync(join(__dirname, "../../.github/CODEOWNERS"), "utf8");
    const repository = { owner: OWNER, name: "mlops-environments" };
    const pull = new SimulatedPullRequest(this.at(".sandbox"), repository, { author, files, head, codeOwners });
    pull.checked({ Test: "success", Review: reviewExit === 0 ? "success" : "failure" });
    return new Proposed(pull, () => this.securityCheck(author, head, pull.reviews));
  }

  /** The script of the required check, on the review that was made last and the reviews that were given. */
  private securityCheck(author: string, sha: string, reviews: readonly object[]): "success" | "failure" {
    const state = { ...this.hub.read(), pulls: { "7": { head: { sha }, user: { login: author } } } };
    this.hub.write({ ...state, reviews: { "7": reviews } } as GitHubState);
    const variable = new Directory(this.at(".sandbox"))
      .startingWith("github_actions_variable ")
      .map(([, values]) => values)
      .find(({ variable_name }) => variable_name === "MLOPS_SECURITY_APPROVERS");
    const { code } = this.checkout.run(`bash pipelines/security-approval.sh out/review.json 7 ${sha}`, {
      PATH: `${this.hub.bin}:${quickNpx}:${process.env["PATH"]}`,
      GITHUB_REPOSITORY: `${OWNER}/mlops-environments`,
      APPROVERS: String(variable?.["value"]),
    });
    return code === 0 ? "success" : "failure";
  }

  remove(): void {
    this.checkout.remove();
  }
}

/** A pull request whose check of security looks again whenever it is to be merged. */
class Proposed {
  constructor(
    private readonly pull: SimulatedPullRequest,
    private readonly security: () => "success" | "failure",
  ) {}

  approvedBy(...people: readonly string[]): this {
    for (const person of people) this.pull.review(person);
    return this;
  }

  merge(): readonly string[] {
    return this.pull.checked({ "Security approval": this.security() }).merge();
  }
}

describe("a version goes from dev to prod, with real Terraform, the command line and a GitHub that counts", () => {
  const journey = new Journey();
  const promoted = (environment: string, version = "13") => [RELEASE_FILE, evidenceOf(environment, version)];
  /** A change that is refused, whoever approves it. Returns the command that decides on it. */
  const blocked = (environment: string, why: string | RegExp) => {
    const { code, review, text } = journey.reviewed(environment);
    expect([code, review.verdict]).toEqual([1, "blocked"]);
    const [release] = review.releases;
    expect(release!.problems.join("\n")).toMatch(why);
    expect(text).toContain("take the change out of the release file, then let the command decide on it");
    expect(text).toContain(release!.commands[0]);
    const everybody = journey.opened("olga", promoted(environment), code).approvedBy("pia", "mira", "milo", "sam");
    expect(everybody.merge()).toEqual(
      expect.arrayContaining(["Review", "Security approval"].map((name) => `the required check ${name} has failed`)),
    );
    return release!.commands[0]!.replace("npx mlops ", "");
  };

  beforeAll(async () => {
    journey.write(RELEASE_FILE, `${["dev", "preprod", "prod"].map(serving).join("")}`);
    const rollout = /rollout:\n( {4}- .*\n {6}.*\n)+/;
    journey.edit(USE_CASE_FILE, rollout, `rollout: ${JSON.stringify(ROLLOUTS.prod)}\n`);
    const inOneStep = (environment: "dev" | "preprod") =>
      `  ${environment}:\n    promotion: ${JSON.stringify({ rollout: ROLLOUTS[environment] })}\n`;
    journey.edit(USE_CASE_FILE, "  dev:\n", `${inOneStep("preprod")}${inOneStep("dev")}`);
    const stacks = ["dev", "preprod", "prod"].flatMap((name) => [name, `${name}-${USE_CASE}`]);
    journey.done(`plan bootstrap registry ${stacks.join(" ")} --sandbox`);
    journey.done("apply plans --sandbox --yes");
    fillTeams(journey.at(".sandbox"), OWNER, {
      "ml-platform": ["pia", "piet"],
      "data-science": ["dana", "olga"],
      "ml-release": ["rosa"],
      "model-risk": ["mira", "milo"],
      "customer-analytics": ["olga"],
      security: ["sam"],
    });
    journey.done("plan pipelines --sandbox");
    journey.done("apply plans --sandbox --yes");
    await journey.register("12", 0.86);
    await journey.register("13", 0.87);
  });
  afterAll(() => journey.remove());

  it("may not be approved by the team that owns it", () => {
    journey.attempt(() => {
      journey.edit(USE_CASE_FILE, "teams: [model-risk]", "teams: [customer-analytics]");
      const { code, stdout, stderr } = journey.mlops("validate");
      expect([code, stdout + stderr]).toEqual([2, expect.stringContaining("is the owner's own team")]);
    });
  });

  it("does not enter dev because somebody wrote it into the release file", () => {
    const command = journey.attempt(() => {
      journey.edit(RELEASE_FILE, /model: "12"\n/, '$&  candidate:\n    model: "13"\n    trafficPercent: 100\n');
      const decides = blocked("dev", "no evidence of exactly this step");
      expect(journey.mlops("apply plans --sandbox --yes")).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("MLOPS-APPLY"),
      });
      return decides;
    });
    expect(command).toBe(`promote ${USE_CASE} --to dev --model 13 --sandbox`);
    expect(journey.done(command)).toContain("allowed");
  });

  it("enters dev with its evidence and the approval of any owner of releases", () => {
    const { code, review, digest } = journey.reviewed("dev");
    expect(review).toMatchObject({ verdict: "review", releases: [{ status: "evidenced", problems: [] }] });
    const pull = journey.opened("olga", promoted("dev"), code);
    expect(pull.merge()).toEqual(expect.arrayContaining(["0 of 1 approving reviews"]));
    expect(pull.approvedBy("dana").merge()).toEqual([]);
    journey.apply(digest);
  });

  it("goes on to preprod after its soak in dev, and not before", async () => {
    await journey.pass(2);
    expect(journey.done(`rollout ${USE_CASE} --env dev --sandbox`)).toContain("13 becomes live in dev");
    const early = journey.mlops(`promote ${USE_CASE} --to preprod --model 13 --sandbox`);
    expect([early.code, early.stdout]).toEqual([1, expect.stringMatching(/soak +FAIL/)]);
    await journey.pass(73);
  });

  it("does not enter preprod under a gate that is loosened beside it, before security agrees", () => {
    journey.attempt(() => {
      const before = journey.read(RELEASE_FILE);
      journey.done(`promote ${USE_CASE} --to preprod --model 13 --sandbox`);
      journey.edit(USE_CASE_FILE, "atLeast: 0.82", "atLeast: 0.1");
      const command = blocked("preprod", "another promotion definition than the one in force");
      journey.write(RELEASE_FILE, before);
      expect(journey.done(command)).toContain("at least 0.1 asked for");
      const { code, review, text } = journey.reviewed("preprod");
      expect([code, review.verdict]).toEqual([0, "needs-security-approval"]);
      expect(text).toMatch(/auc ≥ 0\.1 instead of .*0\.82.*looser/s);
      const pull = journey.opened("olga", [...promoted("preprod"), USE_CASE_FILE], code).approvedBy("pia", "mira");
      expect(pull.merge()).toEqual(["the required check Security approval has failed"]);
      expect(pull.approvedBy("sam").merge()).toEqual([]);
    });
  });

  it("enters preprod under the gate that there is, and is live there", async () => {
    expect(journey.done(`promote ${USE_CASE} --to preprod --model 13 --sandbox`)).toContain("at least 0.82 asked for");
    const { code, review, digest } = journey.reviewed("dev", "preprod");
    expect(review.verdict).toBe("review");
    expect(review.releases.map(({ environment, status }) => [environment, status]).sort()).toEqual([
      ["dev", "evidenced"],
      ["preprod", "evidenced"],
    ]);
    const files = [...promoted("dev"), ...promoted("preprod")];
    expect(journey.opened("olga", files, code).approvedBy("rosa").merge()).toEqual([]);
    journey.apply(digest);
    await journey.pass(2);
    expect(journey.done(`rollout ${USE_CASE} --env preprod --sandbox`)).toContain("13 becomes live in preprod");
    await journey.pass(73);
  });

  it("does not enter prod with evidence of something else", () => {
    const candidate = (version: string, share: string) =>
      journey.edit(
        RELEASE_FILE,
        /prod:\n {2}live:\n {4}model: "12"\n/,
        `$&  candidate:\n    model: "${version}"\n    ${share}\n`,
      );
    journey.attempt(() => {
      // What was decided for another environment.
      candidate("13", "trafficPercent: 100");
      journey.write(evidenceOf("prod"), journey.read(evidenceOf("preprod")));
      expect(blocked("prod", "it is of 13 in preprod, and lies where 13 in prod belongs")).toBe(
        `promote ${USE_CASE} --to prod --model 13 --sandbox`,
      );
    });
    journey.attempt(() => {
      const before = journey.read(RELEASE_FILE);
      journey.done(`promote ${USE_CASE} --to prod --model 13 --sandbox`);
      const decided = journey.read(RELEASE_FILE);
      // What was decided for another step.
      journey.write(RELEASE_FILE, before);
      candidate("13", "trafficPercent: 100");
      blocked("prod", "no evidence of exactly this step");
      // What was decided for another version.
      journey.write(RELEASE_FILE, decided.replace('candidate:\n    model: "13"', 'candidate:\n    model: "11"'));
      journey.write(evidenceOf("prod", "11"), journey.read(evidenceOf("prod")).replaceAll('"13"', '"11"'));
      blocked("prod", "it was changed after it was written");
    });
  });

  it("enters prod with two people of the team that the configuration names", () => {
    const said = journey.done(`promote ${USE_CASE} --to prod --sandbox --by Olga`);
    expect(said).toContain("2 of team model-risk");
    const { code, review, text, digest } = journey.reviewed("preprod", "prod");
    expect(review.verdict).toBe("review");
    expect(review.releases.find(({ environment }) => environment === "prod")).toMatchObject({
      status: "evidenced",
      steps: [{ by: "Olga" }],
    });
    expect(text).toContain("13 beside 12: copies of 20 % of the requests");
    expect(text).toMatch(/metric auc.*0\.87, at least 0\.82 asked for/s);
    const missing = (found: number) => [`${found} of 2 approvals of team model-risk, for ${evidenceOf("prod")}`];
    const pull = journey.opened("olga", [...promoted("preprod"), ...promoted("prod")], code).approvedBy("pia");
    expect(pull.merge()).toEqual(missing(0));
    expect(pull.approvedBy("olga", "mira").merge()).toEqual(missing(1));
    expect(pull.approvedBy("milo").merge()).toEqual([]);
    journey.apply(digest);
  });

  it("answers everybody in prod in the end, the former version kept beside it", async () => {
    for (const [hours, change] of [
      [25, "13 goes on in prod with 100 % of the requests"],
      [13, "13 becomes live in prod; 12 is kept until"],
    ] as const) {
      await journey.pass(hours);
      expect(journey.done(`rollout ${USE_CASE} --env prod --sandbox`)).toContain(change);
      const { code, review, digest } = journey.reviewed("prod");
      expect(review).toMatchObject({ verdict: "review", releases: [{ status: "evidenced" }] });
      const pull = journey.opened("olga", promoted("prod"), code).approvedBy("rosa", "mira");
      expect(pull.merge()).toHaveLength(1);
      expect(pull.approvedBy("milo").merge()).toEqual([]);
      journey.apply(digest);
    }
    const { ids } = placesOf(loadConfiguration(journey.at("config")), USE_CASE).get("prod")!;
    await journey.inAzure(({ cloud }) =>
      expect(cloud.show(ids.endpoint)!.properties["traffic"]).toEqual({ "model-13": 100, "model-12": 0 }),
    );
    expect(journey.reviewed("prod").review.verdict).toBe("no-change");
  });
});
