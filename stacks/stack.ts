import type { Construct } from "constructs";
import { TerraformStack } from "cdktf";
import { OLDEST_TERRAFORM } from "../domain/terraform/version";
import { asTerraformReads } from "./literals";

/**
 * Base of every stack here. cdktf resolves each stack twice: a first time only to find references to other stacks, a
 * second time to write it. Our stacks refer to nothing in each other (docs/decisions/0004-state-layout.md), so the first
 * pass, a quarter of a synthesis, is left out. `test/stacks/isolation.test.ts` holds that no reference has crept in.
 *
 * Texts of the configuration reach Terraform as data (`literals.ts`).
 */
export abstract class Stack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.addOverride("terraform.required_version", `>= ${OLDEST_TERRAFORM}`);
  }

  /** cdktf would start Terraform once per stack, only to learn that it knows `moved`: see what is required above. */
  override hasResourceMove(): boolean {
    return false;
  }

  override prepareStack(): void {
    this.ensureBackendExists();
  }

  override toTerraform(): unknown {
    return asTerraformReads(super.toTerraform() as unknown);
  }
}
