import { GithubProvider } from "@cdktf/provider-github/lib/provider";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ComputeCluster, ComputeInstance } from "../../constructs/compute";
import { EnvironmentNetwork } from "../../constructs/network";
import { DeploymentEnvironment, type DeploymentEnvironmentProps } from "../../constructs/pipelines";
import { WorkspaceLogs } from "../../constructs/workspace/workspace-logs";
import { WorkspaceVault } from "../../constructs/workspace/workspace-vault";
import { UserError } from "../../domain/problem/problem";
import { Duration } from "../../domain/time/duration";
import { project } from "../support/documents";
import { existing, LOGS as logs, PLACEMENT } from "../support/placement";
import { deployment, endpoint } from "../constructs/serving/support";
import { synth } from "../support/synth";
import { exampleFiles, loadFiles, type Raw } from "../support/variants";

/** What rules that configuration and constructs keep together are asked, one value after the other. */
interface Shared {
  readonly rule: string;
  readonly file: string;
  readonly path: readonly string[];
  /** As written in the file. */
  readonly values: readonly unknown[];
  /** Makes the construct with the same value. */
  readonly make: (value: never) => unknown;
}

const files = exampleFiles();
const DEV = "environments/dev.yaml";
const CHURN = "use-cases/customer-churn.yaml";
const workspace = existing("Microsoft.MachineLearningServices/workspaces", "mlw-test");
const identity = existing("Microsoft.ManagedIdentity/userAssignedIdentities", "id-test");
const duration = (text: string) => Duration.parse(text)!;

const cluster = (props: object) =>
  synth(
    (stack) =>
      new ComputeCluster(stack, "Cluster", {
        name: "cpu",
        workspace,
        location: "westeurope",
        size: "Standard_D4ds_v5",
        maxNodes: 4,
        identity,
        ...props,
      }),
  );

const environment = (props: Partial<DeploymentEnvironmentProps>) =>
  synth((stack) => {
    new GithubProvider(stack, "github", { owner: "pfs-corporation" });
    new DeploymentEnvironment(stack, "Environment", {
      repository: "mlops",
      name: "dev",
      branches: ["main"],
      approvers: { teams: [], users: [] },
      ...props,
    });
  });

