import { channelUse, receivers } from "../../domain/alerts/channels";
import { severities } from "../../domain/alerts/environment";
import { baselineAlerts } from "../../domain/alerts/baseline";
import { isNotice } from "../../domain/alerts/notices";
import { everyEnvironmentAlert } from "../../domain/alerts/every";
import { Duration } from "../../domain/time/duration";
import { useCaseAlerts } from "../../domain/alerts/use-case";
import { alertIdOf, alertState, isAlert, type AlertState, type Criterion } from "./alert-state";
import { tendency, type Describe, type Draft, type StackWords } from "./draft";
import { difference, listAt, listed, textAt } from "./json";
import { propertiesOf, type Planned } from "./planned";
import { servingState } from "./serving-state";
import { organizationSettingOf, settingOf, useCaseSettingOf } from "./where";

/** A change of an alert. */
interface Change {
  readonly text: string;
  readonly loosens?: boolean;
}

/** More new rules than this are counted instead of named. */
const MOST_NAMED = 3;

/** Consequences of other settings, which are told of there: the number of instances that counts as saturated. */
const DERIVED = ["DeploymentCapacity"];

/** Their queries hold a schedule, which is told of there. */
const FOLLOWS_SCHEDULE: readonly unknown[] = ["monitor-silent", "batch-late"];

/** What alerts people, and whom. */
export const describeAlerts: Describe = (stack) => [...ruleDrafts(stack), ...receiverDrafts(stack)];

function ruleDrafts(stack: StackWords): readonly Draft[] {
  const rules = stack.resources.filter(isAlert);
  const staying = rules.filter(({ before, after }) => before !== undefined && after !== undefined);
  const changed = staying.flatMap((rule) => {
    const id = alertIdOf(rule);
    return alertChanges(id, alertState(rule.before!, rule), alertState(rule.after!, rule)).map(({ text, loosens }) =>
      draft(id, `alert ${id}: ${text}`, loosens, stack),
    );
  });
  const ids = (time: "before" | "after") => rules.filter((rule) => rule[time] !== undefined).map(alertIdOf);
  const { added, removed } = difference(ids("before"), ids("after"));
  const lost = removed.filter((id) => rules.some((rule) => alertIdOf(rule) === id && !goesWithIt(rule, stack)));
  const fresh = added.filter((id) => !isOfCandidate(id));
  return [
    ...onePerText(changed),
    ...descriptionDrafts(staying, stack),
    ...channelDrafts(staying, stack),
    // Of what went well nobody needs to be told.
    ...lost.sort().map((id) => draft(id, `${kindOf(id)} ${id} removed`, !isNotice(id), stack)),
    ...unguarded(stack),
    ...(fresh.length > MOST_NAMED
      ? [draft("", `${fresh.length} alerts added`, false, stack)]
      : fresh.sort().map((id) => draft(id, `${kindOf(id)} ${id} added`, false, stack))),
  ];
}

/** What alerts say and where they send people, once for all of them. */
function descriptionDrafts(staying: readonly Planned[], stack: StackWords): readonly Draft[] {
  const says = (values: Planned["after"]) =>
    withoutVersions(textAt(values, "description") ?? textAt(propertiesOf(values), "description") ?? "");
  const others = staying.filter(({ before, after }) => says(before) !== says(after));
  const [first] = others;
  if (first === undefined) return [];
  const count = others.length === 1 ? `alert ${alertIdOf(first)} says` : `${others.length} alerts say`;
  const where = organizationSettingOf(stack.context, "documentation");
  return [{ topic: "alert", text: `${count} something else: ${says(first.after)}`, where }];
}

const kindOf = (id: string): string => (isNotice(id) ? "notice" : "alert");

/** Channels that alerts of a severity begin or cease to call: one line, however many rules there are. */
function channelDrafts(staying: readonly Planned[], stack: StackWords): readonly Draft[] {
  const told = staying.flatMap((rule) => {
    const [before, after] = [alertState(rule.before!, rule), alertState(rule.after!, rule)];
    const { added, removed } = difference(before.tells.filter(isChannel), after.tells.filter(isChannel));
    const of = (severity: string | undefined) => (severity === undefined ? "" : `${severity} `);
    return [
      ...removed.map(
        (group) => [`${of(before.severity)}alerts no longer reach channel ${channelOf(group)}`, true] as const,
      ),
      ...added.map((group) => [`${of(after.severity)}alerts reach channel ${channelOf(group)}, too`, false] as const),
    ];
  });
  const where = settingOf(stack.context, stack.environment, "alerts.channels");
  return [...new Map(told)].sort().map(([text, loosens]): Draft => ({ topic: "alert", text, loosens, where }));
}

/** Action groups of channels, by the name that they have by every pattern. */
const CHANNEL = new RegExp(`${channelUse("")}([a-z0-9-]+)`);
const isChannel = (group: string): boolean => CHANNEL.test(group);
const channelOf = (group: string): string => CHANNEL.exec(group)?.[1] ?? group;

