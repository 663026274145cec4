import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PlanManifest } from "../../deploy/manifest";
import { Checkout, type Ran } from "../support/checkout";

/** What was approved is what happens, with real Terraform: the attempts that once went through. */
describe("an approval", () => {
  const checkout = new Checkout();
  const at = (...path: string[]) => join(checkout.path, ...path);
  const mlops = (parameters: string): Ran => checkout.run(`node cli/mlops.js ${parameters}`, { MLOPS_PLAN_KEY: "" });
  const digestOf = (folder: string) =>
    (JSON.parse(readFileSync(at(folder, "manifest.json"), "utf8")) as PlanManifest).digest;
  const state = (stack: string) => at(".sandbox/state", `${stack}.tfstate`);
  const git = (...parameters: string[]) =>
    execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@pfs.example", ...parameters], {
      cwd: checkout.path,
    });

  beforeAll(() => {
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message", "as shipped");
  });
  afterAll(() => checkout.remove());

  it("of a role for one identity is none of the same role for another, though neither is there yet", () => {
    expect(mlops("plan registry dev --sandbox --out plan-a").code).toBe(0);
    const approved = digestOf("plan-a");
    // The same commit, and a hand in what is synthesized: the identity of the nodes gets the workspace's roles.
    const text = readFileSync(at("deploy/synthesize.ts"), "utf8");
    const swap =
      'writeFileSync(join(dir, "cdk.tf.json"), readFileSync(join(dir, "cdk.tf.json"), "utf8").replace(/\\$\\{azurerm_user_assigned_identity\\.WorkspaceIdentity_\\w+\\.principal_id\\}/g, (_) => "${azurerm_user_assigned_identity." + /ComputeIdentity_\\w+/.exec(readFileSync(join(dir, "cdk.tf.json"), "utf8"))![0] + ".principal_id}"));';
    const before = "    anchorState(dir,";
    expect(text).toContain(before);
    writeFileSync(
      at("deploy/synthesize.ts"),
      `${text.replace(before, `    if (name === "dev") ${swap}\n${before}`)}`.replace(
        /^import \{([^}]*)\} from "node:fs";/m,
        'import { readFileSync, writeFileSync } from "node:fs";',
      ),
    );
    const planned = mlops("plan registry dev --sandbox --out plan-b");
    expect({ code: planned.code, stderr: planned.stderr.includes("Error") }).toEqual({ code: 0, stderr: false });
    expect(digestOf("plan-b")).not.toBe(approved);
    writeFileSync(at("deploy/synthesize.ts"), text);
    const applied = mlops(`apply plan-b --sandbox --yes --expect-digest ${approved}`);
    expect(applied).toMatchObject({ code: 1, stderr: expect.stringContaining("MLOPS-APPLY-002") });
    expect(applied.stderr).toContain("Nothing was changed.");
    expect([existsSync(state("registry")), existsSync(state("dev"))]).toEqual([false, false]);
    // The one that was approved is applied.
    expect(mlops(`apply plan-a --sandbox --yes --expect-digest ${approved} --stacks registry`).code).toBe(0);
  });

  it("is refused on Azure for files that nobody committed, unless a reason is in the digest", () => {
    writeFileSync(at("a-new-file"), "");
    const made = JSON.parse(readFileSync(at("plan-a/manifest.json"), "utf8")) as PlanManifest;
    cpSync(at("plan-a"), at("for-azure"), { recursive: true });
    writeFileSync(at("for-azure/manifest.json"), JSON.stringify({ ...made, target: "azure", dirty: true }));
    // As in a pipeline: whoever cannot sign in is told of that first.
    const { code, stderr } = checkout.run("ARM_USE_OIDC=true node cli/mlops.js apply for-azure --yes");
    expect({ code, says: /MLOPS-APPLY-023 files are not as in the commit .*--allow-dirty/.test(stderr) }).toEqual({
      code: 1,
      says: true,
    });
    const reason = "the pipeline is down, and the incident cannot wait";
    expect(mlops(`plan registry --sandbox --out dirty --allow-dirty "${reason}"`).code).toBe(0);
    expect(mlops("review dirty").stdout).toContain(`**with files changed since**: ${reason}`);
    expect(mlops('plan registry --sandbox --allow-dirty "because"').code).toBe(2);
  });

  it("of one stack's state is none of another's", () => {
    const kept = readFileSync(state("registry"));
    cpSync(state("registry"), state("dev"));
    const planned = mlops("plan dev --sandbox --out other");
    expect(planned).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("dev  failed: its state is that of registry"),
    });
    expect(mlops("recover dev --sandbox")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("its state is that of registry: put its own back; nothing was changed"),
    });
    // As states were written before they said whose they are.
    const silent = { ...(JSON.parse(kept.toString("utf8")) as object), outputs: {} };
    writeFileSync(state("dev"), JSON.stringify(silent));
    expect(mlops("plan dev --sandbox --out other").stdout).toContain("so it is that of another stack");
    writeFileSync(state("registry"), JSON.stringify({ ...silent, serial: 99 }));
    expect(mlops("plan registry --sandbox --out other").code).toBe(0);
    // A lost one is not taken for a first deployment where the last apply left one; the copy brings it back.
    writeFileSync(state("registry"), "null");
    const lost = mlops("plan registry --sandbox --out other");
    expect(lost.code).toBe(1);
    const [, command] = /with (mlops recover registry --sandbox --state \S+)/.exec(lost.stdout) ?? [];
    expect(command).toBeDefined();
    expect(checkout.run(`node cli/${command!.replace("mlops", "mlops.js")}`).code).toBe(0);
    expect(mlops("plan registry --sandbox --out other --detailed-exitcode").code).toBe(0);
  });
});