const shared: readonly Shared[] = [
  {
    rule: "how many nodes a cluster grows to",
    file: DEV,
    path: ["compute", "clusters", "cpu", "maxNodes"],
    values: [0, 1, 4, 1_000, 1_001, 1.5],
    make: (maxNodes: number) => cluster({ maxNodes }),
  },
  {
    rule: "that a cluster keeps no more nodes than it may have",
    file: DEV,
    path: ["compute", "clusters", "cpu", "minNodes"],
    values: [-1, 0, 4, 5],
    make: (minNodes: number) => cluster({ minNodes }),
  },
  {
    rule: "how long a node idles",
    file: DEV,
    path: ["compute", "clusters", "cpu", "idleTimeout"],
    values: ["29s", "30s", "1d", "25h"],
    make: (text: string) => cluster({ idleTimeout: duration(text) }),
  },
  {
    rule: "how long an instance idles",
    file: DEV,
    path: ["compute", "instances", "ci-ada", "idleShutdown"],
    values: ["14m", "15m", "3d", "73h"],
    make: (text: string) =>
      synth(
        (stack) =>
          new ComputeInstance(stack, "Instance", {
            name: "ci-ada",
            workspace,
            location: "westeurope",
            size: "Standard_D4ds_v5",
            assignedTo: "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101",
            tenant: "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d102",
            idleShutdown: duration(text),
          }),
      ),
  },
  {
    rule: "where subnets lie",
    file: DEV,
    path: ["network", "subnets"],
    values: [
      { privateEndpoints: "10.40.0.0/26", operations: "10.40.0.64/26" },
      { privateEndpoints: "10.40.0.0/24", operations: "10.40.0.64/26" },
      { privateEndpoints: "10.41.0.0/26", operations: "10.40.0.64/26" },
      { privateEndpoints: "10.40.3.192/26", operations: "10.40.4.0/26" },
    ],
    make: ({ privateEndpoints, operations }: { privateEndpoints: string; operations: string }) =>
      synth(
        (stack) =>
          new EnvironmentNetwork(stack, "Network", {
            ...PLACEMENT,
            name: "vnet-pfs-test",
            addressSpace: "10.40.0.0/22",
            subnets: {
              privateEndpoints: { addresses: privateEndpoints, securityGroupName: "nsg-a" },
              operations: { addresses: operations, securityGroupName: "nsg-b" },
            },
            logs,
          }),
      ),
  },
  {
    rule: "how many may approve a deployment",
    file: DEV,
    path: ["deployment", "approvers"],
    values: [
      { teams: ["a", "b", "c"], users: ["d", "e", "f"] },
      { teams: ["a", "b", "c"], users: ["d", "e", "f", "g"] },
    ],
    make: (approvers: DeploymentEnvironmentProps["approvers"]) => environment({ approvers }),
  },
  {
    rule: "how long a deployment waits",
    file: DEV,
    path: ["deployment", "wait"],
    values: ["1m", "30d", "31d"],
    make: (text: string) => environment({ waitMinutes: duration(text).toMinutes() }),
  },
  {
    rule: "how many instances answer at least",
    file: CHURN,
    path: ["serving", "instances", "min"],
    values: [0, 1, 6, 7],
    make: (min: number) => synth((stack) => deployment(stack, endpoint(stack), "12", { instances: { min, max: 6 } })),
  },
  {
    rule: "how many instances answer at most",
    file: CHURN,
    path: ["serving", "instances", "max"],
    values: [1, 2, 50, 51],
    make: (max: number) => synth((stack) => deployment(stack, endpoint(stack), "12", { instances: { min: 2, max } })),
  },
  {
    rule: "at which load an instance is added",
    file: CHURN,
    path: ["serving", "scaleOutAtCpuPercent"],
    values: [19, 20, 95, 96],
    make: (scaleOutAtCpuPercent: number) =>
      synth((stack) => deployment(stack, endpoint(stack), "12", { scaleOutAtCpuPercent })),
  },
  {
    rule: "how long logs are kept",
    file: DEV,
    path: ["logs", "retention"],
    values: ["29d", "30d", "31d", "550d", "730d", "731d"],
    make: (text: string) =>
      synth(
        (stack) =>
          new WorkspaceLogs(stack, "Logs", {
            ...PLACEMENT,
            name: "log-pfs-test",
            applicationInsightsName: "appi-pfs-test",
            retentionDays: duration(text).toDays(),
            preventDestroy: true,
          }),
      ),
  },
  {
    rule: "how long what was deleted can be restored",
    file: DEV,
    path: ["softDelete", "retention"],
    values: ["6d", "7d", "90d", "91d"],
    make: (text: string) =>
      synth(
        (stack) =>
          new WorkspaceVault(stack, "Vault", {
            ...PLACEMENT,
            name: "kv-pfs-test",
            tenant: "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d102",
            inbound: { mode: "private" },
            softDeleteDays: duration(text).toDays(),
            preventDestroy: true,
            logs,
          }),
      ),
  },
];

/** Where a value that is looser than the default asks for a reason. */
const REASONED = ["cpu", "logs", "softDelete", "instances"];

/** A mapping with a value at a path; a reason beside it where one is asked for. */
function withValue(value: Raw, [key, ...rest]: readonly string[], to: unknown): Raw {
  if (rest.length === 0) return { ...value, [key!]: to };
  const inner = withValue((value[key!] ?? {}) as Raw, rest, to);
  const asked = rest.length === 1 && REASONED.includes(key!);
  return { ...value, [key!]: asked ? { ...inner, reason: "to see what is refused" } : inner };
}

function refuses(act: () => unknown): boolean {
  try {
    act();
    return false;
  } catch (error) {
    if (error instanceof UserError) return true;
    throw error;
  }
}

describe("a rule that configuration and constructs both keep", () => {
  it.each(shared.map((one) => [one.rule, one] as const))("is one rule: %s", (_, { file, path, values, make }) => {
    const verdicts = values.map((value) => ({
      value,
      configuration: refuses(() => loadFiles({ ...files, [file]: withValue(files[file]!, path, value) })),
      construct: refuses(() => make(value as never)),
    }));
    expect(verdicts.filter(({ configuration, construct }) => configuration !== construct)).toEqual([]);
    // Both ways: what is never refused, or always, would agree with anything.
    expect(new Set(verdicts.map(({ construct }) => construct)).size).toBe(2);
  });

  it("has its bounds in domain/: the files of the schema hold no length of time that constructs bound, too", () => {
    const bounding = ["compute", "network", "serving", "pipelines", "retraining", "workspace"].flatMap((room) =>
      readdirSync(join(project, "constructs", room)).map((name) => join("constructs", room, name)),
    );
    const own = bounding.filter((path) =>
      /durationRange\([^)]*Duration\.\w+\(/s.test(readFileSync(join(project, path), "utf8")),
    );
    expect(own).toEqual([]);
  });
});
