import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import {
  azurePipelineFile,
  azurePipelineSources,
  FAIL_ON_VARIABLE,
  serviceConnectionName,
  VARIABLE_GROUP,
} from "../../domain/pipelines/azure-devops";
import { PUBLISHING_CONNECTION } from "../../domain/pipelines/publishing";
import { loadConfiguration } from "../../schema/load";
import { expanded, jobsOf, scriptOf, stepsOf, type Yaml } from "../support/azure-pipelines";
import { campaigns } from "../assure/campaigns";

const root = join(__dirname, "../..");
const folder = join(root, "azure-pipelines");
const { organization } = loadConfiguration(join(root, "config"));

const files = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith(".yml")).sort();
const text = (name: string) => readFileSync(join(folder, name), "utf8");
const pipelines = files.filter((name) => !name.startsWith("templates/"));

/** Every mapping in a document, with the keys that lead to it. */
function mappings(
  value: Yaml,
  path: readonly string[] = [],
): { readonly path: readonly string[]; readonly node: Yaml }[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, child]) => mappings(child, [...path, key]));
  return Array.isArray(value) ? inner : [{ path, node: value }, ...inner];
}

const known = {
  pipeline: ["trigger", "pr", "schedules", "parameters", "pool", "variables", "lockBehavior", "stages", "jobs"],
  stage: ["stage", "displayName", "pool", "lockBehavior", "dependsOn", "condition", "jobs"],
  job: [
    "job",
    "deployment",
    "displayName",
    "dependsOn",
    "condition",
    "timeoutInMinutes",
    "pool",
    "environment",
    "variables",
    "strategy",
    "steps",
  ],
  step: [
    "task",
    "bash",
    "checkout",
    "publish",
    "download",
    "name",
    "displayName",
    "inputs",
    "env",
    "condition",
    "artifact",
    "patterns",
    "fetchDepth",
    "persistCredentials",
  ],
};

const all = Object.fromEntries(pipelines.map((name) => [name, expanded(name)]));
const everyStep = Object.entries(all).flatMap(([name, document]) =>
  jobsOf(document).flatMap((job) => stepsOf(job).map((step) => ({ name, job, step }))),
);

