import { TerraformStack } from "cdktf";
import { asTerraformReads } from "./literals";

/**
 * Base of every stack here. cdktf resolves each stack twice: a first time only to find references to other stacks, a
 * second time to write it. Our stacks refer to nothing in each other (docs/decisions/0004-state-layout.md), so the first
 * pass, a quarter of a synthesis, is left out. `test/stacks/isolation.test.ts` holds that no reference has crept in.
 *
 * Texts of the configuration reach Terraform as data (`literals.ts`).
 */
export abstract class Stack extends TerraformStack {
  override prepareStack(): void {
    this.ensureBackendExists();
  }

  override toTerraform(): unknown {
    return asTerraformReads(super.toTerraform() as unknown);
  }
}
