import { ArmError } from "./arm-error";
import { isObject } from "./json";
import type { Cloud } from "./cloud";
import type { ArmRead, CloudView } from "./model";
import type { CloudResource, Json, JsonObject } from "../store/store";

const TAGS = /^(\/subscriptions\/.*)\/providers\/Microsoft\.Resources\/tags\/default$/i;
const TAG_NAMES = /^(\/subscriptions\/[^/]+)\/tagNames$/i;

type Tags = Readonly<Record<string, string>>;

const textsIn = (value: Json | undefined): Tags =>
  isObject(value ?? null)
    ? Object.fromEntries(Object.entries(value as JsonObject).map(([name, text]) => [name, String(text)]))
    : {};

const tagsOf = (cloud: CloudView, scope: string): Tags => textsIn(cloud.show(scope)?.["tags"] as Json | undefined);

const answerAt = (scope: string, tags: Tags): JsonObject => ({
  id: `${scope}/providers/Microsoft.Resources/tags/default`,
  name: "default",
  type: "Microsoft.Resources/tags",
  properties: { tags },
});

/** `GET <scope>/providers/Microsoft.Resources/tags/default`: the tags of one resource or resource group. */
export const readTags: ArmRead = (cloud, path) => {
  const scope = TAGS.exec(path)?.[1];
  return scope === undefined || cloud.get(scope) === undefined ? undefined : answerAt(scope, tagsOf(cloud, scope));
};

/** `GET /subscriptions/<id>/tagNames`: which tags are in use there, with their values, and how often. */
export const readTagNames: ArmRead = (cloud, path) => {
  const subscription = TAG_NAMES.exec(path)?.[1];
  if (subscription === undefined) return undefined;
  const used = new Map<string, Map<string, number>>();
  for (const { id } of cloud.within(subscription))
    for (const [name, value] of Object.entries(tagsOf(cloud, id))) {
      const values = used.get(name) ?? new Map<string, number>();
      used.set(name, values.set(value, (values.get(value) ?? 0) + 1));
    }
  const count = (value: number) => ({ type: "Total", value });
  return {
    value: [...used].map(([tagName, values]) => ({
      id: `${path}/${tagName}`,
      tagName,
      count: count([...values.values()].reduce((sum, times) => sum + times, 0)),
      values: [...values].map(([tagValue, times]) => ({
        id: `${path}/${tagName}/tagValues/${tagValue}`,
        tagValue,
        count: count(times),
      })),
    })),
  };
};

/** What each operation of a PATCH makes of the tags that are there. */
const patches: Readonly<Record<string, (before: Tags, given: Tags) => Tags>> = {
  merge: (before, given) => ({ ...before, ...given }),
  replace: (_before, given) => given,
  delete: (before, given) =>
    Object.fromEntries(Object.entries(before).filter(([name, value]) => !(name in given && given[name] === value))),
};

/**
 * Writes the tags of a resource without the rest of it, as `az tag` and `az resource tag` do; undefined if the path is of
 * something else. Tags of what azurerm made are azurerm's own, so that its next plan shows the change.
 * Source: Microsoft.Resources 2021-04-01, Tags_CreateOrUpdateAtScope, Tags_UpdateAtScope and Tags_DeleteAtScope.
 *
 * @throws ArmError if there is no such resource, the operation is none, or a lock or policy forbids it
 */
export function writeTags(cloud: Cloud, method: string, path: string, body: JsonObject): JsonObject | undefined {
  const scope = TAGS.exec(path)?.[1];
  if (scope === undefined || !["PUT", "PATCH", "DELETE"].includes(method)) return undefined;
  const resource = cloud.get(scope);
  if (resource === undefined) throw new ArmError(404, "ResourceNotFound", `The Resource '${scope}' was not found.`);
  const given = textsIn(isObject(body["properties"] ?? null) ? (body["properties"] as JsonObject)["tags"] : undefined);
  const before = tagsOf(cloud, scope);
  const operation = String(body["operation"] ?? "").toLowerCase();
  const patch = method === "PATCH" ? patches[operation] : () => (method === "PUT" ? given : {});
  if (patch === undefined)
    throw new ArmError(400, "InvalidTagPatchOperation", `'${operation}' is none of Merge, Replace and Delete.`);
  const tags = patch(before, given);
  cloud.write(tagged(resource, tags));
  return answerAt(scope, tags);
}

/** For azurerm no tags are none, and not an empty set of them. */
const tagged = (resource: CloudResource, tags: Tags): CloudResource => {
  const { azurerm, body } = resource;
  if (azurerm === undefined) return { ...resource, body: { ...body, tags } };
  const values = { ...azurerm.values, tags: Object.keys(tags).length === 0 ? null : tags };
  return { ...resource, azurerm: { ...azurerm, values } };
};
