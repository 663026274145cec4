import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identityNamed, statesOf } from "../../deploy/identities";
import { builtInRoles } from "../../domain/access/roles";
import { builtInRoleId, resourceGroupId, subscriptionId } from "../../domain/azure/ids";
import { principalIdOf, startSandbox } from "../../sandbox";
import { loadConfiguration } from "../../schema/load";
import { SHIPPED } from "../support/configuration";
import { execute, type Outcome } from "../support/terraform";

const cli = join(__dirname, "../../cli/mlops.js");

describe("mlops sandbox", () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "mlops-command-"))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const mlops = (parameters: string[], env: NodeJS.ProcessEnv = process.env): Promise<Outcome> =>
    execute(process.execPath, [cli, "sandbox", ...parameters], dir, env);

  it("gives the command what Terraform needs, and returns its exit code", async () => {
    const script = `for v in TF_REATTACH_PROVIDERS MLOPS_SANDBOX MLOPS_SANDBOX_ARM TERRAFORM_BINARY_NAME CHECKPOINT_DISABLE TF_CLI_CONFIG_FILE; do eval "echo $v=\\$$v;"; done; exit 7`;
    const { code, output } = await mlops(["--", "sh", "-c", script], {
      ...process.env,
      TF_CLI_CONFIG_FILE: "/nowhere",
    });
    expect(code).toBe(7);
    expect(output).toContain('"registry.terraform.io/hashicorp/azurerm":{"Protocol":"grpc","ProtocolVersion":6');
    expect(output).toContain(`MLOPS_SANDBOX=${dir}/.sandbox `);
    expect(output).toMatch(/MLOPS_SANDBOX_ARM=https:\/\/localhost:\d+ /);
    expect(output).toContain("CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE=");
    expect(output).not.toContain("TF_CLI_CONFIG_FILE=/nowhere");
    expect(existsSync(join(dir, ".sandbox/lock"))).toBe(false);
  });

  it("answers `terraform providers lock` itself and leaves the rest to Terraform", async () => {
    const { code, output } = await mlops([
      "--",
      "sh",
      "-c",
      '"$TERRAFORM_BINARY_NAME" providers lock && "$TERRAFORM_BINARY_NAME" version',
    ]);
    expect(code).toBe(0);
    expect(output).toContain("Terraform v1.");
  });

  it("passes SIGTERM on and ends as the command does", async () => {
    const child = spawn(
      process.execPath,
      [cli, "sandbox", "--", "sh", "-c", "trap 'exit 5' TERM; echo ready; while :; do sleep 0.1; done"],
      { cwd: dir },
    );
    await new Promise<void>((resolve) => child.stdout.on("data", () => resolve()));
    child.kill("SIGTERM");
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(5);
    expect(existsSync(join(dir, ".sandbox/lock"))).toBe(false);
  });

  it("says so when the command does not exist", async () => {
    const { code, output } = await mlops(["--", "no-such-command"]);
    expect(code).toBe(2);
    expect(output).toContain(
      "no-such-command MLOPS-SANDBOX-007 this command was not found; write the command after two dashes",
    );
  });

  it("refuses a damaged store and leaves it as it is", async () => {
    mkdirSync(join(dir, ".sandbox"));
    const file = join(dir, ".sandbox/cloud.json");
    for (const content of ["{ damaged", "", "[]", '{"version":2,"resources":{},"softDeleted":{}}']) {
      writeFileSync(file, content);
      const { code, output } = await mlops(["--", "echo", "ran"]);
      expect(code).toBe(2);
      expect(output).toContain("cloud.json MLOPS-SANDBOX-003 the sandbox's store cannot be read:");
      expect(output).toContain("nothing was changed");
      expect(output).not.toContain("ran ");
      expect(readFileSync(file, "utf8")).toBe(content);
    }
  });

  it("refuses a folder it cannot write to", async () => {
    writeFileSync(join(dir, "file"), "");
    const { code, output } = await mlops(["--dir", "file/below", "--", "true"]);
    expect(code).toBe(2);
    expect(output).toContain("MLOPS-SANDBOX-001 the sandbox cannot write here");
  });

  it("lets one sandbox at a time use a store, and takes over from a killed one", async () => {
    const store = join(dir, ".sandbox");
    const first = await startSandbox({ dir: store });
    const { code, output } = await mlops(["--", "true"]);
    expect(code).toBe(2);
    expect(output).toContain(`MLOPS-SANDBOX-002 another sandbox (process ${process.pid}) is using this store`);
    await first.close();
    writeFileSync(join(store, "lock"), JSON.stringify({ pid: 2 ** 22 - 1, began: "1" }));
    const next = await startSandbox({ dir: store });
    expect(next.afterCrash).toBe(true);
    await next.close();
    const calm = await startSandbox({ dir: store });
    expect(calm.afterCrash).toBe(false);
    await calm.close();
  });

  it("does everything as whoever is named, who may do what roles say and no more", async () => {
    const configuration = loadConfiguration(SHIPPED);
    const known = identityNamed("dev-plan", () => configuration)!.is as { readonly identity: string };
    const { subscription } = configuration.environments[0]!;
    const group = resourceGroupId({ subscriptionId: subscription, resourceGroup: "rg" });
    const { store, close } = await startSandbox({ dir: join(dir, ".sandbox") });
    const principalId = principalIdOf(known.identity);
    const ofIdentity = "Microsoft.ManagedIdentity/userAssignedIdentities";
    store.put({ id: known.identity, type: ofIdentity, body: {}, readOnly: { properties: { principalId } } });
    store.put({
      id: group,
      type: "Microsoft.Resources/resourceGroups",
      body: { location: "westeurope" },
      readOnly: {},
    });
    const roleDefinitionId = builtInRoleId(subscription, builtInRoles.reader.id);
    const grant = (principalId: string, principalType: string) =>
      store.put({
        id: `${subscriptionId(subscription)}/providers/Microsoft.Authorization/roleAssignments/${principalId}`,
        type: "Microsoft.Authorization/roleAssignments",
        body: { properties: { roleDefinitionId, principalId, principalType } },
        readOnly: {},
      });
    grant(principalId, "ServicePrincipal");
    const { groups } = identityNamed("dev-data-scientist", () => configuration)!.is as { readonly groups: string[] };
    grant(groups[0]!, "Group");
    await close();
    const script = `(async () => {
      const url = process.env.MLOPS_SANDBOX_ARM + ${JSON.stringify(group)} + "?api-version=2021-04-01";
      const headers = { "content-type": "application/json" };
      for (const method of ["GET", "PUT"]) {
        const body = method === "PUT" ? JSON.stringify({ location: "westeurope" }) : undefined;
        const answer = await fetch(url, { method, headers, body });
        console.log(method, answer.status, method === "PUT" ? await answer.text() : "");
      }
    })()`;
    const as = (who: string) => mlops(["--as", who, "--config", SHIPPED, "--", process.execPath, "-e", script]);
    const { output } = await as("dev-plan");
    expect(output).toContain("GET 200");
    expect(output).toMatch(/PUT 403 .*AuthorizationFailed.*id-pfs-dev-plan.*resourceGroups\/write/);
    const person = (await as("dev-data-scientist")).output;
    expect(person).toContain("GET 200");
    expect(person).toMatch(/PUT 403 .*AuthorizationFailed.*'dev-data-scientist'.*resourceGroups\/write/);
    expect((await as("owner")).output).toMatch(/PUT 20[01] /);

    // What would change is not asked yet when a state is read.
    const again = await startSandbox({ dir: join(dir, ".sandbox") });
    const states = { id: statesOf(configuration.organization), body: {}, readOnly: {} };
    again.store.put({ ...states, type: "Microsoft.Storage/storageAccounts/blobServices/containers" });
    await again.close();
    const settings = { terraform: { backend: { local: { path: join(dir, ".sandbox/state/dev.tfstate") } } } };
    writeFileSync(join(dir, "cdk.tf.json"), JSON.stringify(settings));
    const terraform = (who: string, ...words: readonly string[]) =>
      mlops(["--as", who, "--config", SHIPPED, "--", "sh", "-c", '"$TERRAFORM_BINARY_NAME" "$@"', "sh", ...words]);
    const unread = await terraform("dev-plan", "apply", "-input=false");
    expect(unread.code).toBe(1);
    expect(unread.output).toContain("Error: Error loading state: executing request: unexpected status 403");
    expect(unread.output).toMatch(/403 Forbidden\) with AuthorizationPermissionMismatch: .*id-pfs-dev-plan/);
    const planned = await terraform("owner", "plan", "-input=false");
    expect(planned.output).not.toContain("403");
  });

  it("says so when the port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const { code, output } = await mlops(["--port", String(port), "--", "true"]);
    server.close();
    expect(code).toBe(2);
    expect(output).toContain(
      `127.0.0.1:${port} MLOPS-SANDBOX-006 another program is using this port; choose another one with --port`,
    );
    expect(existsSync(join(dir, ".sandbox/lock"))).toBe(false);
  });

  it("refuses faults it cannot inject", async () => {
    const { code, output } = await mlops(["--faults", "418:0.5", "--", "true"]);
    expect(code).toBe(2);
    expect(output).toContain(
      "--faults MLOPS-SANDBOX-004 this is not a fault the sandbox can inject (given 418:0.5; allowed 429:<0-1>",
    );
  });
});
