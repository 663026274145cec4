import { z } from "zod";
import { Duration } from "../domain/time/duration";
import type { PromotionDefinition } from "../domain/promotion/definition";
import type { Promotion } from "../domain/promotion/model";

const group = z.strictObject({ group: z.string(), name: z.string() });
const bound = z.strictObject({ atLeast: z.number().optional(), atMost: z.number().optional() });
const definition = z.strictObject({
  gates: z.strictObject({
    metrics: z.record(z.string(), bound),
    soak: z.string().optional(),
    baseline: z.literal("told").optional(),
    champion: z.strictObject({ metric: z.string(), mayLose: z.number() }).optional(),
    live: z.strictObject({ metric: z.string(), mayLose: z.number() }).optional(),
  }),
  smokeTest: z
    .strictObject({
      requests: z.number(),
      latencyMilliseconds: z.number(),
      replay: z
        .strictObject({ rightAtLeast: z.number().optional(), absoluteErrorAtMost: z.number().optional() })
        .optional(),
    })
    .optional(),
  approvals: z
    .strictObject({ count: z.number(), approvers: z.array(group), teams: z.array(z.string()).optional() })
    .optional(),
  rollout: z.array(
    z.strictObject({ mirrorPercent: z.number().optional(), trafficPercent: z.number().optional(), bake: z.string() }),
  ),
  rollback: z
    .strictObject({
      serverErrorPercent: z.number().optional(),
      latencyP95Milliseconds: z.number().optional(),
      onDrift: z.boolean(),
      callers: z.array(group).optional(),
    })
    .optional(),
  keepFormer: z.string().optional(),
});

/** A definition as a plan shows it; undefined if it is none. */
export function parseDefinition(value: unknown): PromotionDefinition | undefined {
  const parsed = definition.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** The rules that a definition, as plans show it, stands for. */
export function rulesOf({ gates, smokeTest, rollout, rollback, keepFormer }: PromotionDefinition): Promotion {
  const { metrics, soak, baseline, champion, live } = gates;
  const length = (text: string): Duration => Duration.parse(text) ?? Duration.seconds(Number.POSITIVE_INFINITY);
  return {
    gates: {
      metrics,
      ...(soak !== undefined && { soak: length(soak) }),
      ...(baseline !== undefined && { baseline }),
      ...(champion !== undefined && { champion }),
      ...(live !== undefined && { live }),
    },
    ...(smokeTest !== undefined && { smokeTest }),
    rollout: rollout.map(({ mirrorPercent, trafficPercent, bake }) => ({
      kind: mirrorPercent === undefined ? "traffic" : "mirror",
      percent: mirrorPercent ?? trafficPercent ?? 0,
      bake: length(bake),
    })),
    ...(rollback !== undefined && { rollback }),
    ...(keepFormer !== undefined && { keepFormer: length(keepFormer) }),
  };
}
