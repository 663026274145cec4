import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { identityNamed, inSandbox, statesOf } from "../../deploy/identities";
import { unzip } from "../../deploy/unzip";
import { childEnvironment, OWNER, type RecordedCall, type Sandbox, startSandbox } from "../../sandbox";
import { assignmentsOf } from "../../sandbox/services/access/authorizer";
import type * as Identities from "../../sandbox/engine/arm/identities";
import { loadConfiguration } from "../../schema/load";
import { Checkout } from "../support/checkout";

/** Every key, token and signature that a simulated service has told anybody, and what it opens. */
const mockHandedOut = new Map<string, string>();
jest.mock("../../sandbox/engine/arm/identities", () => {
  const real = jest.requireActual<typeof Identities>("../../sandbox/engine/arm/identities");
  return {
    ...real,
    keyOf: (purpose: string, id: string) => {
      const value = real.keyOf(purpose, id);
      mockHandedOut.set(value, `${purpose} of ${id.split("/").slice(6, 8).join("/")}`);
      return value;
    },
  };
});

const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

/** What azurerm keeps of a resource whether it is asked to or not. Azure refuses each as deployed: keys are switched off. */
const REFUSED_BY_AZURE = [
  "primary of Microsoft.OperationalInsights/workspaces",
  "primary of Microsoft.Storage/storageAccounts",
  "secondary of Microsoft.OperationalInsights/workspaces",
  "secondary of Microsoft.Storage/storageAccounts",
];

/**
 * What the pipelines do, each step as the identity that does it there: an owner bootstraps and deploys an environment the first
 * time, a pull request is planned, merged and deployed, and a night looks for drift. Every call is recorded; then each grant of the two
 * identities is taken away in turn, and one of the calls must be refused. Other environments, promotions and Azure DevOps are
 * rehearsed without Terraform: `test/sandbox-parts/authorization/rehearsal.test.ts`.
 */
