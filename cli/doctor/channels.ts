import type { ArmObject } from "../../azure/connection";
import { propertiesOf } from "../../azure/arm-object";
import { addressOf, type CalledChannel, isCalled } from "../../domain/alerts/channels";
import { resourceId, sameId } from "../../domain/azure/ids";
import type { Environment, Organization } from "../../schema/configuration";
import { sharedNamesOf } from "../../schema/names";
import type { Ask } from "./ask";
import { fail, type Finding, pass, unknown } from "./line";
import { allows } from "./permissions";

const IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities";
const ROLES = "2022-04-01";

/** What each pipeline of an environment does to what is called, as ARM calls it, and the built-in role that lets it. */
const needs = {
  logicApp: {
    plan: { action: "Microsoft.Logic/workflows/read", role: "Reader" },
    apply: { action: "Microsoft.Logic/workflows/triggers/listCallbackUrl/action", role: "Logic App Contributor" },
  },
  function: {
    plan: { action: "Microsoft.Web/sites/functions/read", role: "Reader" },
    apply: { action: "Microsoft.Web/sites/functions/listsecrets/action", role: "Website Contributor" },
  },
} as const satisfies Record<CalledChannel["type"], object>;

/** Whether what an environment's alerts call is there, and its pipelines may ask for the address. Nothing without such channels. */
export async function checkChannels(
  ask: Ask,
  organization: Organization,
  environment: Environment,
): Promise<readonly Finding[]> {
  const called = Object.entries(environment.alerts.channels).flatMap(([name, channel]) =>
    isCalled(channel) ? [{ name, channel }] : [],
  );
  const { stateResourceGroup, pipelineIdentity } = sharedNamesOf(organization);
  const group = { subscriptionId: organization.platform.subscription, resourceGroup: stateResourceGroup };
  const pipelines = (["plan", "apply"] as const).map((use): Pipeline => {
    const identity = pipelineIdentity(environment.name, use);
    return { use, identity, id: resourceId(group, IDENTITY, identity) };
  });
  const found = await Promise.all(called.map(({ name, channel }) => checkChannel(ask, name, channel, pipelines)));
  return found.flat();
}

interface Pipeline {
  readonly use: "plan" | "apply";
  readonly identity: string;
  readonly id: string;
}

async function checkChannel(
  ask: Ask,
  name: string,
  channel: CalledChannel,
  pipelines: readonly Pipeline[],
): Promise<readonly Finding[]> {
  const { of, type } = addressOf(channel);
  const what = of.split("/").at(-1)!;
  if ((await ask.get(of, type.split("@")[1]!)) === undefined)
    return [fail(`channel ${name}: there is no ${of}`, "correct it in alerts.channels, or have it made")];
  const assignments = await ask.list(`${of}/providers/Microsoft.Authorization/roleAssignments`, ROLES);
  return Promise.all(
    pipelines.map(async ({ use, identity, id }) => {
      const { action, role } = needs[channel.type][use];
      const whoever = await ask.get(id, "2023-01-31");
      if (whoever === undefined)
        return unknown(
          `channel ${name}: ${identity} is not there yet, and will need ${role} on ${what}`,
          "deploy bootstrap, and have it granted then",
        );
      const held = await rolesOf(ask, assignments, propertiesOf(whoever)["principalId"]);
      return allows(held, action)
        ? pass(`channel ${name}: ${identity} may ${use === "apply" ? "ask" : "look at"} ${what}`)
        : fail(`channel ${name}: ${identity} may not ${action} on ${what}`, `have it granted ${role} on ${of}`);
    }),
  );
}

/** Permissions that a principal holds by roles of its own; those of its groups are not told. */
async function rolesOf(ask: Ask, assignments: readonly ArmObject[], principal: unknown): Promise<readonly ArmObject[]> {
  const own = assignments
    .map(propertiesOf)
    .filter(({ principalId }) => sameId(String(principalId), String(principal)))
    .map(({ roleDefinitionId }) => String(roleDefinitionId));
  const roles = await Promise.all([...new Set(own)].map((id) => ask.get(id, ROLES)));
  return roles.flatMap((role) =>
    role === undefined ? [] : ((propertiesOf(role)["permissions"] as ArmObject[]) ?? []),
  );
}
