import type { TerraformResource } from "cdktf";

/**
 * Has Terraform refuse any plan that would destroy these resources, replacing included. Where a lock makes Azure
 * refuse halfway, this refuses before anything is touched.
 */
export function preventDestroy(...resources: readonly TerraformResource[]): void {
  for (const resource of resources) {
    resource.lifecycle = { ...resource.lifecycle, preventDestroy: true };
  }
}
