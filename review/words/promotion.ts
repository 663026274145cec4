import { isJson, listed, textsAt } from "./json";
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
  const { before, after, through, isNew } = promotion;
  const draft = (text: string, setting = ""): Draft => ({
    topic: "promotion",
    text,
    where: useCaseSettingOf(context, promotion, settingOf({ setting }, promotion)),
  });
  const earlier = through.before === undefined ? textsAt(through.after) : [];
  const way = earlier.length === 0 ? [] : [`asks that a version was live in ${listed(earlier)} before`];
  if (before === undefined) {
    if (!isJson(after)) return [];
    const subject = isNew ? "promotion" : "promotion is part of the plan from now on; it";
    return [draft(`${subject} ${[summaryOf(after), ...way].join("; ")}`)];
  }
  if (!isJson(before) || !isJson(after)) return [];
  return [
    ...way.map((text) => draft(`promotion ${text}; the plan says so from now on`)),
    ...differences(before, after)
      .filter(({ effect }) => effect === "label")
      .map(({ text, setting }) => draft(`promotion ${text}`, setting)),
  ];
}
