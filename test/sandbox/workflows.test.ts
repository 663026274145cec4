import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Sandbox, startSandbox } from "../../sandbox";
import { type RunOptions, WorkflowRun } from "../support/actions";
import { Checkout, compiledBefore, quickNpx } from "../support/checkout";
import { FakeGitHub } from "../support/fake-github";
import { execute } from "../support/terraform";

/**
 * What the pipelines run is what is tested: every `run:` step of the workflows, in order, with real Terraform against
 * the sandbox. People, GitHub and the actions of others are stood in for; see `test/support/actions.ts`.
 */
const REPOSITORY = "pfs-corporation/mlops-environments";
const nodeModules = join(__dirname, "../../node_modules");

const temp = mkdtempSync(join(tmpdir(), "mlops-workflows-"));
const hub = new FakeGitHub(temp, nodeModules);
const outside: Record<string, string> = {
  PATH: `${hub.bin}:${quickNpx}:${process.env["PATH"]}`,
  HOME: temp,
  XDG_CACHE_HOME: compiledBefore,
  CHECKPOINT_DISABLE: "1",
  ...hub.tokenService,
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@pfs.example",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@pfs.example",
};
const checkouts: Checkout[] = [];
let sandbox: Sandbox;

/** The same, where Azure is the sandbox: its stand-in for Terraform comes before Terraform, and behind what stands for GitHub. */
const towardsAzure = (): Record<string, string> => ({
  ...outside,
  ...sandbox.env,
  PATH: [hub.bin, quickNpx, sandbox.env["PATH"]!].join(delimiter),
});

/** A repository on "GitHub": a working copy, and the bare one that jobs check out. */
class Repository {
  readonly checkout = new Checkout();
  readonly remote: string;

  constructor(name: string, change: (folder: string) => void = () => undefined) {
    checkouts.push(this.checkout);
    this.remote = join(temp, `${name}.git`);
    change(this.checkout.path);
    execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", this.remote]);
    execFileSync("git", ["-C", this.remote, "config", "uploadpack.allowAnySHA1InWant", "true"]);
    this.git("init", "--quiet", "--initial-branch=main");
    this.git("remote", "add", "origin", this.remote);
    this.commit("what is deployed");
    this.git("push", "--quiet", "origin", "main");
  }

  git(...parameters: string[]): string {
    const env = { ...process.env, ...outside };
    return execFileSync("git", ["-C", this.checkout.path, ...parameters], { encoding: "utf8", env }).trim();
  }

  commit(message: string): string {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", message);
    return this.git("rev-parse", "HEAD");
  }

  edit(path: string, change: (text: string) => string): void {
    const file = join(this.checkout.path, path);
    const before = readFileSync(file, "utf8");
    const after = change(before);
    if (after === before) throw new Error(`nothing to change in ${path}`);
    writeFileSync(file, after);
  }

  /** Opens a pull request with a change. Its head, and the merge that GitHub makes of it. */
  propose(number: number, change: () => void): { readonly head: string; readonly merge: string } {
    this.git("switch", "--quiet", "--create", `change-${number}`, "main");
    change();
    const head = this.commit(`change ${number}`);
    this.git("switch", "--quiet", "--detach", "main");
    this.git("merge", "--quiet", "--no-ff", "--message", `merge ${number}`, head);
    const merge = this.git("rev-parse", "HEAD");
    this.git("push", "--quiet", "origin", `${merge}:refs/pull/${number}/merge`);
    this.git("switch", "--quiet", "main");
    return { head, merge };
  }

  /** Changes the default branch, as merging a pull request does. */
  merge(change: () => void): string {
    change();
    const commit = this.commit("merged");
    this.git("push", "--quiet", "origin", "main");
    return commit;
  }
}

const setBudget = (repository: Repository, amount: number): void =>
  repository.edit("config/environments/dev.yaml", (text) => text.replace(/amount: \d+/, `amount: ${amount}`));

/** Variables that the stack `pipelines` has put into the simulated GitHub. */
function variables(): Pick<RunOptions, "vars" | "environmentVars"> {
  const { objects } = JSON.parse(readFileSync(join(sandbox.dir, "github.json"), "utf8")) as {
    objects: Record<string, Record<string, string>>;
  };
  const vars: Record<string, string> = {};
  const environmentVars: Record<string, Record<string, string>> = {};
  for (const [key, { environment, variable_name: name, value }] of Object.entries(objects)) {
    if (key.startsWith("github_actions_variable ")) vars[name!] = value!;
    if (key.startsWith("github_actions_environment_variable ")) (environmentVars[environment!] ??= {})[name!] = value!;
  }
  return { vars, environmentVars };
}

const runs: WorkflowRun[] = [];

