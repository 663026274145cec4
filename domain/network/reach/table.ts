import { parseCidr, formatCidr } from "../cidr";
import { sameId } from "../../azure/ids";
import { nameOf } from "./described";
import { coversAddress } from "./ip-rules";
import { monitorProblem, publishProblem } from "./managed-network";
import type { MappedWorkspace, NetworkMap } from "./network-map";
import type { Caller, Reach, Target } from "./model";
import { reach } from "./reach";

/** One question that was asked of the network, and its answer. */
export interface ReachRow {
  /** Who calls, in words: `clusters and instances`. */
  readonly who: string;
  /** What is called, in words: `storage`, `Azure Resource Manager`. */
  readonly what: string;
  /** Which part of it, where it has several: `blob`. */
  readonly part?: string;
  /** ARM id of what is called. */
  readonly id?: string;
  /** What for, where it does not work without. */
  readonly needed?: string;
  /** Whether it runs in the environment or for it: nobody who comes from outside. */
  readonly runs: boolean;
  /** `unknown`: something that decides is known after apply only. */
  readonly result: Reach | "unknown";
}

/** What all environments share, where it is described. */
export interface Shared {
  readonly modelRegistry?: Target;
  /** The storage account of Terraform's states. */
  readonly state?: Target;
}

interface Place {
  readonly what: string;
  readonly part?: string;
  readonly target: Target;
}

/** Places that a caller cannot do without, by what they are called and their part, and what for. */
type Needs = Readonly<Record<string, string>>;

interface Named {
  readonly who: string;
  readonly caller: Caller;
  readonly needs?: Needs;
  /** The only places that it has to do with. @default - all */
  readonly only?: readonly string[];
  /** Why it reaches nothing, whatever the network. */
  readonly never?: string;
  /** Whether it comes from outside. @default false */
  readonly outside?: true;
}

const ARM = "Azure Resource Manager";
const STATE = "Terraform state";
const COLLECTED = "collected data";
const REGISTRY = "model registry";

/** Machines of GitHub's or Azure DevOps' own. */
const HOSTED: Named = {
  who: "hosted runners",
  caller: { from: "internet" },
  needs: { [ARM]: "planning and deploying", [STATE]: "planning and deploying" },
  outside: true,
};

/**
 * Who reaches what in a workspace's environment, and by which door: every caller that there is with every target that it may
 * have to do with. Roles are another matter.
 */
export function reachTable(map: NetworkMap, workspace: MappedWorkspace, shared: Shared = {}): readonly ReachRow[] {
  const places = placesOf(map, workspace, shared);
  const callers = callersOf(map, workspace, places);
  const rows = callers.flatMap(({ who, caller, needs = {}, only, never, outside }) =>
    places
      .filter(({ what }) => only === undefined || only.includes(what))
      .map((place): ReachRow => {
        const inNetwork = caller.from === "managed-network" || caller.from === "spark";
        const isOpen = map.isOpen(place.target) || (inNetwork && workspace.isOpen);
        const result =
          never === undefined ? reach(caller, place.target, place.part ?? defaultPart(place.target)) : refused(never);
        const needed = needs[keyOf(place)];
        return { ...row(who, place, isOpen ? "unknown" : result, needed), runs: outside !== true };
      }),
  );
  return [...rows, ...publishing(map, workspace, places, shared)];
}

/** The same of what environments share, for which no environment needs to be at hand: whoever comes from the internet. */
export function sharedTable(map: NetworkMap, { modelRegistry, state }: Shared): readonly ReachRow[] {
  const callers: readonly Named[] = [people([]), HOSTED];
  const places: readonly Place[] = [
    ...(state === undefined ? [] : [{ what: STATE, target: state }]),
    ...(modelRegistry === undefined ? [] : [{ what: REGISTRY, target: modelRegistry }]),
  ];
  return callers.flatMap(({ who, caller, needs = {} }) =>
    places.map((place) => {
      const result = map.isOpen(place.target) ? "unknown" : reach(caller, place.target, defaultPart(place.target));
      return { ...row(who, place, result, needs[keyOf(place)]), runs: false };
    }),
  );
}

/** What does not work, as something that it needs is out of reach. */
export const missing = (rows: readonly ReachRow[]): readonly ReachRow[] =>
  rows.filter(({ needed, result }) => needed !== undefined && result !== "unknown" && !result.reached);

