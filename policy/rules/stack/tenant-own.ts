import { shown } from "../../attributes";
import { every, fail, pass, type Rule, unknownAt } from "../../rule";
import type { World } from "../../world";

const paths: Readonly<Record<string, string>> = {
  azurerm_key_vault: "tenant_id",
  "microsoft.keyvault/vaults": "properties.tenantId",
  "microsoft.machinelearningservices/workspaces/computes":
    "properties.properties.personalComputeInstanceSettings.assignedUser.tenantId",
};

export const tenantOwn: Rule = {
  title: "Vaults and instances belong to the tenant that deploys them",
  severity: "high",
  upstream: [],
  why: "A vault of another tenant asks that tenant who may read its secrets.",
  fix: "take the tenant from config/organization.yaml",
  kinds: ["azurerm_key_vault", "Microsoft.KeyVault/vaults", "Microsoft.MachineLearningServices/workspaces/computes"],
  partial: true,
  check: (resource, world) => {
    const path = paths[resource.kind.toLowerCase()]!;
    const given = resource.at(path);
    const wanted = tenantsOf(resource.stack, world);
    if (given.state === "absent" || wanted.length === 0) return undefined;
    if (given.state === "unknown") return unknownAt(path);
    return every(
      wanted.map((tenant) => (tenant === given.value ? pass : fail(`belongs to tenant ${shown(given.value)}`))),
    );
  },
};

const tenantsOf = (stack: string, world: World): readonly string[] =>
  world.expected.tenant === undefined
    ? world.in(stack, "stack.provider").flatMap((provider) => provider.text("tenant_id") ?? [])
    : [world.expected.tenant];
