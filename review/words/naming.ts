import type { Describe, Draft, StackWords } from "./draft";
import { entriesAt, listed, textAt, type Json } from "./json";
import { propertiesOf, type Planned } from "./planned";
import { organizationSettingOf, settingOf, useCaseSettingOf } from "./where";

const WORKSPACE = "microsoft.machinelearningservices/workspaces";
const GROUP = "microsoft.resources/resourcegroups";
/** Names that are no words: of grants and roles, which follow from what they are on. */
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** What lies in a workspace is called by versions and by use cases; of that, endpoints only have names of the scheme. */
const WITHIN = /^microsoft\.machinelearningservices\/[^/]+\/(?!onlineendpoints$)/;
/** So many names stand for all. */
const SHOWN = 3;

/** What things of a stack that stays are called in Azure, by which tags, and in whose resource group they lie. */
export const describeNaming: Describe = (stack) =>
  stack.isNew || stack.isGone
    ? []
    : [
        ...groupDrafts(stack),
        ...nameDrafts(stack),
        ...tagDrafts(stack),
        ...tagValueDrafts(stack),
        ...titleDrafts(stack),
      ];

/** A thing that stays, as it was and as it becomes. */
type Staying = Planned & { readonly before: Json; readonly after: Json };
const staying = ({ resources }: StackWords): readonly Staying[] =>
  resources.filter((one): one is Staying => one.before !== undefined && one.after !== undefined);

function groupDrafts(stack: StackWords): readonly Draft[] {
  const own = stack.resources.filter(({ armType }) => armType === GROUP);
  const given = own.some(({ before, after }) => before !== undefined && after === undefined);
  const made = own.some(({ before, after }) => before === undefined && after !== undefined);
  const groupOf = (values: Json) => textAt(values, "resource_group_name");
  const moved = staying(stack).find(({ before, after }) => {
    const [was, becomes] = [groupOf(before), groupOf(after)];
    return was !== undefined && becomes !== undefined && was.toLowerCase() !== becomes.toLowerCase();
  });
  // Where the stack's own group stays its own, its other name is one of many.
  if (moved === undefined || (own.length > 0 && given === made)) return [];
  const [was, becomes] = [groupOf(moved.before)!, groupOf(moved.after)!];
  const text = given
    ? `moves into resource group ${becomes}, which others made: everything is made anew, and ${was} goes with what is in it`
    : made
      ? `gets a resource group of its own, ${becomes}: everything is made anew, and ${was} stays with those who made it`
      : `moves from resource group ${was} to ${becomes}: everything is made anew`;
  return [{ topic: "other", text, where: settingOf(stack.context, stack.environment, "resourceGroup") }];
}

function nameDrafts(stack: StackWords): readonly Draft[] {
  const renamed = staying(stack).flatMap(({ action, armType, before, after }) => {
    const [was, becomes] = [textAt(before, "name"), textAt(after, "name")];
    if (action !== "replace" || was === undefined || becomes === undefined || was === becomes) return [];
    return GUID.test(was) || WITHIN.test(armType) ? [] : [`${was} → ${becomes}`];
  });
  const names = [...new Set(renamed)];
  if (names.length === 0) return [];
  const shown = names.slice(0, SHOWN);
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  const text = `gets other names, under which everything is made anew and nothing of the old is kept: ${shown.join(", ")}${more}`;
  const where =
    organizationSettingOf(stack.context, "naming") ?? settingOf(stack.context, stack.environment, "generation");
  return [{ topic: "other", text, where }];
}

function tagDrafts(stack: StackWords): readonly Draft[] {
  const [gone, come] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
  const note = (map: Map<string, Set<string>>, key: string, value: unknown): void => {
    map.set(key, (map.get(key) ?? new Set()).add(String(value)));
  };
  for (const { before, after, unknown } of staying(stack)) {
    if (entriesAt(unknown, "tags").length > 0) continue;
    const [was, becomes] = [entriesAt(before, "tags"), entriesAt(after, "tags")];
    for (const [key, value] of was) if (!becomes.some(([other]) => other === key)) note(gone, key, value);
    for (const [key, value] of becomes) if (!was.some(([other]) => other === key)) note(come, key, value);
  }
  const same = (a: Set<string>, b: Set<string>) => [...a].sort().join("\0") === [...b].sort().join("\0");
  const renamed = [...gone].flatMap(([old, values]): readonly (readonly [string, string])[] => {
    const likely = [...come].filter(([, others]) => same(values, others));
    // Of two tags that say the same, either could be it.
    const alike = [...gone.values()].filter((others) => same(values, others));
    return likely.length === 1 && alike.length === 1 ? [[old, likely[0]![0]]] : [];
  });
  const removed = [...gone.keys()].filter((key) => !renamed.some(([old]) => old === key)).sort();
  const draft = (setting: string, text: string): Draft => ({
    topic: "other",
    text,
    where: organizationSettingOf(stack.context, setting),
  });
  return [
    ...renamed
      .sort()
      .map(([old, now]) =>
        draft("tagNames", `tag ${old} is called ${now}: whoever looks for ${old}, in costs or policies, finds nothing`),
      ),
    ...(removed.length === 0
      ? []
      : [draft("tags", `nothing has the ${removed.length === 1 ? "tag" : "tags"} ${listed(removed)} any more`)]),
  ];
}

/** A tag that says something else on all that have it; what differs by thing, as by version, is told of elsewhere. */
function tagValueDrafts(stack: StackWords): readonly Draft[] {
  const changes = new Map<string, Set<string>>();
  for (const { before, after } of staying(stack)) {
    const becomes = new Map(entriesAt(after, "tags"));
    for (const [key, value] of entriesAt(before, "tags")) {
      if (!becomes.has(key)) continue;
      changes.set(key, (changes.get(key) ?? new Set()).add(`${String(value)} → ${String(becomes.get(key))}`));
    }
  }
  const where =
    stack.useCase === undefined
      ? organizationSettingOf(stack.context, "tags")
      : useCaseSettingOf(stack.context, stack, "owner");
  return [...changes].sort().flatMap(([key, [change, ...others]]): readonly Draft[] => {
    const [was, becomes] = change!.split(" → ");
    return others.length > 0 || was === becomes ? [] : [{ topic: "other", text: `tag ${key}: ${change!}`, where }];
  });
}

/** What studio calls the workspace. */
const titleDrafts = (stack: StackWords): readonly Draft[] =>
  staying(stack).flatMap(({ armType, type, before, after }): readonly Draft[] => {
    if (armType !== WORKSPACE || type !== "azapi_resource") return [];
    const [was, becomes] = [before, after].map((values) => textAt(propertiesOf(values), "friendlyName"));
    if (was === undefined || becomes === undefined || was === becomes) return [];
    const where = organizationSettingOf(stack.context, "name");
    return [{ topic: "other", text: `studio calls the workspace ${was} → ${becomes}`, where }];
  });