describe("the Azure Pipelines", () => {
  it("are the same set as the GitHub workflows", () => {
    expect(pipelines).toEqual(["assurance.yml", "deploy.yml", "drift.yml", "promote.yml", "pull-request.yml"]);
  });

  it.each(pipelines)("%s is made of keys that Azure Pipelines knows, with names it takes", (name) => {
    const document = all[name];
    expect(Object.keys(document).filter((key) => !known.pipeline.includes(key))).toEqual([]);
    for (const stage of document.stages ?? []) {
      expect(Object.keys(stage).filter((key) => !known.stage.includes(key))).toEqual([]);
      expect(stage.stage).toMatch(/^[A-Za-z_]\w*$/);
    }
    const jobs = jobsOf(document);
    for (const job of jobs) {
      expect(Object.keys(job).filter((key) => !known.job.includes(key))).toEqual([]);
      expect(job.job ?? job.deployment).toMatch(/^[A-Za-z_]\w*$/);
      for (const step of stepsOf(job)) {
        expect(Object.keys(step).filter((key) => !known.step.includes(key))).toEqual([]);
        const kinds = ["task", "bash", "checkout", "publish", "download"].filter((kind) => kind in step);
        expect(kinds).toHaveLength(1);
      }
    }
    const ids = new Set(jobs.map((job) => job.job ?? job.deployment));
    expect(jobs.flatMap((job) => job.dependsOn ?? []).filter((need: string) => !ids.has(need))).toEqual([]);
  });

  it("try every campaign of chance each night, whole and with another seed", () => {
    const [job] = jobsOf(all["assurance.yml"]);
    expect(Object.keys(job.strategy.matrix)).toEqual(Object.keys(campaigns));
    for (const [name, variables] of Object.entries(job.strategy.matrix)) expect(variables).toEqual({ CAMPAIGN: name });
    expect(stepsOf(job).at(-1).bash).toBe('npm run assure -- "$CAMPAIGN" --seed "$((BUILD_BUILDID % 1000000))"');
  });

  it("use tasks in a fixed major version, and no others", () => {
    const tasks = everyStep.flatMap(({ step }) => step.task ?? []);
    expect([...new Set(tasks)].sort()).toEqual(["AzureCLI@2", "UseNode@1"]);
  });

  it("plan only where the CLI is signed in, so that facts of releases are read again", () => {
    const planning = everyStep.filter(({ step }) => /pipelines\/(plan|apply)\.sh/.test(JSON.stringify(step)));
    expect(planning.length).toBeGreaterThanOrEqual(3);
    expect(planning.filter(({ step }) => step.task !== "AzureCLI@2")).toEqual([]);
  });

  it("hold no secret: identities are service connections, the token is the job's", () => {
    for (const name of files) {
      const source = text(name);
      expect(source).not.toMatch(/secret|password|servicePrincipalKey/i);
      for (const variable of source.match(/\$\((?!System\.|Build\.)[\w.]+\)/g) ?? []) {
        expect(["$(approved)", "$(code)", `$(${FAIL_ON_VARIABLE})`]).toContain(variable);
      }
    }
    expect(text("templates/plan.yml")).toContain("SYSTEM_ACCESSTOKEN: $(System.AccessToken)");
  });

  it("keep no credentials in a checkout, where every installed package could read them", () => {
    const checkouts = everyStep.filter(({ step }) => "checkout" in step);
    expect(checkouts.length).toBeGreaterThan(0);
    expect(checkouts.filter(({ step }) => step.persistCredentials !== false)).toEqual([]);
  });

  it("plan with the connection that reads, and apply with the other in the environment whose checks it needs", () => {
    const applying = everyStep.filter(({ step }) => /apply\.sh/.test(scriptOf(step)));
    expect(applying.map(({ name, job, step }) => [name, job.environment, step.inputs.azureSubscription])).toEqual(
      organization.promotionOrder.map((environment) => ["deploy.yml", environment, `mlops-${environment}-apply`]),
    );
    const stages = all["deploy.yml"].stages.filter(({ jobs }: Yaml) => jobs[0].deployment === "Apply");
    expect(stages).toHaveLength(applying.length);
    for (const { condition } of stages) {
      expect(condition).toContain(
        `eq(variables['Build.SourceBranch'], 'refs/heads/${organization.repository.defaultBranch}')`,
      );
      expect(condition).toContain("ne(variables['Build.Reason'], 'PullRequest')");
    }
    const planning = everyStep.filter(({ step }) => /plan\.sh/.test(scriptOf(step)));
    expect(planning).toHaveLength(9);
    for (const { step } of planning) expect(step.inputs.azureSubscription).toMatch(/^mlops-\w+-plan$/);
  });

  it("never deploy twice at once, in the order of promotion, on a merge only", () => {
    const { stages, lockBehavior, trigger, pr } = all["deploy.yml"];
    const order = organization.promotionOrder;
    expect(stages.map(({ stage }: Yaml) => stage)).toEqual(order.flatMap((name) => [`Plan_${name}`, `Apply_${name}`]));
    // Stages wait for the one before unless they say otherwise; one that had nothing to apply is skipped, and stops nothing.
    expect(stages.map(({ dependsOn }: Yaml) => dependsOn)).toEqual(
      order.flatMap((name) => [undefined, `Plan_${name}`]),
    );
    const plans = stages.filter(({ stage }: Yaml) => stage.startsWith("Plan_"));
    expect(plans.map(({ condition }: Yaml) => condition)).toEqual(order.map(() => "not(or(failed(), canceled()))"));
    const applying = stages.filter(({ stage }: Yaml) => stage.startsWith("Apply_"));
    expect([lockBehavior, ...applying.map((stage: Yaml) => stage.lockBehavior)]).toEqual(Array(4).fill("sequential"));
    expect({ trigger, pr }).toEqual({
      trigger: { branches: { include: [organization.repository.defaultBranch] } },
      pr: "none",
    });
  });

  it("plan in a stage before the one whose environment is asked for approval: checks come before a stage", () => {
    for (const { stage, jobs } of all["deploy.yml"].stages as Yaml[]) {
      const [protectedJobs, others] = [true, false].map((is) =>
        jobs.filter((job: Yaml) => "environment" in job === is),
      );
      expect([stage, protectedJobs!.length > 0 && others!.length > 0]).toEqual([stage, false]);
      const name = stage.split("_")[1] as string;
      if (!stage.startsWith("Apply_")) continue;
      expect(protectedJobs![0].variables.approved).toBe(
        `$[stageDependencies.Plan_${name}.Plan.outputs['plan.digest']]`,
      );
    }
  });

  it("are called and use what the stack pipelines makes, each with the connections it is let at, and no others", () => {
    // What tries this project's own promises signs in nowhere: whoever keeps the project in Azure DevOps makes it by hand.
    const deploying = pipelines.filter((name) => name !== "assurance.yml");
    expect(azurePipelineSources.map(({ name }) => azurePipelineFile(name).split("/")[1]).sort()).toEqual(deploying);
    for (const { name, connections, deploys, variables } of azurePipelineSources) {
      const file = `${name}.yml`;
      const own = everyStep.filter((one) => one.name === file);
      const used = new Set(own.flatMap(({ step }) => step.inputs?.azureSubscription ?? []) as string[]);
      const environments = name === "promote" ? [organization.promotionOrder[0]!] : organization.promotionOrder;
      const allowed = environments.flatMap((environment) =>
        connections.map((use) => serviceConnectionName(environment, use)),
      );
      expect([file, [...used].sort()]).toEqual([file, allowed.sort()]);
      expect([file, own.some(({ job }) => job.environment !== undefined)]).toEqual([file, deploys]);
      const groups = [all[file].variables ?? []].flat().flatMap((one: Yaml) => one.group ?? []);
      expect([file, groups]).toEqual([file, variables ? [VARIABLE_GROUP] : []]);
    }
    expect(text("templates/pull-request.yml")).toContain(`FAIL_ON: $(${FAIL_ON_VARIABLE})`);
  });

  it("publish before anything else, where a company says so, with a connection that does nothing else", () => {
    expect(text("deploy.yml")).toMatch(/stages:\n(.*#.*\n)* {2}- template: templates\/publish\.yml\n/);
    expect(expanded("templates/publish.yml", { publishes: false }).stages).toEqual([]);
    const [stage, ...more] = expanded("templates/publish.yml", { publishes: true }).stages as Yaml[];
    expect(more).toEqual([]);
    expect(stage.condition).toContain(
      `eq(variables['Build.SourceBranch'], 'refs/heads/${organization.repository.defaultBranch}')`,
    );
    expect(stage.condition).toContain("ne(variables['Build.Reason'], 'PullRequest')");
    expect(Object.keys(stage).filter((key) => !known.stage.includes(key))).toEqual([]);
    const step = stepsOf(stage.jobs[0]).at(-1)!;
    expect([step.task, step.inputs.azureSubscription, scriptOf(step)]).toEqual([
      "AzureCLI@2",
      PUBLISHING_CONNECTION,
      "npx mlops ml publish",
    ]);
  });

  it("run where the configuration says: on Microsoft's machines, or on the pool of the environment", () => {
    const pools = (document: Yaml) =>
      [...(document.stages ?? []), ...jobsOf(document)].flatMap(({ stage, job, pool }: Yaml) =>
        pool === undefined ? [] : [[stage ?? job, pool]],
      );
    for (const name of pipelines) expect([name, pools(all[name])]).toEqual([name, []]);
    const deploy = expanded("templates/deploy-environment.yml", { environment: "prod", pool: "mdp-pfs-prod" });
    expect(pools(deploy)).toEqual([
      ["Plan_prod", "mdp-pfs-prod"],
      ["Apply_prod", "mdp-pfs-prod"],
    ]);
    const drift = expanded("templates/drift.yml", { environments: ["dev", "prod"], pools: { prod: "mdp-pfs-prod" } });
    expect(pools(drift)).toEqual([["Plan_prod", "mdp-pfs-prod"]]);
    expect(pools(expanded("templates/publish.yml", { publishes: true, pool: "mdp-pfs-dev" }))).toEqual([
      ["Publish", "mdp-pfs-dev"],
    ]);
  });

  it("let forks plan in the sandbox only", () => {
    const jobs = jobsOf(all["pull-request.yml"]);
    const planning = jobs.filter(({ job }) => job.startsWith("Plan_"));
    expect(planning.map(({ condition }) => condition)).toEqual(
      Array(3).fill("ne(variables['System.PullRequest.IsFork'], 'True')"),
    );
    const simulate = jobs.find(({ job }) => job === "Simulate")!;
    expect(stepsOf(simulate).filter(({ inputs }) => inputs?.azureSubscription !== undefined)).toEqual([]);
  });

  it("write what people chose into no script: only into variables", () => {
    for (const { step } of everyStep)
      expect(scriptOf(step)).not.toMatch(/\$\(/.test(scriptOf(step)) ? /\$\([A-Z][\w.]+\.[\w.]+\)/ : /\$\{\{/);
    for (const name of files) {
      const documents = mappings(parse(text(name)));
      const scripts = documents
        .flatMap(({ node }) => [node.bash, node.inlineScript])
        .filter((one) => typeof one === "string");
      for (const script of scripts) expect(script).not.toContain("${{");
    }
  });

  it("let whoever queues a run choose from fixed lists, or write what only a variable of the shell holds", () => {
    const free: string[] = [];
    for (const name of pipelines) {
      const { parameters = [] } = parse(text(name)) as Yaml;
      for (const { name: key, type, values } of parameters) {
        expect([name, key, type]).toEqual([name, key, "string"]);
        if (values !== undefined) continue;
        free.push(`${name} ${key}`);
        const used = mappings(parse(text(name))).flatMap(({ path, node }) =>
          Object.entries(node).flatMap(([at, value]) =>
            typeof value === "string" && value.includes(`parameters.${key}`) ? [[...path, at].at(-2)] : [],
          ),
        );
        expect([key, new Set(used)]).toEqual([key, new Set(["env"])]);
      }
    }
    expect(free).toEqual(["promote.yml useCase", "promote.yml detail"]);
  });

  it("run no package's install script beside an identity", () => {
    const installing = [...files.map(text), readFileSync(join(root, "pipelines/simulate.sh"), "utf8")]
      .flatMap((source) => source.match(/npm (?:ci|install|i)\b.*/g) ?? [])
      .map((line) => line.trim());
    expect([...new Set(installing)]).toEqual(["npm ci --ignore-scripts"]);
  });

  it("call scripts that are there and can be run", () => {
    const called = new Set(files.flatMap((name) => text(name).match(/pipelines\/[\w-]+\.sh/g) ?? []));
    expect(called.size).toBeGreaterThan(8);
    for (const path of called) {
      const sourced = path === "pipelines/azure-identity.sh";
      expect([path, statSync(join(root, path)).mode & 0o111]).toEqual([path, sourced ? 0 : 0o111]);
    }
  });

  it("know every environment", () => {
    for (const name of ["deploy.yml", "drift.yml", "pull-request.yml"]) {
      const { jobs, stages } = parse(text(name)) as Yaml;
      const given =
        jobs?.[0].parameters.environments ?? stages.flatMap((stage: Yaml) => stage.parameters.environment ?? []);
      expect([name, given]).toEqual([name, organization.promotionOrder]);
    }
  });
});
