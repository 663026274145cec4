import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onlyBlobs } from "../../constructs/access/conditions";
import { identityNamed, inSandbox, statesOf } from "../../deploy/identities";
import { builtInRoles } from "../../domain/access/roles";
import { builtInRoleId } from "../../domain/azure/ids";
import { childEnvironment, OWNER, principalIdOf, type Sandbox, startSandbox } from "../../sandbox";
import { loadConfiguration } from "../../schema/load";
import { SHIPPED } from "../support/configuration";
import { execute } from "../support/terraform";

/** Who reads which state, whichever command and whichever file leads to it, with Terraform itself. */
describe("states in the sandbox", () => {
  const configuration = loadConfiguration(SHIPPED);
  let dir: string;
  let sandbox: Sandbox;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "mlops-states-"));
    const container = statesOf(configuration.organization);
    sandbox = await startSandbox({ dir: join(dir, ".sandbox"), states: container });
    const { store } = sandbox;
    const { identity } = identityNamed("dev-plan", () => configuration)!.is as { readonly identity: string };
    const principalId = principalIdOf(identity);
    const put = (id: string, type: string, properties: Record<string, string>) =>
      store.put({ id, type, body: { properties }, readOnly: { properties: {} } });
    put(container, "Microsoft.Storage/storageAccounts/blobServices/containers", {});
    put(identity, "Microsoft.ManagedIdentity/userAssignedIdentities", { principalId });
    put(
      `${container}/providers/Microsoft.Authorization/roleAssignments/reads`,
      "Microsoft.Authorization/roleAssignments",
      {
        roleDefinitionId: builtInRoleId(
          configuration.organization.platform.subscription,
          builtInRoles.storageBlobDataReader.id,
        ),
        principalId,
        principalType: "ServicePrincipal",
        condition: onlyBlobs(["dev.tfstate", "dev-*.tfstate"]),
      },
    );
    const { identity: applies } = identityNamed("dev-apply", () => configuration)!.is as { readonly identity: string };
    put(applies, "Microsoft.ManagedIdentity/userAssignedIdentities", { principalId: principalIdOf(applies) });
    put(
      `${container}/providers/Microsoft.Authorization/roleAssignments/writes`,
      "Microsoft.Authorization/roleAssignments",
      {
        roleDefinitionId: builtInRoleId(
          configuration.organization.platform.subscription,
          builtInRoles.storageBlobDataContributor.id,
        ),
        principalId: principalIdOf(applies),
        principalType: "ServicePrincipal",
        condition: onlyBlobs(["dev.tfstate", "dev-*.tfstate"]),
      },
    );
    const { organization, environments } = configuration;
    for (const subscription of [organization.platform.subscription, environments[0]!.subscription])
      put(
        `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleAssignments/looks`,
        "Microsoft.Authorization/roleAssignments",
        {
          roleDefinitionId: builtInRoleId(subscription, builtInRoles.reader.id),
          principalId: principalIdOf(applies),
          principalType: "ServicePrincipal",
        },
      );
    const state = (name: string) => join(dir, ".sandbox/state", `${name}.tfstate`);
    for (const name of ["dev", "prod"]) {
      const outputs = { Stack: { value: `secret of ${name}`, type: "string" } };
      writeFileSync(
        state(name),
        JSON.stringify({ version: 4, terraform_version: "1.11.4", serial: 3, lineage: name, outputs, resources: [] }),
      );
    }
    const stack = (folder: string, name: string, more: object = {}) => {
      mkdirSync(join(dir, folder));
      const settings = { terraform: { backend: { local: { path: state(name) } } }, ...more };
      writeFileSync(join(dir, folder, "cdk.tf.json"), JSON.stringify(settings));
    };
    for (const name of ["dev", "prod", "dev-new"]) stack(name, name);
    const remote = { backend: "local", config: { path: state("prod") } };
    stack("curious", "dev", { data: { terraform_remote_state: { other: remote } } });
    mkdirSync(join(dir, "no-cdktf"));
    writeFileSync(
      join(dir, "no-cdktf/main.tf"),
      `data "terraform_remote_state" "other" {\n  backend = "local"\n  config = { path = "${state("prod")}" }\n}\n`,
    );
  });
  afterAll(async () => {
    await sandbox.close();
    rmSync(dir, { recursive: true, force: true });
  });

  /** Runs Terraform in a folder as somebody, by its plain name; what it said, on one line. */
  async function terraform(who: string, folder: string, command: string) {
    const known = identityNamed(who, () => configuration);
    sandbox.access.caller = known === undefined ? OWNER : inSandbox(known);
    const script = `cd ${folder} && terraform ${command} 2>&1`;
    const { code, output } = await execute("sh", ["-c", script], dir, childEnvironment(sandbox));
    return { code, said: output.replace(/[\s│]+/g, " ") };
  }
  const refused =
    /403 \(403 Forbidden\) with AuthorizationPermissionMismatch: This request is not authorized .*id-pfs-dev-plan/;

  it.each([
    ["init -input=false", "Error loading state"],
    ["-chdir=../prod state pull", "Error loading state"],
    ["plan -lock=false", "Error loading state"],
    ["output -json", "Error loading state"],
    ["show -json", "Error loading state"],
  ])("a state of another environment is not read by %s", async (command, words) => {
    const { code, said } = await terraform("dev-plan", "prod", command);
    expect(code).toBe(1);
    expect(said).toContain(`Error: ${words}: executing request: unexpected status 403`);
    expect(said).toMatch(refused);
    expect(said).not.toContain("secret of prod");
  });

  it.each([
    ["curious", "init -input=false && terraform plan -lock=false", "error loading the remote state"],
    ["no-cdktf", "init -input=false && terraform apply -auto-approve", "error loading the remote state"],
    ["dev", "show -json ../.sandbox/state/prod.tfstate", "Error loading statefile"],
    ["dev", "state list -state=../.sandbox/state/prod.tfstate", "Error loading statefile"],
  ])("nor in %s by %s", async (folder, command, words) => {
    const { code, said } = await terraform("dev-plan", folder, command);
    expect(code).toBe(1);
    expect(said).toContain(words);
    expect(said).toMatch(refused);
    expect(said).not.toContain("secret of prod");
  });

  it("its own is, and an owner reads all", async () => {
    const own = await terraform(
      "dev-plan",
      "dev",
      "init -input=false && terraform plan -lock=false && terraform state pull",
    );
    expect(own).toMatchObject({ code: 0, said: expect.stringContaining("secret of dev") });
    const all = await terraform(
      "owner",
      "curious",
      "init -input=false && terraform plan && terraform -chdir=../prod init && terraform -chdir=../prod output",
    );
    expect(all).toMatchObject({ code: 0, said: expect.stringContaining("secret of prod") });
  });

  it("is made before the first plan, which takes the right to write; and whoever holds no role sees no names", async () => {
    const { code, said } = await terraform("dev-plan", "dev-new", "init -input=false");
    expect(code).toBe(1);
    expect(said).toContain(
      "Error: Error loading state: failed to lock azure state: executing request: unexpected status 403",
    );
    expect(said).toContain("blobs/write");
    const nobody = await terraform("prod-plan", "dev-new", "init -input=false");
    expect(nobody.said).toContain("Error: Failed to get existing workspaces: listing blobs: executing request");
  });

  it("are asked about by whoever types terraform, where there is one: else the stand-in would find itself", async () => {
    expect(sandbox.env["PATH"]).toMatch(new RegExp(`^${sandbox.dir}/bin:`));
    const before = process.env["PATH"];
    process.env["PATH"] = "/nowhere";
    try {
      const bare = await startSandbox({ dir: join(dir, "bare") });
      await bare.close();
      expect(bare.env).not.toHaveProperty("PATH");
    } finally {
      process.env["PATH"] = before;
    }
  });

  it("none is put back by mlops recover --state for whoever may not write it", async () => {
    const unsaved = join(dir, "errored.tfstate");
    const outputs = { Stack: { value: "dev", type: "string" } };
    writeFileSync(
      unsaved,
      JSON.stringify({ version: 4, terraform_version: "1.11.4", serial: 4, lineage: "dev", outputs, resources: [] }),
    );
    const recover = async (who: string) => {
      sandbox.access.caller = inSandbox(identityNamed(who, () => configuration)!);
      const parameters = ["cli/mlops.js", "recover", "dev", "--config", SHIPPED, "--state", unsaved];
      return execute(process.execPath, parameters, join(__dirname, "../.."), childEnvironment(sandbox));
    };
    const state = () => readFileSync(join(sandbox.dir, "state/dev.tfstate"), "utf8");
    const before = state();
    expect(await recover("dev-plan")).toEqual({ code: 1, output: expect.stringMatching(refused) });
    expect(state()).toBe(before);
    expect(await recover("dev-apply")).toMatchObject({
      code: 0,
      output: expect.stringContaining("dev the state is in its place"),
    });
    expect(state()).toBe(readFileSync(unsaved, "utf8"));
  });
});
