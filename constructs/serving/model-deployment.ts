import { Construct } from "constructs";
import { checkInstances, deploymentLimits as limits } from "../../domain/azure/deployment-rules";
import { collectedDatastore } from "../../domain/azure/datastore-uri";
import { Duration } from "../../domain/time/duration";
import type { ArmResource } from "../arm-resource";
import { AzapiResource, retryRefused, type ProbeSettings } from "../azapi";
import { toTimeSpan } from "../compute/time-span";
import { durationRange, named, range, requireValid, told, type Rule } from "../rules";
import { DataAsset } from "./data-asset";
import { DeploymentAutoscale } from "./deployment-autoscale";
import type { ModelEndpoint } from "./model-endpoint";

/** What is kept of each request. Monitors recognise the first two by name; a script of one's own collects answers with ids. */
export const collections = ["model_inputs", "model_outputs", "answers"] as const;
export type Collection = (typeof collections)[number];

export interface ModelDeploymentProps {
  /** Name of the deployment, unique on its endpoint. 3–32 letters, digits and hyphens. Traffic is given out by it. */
  readonly name: string;
  readonly endpoint: ModelEndpoint;
  /** What answers: `azureml://registries/<registry>/models/<name>/versions/<version>`, an MLflow model. */
  readonly model: string;
  /**
   * The script that answers, its code and what it runs in, by their ids in a registry. It collects `answers`, too.
   * @default - the MLflow model answers by itself
   */
  readonly scoring?: { readonly code: string; readonly script: string; readonly environment: string };
  /** VM size of the instances, e.g. `Standard_D2as_v4`. */
  readonly size: string;
  /**
   * How many instances run: at least and at most, 1–50. With `max` above `min` Azure Monitor adds and takes away
   * instances by CPU load, and how many there are at the moment is no change to a plan.
   */
  readonly instances: { readonly min: number; readonly max: number };
  /** Average CPU load above which an instance is added. Percent, 20–95. @default 70 */
  readonly scaleOutAtCpuPercent?: number;
  /** How long a request may take, queueing included. Whole seconds, 1–180. @default 10 seconds */
  readonly requestTimeout?: Duration;
  /** Requests an instance works on at once; the scoring server has one worker unless the model says otherwise. 1 or more. @default 1 */
  readonly concurrencyPerInstance?: number;
  /** Share of requests whose inputs and outputs are kept for monitors. 0–1; 0 keeps nothing. @default 1 */
  readonly collectRatio?: number;
}

const MODEL = /^azureml:\/\/registries\/[^/]+\/models\/[^/]+\/versions\/[^/]+$/;

const deploymentRules: readonly Rule<ModelDeploymentProps>[] = [
  named("MLOPS-DEPLOYMENT-001", "onlineDeployment"),
  {
    code: "MLOPS-DEPLOYMENT-002",
    check: ({ model }) =>
      MODEL.test(model)
        ? undefined
        : {
            message: "the model is not an exact version in a registry",
            given: model,
            allowed: "azureml://registries/<registry>/models/<name>/versions/<version>",
            fix: "share the model to the registry first: a workspace's own models do not leave it",
          },
  },
  range("MLOPS-DEPLOYMENT-003", "instances.min", ({ instances }) => instances.min, limits.instances),
  range("MLOPS-DEPLOYMENT-004", "instances.max", ({ instances }) => instances.max, limits.instances),
  { code: "MLOPS-DEPLOYMENT-004", check: ({ instances }) => told("instances.max", checkInstances(instances)) },
  range(
    "MLOPS-DEPLOYMENT-005",
    "scaleOutAtCpuPercent",
    (props) => props.scaleOutAtCpuPercent,
    limits.scaleOutAtCpuPercent,
  ),
  durationRange("MLOPS-DEPLOYMENT-006", "requestTimeout", (props) => props.requestTimeout, limits.requestTimeout),
  range(
    "MLOPS-DEPLOYMENT-007",
    "concurrencyPerInstance",
    (props) => props.concurrencyPerInstance,
    limits.concurrencyPerInstance,
  ),
  {
    code: "MLOPS-DEPLOYMENT-008",
    check: ({ collectRatio }) =>
      collectRatio === undefined || (collectRatio >= 0 && collectRatio <= 1)
        ? undefined
        : {
            message: "collectRatio is out of range",
            given: String(collectRatio),
            allowed: "0 to 1",
            fix: "ratios are fractions: write 0.2 for 20 %",
          },
  },
];

const PROBE: ProbeSettings = {
  initialDelay: "PT30S",
  period: "PT10S",
  timeout: "PT2S",
  failureThreshold: 30,
  successThreshold: 1,
};

