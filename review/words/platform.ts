import { copyDrafts } from "./copies";
import { refusedNow } from "../../domain/azure/budget-rules";
import { signed, tendency, type Describe, type Draft, type StackWords } from "./draft";
import { at, booleanAt, difference, listAt, listed, numberAt, textAt, textsAt } from "./json";
import { propertiesOf, type Planned } from "./planned";
import { settingOf, useCaseSettingOf } from "./where";

const BUDGET = "microsoft.consumption/budgets";
const WORKBOOK = "microsoft.insights/workbooks";
const LOCK = "microsoft.authorization/locks";
const DIAGNOSTICS = "microsoft.insights/diagnosticsettings";

/** What an environment costs, keeps and protects. */
export const describePlatform: Describe = (stack) => [
  ...stack.resources.flatMap((resource) => [
    ...budgetDrafts(resource, stack),
    ...retentionDrafts(resource, stack),
    ...lockDrafts(resource, stack),
    ...logDrafts(resource, stack),
    ...workbookDrafts(resource, stack),
  ]),
  ...copyDrafts(stack),
];

function budgetDrafts({ armType, before, after }: Planned, stack: StackWords): readonly Draft[] {
  if (armType !== BUDGET) return [];
  const draft = (text: string, loosens = false, key = "amount"): Draft => ({
    topic: "budget",
    text,
    loosens,
    where:
      stack.useCase === undefined
        ? settingOf(stack.context, stack.environment, `budget.${key}`)
        : useCaseSettingOf(stack.context, stack, `serving.budget.${key}`),
  });
  const [old, now] = [numberAt(before, "amount"), numberAt(after, "amount")];
  if (after === undefined) return stack.isGone ? [] : [draft("no budget watches the cost any more", true)];
  if (before === undefined) {
    const month = monthOf(after);
    const refused = month === undefined ? undefined : refusedNow(month, stack.plannedAt);
    return [
      draft(`budget of ${now ?? "?"} a month`),
      ...(refused === undefined ? [] : [draft(`budget cannot be made: ${refused}`, true, "startMonth")]),
    ];
  }
  const changes: Draft[] = [];
  if (old !== undefined && now !== undefined && old !== now) {
    const looser = now > old;
    changes.push(draft(`monthly budget ${old} → ${now} (${signed(now - old)})`, looser));
  }
  const [from, since] = [monthOf(before), monthOf(after)];
  if (from !== undefined && since !== undefined && from !== since)
    changes.push(draft(`budget counts from ${from} → ${since}: it is made anew, without what it told before`, false, "startMonth")); // prettier-ignore
  const limits = difference(limitsOf(before), limitsOf(after));
  if (limits.removed.length > 0) {
    changes.push(draft(`budget no longer tells at ${listed(limits.removed)}`, true, "thresholdPercents"));
  }
  if (limits.added.length > 0)
    changes.push(draft(`budget tells at ${listed(limits.added)}`, false, "thresholdPercents"));
  const mails = difference(mailsOf(before), mailsOf(after));
  if (mails.removed.length > 0) changes.push(draft(`budget no longer tells ${listed(mails.removed)}`, true));
  if (mails.added.length > 0) changes.push(draft(`budget tells ${listed(mails.added)}, too`));
  return changes;
}

/** `2026-12` */
const monthOf = (values: Planned["after"]): string | undefined =>
  textAt(listAt(values, "time_period")[0], "start_date")?.slice(0, 7);

/** `80 % spent`, `100 % forecast`. */
const limitsOf = (values: Planned["after"]): readonly string[] =>
  listAt(values, "notification")
    .filter((one) => booleanAt(one, "enabled") !== false)
    .map(
      (one) =>
        `${numberAt(one, "threshold") ?? "?"} % ${textAt(one, "threshold_type") === "Forecasted" ? "forecast" : "spent"}`,
    );

const mailsOf = (values: Planned["after"]): readonly string[] => [
  ...new Set(listAt(values, "notification").flatMap((one) => textsAt(one, "contact_emails"))),
];

/** A length of time that something is kept: what it says of it, where it is in the values, where in the file. */
interface Retention {
  readonly words: string;
  readonly setting: string;
  readonly days: (values: unknown) => number | undefined;
}

const blobs = "blob_properties";
const retentions: Readonly<Record<string, readonly Retention[]>> = {
  "microsoft.operationalinsights/workspaces": [
    { words: "logs are kept", setting: "logs.retention", days: (values) => numberAt(values, "retention_in_days") },
  ],
  "microsoft.insights/components": [
    {
      words: "endpoint traces are kept",
      setting: "logs.retention",
      days: (values) => numberAt(values, "retention_in_days"),
    },
  ],
  "microsoft.storage/storageaccounts": [
    {
      words: "deleted blobs can be restored for",
      setting: "softDelete.retention",
      days: (values) => numberAt(values, blobs, 0, "delete_retention_policy", 0, "days"),
    },
    {
      words: "deleted containers can be restored for",
      setting: "softDelete.retention",
      days: (values) => numberAt(values, blobs, 0, "container_delete_retention_policy", 0, "days"),
    },
    {
      words: "deleted file shares can be restored for",
      setting: "softDelete.retention",
      days: (values) => numberAt(values, "share_properties", 0, "retention_policy", 0, "days"),
    },
  ],
  "microsoft.keyvault/vaults": [
    {
      words: "a deleted key vault can be restored for",
      setting: "softDelete.retention",
      days: (values) =>
        numberAt(values, "body", "properties", "softDeleteRetentionInDays") ??
        numberAt(values, "soft_delete_retention_days"),
    },
  ],
};

