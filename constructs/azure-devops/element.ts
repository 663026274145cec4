import { TerraformDataSource, type TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { type Arguments, asHcl, asJson } from "./arguments";
import { GENERATOR } from "./version";

/** What every resource of Azure DevOps takes besides its own arguments. */
export type AzureDevopsMeta = Pick<TerraformMetaArguments, "dependsOn" | "lifecycle">;

/** What the resources share: a table of arguments, written out as JSON or HCL. */
export abstract class AzureDevopsResource extends TerraformResource {
  protected constructor(
    scope: Construct,
    id: string,
    terraformResourceType: string,
    private readonly own: Arguments,
    { dependsOn, lifecycle }: AzureDevopsMeta = {},
  ) {
    super(scope, id, { terraformResourceType, terraformGeneratorMetadata: GENERATOR, dependsOn, lifecycle });
  }

  /** Azure DevOps' id, known after it is made. A number for most kinds, a GUID for service connections. */
  get id(): string {
    return this.getStringAttribute("id");
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return asJson(this.own);
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return asHcl(this.own);
  }
}

/** What is looked up in Azure DevOps. */
export abstract class AzureDevopsData extends TerraformDataSource {
  protected constructor(
    scope: Construct,
    id: string,
    terraformResourceType: string,
    private readonly own: Arguments,
  ) {
    super(scope, id, { terraformResourceType, terraformGeneratorMetadata: GENERATOR });
  }

  /** Azure DevOps' id. */
  get id(): string {
    return this.getStringAttribute("id");
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return asJson(this.own);
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return asHcl(this.own);
  }
}
