import { type ObjectValue, sameValue } from "../terraform/wire";

/**
 * Whether `replace_triggers_external_values` changed. Without a value before or after, as after an import, there is no
 * change to see. Source: azapi 2.12.0, `RequiresReplaceIfNotNull`.
 */
export function isTriggered(planned: ObjectValue, prior: ObjectValue): boolean {
  const [now, before] = [planned, prior].map((values) => values["replace_triggers_external_values"] ?? null);
  return now !== null && before !== null && !sameValue(now, before);
}
