import { isJson } from "./json";
import { differences, summaryOf } from "../promotion";
import { settingOf } from "../promotion/exposures";
import type { Draft, StackWords } from "./draft";
import { useCaseSettingOf } from "./where";

/**
 * What is said of the rules of promotion without being looser or stricter than anything: what they are where a plan tells
 * of them for the first time, and what people call those who approve. All else is told among what opens and closes.
 */
export function describePromotion({ context, promotion }: StackWords): readonly Draft[] {
  if (promotion === undefined) return [];
  const { before, after, isNew } = promotion;
  const draft = (text: string, setting = ""): Draft => ({
    topic: "promotion",
    text,
    where: useCaseSettingOf(context, promotion, settingOf({ setting }, promotion)),
  });
  if (before === undefined) {
    if (!isJson(after)) return [];
    return [draft(`${isNew ? "promotion" : "promotion is part of the plan from now on; it"} ${summaryOf(after)}`)];
  }
  if (!isJson(before) || !isJson(after)) return [];
  return differences(before, after)
    .filter(({ effect }) => effect === "label")
    .map(({ text, setting }) => draft(`promotion ${text}`, setting));
}