function workflowRun(repository: Repository, github: object, more: Partial<RunOptions> = {}): WorkflowRun {
  const run = new WorkflowRun({
    github: {
      repository: REPOSITORY,
      server_url: "https://github.com",
      run_id: 4711,
      token: "the-token-of-the-job",
      ref_name: "",
      ...github,
    },
    ...variables(),
    remote: repository.remote,
    // Planning in the sandbox starts one of its own; everything else happens in "Azure".
    env: (job) => (job === "simulate" ? outside : towardsAzure()),
    ...more,
  });
  runs.push(run);
  return run;
}

const pullRequest = (number: number, { head, merge }: { head: string; merge: string }, fork?: string) => ({
  event_name: "pull_request",
  ref: `refs/pull/${number}/merge`,
  sha: merge,
  event: {
    repository: { default_branch: "main" },
    pull_request: { number, head: { sha: head, repo: { full_name: fork ?? REPOSITORY } } },
  },
});

const push = (sha: string) => ({
  event_name: "push",
  ref: "refs/heads/main",
  sha,
  event: { repository: { default_branch: "main" } },
});

const results = (run: WorkflowRun) =>
  Object.fromEntries(Object.entries(run.jobs).map(([id, { result }]) => [id, result]));
const inAzure = () => readFileSync(join(sandbox.dir, "cloud.json"), "utf8");

/** Somebody changes dev's budget by hand. */
function changeByHand(amount: number): void {
  const found = sandbox.store.all().find(({ azurerm }) => azurerm?.type.endsWith("budget_resource_group") === true)!;
  const own = sandbox.store
    .all()
    .filter(({ id, azurerm }) => azurerm?.type === found.azurerm!.type && /-dev-/.test(id));
  const [dev] = own;
  const values = { ...dev!.azurerm!.values, amount };
  sandbox.store.put({ ...dev!, azurerm: { type: dev!.azurerm!.type, values } });
}

