import { networkSettings, networkTypes, type ReachRow } from "../../domain/network/reach";
import { type PolicySubject, type ReachOfPlan, reachOfPlans } from "../../policy";
import type { Exposure, ReviewInput } from "../model";
import { listed } from "../words/json";
import { plannedResources } from "../words/planned";
import { organizationSettingOf, settingOf } from "../words/where";

const settings: readonly string[] = Object.values(networkSettings);

/** Callers of one kind, whatever their list of addresses says. */
const callerOf = ({ who }: ReachRow): string => {
  if (who.startsWith("people at ")) return "people at listed addresses";
  if (who.startsWith("people ")) return "people elsewhere";
  return who.replace(/, to which people get .*/, "");
};

const keyOf = (row: ReachRow): string => JSON.stringify([callerOf(row), row.what, row.part]);
const isReached = ({ result }: ReachRow): boolean | undefined => (result === "unknown" ? undefined : result.reached);

/**
 * What a change of the network means for whoever uses it: who gets where after it and did not before, and the other way around.
 * What is not known until it is deployed is not told.
 */
export function reachExposures(input: ReviewInput): readonly Exposure[] {
  // Most changes have nothing to do with it, and asking everybody about everything takes its time.
  const deciding = plannedResources(input).filter(
    ({ armType, type }) =>
      networkTypes.includes(armType) || settings.includes(type) || type === "azapi_resource_action",
  );
  const changes = deciding.some(({ action }) => action !== "none");
  if (!changes || deciding.every(({ before }) => before === undefined)) return [];
  const subjects = input.stacks.flatMap((stack): readonly PolicySubject[] =>
    "plan" in stack ? [{ stack: stack.name, plan: stack.plan }] : [],
  );
  return reachOfPlans(subjects).flatMap((plan) => consequences(plan, input));
}

function consequences({ stack, address, before, after }: ReachOfPlan, { context }: ReviewInput): readonly Exposure[] {
  const was = new Map(before.map((row) => [keyOf(row), row]));
  const changed = (to: boolean): readonly ReachRow[] =>
    after.filter((row) => {
      const former = was.get(keyOf(row));
      return former !== undefined && isReached(row) === to && isReached(former) === !to;
    });
  const { environment } = context.stacks.find(({ name }) => name === stack) ?? {};
  const setting = stack === "bootstrap" ? "platform.state.inbound" : "platform.registry.inbound";
  const where =
    environment === undefined ? organizationSettingOf(context, setting) : settingOf(context, environment, "network");
  const exposure = (effect: Exposure["effect"], text: string): Exposure => ({
    stacks: [stack],
    address,
    kind: "network",
    effect,
    text: environment === undefined ? text : `${environment}: ${text}`,
    ...(where !== undefined && { where }),
  });
  return [
    ...inWords(changed(true), "now reach").map((text) => exposure("opens", text)),
    ...inWords(changed(false), "no longer reach").map((text) => exposure("closes", text)),
    ...deserted(before, after).map((text) => exposure("closes", text)),
  ];
}

/** Callers together to whom the same happens. */
function inWords(rows: readonly ReachRow[], verb: string): readonly string[] {
  const places = new Map<string, ReachRow[]>();
  for (const row of rows) places.set(callerOf(row), [...(places.get(callerOf(row)) ?? []), row]);
  const alike = new Map<string, { readonly callers: string[]; readonly rows: readonly ReachRow[] }>();
  for (const [caller, own] of places) {
    const key = JSON.stringify([placesOf(own), needsOf(own)]);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { callers: [caller], rows: own });
    else known.callers.push(caller);
  }
  return [...alike.values()].map(({ callers, rows: own }) => {
    const needs = verb === "no longer reach" ? needsOf(own) : [];
    const needed = needs.length === 0 ? "" : `, which is needed for ${listed(needs)}`;
    return `${listed(callers)} ${verb} ${placesOf(own)}${needed}`;
  });
}

const needsOf = (rows: readonly ReachRow[]): string[] => [...new Set(rows.flatMap(({ needed }) => needed ?? []))];

/** `studio, storage (blob, file)`. */
function placesOf(rows: readonly ReachRow[]): string {
  const parts = new Map<string, string[]>();
  for (const { what, part } of rows)
    parts.set(what, [...(parts.get(what) ?? []), ...(part === undefined ? [] : [part])]);
  return [...parts]
    .map(([what, own]) => {
      const name = what === "workspace" ? "studio and the workspace" : what;
      return own.length === 0 ? name : `${name} (${own.join(", ")})`;
    })
    .join(", ");
}

/** Places that somebody from outside reached, and nobody does any more. */
function deserted(before: readonly ReachRow[], after: readonly ReachRow[]): readonly string[] {
  const reachedIn = (rows: readonly ReachRow[], what: string) =>
    rows.some((row) => !row.runs && row.what === what && isReached(row) !== false);
  const places = [...new Set(after.map(({ what }) => what))].filter(
    (what) => reachedIn(before, what) && !reachedIn(after, what),
  );
  return places.map((what) => `after this nobody from outside reaches ${what === "workspace" ? "studio" : what}`);
}
