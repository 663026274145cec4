import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lineageOf, lineageText } from "../../cli/explain/lineage";
import { LocalJobs } from "../../cli/ml/jobs";
import { python } from "../../cli/ml/python";
import { submit, type SubmitOptions } from "../../cli/ml/submit";
import type { UserError } from "../../domain/problem/problem";
import { principalIdOf, registerModel, type Sandbox, startSandbox } from "../../sandbox";
import type { JsonObject } from "../../sandbox/engine/store/store";
import { blobAt } from "../../sandbox/workload/jobs/runnable";
import { SHIPPED as config } from "../support/configuration";
import { BLOB_CONTRIBUTOR, group, ML, place, workspace } from "../support/dev-of-churn";
import { enter, leave } from "../support/in-sandbox";
import { machineHasPython } from "../support/python";

const project = join(__dirname, "../..");
const account = `${group}/providers/Microsoft.Storage/storageAccounts/stjobs`;
const SOMEBODY = "9a5f3c51-0e5b-4f0a-8f4f-3c5e9c9c1d02";

(machineHasPython() ? describe : describe.skip)("jobs in the sandbox", () => {
  let dir: string;
  let sandbox: Sandbox;
  let told: string;

  beforeAll(async () => {
    await python("train", () => undefined);
    dir = mkdtempSync(join(tmpdir(), "mlops-jobs-"));
    sandbox = await startSandbox({
      dir: join(dir, "sandbox"),
      jobs: new LocalJobs(join(project, "ml"), () => undefined),
    });
    const put = (id: string, type: string, body: JsonObject = {}) =>
      sandbox.store.put({ id, type, body, readOnly: {} });
    put(group, "Microsoft.Resources/resourceGroups", { location: "westeurope" });
    put(account, "Microsoft.Storage/storageAccounts");
    put(workspace, `${ML}/workspaces`, { properties: { storageAccount: account, workspaceId: "w" } });
    put(`${workspace}/computes/cpu`, `${ML}/workspaces/computes`, { properties: { computeType: "AmlCompute" } });
    put(`${workspace}/environments/plain/versions/1`, `${ML}/workspaces/environments/versions`);
    // The cluster's own identity may read and write blobs, which is what a job needs.
    put(
      `${account}/providers/Microsoft.Authorization/roleAssignments/${SOMEBODY}`,
      "Microsoft.Authorization/roleAssignments",
      {
        properties: { principalId: principalIdOf(`${workspace}/computes/cpu`), roleDefinitionId: BLOB_CONTRIBUTOR },
      },
    );
    enter(sandbox);
  });
  afterAll(async () => {
    leave();
    await sandbox.close();
    rmSync(dir, { recursive: true, force: true });
  });
  beforeEach(() => {
    told = "";
    jest.spyOn(console, "log").mockImplementation((line: string) => void (told += `${line}\n`));
    jest.spyOn(process.stderr, "write").mockImplementation(() => true);
  });
  afterEach(() => jest.restoreAllMocks());

  const write = (path: string, text: string): string => {
    mkdirSync(join(dir, path, ".."), { recursive: true });
    writeFileSync(join(dir, path), text);
    return join(dir, path);
  };
  const send = (file: string, more: Partial<SubmitOptions> = {}) =>
    submit(file, { config, ml: join(project, "ml"), env: "dev", stream: true, ...more });
  const command = (lines: string) =>
    write("command/job.yaml", `type: command\nenvironment: azureml:plain:1\ncompute: azureml:cpu\n${lines}\n`);

  it("run a command with the code that was uploaded, and keep its outputs", async () => {
    write("command/src/hello.py", "import sys; open(sys.argv[2] + '/hello.txt', 'w').write('hello ' + sys.argv[1])\n");
    const file = command(
      `code: ./src\ncommand: python hello.py \${{inputs.who}} \${{outputs.said}}\ninputs:\n  who: ada\noutputs:\n  said:\n    type: uri_folder`,
    );
    expect({ code: await send(file), told }).toMatchObject({ code: 0, told: expect.stringMatching(/: Completed$/m) });
    expect(told).toMatch(/^Studio: https:\/\/ml\.azure\.com\/runs\//m);
    const uri = /^said: (\S+)$/m.exec(told)![1]!;
    const kept = sandbox.blobs.fileOf(blobAt(sandbox.cloud, workspace, uri)!);
    expect(readFileSync(join(kept, "hello.txt"), "utf8")).toBe("hello ada");
    // The same code is there already.
    const codes = () => sandbox.cloud.within(workspace).filter(({ type }) => type.endsWith("/codes/versions")).length;
    expect(codes()).toBe(1);
    expect(await send(file)).toBe(0);
    expect(codes()).toBe(1);
  });

  it("read data of a datastore, and pass it from step to step of a pipeline", async () => {
    const data = blobAt(sandbox.cloud, workspace, "azureml://datastores/workspaceblobstore/paths/numbers/a.txt")!;
    sandbox.blobs.write(data, Buffer.from("1\n2\n"), {});
    const component = (name: string, script: string) =>
      write(
        `pipeline/${name}.yaml`,
        `type: command\nname: ${name}\nversion: "1"\nenvironment: azureml:plain:1\ncode: ./src\ncommand: ${script}\ninputs:\n  from:\n    type: uri_folder\noutputs:\n  to:\n    type: uri_folder\n`,
      );
    write("pipeline/src/note.txt", "a component has code\n");
    component("copy", "cp ${{inputs.from}}/a.txt ${{outputs.to}}/b.txt");
    component("count", "wc -l < ${{inputs.from}}/b.txt > ${{outputs.to}}/rows.txt");
    const file = write(
      "pipeline/job.yaml",
      `type: pipeline
settings:
  default_compute: azureml:cpu
inputs:
  numbers:
    type: uri_folder
    path: azureml://datastores/workspaceblobstore/paths/numbers/
outputs:
  rows:
    type: uri_folder
jobs:
  count:
    component: ./count.yaml
    inputs:
      from: \${{parent.jobs.copy.outputs.to}}
    outputs:
      to: \${{parent.outputs.rows}}
  copy:
    component: ./copy.yaml
    inputs:
      from: \${{parent.inputs.numbers}}
`,
    );
    expect({ code: await send(file), told }).toMatchObject({ code: 0 });
    const uri = /^rows: (\S+)$/m.exec(told)![1]!;
    const kept = sandbox.blobs.fileOf(blobAt(sandbox.cloud, workspace, uri)!);
    expect(readFileSync(join(kept, "rows.txt"), "utf8").trim()).toBe("2");
  });

  it.each([
    ["a command that fails", "command: echo no luck && exit 3", /step 'command' exited with code 3\. no luck/],
    ["an environment that is not there", "command: 'true'\nenvironment: azureml:none:1", /EnvironmentNotFound.*none/],
    ["a compute that is not there", "command: 'true'\ncompute: azureml:none", /ComputeNotFound: Compute 'none'/],
    [
      "data that is not there",
      "command: cat ${{inputs.in}}\ninputs:\n  in:\n    type: uri_file\n    path: azureml://datastores/workspaceblobstore/paths/none/a.csv",
      /DataNotFound: Input 'in'.*none\/a\.csv/,
    ],
  ])("end as Failed for %s, and say so", async (_what, lines, error) => {
    const given = ["environment: azureml:plain:1", "compute: azureml:cpu"].filter(
      (line) => !lines.includes(`\n${line.split(" ")[0]!}`),
    );
    const file = write("bad/job.yaml", ["type: command", ...given, lines].join("\n"));
    expect(await send(file)).toBe(1);
    expect(told).toMatch(/: Failed$/m);
    expect(told).toMatch(error);
  });

  it("end as Failed for a component that is not there", async () => {
    const file = write("bad/pipeline.yaml", "type: pipeline\njobs:\n  a:\n    component: azureml:none:1\n");
    expect(await send(file)).toBe(1);
    expect(told).toMatch(/ComponentNotFound: Component '.*\/components\/none\/versions\/1' is not found/);
  });

  it("end as Failed for a step on Spark that is given no nodes, which a file that says so is refused for", async () => {
    write("spark/src/main.py", "print('hello')\n");
    write(
      "spark/count.yaml",
      'type: spark\nname: count\nversion: "1"\ncode: ./src\nentry:\n  file: main.py\nconf:\n  spark.driver.cores: 1\n',
    );
    const job = (type: string) =>
      write("spark/job.yaml", `type: pipeline\njobs:\n  count:${type}\n    component: ./count.yaml\n`);
    expect(await send(job(""))).toBe(1);
    expect(told).toMatch(/InvalidJob: Step 'count' is for Spark and names neither its nodes nor a compute/);
    await expect(send(job("\n    type: spark"))).rejects.toThrow(/is for Spark, and nothing says on which nodes/);
    const nodes = "\n    resources: { instance_type: standard_e4s_v3, runtime_version: '3.5' }";
    expect({ code: await send(job(`\n    type: spark${nodes}`)), told }).toMatchObject({ code: 0 });
  });

  it("run with the rights of their compute, and are submitted by who may", async () => {
    const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-cluster`;
    const type = `${ML}/workspaces/computes`;
    // An identity that holds no role.
    sandbox.store.put({
      id: `${workspace}/computes/weak`,
      type,
      body: { properties: { computeType: "AmlCompute" }, identity: { userAssignedIdentities: { [identity]: {} } } },
      readOnly: {},
    });
    const file = write(
      "weak/job.yaml",
      "type: command\nenvironment: azureml:plain:1\ncompute: azureml:weak\ncommand: 'true'\n",
    );
    expect(await send(file)).toBe(1);
    expect(told).toMatch(/workspaceblobstore: 403 AuthorizationPermissionMismatch/);

    process.env["MLOPS_SANDBOX_AS"] = SOMEBODY;
    try {
      await expect(send(file)).rejects.toThrow(/AuthorizationFailed.*/);
    } finally {
      delete process.env["MLOPS_SANDBOX_AS"];
    }
  });

  it("are refused with everything that is wrong with their file", async () => {
    const file = write(
      "wrong/job.yaml",
      "type: command\ncomand: 'true'\nenvironment: ./env.yaml\ncompute: cpu\ncode: ./none\ninputs:\n  a:\n    type: uri_file\n    path: ./a.csv\n",
    );
    const refused = (await send(file).catch((error: unknown) => error)) as UserError;
    const lines = ({ problems }: UserError) =>
      problems.map(({ where }) => (typeof where === "string" ? where : where.line)).sort();
    expect(lines(refused)).toEqual(expect.arrayContaining([2, 4]));
    const second = write("wrong/job.yaml", readFileSync(file, "utf8").replace("comand", "command").replace(": cpu", ": azureml:cpu")); // prettier-ignore
    const then = (await send(second).catch((error: unknown) => error)) as UserError;
    expect(lines(then)).toEqual([3, 5, 9]);
  });

  it("are where the line from a deployed version leads back to", async () => {
    const { endpoint } = place.ids;
    const type = `${ML}/workspaces/onlineEndpoints`;
    sandbox.store.put({
      id: endpoint,
      type,
      body: { properties: { traffic: { blue: 90 }, mirrorTraffic: { green: 10 } } },
      readOnly: {},
    });
    const put = (name: string, model: string) =>
      sandbox.store.put({
        id: `${endpoint}/deployments/${name}`,
        type: `${type}/deployments`,
        body: { properties: { model } },
        readOnly: {},
      });
    put("blue", `${workspace}/models/churn/versions/3`);
    put("green", `${workspace}/models/churn/versions/4`);
    const file = command(
      "command: 'true'\ninputs:\n  rows:\n    type: uri_folder\n    path: azureml://datastores/workspaceblobstore/paths/numbers/",
    );
    expect(await send(file)).toBe(0);
    const job = /^submitted: (.*)$/m.exec(told)![1]!;
    registerModel(sandbox.cloud, {
      home: workspace,
      model: "churn",
      version: "3",
      job,
      metrics: { auc: 0.89 },
      tags: { "data.hash": "ad5f", "data.rows": "6000", "code.key": "1f2a", "environment.key": "f697" },
    });
    const lines = await lineageOf(config, "customer-churn", "dev");
    const text = lineageText("customer-churn", "dev", lines);
    expect(text).toMatch(/^blue: churn:3, answers 90 % of the requests$/m);
    expect(text).toMatch(/^green: churn:4, answers 0 % of the requests and sees copies of 10 %$/m);
    const [blue, green] = text.split("\n\n") as [string, string];
    expect(blue).toMatch(new RegExp(`run +${job} in dev, Completed`));
    expect(blue).toMatch(/code +content 1f2a/);
    expect(blue).toMatch(/environment +content f697/);
    expect(blue).toMatch(/data +content ad5f, 6000 rows, rows at azureml:\/\/.*\/paths\/numbers\//);
    expect(blue).toMatch(/metrics +auc 0\.89/);
    // Nothing is made up of a version that nobody knows.
    expect(green.match(/unknown: Azure does not tell/g)).toHaveLength(6);
  });
});