const refused = (reason: string): Reach => ({ reached: false, reason });
const keyOf = ({ what, part }: Pick<Place, "what" | "part">): string => (part === undefined ? what : `${what} ${part}`);

const row = (who: string, { what, part, target }: Place, result: ReachRow["result"], needed?: string): ReachRow => ({
  who,
  what,
  ...(part !== undefined && { part }),
  ...(target.id !== undefined && { id: target.id }),
  ...(needed !== undefined && { needed }),
  runs: true,
  result,
});

/** The part of a target that has one only; of storage the one for blobs. */
export const defaultPart = ({ kind }: Target): string =>
  ({
    vault: "vault",
    "container-registry": "registry",
    workspace: "amlworkspace",
    endpoint: "amlworkspace",
    "model-registry": "amlregistry",
    storage: "blob",
    "control-plane": "",
    logs: "",
    webhook: "",
    host: "",
  })[kind];

function placesOf(map: NetworkMap, workspace: MappedWorkspace, { modelRegistry, state }: Shared): readonly Place[] {
  const { storage, vault, containerRegistry } = workspace.targets;
  const logs = map.logsBeside(workspace.id);
  const others = workspace.datastoreAccounts.filter(({ id }) => storage === undefined || !sameId(id!, storage.id!));
  const one = (what: string, target: Target | undefined): readonly Place[] =>
    target === undefined ? [] : [{ what, target }];
  return [
    ...one(ARM, { kind: "control-plane", publicAccess: true }),
    ...one(STATE, state),
    ...one(REGISTRY, modelRegistry),
    ...one("workspace", workspace.targets.workspace),
    ...one("endpoints", workspace.endpoints[0] ?? unmade(workspace)),
    ...parts("storage", storage, ["blob", "file", "dfs"]),
    ...others.flatMap((account) =>
      parts(others.length === 1 ? COLLECTED : `account ${nameOf(account.id!)}`, account, ["blob", "dfs"]),
    ),
    ...one("vault", vault),
    ...one("container registry", containerRegistry),
    ...one("logs", logs),
    ...one("any host on the internet", { kind: "host", publicAccess: true }),
  ];
}

const parts = (what: string, target: Target | undefined, names: readonly string[]): readonly Place[] =>
  target === undefined ? [] : names.map((part) => ({ what, part, target }));

/** Whether there is something of a network's own to say of a target: it has private endpoints, or its workspace has. */
const isPrivate = ({ privateEndpoints = [] }: Target): boolean => privateEndpoints.length > 0;

/** Endpoints are as public as their workspace, and come with use cases. */
const unmade = ({ id, targets: { workspace } }: MappedWorkspace): Target => ({
  ...workspace,
  kind: "endpoint",
  id: `${id}/onlineEndpoints/any`,
  behind: id,
});