function retentionDrafts({ armType, before, after }: Planned, stack: StackWords): readonly Draft[] {
  if (before === undefined || after === undefined) return [];
  return (retentions[armType] ?? []).flatMap(({ words, setting, days }): readonly Draft[] => {
    const [old, now] = [days(before), days(after)];
    if (old === now) return [];
    const looser = (now ?? 0) < (old ?? 0);
    const text = `${words} ${old ?? 0} → ${now ?? 0} days${tendency(looser)}`;
    return [{ topic: "other", text, loosens: looser, where: settingOf(stack.context, stack.environment, setting) }];
  });
}

function lockDrafts({ armType, name, before, after }: Planned, stack: StackWords): readonly Draft[] {
  if (armType !== LOCK) return [];
  const where = settingOf(stack.context, stack.environment, "protection.lock");
  const locked = lockedBy(after ?? before, stack.resources) ?? name;
  const level = (values: Planned["after"]) => textAt(propertiesOf(values), "level") ?? textAt(values, "lock_level");
  const tell = (text: string, loosens: boolean): readonly Draft[] => [{ topic: "other", text, loosens, where }];
  if (after === undefined) return tell(`delete lock of the ${locked} is lifted`, true);
  if (before === undefined) return tell(`the ${locked} gets a delete lock`, false);
  if (level(before) === level(after)) return [];
  return tell(`lock of the ${locked}: ${level(before)} → ${level(after)}`, level(before) === "ReadOnly");
}

/** The one page that people look at. */
function workbookDrafts({ armType, before, after }: Planned, stack: StackWords): readonly Draft[] {
  if (armType !== WORKBOOK || stack.isNew || stack.isGone) return [];
  const where = settingOf(stack.context, stack.environment, "workbook");
  const tell = (text: string): readonly Draft[] => [{ topic: "other", text, where }];
  if (before === undefined) return tell("gets a workbook: runs, training, endpoints, drift and alerts on one page");
  if (after === undefined) return tell("its workbook goes, with what people changed in it by hand");
  if (textAt(before, "data_json") === textAt(after, "data_json")) return [];
  return tell("its workbook shows something else; what people changed in it by hand is overwritten");
}

const LOCKED: Readonly<Record<string, string>> = {
  "microsoft.keyvault/vaults": "key vault",
  "microsoft.operationalinsights/workspaces": "Log Analytics workspace",
  "microsoft.resources/resourcegroups": "resource group",
  "microsoft.storage/storageaccounts": "storage account",
};

/** Without the name, which differs by environment. */
function lockedBy(values: Planned["after"], resources: readonly Planned[]): string | undefined {
  const parent = (textAt(values, "parent_id") ?? textAt(values, "scope"))?.toLowerCase();
  if (parent === undefined) return undefined;
  const known = Object.keys(LOCKED).find((type) => parent.includes(`/providers/${type}/`));
  if (known !== undefined) return LOCKED[known];
  return resources.find((one) => textAt(one.before, "id")?.toLowerCase() === parent)?.name;
}

/** Logs that are no longer kept of something that stays. */
function logDrafts({ armType, before, after }: Planned, stack: StackWords): readonly Draft[] {
  if (armType !== DIAGNOSTICS || before === undefined) return [];
  const target = textAt(before, "target_resource_id");
  const stays = stack.resources.every(
    (one) => one.after !== undefined || textAt(one.before, "id")?.toLowerCase() !== target?.toLowerCase(),
  );
  if (stack.isGone || !stays) return [];
  const categories = (values: unknown) =>
    [...listAt(values, "enabled_log"), ...listAt(values, "log")].map(
      (log) => textAt(log, "category") ?? textAt(log, "category_group") ?? "all",
    );
  const what = target?.split("/").at(-1) ?? "a resource";
  const { added, removed } = difference(categories(before), categories(at(after)));
  const tell = (text: string, loosens: boolean): Draft => ({
    topic: "other",
    text,
    loosens,
    where: settingOf(stack.context, stack.environment, "logs"),
  });
  return [
    ...(removed.length > 0 ? [tell(`${what} no longer logs ${listed(removed)}`, true)] : []),
    ...(added.length > 0 ? [tell(`${what} logs ${listed(added)}, too`, false)] : []),
  ];
}
