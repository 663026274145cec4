import { TerraformStack } from "cdktf";

/**
 * Base of every stack here. cdktf resolves each stack twice: a first time only to find references to other stacks, a
 * second time to write it. Our stacks refer to nothing in each other (docs/decisions/0004-state-layout.md), so the first
 * pass, a quarter of a synthesis, is left out. `test/stacks/isolation.test.ts` holds that no reference has crept in.
 */
export abstract class Stack extends TerraformStack {
  override prepareStack(): void {
    this.ensureBackendExists();
  }
}