function callersOf(map: NetworkMap, workspace: MappedWorkspace, places: readonly Place[]): readonly Named[] {
  const { network, imageBuilds, id } = workspace;
  const listed = [...new Set(places.flatMap(({ target }) => target.addresses ?? []))];
  const cluster: Caller = { from: "managed-network", network };
  const never = monitorProblem(network);
  return [
    ...listed.slice(0, 1).flatMap((address): readonly Named[] => {
      const caller = { from: "internet", address: firstOf(address) } as const;
      return [
        { who: `people at ${listed.join(", ")}`, caller, outside: true },
        {
          who: "the same, studio in a browser",
          caller: { ...caller, browser: true },
          only: ["workspace", "storage"],
          outside: true,
        },
      ];
    }),
    people(listed),
    HOSTED,
    ...map.subnetsBeside(id).map((subnet): Named => ({
      who:
        subnet.people === undefined
          ? `machines in subnet ${subnet.name}`
          : `machines in subnet ${subnet.name}, to which people get through ${subnet.people}`,
      caller: {
        from: "virtual-network",
        network: subnet.network,
        subnet: subnet.id,
        region: workspace.region,
        egress: subnet.egress,
      },
      outside: true,
    })),
    ...map.networksAround(id).map((other): Named => ({
      who:
        other.peers.length === 0
          ? `machines in network ${other.name}`
          : `machines in network ${other.name} and what it passes on, such as offices`,
      // What leads from there to the internet is its owner's, and no concern here.
      caller: { from: "virtual-network", network: other.id, egress: true, peers: other.peers },
      only: places.flatMap(({ what, target }) => (isPrivate(target) ? [what] : [])),
      outside: true,
    })),
    {
      who: "clusters and instances",
      caller: cluster,
      needs: {
        "storage blob": "data, code and outputs of runs",
        [`${COLLECTED} blob`]: "retraining on what was asked",
        "container registry": "images of environments",
        [REGISTRY]: "shared components and environments",
      },
    },
    {
      who: "monitors on serverless Spark",
      caller: { from: "spark", network },
      ...(never !== undefined && { never }),
      needs:
        never === undefined
          ? {
              "storage blob": "reference data, and what a run writes",
              "storage dfs": "reference data, and what a run writes",
              [`${COLLECTED} blob`]: "collected data, listed",
              [`${COLLECTED} dfs`]: "collected data, read",
            }
          : {},
    },
    {
      who: "deployments of endpoints",
      caller: cluster,
      needs: {
        "storage blob": "models of the workspace",
        [`${COLLECTED} blob`]: "collecting what was asked",
        "container registry": "the image that they run",
        [REGISTRY]: "models of the registry",
      },
    },
    {
      who:
        imageBuilds === undefined ? "image builds, by Azure's own builders" : `image builds, on cluster ${imageBuilds}`,
      caller:
        imageBuilds === undefined
          ? { from: "azure", service: "Microsoft.ContainerRegistry/registries/tasks", identity: "none" }
          : cluster,
      needs: { "container registry": "the images that are built" },
      only: ["container registry"],
    },
    {
      who: "Azure ML itself",
      caller: {
        from: "azure",
        service: "Microsoft.MachineLearningServices/workspaces",
        identity: "user",
        resource: id,
      },
      needs: {
        "storage blob": "snapshots, logs and outputs",
        "storage file": "notebooks",
        vault: "the workspace's secrets",
        "container registry": "images of environments",
      },
      only: ["storage", "vault", "container registry"],
    },
    ...map.topicsBeside(id).map((topic): Named => ({
      who: "event topic",
      caller: {
        from: "azure",
        service: "Microsoft.EventGrid/systemTopics",
        identity: topic.identity,
        resource: topic.id,
      },
      needs: { "storage blob": "events that were not delivered" },
      only: ["storage"],
    })),
    {
      who: "workflows",
      caller: { from: "azure", service: "Microsoft.Logic/workflows", identity: "user" },
      needs: { [ARM]: "starting training, moving traffic" },
      only: [ARM, "storage"],
    },
    {
      who: "diagnostic settings",
      caller: { from: "azure", service: "Microsoft.Insights", identity: "none" },
      needs: { logs: "logs of everything" },
      only: ["logs"],
    },
  ];
}

/** What a registry does to publish what a workspace has: it fetches it from the workspace's storage, by rules of its own. */
function publishing(
  map: NetworkMap,
  workspace: MappedWorkspace,
  places: readonly Place[],
  { modelRegistry }: Shared,
): readonly ReachRow[] {
  const place = places.find(({ what, part }) => what === "storage" && part === "blob");
  if (place === undefined || modelRegistry?.id === undefined) return [];
  const problem = publishProblem(place.target, modelRegistry.id);
  const result: Reach =
    problem === undefined
      ? { reached: true, door: (place.target.defaultAction ?? "Allow") === "Allow" ? "public" : "resource rule" }
      : refused(problem);
  return [row("the model registry, to publish from here", place, map.isOpen(place.target) ? "unknown" : result)];
}

const firstOf = (address: string): string => {
  const block = parseCidr(address);
  return block === undefined ? address : formatCidr({ ...block, prefix: 32 }).replace("/32", "");
};

/** Somebody whom no list names, at one of the addresses that documentation uses, as nobody has them. */
function people(listed: readonly string[]): Named {
  if (listed.length === 0) return { who: "people anywhere", caller: { from: "internet" }, outside: true };
  const address = ["192.0.2.1", "198.51.100.1", "203.0.113.1"].find(
    (one) => !listed.some((rule) => coversAddress(rule, one)),
  );
  return address === undefined
    ? { who: "people elsewhere", caller: { from: "internet" }, outside: true }
    : { who: `people elsewhere, say at ${address}`, caller: { from: "internet", address }, outside: true };
}
