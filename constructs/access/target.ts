import type { ITerraformDependable } from "cdktf";

/** Something that roles are granted on. */
export interface GrantTarget {
  /** Its ARM id; a reference to the resource, so that Terraform makes it first. */
  readonly id: string;
  /** The same ARM id computed from the configuration. */
  readonly key: string;
  /** What must be there before, where `id` refers to nothing. @default - nothing */
  readonly after?: ITerraformDependable;
}