/**
 * One version of a model, ready to answer behind an endpoint. It gets no request before `EndpointTraffic` gives it a
 * share. What it is asked and what it answers is kept in two data assets, which are made before it: monitors need
 * their ids, and Azure ML would register them at a moment of its own.
 *
 * A deployment that leaves the configuration is destroyed after the traffic has moved away from it, in the same apply:
 * `create_before_destroy` makes Terraform destroy it after the update of what used to depend on it.
 *
 * Limitations: Azure keeps 20 % of the instances' cores free for updates, so quota must cover that. A new deployment
 * takes ten minutes and more. Azure may refuse to change the size of a deployment that is there: a new size comes with
 * the next version.
 */
export class ModelDeployment extends Construct implements ArmResource {
  readonly resource: AzapiResource;
  readonly name: string;
  readonly endpoint: ModelEndpoint;
  /** ARM id computed from the configuration; does not make Terraform wait for the deployment. */
  readonly key: string;
  readonly instances: { readonly min: number; readonly max: number };
  readonly scaleOutAtCpuPercent: number;
  /** Where inputs and outputs are kept; empty if they are not. */
  readonly collected: Readonly<Partial<Record<Collection, DataAsset>>>;

  constructor(scope: Construct, id: string, props: ModelDeploymentProps) {
    super(scope, id);
    requireValid(this, deploymentRules, props);
    const { endpoint, instances } = props;
    const collectRatio = props.collectRatio ?? 1;
    this.name = props.name;
    this.endpoint = endpoint;
    this.key = `${endpoint.key}/deployments/${props.name}`;
    this.instances = instances;
    this.scaleOutAtCpuPercent = props.scaleOutAtCpuPercent ?? 70;
    this.collected = collectRatio === 0 ? {} : this.collect(props);

    this.resource = new AzapiResource(this, "Resource", {
      type: "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments@2025-06-01",
      name: props.name,
      parentId: endpoint.id,
      location: endpoint.location,
      body: {
        kind: "Managed",
        sku: { name: "Default", capacity: instances.min },
        properties: {
          endpointComputeType: "Managed",
          instanceType: props.size,
          model: props.model,
          codeConfiguration: props.scoring && { codeId: props.scoring.code, scoringScript: props.scoring.script },
          environmentId: props.scoring?.environment,
          appInsightsEnabled: true,
          // The workspace's managed network decides what instances reach; "Disabled" is an older mechanism.
          egressPublicNetworkAccess: "Enabled",
          requestSettings: {
            requestTimeout: toTimeSpan(props.requestTimeout ?? Duration.seconds(10)),
            maxConcurrentRequestsPerInstance: props.concurrencyPerInstance ?? 1,
          },
          livenessProbe: PROBE,
          readinessProbe: PROBE,
          scaleSettings: { scaleType: "Default" },
          dataCollector: collectRatio === 0 ? undefined : this.renderCollector(collectRatio),
        },
      },
      // Azure ML changes an endpoint and its deployments one at a time.
      locks: [endpoint.key],
      ignoreCasing: true,
      timeouts: { create: "90m", update: "90m", delete: "60m" },
      // Azure ML looks at the roles of the endpoint's identity here, and not when it makes the endpoint.
      retry: retryRefused(
        "pull permission",
        "AuthorizationFailed",
        "AuthorizationPermissionMismatch",
        "does not have (the )?(required )?(authorization|permissions?)",
      ),
      lifecycle: {
        createBeforeDestroy: true,
        ignoreChanges: instances.max > instances.min ? ["body.sku.capacity"] : undefined,
      },
    });
    if (instances.max > instances.min) {
      new DeploymentAutoscale(this, "Autoscale", {
        deployment: this,
        instances,
        scaleOutAtCpuPercent: this.scaleOutAtCpuPercent,
      });
    }
  }

  /** ARM id; a reference. */
  get id(): string {
    return this.resource.id;
  }

  /** The collector's own folders and the names under which Azure ML itself would register them. */
  private collect({ endpoint, name, scoring }: ModelDeploymentProps): Partial<Record<Collection, DataAsset>> {
    const asset = (id: string, collection: Collection) =>
      new DataAsset(this, id, {
        workspace: { id: endpoint.workspaceId },
        name: `${endpoint.name}-${name}-${collection}`,
        // Version 1 led to the workspace's own store, where monitors cannot read; what a version leads to cannot change.
        version: "2",
        type: "uri_folder",
        path: `azureml://datastores/${collectedDatastore.name}/paths/modelDataCollector/${endpoint.name}/${name}/${collection}`,
      });
    return {
      model_inputs: asset("Inputs", "model_inputs"),
      model_outputs: asset("Outputs", "model_outputs"),
      ...(scoring !== undefined && { answers: asset("Answers", "answers") }),
    };
  }

  private renderCollector(samplingRate: number) {
    return {
      rollingRate: "Hour" as const,
      collections: Object.fromEntries(
        Object.entries(this.collected).map(([collection, asset]) => [
          collection,
          { dataCollectionMode: "Enabled" as const, samplingRate, dataId: asset.id },
        ]),
      ),
    };
  }
}