const onePerText = (drafts: readonly Draft[]): readonly Draft[] => [
  ...new Map(drafts.map((one) => [one.text, one])).values(),
];

function draft(id: string, text: string, loosens: boolean | undefined, stack: StackWords): Draft {
  const { setBy } = (useCaseAlerts as Readonly<Record<string, { readonly setBy: string }>>)[id] ?? {};
  const path = setBy?.split(" ")[0];
  const where =
    stack.useCase === undefined
      ? settingOf(stack.context, stack.environment, settingKeyOf(id))
      : useCaseSettingOf(stack.context, stack, path?.includes(".") === true || isNotice(id) ? path! : "serving.alerts");
  return { topic: "alert", text, loosens: loosens ?? false, where };
}

/** The setting that an environment's alert comes from: the one that its threshold names, or the one that asks for it. */
function settingKeyOf(id: string): string {
  if (id in baselineAlerts) return "alerts.baseline";
  const condition = everyEnvironmentAlert[id]?.condition;
  const names = condition?.kind === "metric" && typeof condition.threshold === "string";
  return names ? `alerts.${condition.threshold}` : "alerts";
}

function alertChanges(id: string, before: AlertState, after: AlertState): readonly Change[] {
  const changes: Change[] = [];
  if (before.enabled !== after.enabled) {
    changes.push(after.enabled ? { text: "switched on" } : { text: "switched off", loosens: true });
  }
  if (before.severity !== after.severity) {
    const [old, now] = [before.severity, after.severity].map((one) => one ?? "?") as [string, string];
    const rank = (name: string) => (severities as readonly string[]).indexOf(name);
    const looser = rank(now) > rank(old);
    changes.push({ text: `severity ${old} → ${now}${tendency(looser)}`, loosens: looser });
  }
  changes.push(...criterionChanges(before.criteria, after.criteria));
  if (before.every !== after.every) {
    const looser = secondsOf(after.every) > secondsOf(before.every);
    changes.push({
      text: `looks every ${before.every ?? "?"} → ${after.every ?? "?"}${tendency(looser)}`,
      loosens: looser,
    });
  }
  if (before.window !== after.window)
    changes.push({ text: `looks back ${before.window ?? "?"} → ${after.window ?? "?"}` });
  if (before.periods !== after.periods && before.periods !== undefined && after.periods !== undefined) {
    const looser = after.periods > before.periods;
    const text = `fires after ${before.periods} → ${after.periods} findings in a row${tendency(looser)}`;
    changes.push({ text, loosens: looser });
  }
  const groups = ({ tells }: AlertState) => tells.filter((group) => !isChannel(group)).map(plainGroup);
  const tells = difference(groups(before), groups(after));
  if (tells.removed.length > 0) {
    changes.push({ text: `no longer tells ${listed(tells.removed)}${tendency(true)}`, loosens: true });
  }
  if (tells.added.length > 0) changes.push({ text: `tells ${listed(tells.added)}, too` });
  if (!FOLLOWS_SCHEDULE.includes(id) && withoutVersions(before.condition) !== withoutVersions(after.condition)) {
    changes.push({ text: "what it looks for changes" });
  }
  return changes;
}

function criterionChanges(before: readonly Criterion[], after: readonly Criterion[]): readonly Change[] {
  return after.flatMap((now, index): readonly Change[] => {
    const old = before[index];
    if (old === undefined) return [{ text: `${now.what} must hold, too${tendency(true)}`, loosens: true }];
    if (DERIVED.includes(now.what) && now.what === old.what) return [];
    if (old.what !== now.what || old.operator !== now.operator) {
      const show = ({ what, operator, threshold }: Criterion) => `${what} ${signs[operator] ?? operator} ${threshold}`;
      return [{ text: `${show(old)} → ${show(now)}` }];
    }
    if (old.threshold === now.threshold) return [];
    const above = now.operator.startsWith("Greater");
    const below = now.operator.startsWith("Less");
    const looser = !above && !below ? undefined : above ? now.threshold > old.threshold : now.threshold < old.threshold;
    return [{ text: `threshold ${old.threshold} → ${now.threshold}${tendency(looser)}`, loosens: looser ?? false }];
  });
}

const signs: Readonly<Record<string, string>> = {
  GreaterThan: ">",
  GreaterThanOrEqual: "≥",
  LessThan: "<",
  LessThanOrEqual: "≤",
};

/** Names of deployments change with every version; that is told of the model. */
const withoutVersions = (text: string): string => text.replace(/\bmodel-[a-z0-9]+(-[a-z0-9]+)*/g, "model");

const secondsOf = (text: string | undefined): number => Duration.parse(text ?? "")?.toSeconds() ?? 0;

/** `warning` of `ag-pfs-prod-warning`; the group of a use case is its owner's. */
const plainGroup = (name: string): string => name.replace(/^ag-[a-z0-9]+-[a-z0-9]+-/, "");

