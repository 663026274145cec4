import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { doctor, type Report } from "../../cli/doctor/doctor";
import { dataOf } from "../support/data";
import { enter, leave } from "../support/in-sandbox";
import { startSandbox, type Sandbox } from "../../sandbox";
import { SHIPPED } from "../support/configuration";

const DEV = "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";
const PROD = "2e704d9c-3186-4c58-9e3f-9d0214c6f303";
const cli = join(__dirname, "../../cli/mlops.js");

describe("mlops doctor before anything is deployed", () => {
  let dir: string;
  let sandbox: Sandbox;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "mlops-doctor-"));
    sandbox = await startSandbox({ dir });
    enter(sandbox);
  });
  afterEach(() => limit({}));
  afterAll(async () => {
    leave();
    await sandbox.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const limit = (limits: object) => writeFileSync(join(dir, "limits.json"), JSON.stringify(limits));
  const examine = (environment?: string): Promise<Report> =>
    doctor({ config: SHIPPED, timeoutSeconds: 60, ...(environment !== undefined && { environment }) });
  const found = ({ lines }: Report, result: string) =>
    lines.filter((line) => line.result === result).map(({ about, check, text }) => `${about} ${check}: ${text}`);

  it("finds that everything is ready, and names what to deploy first", async () => {
    const report = await examine();
    expect(found(report, "fail")).toEqual([]);
    expect(new Set(report.lines.map(({ about }) => about))).toEqual(
      new Set(["this machine", "Azure", "platform", "dev", "preprod", "prod"]),
    );
    expect(report.lines).toContainEqual(
      expect.objectContaining({ check: "registry", fix: "make it before the environments: npx cdktf deploy registry" }),
    );
    expect(found(report, "pass")).toContainEqual(
      expect.stringMatching(/^prod name: key vault kv-pfs-prod-\w+ is free$/),
    );
  });

  it("finds what is missing, each with its fix", async () => {
    limit({
      cores: { standardDDSv5Family: 16, total: 40 },
      missingSizes: ["Standard_E8ds_v5"],
      unregistered: ["Microsoft.Logic"],
      permissions: [{ actions: ["*"], notActions: ["Microsoft.Authorization/*/Write"] }],
      takenNames: ["stpfsdevba0e2b48"],
      denied: [`/subscriptions/${PROD}`],
    });
    const report = await examine();
    const wrong = found(report, "fail").map((line) => line.replaceAll(/\d+ cores.*/g, "…"));
    expect(wrong).toEqual([
      "platform providers: not registered: Microsoft.Logic",
      "dev providers: not registered: Microsoft.Logic",
      `dev role: may not Microsoft.Authorization/roleAssignments/write in subscription ${DEV}`,
      "dev sizes: westeurope does not offer Standard_E8ds_v5 (cluster memory)",
      "dev quota: standardDDSv5Family: …",
      "dev name: storage account stpfsdevba0e2b48 is taken by somebody else: the name must be unique in all of Azure",
      "preprod providers: not registered: Microsoft.Logic",
      expect.stringMatching(
        /^preprod role: may not .*roleAssignments\/write nor Microsoft\.Authorization\/locks\/write/,
      ),
      "preprod quota: all families together: …",
      `prod subscription: you may not read ${PROD}`,
    ]);
    // Whether there is an az depends on the machine.
    expect(found(report, "unknown").filter((line) => !line.startsWith("this machine az: "))).toEqual([
      expect.stringMatching(/^this machine providers: \.terraform\.lock\.hcl has no sums of /),
      "prod the rest: not asked: the subscription was not read",
    ]);
    expect(report.lines.filter(({ result, fix }) => result !== "pass" && fix === undefined)).toEqual([]);
  });

  it("finds that a resource group of others is not there", async () => {
    const config = join(__dirname, "../../examples/landing-zone/config");
    const { lines } = await doctor({ config, environment: "dev", timeoutSeconds: 60 });
    expect(lines.filter(({ check }) => check === "group")).toEqual([
      {
        about: "dev",
        check: "group",
        result: "fail",
        text: "resource group rg-fab-dev-ml, which others make, is not in subscription d4e5f607-1829-4a3b-9c4d-5e6f708192a3",
        fix: "have it made, or correct resourceGroup.existing in config/environments/dev.yaml",
      },
    ]);
  });

  it("finds names that deleted things hold", async () => {
    const group = `/subscriptions/${DEV}/resourceGroups/rg-pfs-dev-ml/providers`;
    const gone = (id: string, type: string, retentionDays: number) => ({
      resource: { id: `${group}/${id}`, type, body: {}, readOnly: {} },
      deletedAt: new Date().toISOString(),
      retentionDays,
      purgeProtected: false,
    });
    sandbox.store.remove(
      [],
      [
        gone("Microsoft.KeyVault/vaults/kv-pfs-dev-ba0e2b48", "Microsoft.KeyVault/vaults", 7),
        gone(
          "Microsoft.MachineLearningServices/workspaces/mlw-pfs-dev",
          "Microsoft.MachineLearningServices/workspaces",
          14,
        ),
        gone("Microsoft.OperationalInsights/workspaces/log-pfs-dev", "Microsoft.OperationalInsights/workspaces", 14),
      ],
    );
    const { lines } = await examine("dev");
    const names = lines.filter(({ check, text }) => check === "name" && /deleted/.test(text));
    expect(names.map(({ result, text }) => `${result} ${text.replace(/until.*/, "…")}`)).toEqual([
      "fail key vault kv-pfs-dev-ba0e2b48 was deleted and holds its name …",
      "fail workspace mlw-pfs-dev was deleted and holds its name for 14 days",
      "pass log workspace log-pfs-dev was deleted and comes back with its old logs",
    ]);
    expect(names[0]!.fix).toBe(
      "az keyvault purge --name kv-pfs-dev-ba0e2b48 --location westeurope; or count up generation in config/environments/dev.yaml",
    );
    for (const { resource } of sandbox.store.softDeleted()) sandbox.store.purge(resource.id);
  });

  const command = (parameters: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [cli, "doctor", ...parameters, "--config", SHIPPED], {
        cwd: dir,
        env: { ...process.env },
      });
      let [stdout, stderr] = ["", ""];
      child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
      child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, stdout, stderr }));
    });

  it("says by its exit code whether anything failed, and with --strict whether anything is unknown", async () => {
    // A folder that is no git repository and a provider without sums are unknown, not wrong.
    const lenient = await command(["dev", "--json"]);
    expect(lenient.code).toBe(0);
    const { counts, lines } = dataOf("doctor", lenient.stdout) as Report;
    expect(counts.fail).toBe(0);
    // Machines differ in what only some commands need.
    const unknown = lines.filter(({ check, result }) => result === "unknown" && !["az", "python"].includes(check));
    expect(unknown.map(({ check }) => check)).toEqual(["git", "providers"]);
    expect((await command(["dev", "--strict"])).code).toBe(1);
    limit({ unregistered: ["Microsoft.Storage"] });
    const failed = await command(["dev"]);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain(`→ az provider register --namespace Microsoft.Storage --subscription ${DEV}`);
    expect(failed.stdout).not.toContain("\u001b");
  });

  it("does not wait longer than it is told to", async () => {
    await sandbox.close();
    sandbox = await startSandbox({ dir, faults: "latency:5000ms" });
    enter(sandbox);
    const begun = Date.now();
    const { code, stdout } = await command(["dev", "--timeout", "1"]);
    expect(Date.now() - begun).toBeLessThan(30_000);
    expect(code).toBe(0);
    expect(stdout).toMatch(/unknown {2}subscription {2}Azure did not answer in time/);
  });

  it("rejects an environment that does not exist", async () => {
    const { code, stderr } = await command(["prd"]);
    expect(code).toBe(2);
    expect(stderr).toContain("did you mean prod?");
  });
});
