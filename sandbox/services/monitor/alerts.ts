import { uuidV5 } from "../../../domain/text/uuid";
import type { Json, JsonObject } from "../../engine/store/store";
import { ArmError } from "../../engine/arm/arm-error";
import { sameId } from "../../../domain/azure/ids";
import { isWithin, parseArmId } from "../../engine/arm/arm-id";
import type { ArmRead, CloudView } from "../../engine/arm/model";
import { isObject } from "../../engine/arm/json";

const ALERT = "Microsoft.AlertsManagement/alerts";
const NAMESPACE = "0a6f7f6e-4f0f-5f3f-9a52-7f7b6e3d2c11";
/** How far back a list goes, in milliseconds. */
const RANGES: Readonly<Record<string, number>> = {
  "1h": 3_600_000,
  "1d": 86_400_000,
  "7d": 7 * 86_400_000,
  "30d": 30 * 86_400_000,
};

export interface FiredAlert {
  /** ARM id of the rule. */
  readonly rule: string;
  /** ARM id of what the rule watches. */
  readonly target: string;
  /** Azure Monitor's severity, 0 (worst) to 4. */
  readonly severity: number;
  /** @default - now */
  readonly at?: Date;
  /** Set once the condition no longer holds. @default false */
  readonly resolved?: boolean;
}

/** Lets an alert rule have fired. Returns the id of the alert. */
export function fireAlert(cloud: CloudView, { rule, target, severity, at, resolved }: FiredAlert): string {
  const [subscription, group] = [parseArmId(target)?.subscription, parseArmId(target)?.resourceGroup];
  const startDateTime = (at ?? cloud.now()).toISOString();
  const name = uuidV5(NAMESPACE, `${rule.toLowerCase()}|${startDateTime}`);
  const id = `/subscriptions/${subscription!}/providers/${ALERT}/${name}`;
  const essentials: JsonObject = {
    severity: `Sev${severity}`,
    signalType: "Metric",
    alertState: "New",
    monitorCondition: resolved === true ? "Resolved" : "Fired",
    targetResource: target,
    targetResourceName: target.split("/").at(-1)!,
    targetResourceGroup: (group ?? "").toLowerCase(),
    targetResourceType: (parseArmId(target)?.type ?? "").toLowerCase(),
    monitorService: "Platform",
    alertRule: rule,
    startDateTime,
    lastModifiedDateTime: startDateTime,
    lastModifiedUserName: "System",
  };
  // Past the rules of a write: nobody can make an alert by a PUT.
  cloud.store.put({ id, type: ALERT, body: {}, readOnly: { properties: { essentials } } });
  return id;
}

/** `GET /subscriptions/<id>/providers/Microsoft.AlertsManagement/alerts` with the filters that Azure has. */
export const readAlerts: ArmRead = (cloud, path, query) => {
  const subscription = /^(\/subscriptions\/[^/]+)\/providers\/Microsoft\.AlertsManagement\/alerts$/i.exec(path)?.[1];
  if (subscription === undefined) return undefined;
  const range = RANGES[query.get("timeRange") ?? "1d"];
  if (range === undefined)
    throw new ArmError(400, "BadRequest", `timeRange must be one of ${Object.keys(RANGES).join(", ")}.`);
  const since = cloud.now().getTime() - range;
  const asked = ["targetResourceGroup", "monitorCondition", "alertState", "severity", "targetResource"]
    .map((name) => [name, query.get(name)] as const)
    .filter((pair): pair is readonly [string, string] => pair[1] !== null);
  const value = cloud
    .ofType(ALERT)
    .filter(({ id }) => isWithin(id, subscription))
    .filter(({ properties }) => {
      const essentials = isObject(properties["essentials"]) ? properties["essentials"] : {};
      const fits = asked.every(([name, wanted]) => sameId(String(essentials[name]), wanted));
      return fits && Date.parse(String(essentials["startDateTime"])) >= since;
    });
  return { value: JSON.parse(JSON.stringify(value)) as Json };
};
