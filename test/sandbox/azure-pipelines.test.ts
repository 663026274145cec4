import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Review, StackInput } from "../../review";
import { expanded, jobsOf, scriptOf, stepsOf, type Yaml } from "../support/azure-pipelines";
import { Checkout, compiledBefore } from "../support/checkout";
import { writePlanFolder } from "../support/plan-folder";
import { change, stack } from "../support/review-plan";
import { execute } from "../support/terraform";

/**
 * The shell that only the Azure Pipelines have. What they share with the GitHub workflows, all that plans and applies, is
 * run by workflows.test.ts.
 */
const temp = mkdtempSync(join(tmpdir(), "mlops-azure-pipelines-"));
const checkout = new Checkout();
const bin = join(temp, "bin");
const calls = join(temp, "az-calls");
mkdirSync(bin);

/** An `az` that takes down what it is told and answers what the test wrote. */
function fakeAz(answer: string): void {
  writeFileSync(calls, "");
  writeFileSync(join(temp, "answer"), answer);
  writeFileSync(
    join(bin, "az"),
    `#!/bin/bash\nprintf '%s\\n' "$*" >> '${calls}'\nif [ "$2" = query ]; then cat '${temp}/answer'; fi\n`,
  );
  chmodSync(join(bin, "az"), 0o755);
}

const environment = (more: Record<string, string>) => ({
  PATH: `${bin}:${process.env["PATH"]}`,
  HOME: temp,
  XDG_CACHE_HOME: compiledBefore,
  SYSTEM_COLLECTIONURI: "https://dev.azure.com/pfs/",
  SYSTEM_TEAMPROJECT: "ML Platform",
  ...more,
});

/** Runs the script of a step, as the agent does: bash, with the variables of the step, in the checkout. */
async function run(
  step: Yaml,
  more: Record<string, string>,
): Promise<{ readonly code: number; readonly output: string }> {
  const given = Object.fromEntries(
    Object.entries((step.env ?? {}) as Record<string, string>).filter(([, value]) => !value.includes("$(")),
  );
  return execute("bash", ["-c", scriptOf(step)], checkout.path, environment({ ...given, ...more }));
}

const stepIn = (file: string, job: string, script: string): Yaml => {
  const found = jobsOf(expanded(file)).find((one) => (one.job ?? one.deployment) === job);
  return stepsOf(found).find((step) => scriptOf(step).includes(script));
};

const changed = (name: string) =>
  stack(name, [
    change("azurerm_virtual_network.Network", {
      before: { name: "vnet", tags: { owner: "a" } },
      after: { name: "vnet", tags: { owner: "b" } },
    }),
  ]);

/** What somebody changed by hand. */
const drifted = (name: string): StackInput => {
  const planned = changed(name);
  if ("failed" in planned) throw new Error("a plan that failed shows no drift");
  const { resource_changes: resources = [], ...plan } = planned.plan;
  return { ...planned, plan: { ...plan, resource_changes: [], resource_drift: resources } };
};

afterAll(() => {
  checkout.remove();
  rmSync(temp, { recursive: true, force: true });
});