describe("the workflows", () => {
  let repository: Repository;

  beforeAll(async () => {
    sandbox = await startSandbox({ dir: join(temp, "azure") });
    // Without use cases: environments are what takes time, and three of them must be there.
    repository = new Repository("environments", (folder) => {
      for (const part of ["use-cases", "releases"]) rmSync(join(folder, "config", part), { recursive: true });
    });
    const deploy = async (...stacks: string[]) => {
      const env = { ...process.env, ...towardsAzure() };
      const parameters = ["cdktf", "deploy", ...stacks, "--auto-approve"];
      const { code, output } = await execute("npx", parameters, repository.checkout.path, env);
      if (code !== 0) throw new Error(output);
    };
    await deploy("bootstrap", "registry");
    await deploy("*");
  });

  afterAll(async () => {
    await sandbox.close();
    for (const run of runs) run.remove();
    for (const checkout of checkouts) checkout.remove();
    rmSync(temp, { recursive: true, force: true });
  });

  it("review a pull request in one comment, and change nothing", async () => {
    const change = repository.propose(7, () => {
      setBudget(repository, 3500);
      repository.edit("config/environments/prod.yaml", (text) =>
        text.replace("teams: [ml-platform, ml-release]", "teams: [ml-release]"),
      );
    });
    const before = inAzure();
    hub.write({ ...hub.read(), pulls: { "7": { head: { sha: change.head }, user: { login: "olga" } } } });
    const run = await workflowRun(repository, pullRequest(7, change), { skip: ["test"] }).run("pull-request.yml");
    const logs = Object.values(run.jobs).map(({ log }) => log);
    expect([results(run), ...(run.jobs["review"]!.result === "failure" ? logs : [])]).toEqual([
      {
        environments: "success",
        test: "success",
        plan: "success",
        "plan (dev)": "success",
        "plan (preprod)": "success",
        "plan (prod)": "success",
        simulate: "success",
        review: "success",
        // An approver of production goes, and nobody of security has looked at it.
        security: "failure",
      },
    ]);
    const [comment, ...others] = hub.read().comments["7"]!;
    expect(others).toEqual([]);
    expect(comment!.body).toMatch(/^<!-- mlops-review -->\n/);
    expect(comment!.body).toMatch(/^\| dev \| · \| 1 \|/m);
    expect(comment!.body).toMatch(/3000.*3500/);
    expect(comment!.body).toMatch(/^\| pipelines \| · \| 1 \|/m);
    // Here all of it is; beside plans against Azure the stacks that only an owner can plan there are named.
    expect(comment!.body).toContain("Planned against a **simulated Azure**");
    expect(run.jobs["review"]!.summary).toBe(comment!.body);
    expect(inAzure()).toBe(before);
    // What is left behind: a report for people, and plan files that nobody can read.
    expect(readdirSync(join(run.artifacts, "review")).sort()).toEqual(
      ["comment.md", "pull-request.txt", "report.html", "review.json", "review.sarif"].sort(),
    );
    expect(existsSync(join(run.artifacts, "plans-dev/dev/dev/plan.tfplan.enc"))).toBe(true);
    expect(existsSync(join(run.artifacts, "plans-dev/dev/dev/plan.tfplan"))).toBe(false);
  });

  it("ask security for what opens, and take the approval of the commit by somebody of it", async () => {
    const [reviewed] = runs;
    const { github } = reviewed!.options;
    expect(reviewed!.jobs["security"]!.log).toContain("nobody is named who could");
    const again = async (login: string) => {
      const { vars } = variables();
      const sha = hub.read().pulls["7"]!.head.sha;
      hub.write({ ...hub.read(), reviews: { "7": [{ user: { login }, state: "APPROVED", commit_id: sha }] } });
      const run = await workflowRun(repository, github, {
        skip: ["test", "plan", "simulate", "review"],
        artifacts: reviewed!.artifacts,
        vars: { ...vars, MLOPS_SECURITY_APPROVERS: '["sam"]' },
      }).run("pull-request.yml");
      return [run.jobs["security"]!.result, run.jobs["security"]!.log.trim()];
    };
    expect(await again("pia")).toEqual(["failure", expect.stringContaining("Nobody of security has: sam may.")]);
    expect(await again("sam")).toEqual(["success", expect.stringContaining("Approved for security by sam.")]);
  });

  it("bring that comment up to date, and leave alone what others write", async () => {
    const state = hub.read();
    const marker = "<!-- mlops-review -->";
    state.comments["7"]!.unshift({ id: 1, user: { login: "mallory" }, body: `${marker}\nall is well` });
    hub.write(state);
    const file = join(temp, "comment.md");
    writeFileSync(file, `${marker}\nanother review`);
    const env = { ...process.env, ...outside, GITHUB_REPOSITORY: REPOSITORY };
    const { code } = await execute("pipelines/comment.sh", ["7", file], repository.checkout.path, env);
    expect(code).toBe(0);
    expect(hub.read().comments["7"]!.map(({ user, body }) => [user.login, body])).toEqual([
      ["mallory", `${marker}\nall is well`],
      ["github-actions[bot]", `${marker}\nanother review`],
    ]);
  });

  it("say in the review that an environment could not be planned, and do not pass", async () => {
    const [reviewed] = runs;
    const folder = join(temp, "plans");
    for (const name of ["plans-dev", "plans-prod", "plans-sandbox"]) {
      cpSync(join(reviewed!.artifacts, name), folder, { recursive: true });
    }
    const review = async (names: string) => {
      const env = { ...process.env, ...outside };
      const parameters = [folder, join(temp, "review"), "https://github.com/run", names];
      const { code } = await execute("pipelines/review.sh", parameters, repository.checkout.path, env);
      return { code, comment: readFileSync(join(temp, "review/comment.md"), "utf8") };
    };
    expect(await review("dev prod sandbox")).toMatchObject({
      code: 0,
      comment: expect.stringContaining("NEEDS SECURITY APPROVAL"),
    });
    const { code, comment } = await review("dev preprod prod sandbox");
    expect([code, comment]).toEqual([1, expect.stringContaining("BLOCKED")]);
    expect(comment).toMatch(/preprod.*there are no plans: what was to make them failed/);
    rmSync(join(temp, "review"), { recursive: true });
    expect(await review("nothing")).toMatchObject({ code: 2, comment: expect.stringContaining("## BLOCKED") });
  });

  it("review a fork in the sandbox, without any identity, and mark the comment as such", async () => {
    const change = repository.propose(9, () => setBudget(repository, 3700));
    const before = inAzure();
    const run = await workflowRun(repository, pullRequest(9, change, "mallory/mlops-environments"), {
      skip: ["test"],
      vars: {},
      env: () => outside,
    }).run("pull-request.yml");
    expect([results(run), run.jobs["review"]!.result === "failure" ? run.jobs["simulate"]!.log : ""]).toEqual([
      {
        environments: "success",
        test: "success",
        plan: "skipped",
        simulate: "success",
        review: "success",
        security: "success",
      },
      "",
    ]);
    expect(hub.read().comments["9"]).toBeUndefined();

    // What the fork leaves is up to the fork.
    const left = join(run.artifacts, "review/comment.md");
    writeFileSync(left, `${readFileSync(left, "utf8")}\n@pfs-corporation/everyone please approve`);
    const after = (head: string) =>
      workflowRun(
        repository,
        {
          event_name: "workflow_run",
          sha: repository.git("rev-parse", "main"),
          event: {
            repository: { default_branch: "main" },
            workflow_run: {
              id: 4711,
              event: "pull_request",
              head_sha: head,
              head_repository: { full_name: "mallory/mlops-environments" },
            },
          },
        },
        { artifacts: run.artifacts, env: () => outside },
      ).run("review-comment.yml");
    hub.write({ ...hub.read(), pulls: { "9": { head: { sha: change.head } } } });
    expect(results(await after("0".repeat(40)))).toEqual({ comment: "success" });
    expect(hub.read().comments["9"]).toBeUndefined();
    expect(results(await after(change.head))).toEqual({ comment: "success" });
    const [comment] = hub.read().comments["9"]!;
    expect(comment!.body).toMatch(
      /^<!-- mlops-review -->\n> \[!NOTE\]\n> From a fork: planned against a \*\*simulated/,
    );
    expect(comment!.body).toMatch(/3000.*3700/);
    expect(comment!.body).toContain("@\u200bpfs-corporation/everyone");
    expect(comment!.body).not.toContain("@pfs");
    expect(inAzure()).toBe(before);
  });

  it("deploy a merge: what was approved, and only where something changes", async () => {
    const commit = repository.merge(() => setBudget(repository, 3500));
    const approved: string[] = [];
    const run = await workflowRun(repository, push(commit), {
      before: (job) => void (job.endsWith("apply") && approved.push(job)),
    }).run("deploy.yml");
    expect([results(run), run.jobs["dev / apply"]!.result === "success" ? "" : run.jobs["dev / apply"]!.log]).toEqual([
      {
        // The example's pipelines do not publish: the job does nothing.
        publish: "success",
        dev: "success",
        "dev / plan": "success",
        "dev / apply": "success",
        preprod: "success",
        "preprod / plan": "success",
        "preprod / apply": "skipped",
        prod: "success",
        "prod / plan": "success",
        "prod / apply": "skipped",
      },
      "",
    ]);
    expect(approved).toEqual(["dev / apply"]);
    expect(run.jobs["dev / plan"]!.summary).toMatch(/3000.*3500/);
    expect(inAzure()).toContain('"amount": 3500');
  });

  it("stop when something changed between the approval and the deployment", async () => {
    const commit = repository.merge(() => setBudget(repository, 4100));
    const run = await workflowRun(repository, push(commit), {
      before: (job) => (job === "dev / apply" ? changeByHand(3999) : undefined),
    }).run("deploy.yml");
    expect(results(run)).toMatchObject({
      "dev / plan": "success",
      "dev / apply": "failure",
      dev: "failure",
      preprod: "skipped",
      prod: "skipped",
    });
    expect(run.jobs["dev / apply"]!.log).toMatch(/digest/);
    expect(inAzure()).toContain('"amount": 3999');
    expect(inAzure()).not.toContain('"amount": 4100');
  });

  it("keep one issue about what was changed by hand, and close it when that is gone", async () => {
    const commit = repository.git("rev-parse", "main");
    const run = await workflowRun(repository, { ...push(commit), event_name: "schedule" }).run("drift.yml");
    const failed = Object.values(run.jobs).filter(({ result }) => result !== "success");
    expect(failed.map(({ log }) => log)).toEqual([]);
    expect(hub.read().issues).toEqual([expect.objectContaining({ number: 1, state: "open" })]);
    expect(hub.read().issues[0]!.body).toMatch(/3500.*3999/);

    const env = { ...process.env, ...outside, GITHUB_REPOSITORY: REPOSITORY };
    const file = join(temp, "comment.md");
    await execute("pipelines/drift-issue.sh", ["true", file], repository.checkout.path, env);
    expect(hub.read().issues).toEqual([
      expect.objectContaining({ number: 1, state: "open", body: expect.stringContaining("another review") }),
    ]);

    await execute("pipelines/drift-issue.sh", ["false", file], repository.checkout.path, env);
    expect(hub.read().issues).toEqual([expect.objectContaining({ number: 1, state: "closed" })]);
  });

  it("propose a rollback as a draft that a person has to stand for", async () => {
    const full = new Repository("full");
    const run = await workflowRun(
      full,
      { ...push(full.git("rev-parse", "main")), event_name: "workflow_dispatch", ref_name: "main" },
      { env: () => outside },
    ).run("rollback.yml", {
      "use-case": "customer-churn",
      environment: "prod",
      reason: "twice as many errors $(touch injected)",
    });
    expect([results(run), run.jobs["propose"]!.result === "success" ? "" : run.jobs["propose"]!.log]).toEqual([
      { propose: "success" },
      "",
    ]);
    const [opened] = hub.read().opened;
    expect(opened).toMatchObject({ draft: true, title: expect.stringContaining("customer-churn") });
    const branches = execFileSync("git", ["-C", full.remote, "branch", "--list"], { encoding: "utf8" });
    expect(branches).toContain(opened!.head);
    const changed = execFileSync("git", ["-C", full.remote, "diff", "--name-only", "main", opened!.head], {
      encoding: "utf8",
    });
    expect(changed).toContain("config/releases/customer-churn.yaml");
    expect(changed).not.toContain("injected");
  });
});
