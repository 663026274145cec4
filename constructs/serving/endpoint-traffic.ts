import { TerraformIterator, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkBothShares, MAX_MIRROR_PERCENT } from "../../domain/promotion/release";
import { AzapiResourceAction, AzapiUpdateResource } from "../azapi";
import { range, requireValid, told, type Rule } from "../rules";
import type { ModelDeployment } from "./model-deployment";
import type { ModelEndpoint } from "./model-endpoint";
import { guardedTraffic } from "../promotion/rollback-guard";

const ENDPOINT = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2025-06-01";

/** A version that is being tried, and how much of the traffic it gets. */
export interface CandidateShare {
  readonly deployment: ModelDeployment;
  /** Share of requests it answers. Percent, 0–100; the live version answers the rest. */
  readonly trafficPercent: number;
  /** Share of requests copied to it, its answers thrown away. Percent, 0–50. */
  readonly mirrorPercent: number;
}

export interface EndpointTrafficProps {
  readonly endpoint: ModelEndpoint;
  /** What answers. @default - nothing does; only the rest of the endpoint's settings are set */
  readonly live?: ModelDeployment;
  /** What is being tried. @default - nothing */
  readonly candidate?: CandidateShare;
  /** What was live before and is kept for a rollback; it gets no requests. @default - nothing */
  readonly former?: ModelDeployment;
  /** What must be up to date before shares change, such as what rolls back. @default - nothing beyond the deployments */
  readonly after?: readonly ITerraformDependable[];
}

const trafficRules: readonly Rule<EndpointTrafficProps>[] = [
  range("MLOPS-TRAFFIC-001", "candidate.trafficPercent", ({ candidate }) => candidate?.trafficPercent, {
    min: 0,
    max: 100,
  }),
  range("MLOPS-TRAFFIC-002", "candidate.mirrorPercent", ({ candidate }) => candidate?.mirrorPercent, {
    min: 0,
    max: MAX_MIRROR_PERCENT,
  }),
  {
    code: "MLOPS-TRAFFIC-003",
    check: ({ candidate }) =>
      told("candidate.mirrorPercent", candidate === undefined ? undefined : checkBothShares(candidate)),
  },
  {
    code: "MLOPS-TRAFFIC-004",
    check: ({ endpoint, live, candidate, former }) => {
      const given = [live, candidate?.deployment, former].filter((one) => one !== undefined);
      if (given.every((one) => one.endpoint === endpoint) && new Set(given).size === given.length) return undefined;
      return {
        message: "live, candidate and former are not different deployments of this endpoint",
        given: given.map((one) => one.node.path).join(" and "),
      };
    },
  },
  {
    code: "MLOPS-TRAFFIC-005",
    check: ({ live, candidate, former }) =>
      live !== undefined || (candidate ?? former) === undefined
        ? undefined
        : { message: "something is tried or kept beside nothing live", fix: "name what is live" },
  },
];

/**
 * Who answers the endpoint's requests. Set once the deployments exist, and moved away from a deployment before it is
 * destroyed. What was rolled back gets nothing until the release names another (see `guardedTraffic`).
 *
 * Azure deletes no deployment that has a share, and azapi's update merges: it can change shares but not take one out of
 * the map. So there are three parts:
 * - `Settle` sends the endpoint whole, with all traffic on the live version, and so leaves no share on what is about to
 *   go. It exists once per set of deployments and what they are: a new set makes a new one, and nothing else makes it
 *   run again.
 * - `Resource` sets the shares and all else that changes about an endpoint. It is compared with Azure on every plan, so
 *   traffic moved by hand shows. If it fails, the live version answers everything.
 * - `Drain` takes all shares away when the endpoint is to answer nobody any more, before the deployments are destroyed.
 *
 * Without a live version there is only `Resource`: tags and network access follow the configuration all the same.
 */
export class EndpointTraffic extends Construct {
  /** The shares. */
  readonly resource: AzapiUpdateResource;

  constructor(scope: Construct, id: string, props: EndpointTrafficProps) {
    super(scope, id);
    requireValid(this, trafficRules, props);
    const { endpoint, live } = props;
    const waitFor = live === undefined ? [] : this.defineMoves(live, props);
    this.resource = new AzapiUpdateResource<string>(this, "Resource", {
      type: ENDPOINT,
      resourceId: endpoint.id,
      body: {
        tags: endpoint.tags,
        properties: {
          publicNetworkAccess: endpoint.publicNetworkAccess,
          description: endpoint.description,
          ...(live === undefined ? {} : this.shares(live, props)),
        },
      },
      locks: [endpoint.key],
      ignoreCasing: true,
      dependsOn: [...waitFor, ...(props.after ?? [])],
    });
  }

  /** What moves traffic when deployments come and go. Returns what the shares wait for. */
  private defineMoves(live: ModelDeployment, { endpoint, candidate, former }: EndpointTrafficProps) {
    const serving = [live, ...(candidate === undefined ? [] : [candidate.deployment])];
    const kept = former === undefined ? [] : [former];
    const resources = [...serving, ...kept].map(({ resource }) => resource);
    const common = { type: ENDPOINT, resourceId: endpoint.id, method: "PUT", locks: [endpoint.key] } as const;
    new AzapiResourceAction(this, "Drain", {
      ...common,
      when: "destroy",
      body: wholeEndpoint(endpoint, {}),
      dependsOn: resources,
      // azapi cannot update an action that waits for a destroy, and of an endpoint that is about to go only this matters.
      lifecycle: { ignoreChanges: ["body"] },
    });
    const name = [serving.map((one) => one.name).join(" and "), ...kept.map((one) => `keeping ${one.name}`)].join(", ");
    const settle = new AzapiResourceAction(this, "Settle", {
      ...common,
      body: wholeEndpoint(endpoint, Object.fromEntries(serving.map((one) => [one.name, one === live ? 100 : 0]))),
      forEach: TerraformIterator.fromList([name]),
      dependsOn: resources,
      lifecycle: { ignoreChanges: ["body"] },
    });
    return [settle, ...resources];
  }

  /** Guarded wherever a rollback has somewhere to go: from the candidate to what is live, else from that to the former. */
  private shares(live: ModelDeployment, { endpoint, candidate, former }: EndpointTrafficProps) {
    const kept = former === undefined ? {} : { [former.name]: 0 };
    const guard = (back: ModelDeployment, tried: ModelDeployment) => ({
      endpoint: endpoint.resource,
      back: back.name,
      tried: tried.name,
    });
    if (candidate !== undefined) {
      const { deployment, trafficPercent, mirrorPercent } = candidate;
      return guardedTraffic(this, {
        ...guard(live, deployment),
        traffic: { [live.name]: 100 - trafficPercent, [deployment.name]: trafficPercent, ...kept },
        mirrorTraffic: { [deployment.name]: mirrorPercent },
      });
    }
    const all = { traffic: { [live.name]: 100, ...kept }, mirrorTraffic: {} };
    return former === undefined ? all : guardedTraffic(this, { ...guard(former, live), ...all });
  }
}

/** The endpoint as a PUT takes it. */
const wholeEndpoint = (endpoint: ModelEndpoint, traffic: Readonly<Record<string, number>>) => ({
  location: endpoint.location,
  kind: "Managed",
  tags: endpoint.tags,
  identity: { type: "UserAssigned", userAssignedIdentities: { [endpoint.identity.key]: {} } },
  properties: {
    authMode: "AADToken",
    publicNetworkAccess: endpoint.publicNetworkAccess,
    description: endpoint.description,
    traffic,
    mirrorTraffic: {},
  },
});