describe("the Azure Pipelines' review", () => {
  const workspace = join(temp, "workspace");
  const artifact = (job: string, name = job) => join(workspace, `plans-${job}`, name);
  beforeEach(() => {
    for (const path of [workspace, join(checkout.path, "plans"), join(checkout.path, "report")]) {
      rmSync(path, { recursive: true, force: true });
    }
    for (const name of ["dev", "preprod", "prod"]) writePlanFolder(artifact(name), [changed(name)]);
    writePlanFolder(artifact("sandbox"), [changed("bootstrap")], { target: "sandbox" });
  });

  const step = () => stepIn("pull-request.yml", "Review", "review.sh");
  const variables = { PIPELINE_WORKSPACE: workspace, RUN_URL: "https://dev.azure.com/pfs/_build/results?buildId=7" };

  it("is one of all environments, with the code that decides kept for the last step", async () => {
    const { code, output } = await run(step(), { ...variables, FORK: "False" });
    expect([code, output]).toEqual([0, expect.stringContaining("##vso[task.setvariable variable=code]0")]);
    expect(output).toContain(`##vso[task.uploadsummary]${checkout.path}/report/comment.md`);
    const comment = readFileSync(join(checkout.path, "report/comment.md"), "utf8");
    for (const name of ["dev", "preprod", "prod", "bootstrap"]) expect(comment).toContain(`| ${name} | · | 1 |`);
    expect(comment).toContain("> bootstrap: planned against a **simulated Azure**");
  });

  it("is blocked without an environment's plans", async () => {
    rmSync(artifact("prod"), { recursive: true });
    const { output } = await run(step(), { ...variables, FORK: "False" });
    expect(output).toContain("##vso[task.setvariable variable=code]1");
  });

  it("does not pass in Azure Repos where security must approve: nothing else there asks security", async () => {
    const opens = change("azurerm_storage_account.Storage", {
      before: { name: "st", public_network_access_enabled: false },
      after: { name: "st", public_network_access_enabled: true },
    });
    writePlanFolder(artifact("dev"), [stack("dev", [opens])]);
    const codes = new Map<string, string | undefined>();
    for (const PROVIDER of ["GitHub", "TfsGit"]) {
      const { output } = await run(step(), { ...variables, FORK: "False", FAIL_ON: "security", PROVIDER });
      codes.set(PROVIDER, /variable=code\](\d)/.exec(output)?.[1]);
      const { verdict } = JSON.parse(readFileSync(join(checkout.path, "report/review.json"), "utf8")) as Review;
      expect(verdict).toBe("needs-security-approval");
    }
    expect(Object.fromEntries(codes)).toEqual({ GitHub: "0", TfsGit: "1" });
  });

  it("is, of a fork, of the sandbox alone", async () => {
    for (const name of ["dev", "preprod", "prod"]) rmSync(join(workspace, `plans-${name}`), { recursive: true });
    const { output } = await run(step(), { ...variables, FORK: "True" });
    expect(output).toContain("##vso[task.setvariable variable=code]0");
  });

  it("hands the digest of a deployment on to its approval", async () => {
    const plans = join(checkout.path, "plans/dev");
    writePlanFolder(plans, [changed("dev")]);
    const glue = scriptOf(stepIn("deploy.yml", "Plan", "plan.sh"));
    const summary = glue.slice(glue.indexOf("pipelines/summary.sh"));
    const { digest } = JSON.parse(readFileSync(join(plans, "manifest.json"), "utf8")) as { digest: string };
    const { output } = await execute("bash", ["-c", summary], checkout.path, environment({ ENVIRONMENT: "dev" }));
    expect(output.trim()).toBe(
      `##vso[task.setvariable variable=changes;isOutput=true]true ##vso[task.setvariable variable=digest;isOutput=true]${digest}`,
    );
  });

  it("keeps one work item about drift", async () => {
    const report = stepIn("drift.yml", "Report", "azure-drift-item.sh");
    for (const name of ["dev", "preprod", "prod"]) {
      rmSync(artifact(name), { recursive: true });
      writePlanFolder(artifact(name), [drifted(name)], { mode: "drift" });
    }
    rmSync(join(workspace, "plans-sandbox"), { recursive: true });
    fakeAz("");
    expect((await run(report, variables)).code).toBe(0);
    expect(readFileSync(calls, "utf8")).toMatch(/^boards query .*\nboards work-item create .*--type Issue/);
    expect(readFileSync(calls, "utf8")).toContain("<pre>&lt;!-- mlops-review --&gt;");
    fakeAz("42\n");
    expect((await run(report, variables)).code).toBe(0);
    expect(readFileSync(calls, "utf8")).toContain(
      "work-item update --organization https://dev.azure.com/pfs/ --id 42 --description",
    );

    const review = join(checkout.path, "report/comment.md");
    fakeAz("42\n");
    const closed = await execute("pipelines/azure-drift-item.sh", ["false", review], checkout.path, environment({}));
    expect(closed.code).toBe(0);
    expect(readFileSync(calls, "utf8")).toContain("--id 42 --state Done");
    fakeAz("");
    await execute("pipelines/azure-drift-item.sh", ["false", review], checkout.path, environment({}));
    expect(readFileSync(calls, "utf8").trim().split("\n")).toHaveLength(1);
  });

  it("keeps as much as fits of a long review, and no half of a character", async () => {
    const review = join(temp, "long.md");
    // The last two of 25,000 bytes are the beginning of a character.
    writeFileSync(review, `ab${"€<".repeat(60_000)}`);
    fakeAz("");
    const kept = await execute("pipelines/azure-drift-item.sh", ["true", review], checkout.path, environment({}));
    expect(kept.code).toBe(0);
    expect(readFileSync(calls, "utf8")).toMatch(/--description <pre>ab(€&lt;){6249}<\/pre> --output none\n$/);
  });
});

