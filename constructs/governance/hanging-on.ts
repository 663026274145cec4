import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { DefaultTokenResolver, StringConcat, Tokenization, type TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/**
 * Role assignments and diagnostic settings on a resource, or on a part of it, among what is defined in `within` so far.
 * In Azure they are extensions of the resource: a delete lock on it covers them.
 */
export function hangingOn(
  resource: TerraformResource & { readonly id: string },
  within: Construct,
): TerraformResource[] {
  // Each read of an attribute makes another token: only what they resolve to can be compared.
  const text = (value: string | undefined): string =>
    String(
      Tokenization.resolve(value ?? "", {
        scope: within,
        resolver: new DefaultTokenResolver(new StringConcat()),
        preparing: false,
      }),
    );
  const id = text(resource.id);
  return within.node.findAll().filter((one): one is TerraformResource => {
    if (one instanceof RoleAssignment) return text(one.scopeInput).startsWith(id);
    return one instanceof MonitorDiagnosticSetting && text(one.targetResourceIdInput).startsWith(id);
  });
}
