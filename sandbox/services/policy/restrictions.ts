import { parseArmId } from "../../engine/arm/arm-id";
import { isObject } from "../../engine/arm/json";
import type { CloudView } from "../../engine/arm/model";
import type { Json, JsonObject } from "../../engine/store/store";
import { findings } from "./assignments";

const PATH =
  /^(\/subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+)?)\/providers\/Microsoft\.PolicyInsights\/checkPolicyRestrictions$/i;

/**
 * What policies would do to a resource that nobody has made yet: `checkPolicyRestrictions`. Undefined if the path is not this
 * question. Policies that deploy something are not among the answers, as on Azure.
 */
export function policyRestrictions(cloud: CloudView, path: string, body: JsonObject): Json | undefined {
  const scope = PATH.exec(path)?.[1];
  if (scope === undefined) return undefined;
  const details = isObject(body["resourceDetails"]) ? body["resourceDetails"] : {};
  const content = isObject(details["resourceContent"]) ? details["resourceContent"] : {};
  const type = String(content["type"]);
  const name = String(content["name"] ?? "unnamed");
  const parent = details["scope"];
  const id =
    typeof parent === "string" ? `${parent}/${type.split("/").at(-1)!}/${name}` : `${scope}/providers/${type}/${name}`;
  const judged: JsonObject = { ...content, id, name: parseArmId(id)?.name ?? name, type };
  const wanted =
    body["includeAuditEffect"] === true ? ["deny", "audit", "modify", "append"] : ["deny", "modify", "append"];
  const policyEvaluations = findings(cloud, judged)
    .filter(({ effect }) => wanted.includes(effect))
    .map(({ assignment, definition, set, reference, effect, reason }) => ({
      policyInfo: {
        policyDefinitionId: definition.id,
        policyAssignmentId: assignment.id,
        ...(set && { policySetDefinitionId: set.id }),
        ...(reference !== undefined && { policyDefinitionReferenceId: reference }),
      },
      evaluationResult: "NonCompliant",
      effectDetails: { policyEffect: `${effect[0]!.toUpperCase()}${effect.slice(1)}` },
      evaluationDetails: { reason },
    }));
  return { fieldRestrictions: [], contentEvaluationResult: { policyEvaluations } };
}
