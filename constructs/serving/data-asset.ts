import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { fullDatastoreUri } from "../../domain/azure/datastore-uri";
import type { ArmResource } from "../arm-resource";
import { AzapiResource, type DataType } from "../azapi";
import { named, requireValid, type Rule } from "../rules";

export interface DataAssetProps {
  /** The workspace it is registered in. */
  readonly workspace: ArmResource;
  /** Name of the asset. 1–255 letters, digits, hyphens and underscores. */
  readonly name: string;
  /** Its version, free text such as `1`. A change makes a new version and removes the old one. */
  readonly version: string;
  /** What the address leads to. Cannot change within a version. */
  readonly type: DataType;
  /** Where the data lies: `azureml://datastores/<datastore>/paths/<path>`. Cannot change within a version. */
  readonly path: string;
  /** @default - none */
  readonly description?: string;
  /** @default - nothing beyond the workspace */
  readonly dependsOn?: ITerraformDependable[];
}

const dataAssetRules: readonly Rule<DataAssetProps>[] = [named("MLOPS-DATA-001", "mlAsset")];

/**
 * A version of a data asset: a name and an address for data that lies in a datastore. The data itself is neither made
 * nor deleted with it.
 */
export class DataAsset extends Construct implements ArmResource {
  /** The version. */
  readonly resource: AzapiResource;

  constructor(scope: Construct, id: string, props: DataAssetProps) {
    super(scope, id);
    requireValid(this, dataAssetRules, props);
    const container = new AzapiResource(this, "Container", {
      type: "Microsoft.MachineLearningServices/workspaces/data@2025-06-01",
      name: props.name,
      parentId: props.workspace.id,
      body: { properties: { dataType: props.type, description: props.description } },
      replaceTriggersExternalValues: { dataType: props.type },
      dependsOn: props.dependsOn,
    });
    const dataUri = fullDatastoreUri(props.workspace.id, props.path);
    this.resource = new AzapiResource(this, "Resource", {
      type: "Microsoft.MachineLearningServices/workspaces/data/versions@2025-06-01",
      name: props.version,
      parentId: container.id,
      body: { properties: { dataType: props.type, dataUri, description: props.description } },
      replaceTriggersExternalValues: { dataType: props.type, dataUri },
      ignoreCasing: true,
    });
  }

  /** ARM id of the version; a reference. */
  get id(): string {
    return this.resource.id;
  }
}
