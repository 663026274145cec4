import { registerModel, type Sandbox } from "../../sandbox";
import type { PromotedUseCase } from "../../deploy/promotion/use-case";
import { qualityOf } from "./world";

/**
 * Registers the versions that a release file knows, with the metrics of a good model: training made them before a
 * sandbox was. Without them nothing could be promoted there. Those that are registered stay as they are.
 */
export function registerReleased(
  sandbox: Sandbox,
  { stages, model, places }: Pick<PromotedUseCase, "stages" | "model" | "places">,
): void {
  const home = places.values().next().value!.ids.registry;
  const known = stages.flatMap(({ release: { live, candidate, history } }) => [
    ...history,
    ...[live, candidate].flatMap((one) => (one === undefined ? [] : [one.model])),
  ]);
  for (const version of [...new Set(known)]) {
    if (sandbox.store.get(`${home}/models/${model}/versions/${version}`) !== undefined) continue;
    const metrics = qualityOf({ kind: "before" });
    registerModel(sandbox.cloud, { home, model, version, metrics, job: `${model}-${version}` });
  }
}