describe("the pipelines, rehearsed", () => {
  const checkout = new Checkout();
  const calls: RecordedCall[] = [];
  let sandbox: Sandbox;

  beforeAll(async () => {
    const { organization } = loadConfiguration(join(checkout.path, "config"));
    sandbox = await startSandbox({ dir: join(checkout.path, ".sandbox"), states: statesOf(organization) });
    sandbox.access.onCall = (call) => calls.push(call);
  });
  afterAll(async () => {
    await sandbox.close();
    checkout.remove();
  });

  const somebody = (name: string) => {
    const known = identityNamed(name, () => loadConfiguration(join(checkout.path, "config")));
    return known === undefined ? OWNER : inSandbox(known);
  };

  /** Runs a command as somebody; its exit code and all it said. */
  async function as(name: string, command: string): Promise<{ readonly code: number | null; readonly said: string }> {
    sandbox.access.caller = somebody(name);
    const child = spawn("bash", ["-c", command], {
      cwd: checkout.path,
      env: { ...childEnvironment(sandbox), CI: "true" },
    });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.on("exit", resolve));
    // Of what is said, what went wrong: a plan is thousands of lines.
    const wrong = said.split("\n").filter((line) => /error|AuthorizationFailed/i.test(line));
    return { code, said: wrong.map((line) => line.slice(0, 600)).join("\n") };
  }
  const deploy = (...stacks: readonly string[]) =>
    `npx cdktf deploy ${stacks.join(" ")} --auto-approve --ignore-missing-stack-dependencies`;
  const plan = (...stacks: readonly string[]) => `npx mlops plan ${stacks.join(" ")} --out plans`;
  const done = { code: 0 };
  /** Names of operations that somebody was refused. */
  const refused = (name: string) => {
    const { objectId } = somebody(name);
    const theirs = calls.filter(
      ({ caller, allowed, tolerated }) => caller.objectId === objectId && !allowed && !tolerated,
    );
    return [...new Set(theirs.map(({ request }) => request.operation.name))];
  };

  it("an owner deploys what pipelines stand on, and an environment the first time", async () => {
    expect(await as("owner", deploy("bootstrap", "registry", "dev"))).toMatchObject(done);
  });

  /** What an approval of a stack's plan is given for. */
  const digestOf = (stack: string) => {
    const { stacks } = JSON.parse(readFileSync(join(checkout.path, "plans/manifest.json"), "utf8")) as {
      readonly stacks: readonly { readonly name: string; readonly digest: string }[];
    };
    return stacks.find(({ name }) => name === stack)!.digest;
  };
  let approved: string;

  it("a pull request is planned by what changes nothing, a use case that has no state yet as well", async () => {
    expect(await as("dev-plan", plan("dev", "dev-customer-churn"))).toMatchObject(done);
    expect(readFileSync(join(checkout.path, "plans/dev-customer-churn/plan.log"), "utf8")).toContain(
      "failed to lock azure state",
    );
    approved = digestOf("dev-customer-churn");
    calls.length = 0;
  });

  it("of which nobody applies the plan file", async () => {
    const { code, said } = await as(
      "dev-apply",
      "npx mlops apply plans --yes 2>&1 | sed 's/^/error: /'; exit ${PIPESTATUS[0]}",
    );
    expect(code).not.toBe(0);
    expect(said).toContain("it was planned before it had a state, by an identity that may make none");
  });

  it("what deploys plans the same, as a digest tells", async () => {
    expect(await as("dev-apply", `${plan("dev-customer-churn")} --lock`)).toMatchObject(done);
    expect(digestOf("dev-customer-churn")).toBe(approved);
    calls.length = 0;
  });

  it("what plans one environment reads no state of what owners deploy", async () => {
    const { code, said } = await as("dev-plan", plan("bootstrap"));
    expect(code).not.toBe(0);
    expect(said).toContain("Error loading state: executing request: unexpected status 403");
    calls.length = 0;
  });

  it("what plans deploys nothing", async () => {
    const { code, said } = await as("dev-plan", deploy("dev"));
    expect(code).not.toBe(0);
    expect(said).toContain("Error acquiring the state lock");
    expect(said).toMatch(/403 \(403 Forbidden\) with AuthorizationPermissionMismatch: This request is not authorized/);
    expect(refused("dev-plan")).toEqual([`${BLOBS}/write`]);
    calls.length = 0;
  });

  it("nor without a lock on the state, since it may change no resource", async () => {
    const alert = "$($TERRAFORM_BINARY_NAME state list | grep -m1 activity_log_alert)";
    const { code, said } = await as(
      "dev-plan",
      `cd cdktf.out/stacks/dev && $TERRAFORM_BINARY_NAME apply -destroy -target=${alert} -auto-approve -input=false -lock=false`,
    );
    expect(code).not.toBe(0);
    // Terraform breaks lines where its box ends.
    expect(said.replace(/[\s│]+/g, " ")).toMatch(/AuthorizationFailed: The client 'id-pfs-dev-plan' with object id/);
    expect(refused("dev-plan")).toContain("Microsoft.Insights/activityLogAlerts/delete");
    calls.length = 0;
  });

  it("a use case is deployed by what may change its environment", async () => {
    expect(await as("dev-apply", deploy("dev-customer-churn"))).toMatchObject(done);
  });

  it("and looked at by night, without a right to the addresses that start its workflows, or to keys", async () => {
    expect(await as("dev-plan", `${plan("dev", "dev-customer-churn")} --drift`)).toMatchObject(done);
    const { stacks } = JSON.parse(readFileSync(join(checkout.path, "plans/manifest.json"), "utf8")) as {
      readonly stacks: readonly { readonly name: string; readonly changes: boolean }[];
    };
    expect(stacks.map(({ name, changes }) => [name, changes])).toEqual([
      ["dev", false],
      ["dev-customer-churn", false],
    ]);
    expect(refused("dev-plan")).toEqual([]);
    expect(calls.map(({ request }) => request.operation.name)).toContain("Microsoft.Logic/workflows/read");
  });

  it("no state, plan or synthesized file holds a secret that a service told, but keys that Azure refuses", () => {
    const folders = [".sandbox", "plans", "cdktf.out"].map((folder) => join(checkout.path, folder));
    const files = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((file) => file.isFile() && !(file.parentPath.includes(".sandbox") && !/tfstate/.test(file.name)))
        .map((file) => join(file.parentPath, file.name)),
    );
    const texts = files.flatMap((file) => {
      const content = readFileSync(file);
      return file.endsWith(".tfplan") ? [...unzip(content).values()].map(String) : [content.toString("utf8")];
    });
    const forms = (secret: string) => [secret, encodeURIComponent(secret)];
    const found = [...mockHandedOut].filter(([secret]) =>
      texts.some((text) => forms(secret).some((form) => text.includes(form))),
    );

    expect(files.filter((file) => /tfstate$|tfplan$/.test(file)).length).toBeGreaterThan(5);
    expect([...mockHandedOut.values()]).toContain("signature of Microsoft.Logic/workflows");
    expect([...new Set(found.map(([, what]) => what))].sort()).toEqual(REFUSED_BY_AZURE);
    const guide = readFileSync(join(checkout.path, "docs/guides/pipelines.md"), "utf8").replaceAll(/\s+/g, " ");
    expect(guide).toContain("of secrets only keys of storage and of logs");
  });

  it("what deploys one environment deploys no other, and defines no role", async () => {
    expect((await as("dev-apply", deploy("preprod"))).code).not.toBe(0);
    expect(refused("dev-apply").length).toBeGreaterThan(0);
  });

  it.each([
    ["dev-plan", []],
    // dev has no locks: `needs.test.ts` takes this grant away.
    ["dev-apply", ["locks"]],
  ])("every grant of %s is missed when it is taken away", (name, elsewhere) => {
    const { objectId } = somebody(name);
    const own = calls.filter(({ caller, allowed, tolerated }) => caller.objectId === objectId && allowed && !tolerated);
    const held = assignmentsOf(sandbox.cloud).filter(({ principalId }) => principalId === objectId);
    const unmissed = held.filter(({ id }) => own.every((call) => sandbox.access.allowedWithout(id, call)));
    const about = unmissed.map(({ scope, role }) =>
      scope.includes("/blobServices/")
        ? "state"
        : role === "28bf596f-4eb7-45ce-b5bc-6cf482fec137"
          ? "locks"
          : `${role} on ${scope}`,
    );
    expect(held.length).toBeGreaterThan(elsewhere.length);
    expect(about.sort()).toEqual([...elsewhere].sort());
  });
});
