import type { MappedWorkspace, Target } from "../../../domain/network/reach";
import { scopeOf } from "../../../domain/network/reach";
import { idOnMap, networkOf } from "../../network";
import { fail, pass, type Rule, unknown } from "../../rule";

const last = (id: string): string => id.split("/").at(-1)!;

/** Managed networks of other environments that lead to a target. */
const leading = (target: Target, workspaces: readonly MappedWorkspace[]): readonly string[] =>
  workspaces.flatMap(({ id, network }) =>
    network.rules.flatMap((rule) =>
      rule.type === "private-endpoint" && rule.resource.toLowerCase() === target.id!.toLowerCase()
        ? [`the managed network of ${last(id)} leads to it (${rule.subresource})`]
        : [],
    ),
  );

export const environmentsApart: Rule = {
  title: "No network of another environment leads to an environment's data",
  severity: "high",
  severityIn: { development: "medium" },
  upstream: [],
  why: "A job of development that gets to production's storage needs one wrong role to read or change it; without the way there, no role helps.",
  fix: "take the private endpoint out of the other environment's network.outbound.rules, and share what both need through the model registry or an account of its own",
  kinds: [
    "azurerm_storage_account",
    "azurerm_container_registry",
    "azurerm_key_vault",
    "azurerm_machine_learning_workspace",
    "Microsoft.Storage/storageAccounts",
    "Microsoft.ContainerRegistry/registries",
    "Microsoft.KeyVault/vaults",
    "Microsoft.MachineLearningServices/workspaces",
  ],
  check: (resource, world) => {
    // What environments share is there to be reached from all of them.
    if (world.tier(resource) === "shared") return undefined;
    const map = networkOf(world);
    const target = map.target(idOnMap(resource, world));
    if (target?.id === undefined) return undefined;
    const scope = scopeOf(target.id);
    const others = map.workspaces.filter(({ id }) => scopeOf(id) !== scope);
    const networks = (target.privateEndpoints ?? [])
      .filter(({ network }) => scopeOf(network) !== scope)
      .map(({ network, subresource }) => `the network ${last(network)} has a private endpoint to it (${subresource})`);
    const [found, ...more] = [...leading(target, others), ...networks];
    if (found !== undefined) return fail([found, ...more].join("; "));
    return !map.isSettled
      ? unknown("where another environment's managed network leads is known after apply only")
      : pass;
  },
};