/** Whether a rule goes because what it watches, or what it starts, goes in the same plan. */
function goesWithIt(rule: Planned, { resources }: StackWords): boolean {
  if (rule.before === undefined || rule.after !== undefined) return true;
  const { watches, tells } = alertState(rule.before, rule);
  const gone = resources.filter((one) => !isAlert(one) && one.before !== undefined && one.after === undefined);
  return gone.some(
    ({ name, type, armType, before }) =>
      (armType === "microsoft.insights/actiongroups" && tells.includes(name)) ||
      (WATCHED.includes(armType) &&
        type !== "azapi_resource_action" &&
        ((textAt(before, "id") !== undefined && watches.includes(`${textAt(before, "id")!}"`)) ||
          mentions(watches, name))),
  );
}

/** Types whose name in a query says that they are watched. */
const WATCHED = [
  "microsoft.logic/workflows",
  "microsoft.machinelearningservices/workspaces",
  "microsoft.machinelearningservices/workspaces/onlineendpoints",
  "microsoft.machinelearningservices/workspaces/onlineendpoints/deployments",
  "microsoft.machinelearningservices/workspaces/schedules",
  "microsoft.resources/resourcegroups",
];

/** Whether a text names a thing, and not only one whose name starts the same way. */
const mentions = (text: string, name: string): boolean =>
  new RegExp(`(^|[^A-Za-z0-9_-])${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(-?\\\\?["']|[^A-Za-z0-9_-]|$)`).test(
    text,
  );

const isOfCandidate = (id: string): boolean => id.startsWith("candidate-") || id.startsWith("rollback-");

/** A candidate that stays while what rolls it back goes. */
function unguarded(stack: StackWords): readonly Draft[] {
  const before = servingState(stack.resources, "before").candidate;
  const after = servingState(stack.resources, "after").candidate;
  const gone = stack.resources.some(
    ({ armType, name, after: values }) =>
      armType === "microsoft.logic/workflows" && name.endsWith("-rollback") && values === undefined,
  );
  if (before === undefined || after === undefined || !gone) return [];
  const where = useCaseSettingOf(stack.context, stack, "promotion.rollback");
  return [{ topic: "alert", text: "nothing rolls the candidate back any more", loosens: true, where }];
}

/** Whom action groups write to. */
function receiverDrafts(stack: StackWords): readonly Draft[] {
  return stack.resources
    .filter(({ armType, before, after }) => armType === "microsoft.insights/actiongroups" && before && after)
    .flatMap(({ name, before, after }): readonly Draft[] => {
      const mails = (values: Planned["after"]) =>
        listAt(values, "email_receiver").flatMap((receiver) => textAt(receiver, "email_address") ?? []);
      const mailed = difference(mails(before), mails(after));
      const channelled = difference(channels(before), channels(after));
      const severity = severities.find((one) => name.endsWith(`-${one}`));
      const whose = severity === undefined ? "the owner's alerts" : `${severity} alerts`;
      const settings = {
        mails:
          stack.useCase === undefined
            ? settingOf(stack.context, stack.environment, `alerts.receivers.${severity ?? ""}`)
            : useCaseSettingOf(stack.context, stack, "owner.contact"),
        channels: settingOf(stack.context, stack.environment, "alerts.channels"),
      };
      const tell = (
        { added, removed }: ReturnType<typeof difference>,
        where: (typeof settings)[keyof typeof settings],
      ): readonly Draft[] => [
        ...(removed.length > 0
          ? [{ topic: "alert" as const, text: `${whose} no longer reach ${listed(removed)}`, loosens: true, where }]
          : []),
        ...(added.length > 0
          ? [{ topic: "alert" as const, text: `${whose} reach ${listed(added)}, too`, loosens: false, where }]
          : []),
      ];
      const called = difference(calledBy(before), calledBy(after));
      const leads: readonly Draft[] =
        isChannel(name) && called.added.length > 0
          ? [
              {
                topic: "alert",
                text: `channel ${channelOf(name)} leads to ${listed(called.added)} instead of ${listed(called.removed)}`,
                where: settings.channels,
              },
            ]
          : [];
      return [...tell(mailed, settings.mails), ...tell(channelled, settings.channels), ...leads];
    });
}

/** Whom an action group tells otherwise than by mail to an address. */
const channels = (values: Planned["after"]): readonly string[] =>
  Object.values(receivers).flatMap(({ azurerm: [block, ...keys], inWords }) =>
    listAt(values, block).map((one) => inWords(...keys.map((key) => textAt(one, key) ?? "?"))),
  );

/** Whom an action group of a channel calls. */
const calledBy = (values: Planned["after"]): readonly string[] =>
  Object.values(receivers).flatMap(({ arm: [list, ...keys], inWords }) =>
    listAt(values, "body", "properties", list).map((one) => inWords(...keys.map((key) => textAt(one, key) ?? "?"))),
  );
