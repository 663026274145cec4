import { useCaseSettingOf, releaseOf } from "./where";
import type { Describe, Draft, StackWords } from "./draft";
import { signed } from "./draft";
import { textAt } from "./json";
import { propertiesOf } from "./planned";
import { servingState, type ServingDeployment, type ServingState } from "./serving-state";

/** Which model version serves, what is tried beside it, and what it runs on. */
export const describeModels: Describe = (stack) => {
  const before = servingState(stack.resources, "before");
  const after = servingState(stack.resources, "after");
  return [...versionDrafts(before, after, stack), ...sizingDrafts(before, after, stack), ...aboutDrafts(stack)];
};

function versionDrafts(before: ServingState, after: ServingState, stack: StackWords): readonly Draft[] {
  const draft = (topic: "model" | "traffic", path: string, text: string): readonly Draft[] => [
    { topic, text, where: releaseOf(stack.context, stack, path) },
  ];
  const [old, live] = [before.live?.model, after.live?.model];
  const [tried, candidate] = [before.candidate?.model, after.candidate?.model];
  const beside = candidate === undefined ? "" : `; ${candidate} beside it: ${shareInWords(after)}`;
  if (live === undefined) {
    if (old === undefined) return [];
    const others = tried === undefined ? "" : `, and so is its candidate ${tried}`;
    return draft("model", "live", `model ${old} is retired${others}: nothing answers requests any more`);
  }
  if (old === undefined) return draft("model", "live", `first deployment: model ${live} becomes live${beside}`);
  const [kept, keeps] = [before.former?.model, after.former?.model];
  if (old !== live) {
    const goes = keeps === old ? `${old} stays without requests for a rollback` : `${old} goes`;
    if (live === tried) return draft("model", "live", `model ${live} becomes live, ${goes}${beside}`);
    const stays = keeps === old ? `; ${goes}` : "";
    const back = isRejected(old, stack) || isOlder(live, old);
    return draft(
      "model",
      "live",
      `${back ? "rolled back: " : ""}model ${old} → ${live}, live at once${stays}${beside}`,
    );
  }
  if (candidate === undefined) {
    if (tried === undefined) {
      return kept === undefined || keeps !== undefined
        ? []
        : draft("model", "former", `model ${kept} is no longer kept: going back to it takes a deployment`);
    }
    const why = isRejected(tried, stack) ? "rolled back" : "taken back";
    return draft("model", "live", `candidate ${tried} is ${why}: model ${live} answers all requests`);
  }
  if (tried === undefined)
    return draft("model", "candidate", `model ${candidate} beside ${live}: ${shareInWords(after)}`);
  if (tried !== candidate) {
    return draft(
      "model",
      "candidate",
      `model ${candidate} in place of candidate ${tried}, beside ${live}: ${shareInWords(after)}`,
    );
  }
  const [was, becomes] = [shareInWords(before), shareInWords(after)];
  return was === becomes ? [] : draft("traffic", "candidate", `model ${candidate} beside ${live}: ${was} → ${becomes}`);
}

/** What a deployment runs on. A new one is compared with the live one, beside or in whose place it is to serve. */
function sizingDrafts(before: ServingState, after: ServingState, stack: StackWords): readonly Draft[] {
  const drafts = after.deployments.flatMap((deployment) => {
    const stays = before.live !== undefined && before.live.name === after.live?.name;
    const former = before.deployments.find(({ name }) => name === deployment.name) ?? (stays ? after : before).live;
    return former === undefined ? [] : sizingChanges(former, deployment);
  });
  return [...new Map(drafts.map((one) => [one.text, one])).values()].map(({ path, text }) => ({
    topic: "serving",
    text,
    where: useCaseSettingOf(stack.context, stack, `serving.${path}`),
  }));
}

function sizingChanges(before: ServingDeployment, after: ServingDeployment) {
  const changes: { readonly path: string; readonly text: string }[] = [];
  const from = before.name === after.name ? "" : ` with model ${after.model}`;
  if (before.size !== after.size) {
    changes.push({ path: "size", text: `instances ${before.size ?? "?"} → ${after.size ?? "?"}${from}` });
  }
  const [none, withoutImage] = ["Azure's own code", "Azure's own environment"];
  for (const [path, words, was, becomes] of [
    ["scoring.code", "answers are made by", before.code ?? none, after.code ?? none],
    ["scoring.environment", "scoring runs in", before.image ?? withoutImage, after.image ?? withoutImage],
  ] as const) {
    if (was !== becomes) changes.push({ path, text: `${words} ${was} → ${becomes}${from}` });
  }
  const limits = [
    ["instances.min", "at least", before.minInstances, after.minInstances],
    ["instances.max", "at most", before.maxInstances, after.maxInstances],
  ] as const;
  for (const [path, words, was, becomes] of limits) {
    if (was === undefined || becomes === undefined || was === becomes) continue;
    changes.push({ path, text: `${words} ${was} → ${becomes} instances (${signed(becomes - was)})${from}` });
  }
  const [was, becomes] = [before.scaleOutAtCpuPercent, after.scaleOutAtCpuPercent];
  if (was !== becomes) {
    const show = (percent: number | undefined) => (percent === undefined ? "never" : `at ${percent} % CPU`);
    changes.push({ path: "scaleOutAtCpuPercent", text: `scales out ${show(was)} → ${show(becomes)}${from}` });
  }
  return changes;
}

/** `10 % of the requests`, `copies of 20 % of the requests`. */
function shareInWords({ trafficPercent, mirrorPercent }: ServingState): string {
  if (trafficPercent === undefined) return "a share known after apply";
  if (trafficPercent > 0) return `${trafficPercent} % of the requests`;
  return (mirrorPercent ?? 0) > 0 ? `copies of ${mirrorPercent} % of the requests` : "no requests";
}

const isRejected = (version: string, { context, useCase, environment }: StackWords): boolean =>
  context.useCases.find(({ name }) => name === useCase)?.rejected?.[environment]?.includes(version) ?? false;

/** Azure ML counts versions; others cannot be told apart by age. */
const isOlder = (version: string, than: string): boolean =>
  /^\d+$/.test(version) && /^\d+$/.test(than) && Number(version) < Number(than);

const ENDPOINT = "microsoft.machinelearningservices/workspaces/onlineendpoints";

/** What the endpoint says of itself. */
function aboutDrafts(stack: StackWords): readonly Draft[] {
  return stack.resources.flatMap(({ armType, type, before, after }): readonly Draft[] => {
    if (armType !== ENDPOINT || type !== "azapi_resource" || before === undefined || after === undefined) return [];
    const [was, becomes] = [before, after].map((values) => textAt(propertiesOf(values), "description") ?? "nothing");
    if (was === becomes) return [];
    const where = useCaseSettingOf(stack.context, stack, "description");
    return [{ topic: "serving", text: `the endpoint's description becomes: ${becomes!}`, where }];
  });
}
