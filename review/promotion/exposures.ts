import type { Exposure, ReviewInput } from "../model";
import { difference, isJson, listed, same, textsAt } from "../words/json";
import { organizationSettingOf, useCaseSettingOf } from "../words/where";
import type { Difference } from "./difference";
import { differences } from "./differences";
import { type PromotionChange, promotionChanges } from "./outputs";
import { summaryOf } from "./summary";
import { PROMOTION_OUTPUT } from "../../domain/promotion/definition";

const effects = { looser: "opens", stricter: "closes", other: "changes" } as const;
const tendencies = { looser: ": looser", stricter: ": stricter", other: ": may be looser" } as const;

type Graded = Difference & { readonly effect: keyof typeof effects };

/**
 * What becomes looser or stricter of the rules by which versions enter environments. The same in several environments is
 * one entry. A definition that appears is none: there was nothing to compare it with.
 */
export function promotionExposures(input: ReviewInput): readonly Exposure[] {
  const found = promotionChanges(input).flatMap((change) => gradedOf(change).map((graded) => ({ change, graded })));
  const groups = new Map<string, typeof found>();
  for (const one of found) {
    const key = JSON.stringify([one.change.useCase, one.graded.effect, one.graded.text]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => {
    const [{ change, graded }] = group as [(typeof group)[number]];
    const environments = group.map((one) => one.change.environment);
    const text = environments.length === 1 ? graded.text : plural(graded.text);
    const where =
      graded.setting === ORDER
        ? organizationSettingOf(input.context, ORDER)
        : useCaseSettingOf(input.context, change, settingOf(graded, change));
    return {
      stacks: group.map((one) => one.change.stack),
      address: `output.${PROMOTION_OUTPUT}`,
      kind: "promotion",
      effect: effects[graded.effect],
      text: `${change.useCase}: ${listed(environments)} ${text}${tendencies[graded.effect]}`,
      ...(where !== undefined && { where }),
    };
  });
}

const gradedOf = (change: PromotionChange): readonly Graded[] => [
  ...definitionDifferences(change),
  ...wayDifferences(change),
];

/** Key of the organization's file that the way to an environment follows from. */
const ORDER = "promotionOrder";

/** What becomes of the environments that a version must have been live in before. */
function* wayDifferences({ after: definition, through, serves }: PromotionChange): Generator<Graded> {
  const { before, after } = through;
  if (before === undefined || same(before, after)) return;
  const [was, is] = [textsAt(before), textsAt(after)];
  if (!Array.isArray(after)) {
    if (!serves || definition === undefined) return;
    const text = "no longer says where a version must have been live before";
    yield { effect: "looser", text, setting: ORDER };
    return;
  }
  const { added, removed } = difference(was, is);
  const live = (names: readonly string[]): string => `that a version was live in ${listed(names)} before`;
  if (removed.length > 0) yield { effect: "looser", text: `no longer asks ${live(removed)}`, setting: ORDER };
  if (added.length > 0) yield { effect: "stricter", text: `asks ${live(added)}, which it did not`, setting: ORDER };
  if (added.length + removed.length > 0) return;
  yield { effect: "other", text: `asks ${live(is)}, in this order instead of ${listed(was)}`, setting: ORDER };
}

function definitionDifferences({ before, after, serves }: PromotionChange): readonly Graded[] {
  if (before === undefined && after === undefined) return [];
  if (after === undefined) {
    // Without an endpoint no version enters any more.
    if (!serves) return [];
    return [
      { effect: "looser", text: `no longer says what it asks of versions; it was: ${summaryOf(before)}`, setting: "" },
    ];
  }
  if (!isJson(after)) {
    return [{ effect: "looser", text: "keeps what it asks of versions where no review can read it", setting: "" }];
  }
  if (before === undefined) return [];
  if (!isJson(before)) {
    return [{ effect: "other", text: `says again what it asks of versions: ${summaryOf(after)}`, setting: "" }];
  }
  return differences(before, after).filter((one): one is Graded => one.effect !== "label");
}

/** Path in the use case's file. */
export const settingOf = (
  { setting }: Pick<Difference, "setting">,
  { environment }: Pick<PromotionChange, "environment">,
): string =>
  ["promotion", ...(setting === "" ? [] : [setting.replace(/^approvals/, () => `approvals.${environment}`)])].join(".");

/** `asks` becomes `ask`. */
const plural = (text: string): string => text.replace(/^(no longer )?([a-z]+)s /, "$1$2 ");