describe("the Azure Pipelines' comment", () => {
  let server: Server;
  let requests: { readonly method: string; readonly url: string; readonly body: Yaml; readonly token?: string }[];
  let threads: Yaml[];
  beforeEach(async () => {
    requests = [];
    threads = [];
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        requests.push({
          method: request.method!,
          url: request.url!,
          body: body === "" ? undefined : JSON.parse(body),
          token: request.headers.authorization,
        });
        response.end(JSON.stringify({ value: threads }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const comment = async () => {
    const file = join(temp, "comment.md");
    writeFileSync(file, '<!-- mlops-review -->\n## REVIEW "quoted" · é\n');
    const { code, output } = await execute("pipelines/azure-comment.sh", [file], checkout.path, {
      ...environment({
        SYSTEM_COLLECTIONURI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        SYSTEM_ACCESSTOKEN: "the-token-of-the-job",
        BUILD_REPOSITORY_ID: "r1",
        SYSTEM_PULLREQUEST_PULLREQUESTID: "12",
      }),
    });
    expect([code, output]).toEqual([0, ""]);
    return requests;
  };

  it("is written once", async () => {
    const [list, create] = await comment();
    const path = "/ML%20Platform/_apis/git/repositories/r1/pullRequests/12/threads?api-version=7.1";
    expect(list).toMatchObject({ method: "GET", url: path, token: "Bearer the-token-of-the-job" });
    expect(create).toMatchObject({ method: "POST", url: path });
    expect(create!.body.comments[0].content).toBe('<!-- mlops-review -->\n## REVIEW "quoted" · é\n');
  });

  it("takes the place of the one before, and of no other's", async () => {
    const thread = (id: number, author: string, content: string, more = {}) => ({
      id,
      comments: [{ id: 1, author: { displayName: author }, content, ...more }],
    });
    threads = [
      thread(3, "Mallory", "<!-- mlops-review -->\nfine"),
      thread(4, "ML Platform Build Service (pfs)", "<!-- mlops-review -->\nold", { isDeleted: true }),
      thread(5, "ML Platform Build Service (pfs)", "something else"),
      { id: 6, comments: [{ id: 1, author: { displayName: "ML Platform Build Service (pfs)" } }] },
      thread(7, "ML Platform Build Service (pfs)", "<!-- mlops-review -->\nold"),
    ];
    const [, update, ...others] = await comment();
    expect(update).toMatchObject({
      method: "PATCH",
      url: "/ML%20Platform/_apis/git/repositories/r1/pullRequests/12/threads/7/comments/1?api-version=7.1",
    });
    expect(others).toEqual([]);
  });
});

describe("the Azure Pipelines' proposals", () => {
  const remote = join(temp, "remote.git");
  const git = (...parameters: string[]) =>
    execFileSync("git", ["-C", checkout.path, "-c", "user.name=a", "-c", "user.email=a@pfs.example", ...parameters], {
      encoding: "utf8",
    }).trim();

  it("are a branch with the release and a draft", async () => {
    execFileSync("git", ["init", "--quiet", "--bare", remote]);
    git("init", "--quiet", "--initial-branch=main");
    git("remote", "add", "origin", remote);
    git("add", "--all");
    git("commit", "--quiet", "--message", "what is deployed");
    fakeAz("");
    const pushedWith = join(temp, "pushed-with");
    const hook = join(checkout.path, ".git/hooks/pre-push");
    writeFileSync(hook, `#!/bin/bash\ngit config --get http.extraHeader > '${pushedWith}'\n`);
    chmodSync(hook, 0o755);
    const step = stepIn("promote.yml", "Propose", "azure-propose.sh");
    const { code, output } = await run(step, {
      ACTION: "rollback",
      USE_CASE: "customer-churn",
      TO: "prod",
      DETAIL: "twice as many errors as before",
      BUILD_BUILDID: "7",
      BUILD_REPOSITORY_NAME: "mlops",
      AZURE_DEVOPS_EXT_PAT: "token-of-the-job",
    });
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    expect(git("diff", "--name-only", "main", "HEAD")).toContain("config/releases/customer-churn.yaml");
    expect(execFileSync("git", ["-C", remote, "branch", "--list"], { encoding: "utf8" })).toContain(
      "rollback/customer-churn-prod-7",
    );
    expect(readFileSync(pushedWith, "utf8")).toBe("Authorization: Bearer token-of-the-job\n");
    expect(readFileSync(join(checkout.path, ".git/config"), "utf8")).not.toContain("token-of-the-job");
    expect(readFileSync(calls, "utf8")).toMatch(
      /^repos pr create .*--source-branch rollback\/customer-churn-prod-7 --draft true --title rollback customer-churn in prod/m,
    );
    expect(existsSync(join(checkout.path, "cdktf.out"))).toBe(false);
  });

  it("are none if the decision is no", async () => {
    fakeAz("");
    const parameters = ["promote", "no-such-use-case", "prod", " "];
    const { code } = await execute(
      "pipelines/azure-propose.sh",
      parameters,
      checkout.path,
      environment({ BUILD_BUILDID: "8" }),
    );
    expect(code).toBe(2);
    expect(readFileSync(calls, "utf8")).toBe("");
  });
});
