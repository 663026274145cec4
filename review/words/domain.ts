import type { DomainChange, ReviewInput } from "../model";
import { promotionChanges } from "../promotion";
import { describeAlerts } from "./alerts";
import { describeBatch } from "./batch";
import { describeCompute } from "./compute";
import { describeData } from "./data";
import type { Describe, Draft, StackWords } from "./draft";
import { describeEncryption } from "./encryption";
import { describeEnvironment, modelRegistryWords } from "./environment";
import { describeNaming } from "./naming";
import { describeNetwork } from "./network";
import { describeModels } from "./models";
import { describeMonitors } from "./monitors";
import { compare, plannedResources, type Planned } from "./planned";
import { describePlatform } from "./platform";
import { describePromotion } from "./promotion";
import { describeRetraining } from "./retraining";
import { organizationSettingOf, settingOf } from "./where";

const MODEL_REGISTRY = "microsoft.machinelearningservices/registries";

const describers: readonly Describe[] = [
  describeModels,
  describePromotion,
  describeRetraining,
  describeBatch,
  describeMonitors,
  describeAlerts,
  describeData,
  describeCompute,
  describePlatform,
  describeNaming,
  describeEnvironment,
  describeNetwork,
  describeEncryption,
];

const TOPICS: readonly DomainChange["topic"][] = [
  "model",
  "traffic",
  "promotion",
  "serving",
  "retraining",
  "monitor",
  "alert",
  "data",
  "compute",
  "budget",
  "other",
];

/**
 * What changes for use cases and environments, in the words of those who run models. The same change in several
 * environments is one entry. Environments come before use cases, and each by topic, with what loosens first.
 */
export function domainChanges(input: ReviewInput): readonly DomainChange[] {
  const order = input.context.environments.map(({ name }) => name);
  const rank = ({ environments: [first] }: DomainChange): number => (first === undefined ? -1 : order.indexOf(first));
  const merged = new Map<string, DomainChange>();
  for (const stack of stacksIn(input)) {
    const { environment, useCase } = stack;
    for (const draft of draftsOf(stack)) {
      const key = JSON.stringify([draft.topic, useCase, draft.text, draft.loosens ?? false]);
      const known = merged.get(key);
      const environments = [...new Set([...(known?.environments ?? []), environment])];
      environments.sort((a, b) => order.indexOf(a) - order.indexOf(b));
      merged.set(key, known === undefined ? toChange(draft, stack) : { ...known, environments });
    }
  }
  return [...sharedChanges(input), ...merged.values()].sort(
    (a, b) =>
      compare(a.useCase ?? "", b.useCase ?? "") ||
      TOPICS.indexOf(a.topic) - TOPICS.indexOf(b.topic) ||
      Number(b.loosens) - Number(a.loosens) ||
      rank(a) - rank(b) ||
      compare(a.text, b.text),
  );
}

/** What changes in a stack: of a second region, told as that. */
function draftsOf(stack: StackWords): readonly Draft[] {
  const { recovery, useCase, isNew, isGone, context, environment } = stack;
  const drafts = describers.flatMap((describe) => describe(stack));
  if (recovery === undefined) return drafts;
  const there = drafts.map((draft) => ({ ...draft, text: `second region: ${draft.text}` }));
  if (useCase !== undefined || isNew === isGone) return there;
  const text = isNew
    ? `a second region is made in ${recovery}; what it holds is told apart from the first`
    : `the second region in ${recovery} is given up: nothing takes over when the first is lost`;
  return [{ topic: "other", text, loosens: isGone, where: settingOf(context, environment, "recovery") }, ...there];
}

/** What changes for all environments at once. */
function sharedChanges(input: ReviewInput): readonly DomainChange[] {
  return plannedResources(input)
    .filter(({ armType, type }) => armType === MODEL_REGISTRY && type === "azapi_resource")
    .flatMap(modelRegistryWords)
    .map(([setting, text]) => {
      const where = organizationSettingOf(input.context, setting);
      return { topic: "other", environments: [], text, loosens: false, ...(where !== undefined && { where }) };
    });
}

const toChange = (
  { topic, text, loosens = false, where }: Draft,
  { environment, useCase }: StackWords,
): DomainChange => ({
  topic,
  ...(useCase !== undefined && { useCase }),
  environments: [environment],
  text,
  loosens,
  ...(where !== undefined && { where }),
});

/** The stacks of environments and use cases, in promotion order. */
function stacksIn(input: ReviewInput): readonly StackWords[] {
  const byStack = new Map<string, Planned[]>();
  for (const resource of plannedResources(input)) {
    if (resource.environment === undefined) continue;
    const known = byStack.get(resource.stack);
    if (known === undefined) byStack.set(resource.stack, [resource]);
    else known.push(resource);
  }
  return [...byStack.values()].map((resources) => ({
    resources,
    environment: resources[0]!.environment!,
    useCase: resources[0]!.useCase,
    context: input.context,
    recovery: input.context.stacks.find(({ name }) => name === resources[0]!.stack)?.recovery,
    promotion: promotionChanges(input).find(({ stack }) => stack === resources[0]!.stack),
    plannedAt: input.source.plannedAt,
    isNew: resources.every(({ before }) => before === undefined),
    isGone: resources.every(({ after }) => after === undefined),
  }));
}
