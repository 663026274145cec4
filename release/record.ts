import { z } from "zod";
import { canonicalDigest, canonicalJson } from "../domain/json/canonical-json";
import type { ReleaseValue } from "../domain/promotion/release";
import { origin } from "./origin";

/**
 * Evidence: one decision on one step of one environment's release, with everything it was made on, so that whoever reads
 * it can make it again. Plain data, as it lies in `config/releases/evidence/`.
 */

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z.iso.datetime({ offset: true });
const words = z.string().min(1);
const tree = z.record(z.string(), z.unknown());

const release = z.strictObject({
  model: words,
  live: words.optional(),
  candidate: z.strictObject({ version: words, mirrorPercent: z.number(), trafficPercent: z.number() }).optional(),
  former: z.strictObject({ version: words, keepUntil: words }).optional(),
  history: z.array(words).readonly(),
  rejected: z.array(words).readonly(),
});

const stage = z.strictObject({
  environment: words,
  release,
  rollout: z.array(z.strictObject({ kind: z.enum(["mirror", "traffic"]), percent: z.number() })),
});

const reason = z.strictObject({
  check: words,
  result: z.enum(["pass", "fail", "unknown"]),
  text: words,
  evidence: tree.optional(),
  overridden: z.literal(true).optional(),
});

const proof = z.strictObject({ environment: words, model: words, from: z.string(), until: z.string() });
const clock = z.strictObject({ azure: z.string(), skewSeconds: z.number() });
const shares = z.record(z.string(), z.number());
const model = z.strictObject({
  model: words.optional(),
  version: words,
  place: words,
  archived: z.boolean(),
  tags: tree,
  properties: tree,
  job: z.string().optional(),
  uri: z.string().optional(),
  createdAt: z.string().optional(),
});
const endpoint = z.strictObject({
  name: z.string(),
  state: z.string(),
  modifiedAt: z.string().optional(),
  traffic: shares,
  mirrorTraffic: shares,
  rolledBack: z.record(z.string(), z.string()),
  deployments: z.array(z.strictObject({ name: z.string(), state: z.string(), createdAt: z.string().optional() })),
});
const drift = z.strictObject({
  monitor: z.string(),
  everySeconds: z.number(),
  runs: z.array(z.strictObject({ id: z.string(), status: z.string(), at: z.string(), breach: z.string().optional() })),
});
const series = z.array(
  z.strictObject({
    split: z.string().optional(),
    points: z.array(z.strictObject({ at: z.string(), average: z.unknown().optional() })),
  }),
);
const health = z.strictObject({
  from: z.string(),
  to: z.string(),
  grainSeconds: z.number(),
  requests: series,
  latencyP95: series,
});

const smoke = z.strictObject({
  deployment: z.string(),
  at: z.string(),
  asked: z.string(),
  requests: z.number(),
  problems: z.array(z.string()),
  milliseconds: z.array(z.number()),
  replay: z
    .strictObject({
      rows: z.number(),
      problems: z.array(z.string()),
      right: z.number().optional(),
      absoluteError: z.number().optional(),
    })
    .optional(),
  unasked: z.string().optional(),
});

const live = z.strictObject({
  champion: z.string(),
  challenger: z.string(),
  metric: z.string(),
  from: z.string(),
  to: z.string(),
  paired: z.boolean(),
  rows: z.tuple([z.number(), z.number()]),
  gain: z.number().optional(),
  low: z.number().optional(),
  high: z.number().optional(),
  confidence: z.number(),
  reason: z.string(),
});

/** What was asked and what was found, as far as the decision went by it. */
const asked = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("promote"),
    willPublish: z.boolean(),
    facts: z.strictObject({
      clock: clock.optional(),
      models: z.array(model),
      endpoints: z.record(z.string(), endpoint),
      drift: drift.optional(),
      proofs: z.array(proof),
    }),
  }),
  z.strictObject({
    kind: z.literal("rollout"),
    dropFormer: z.literal(true).optional(),
    facts: z.strictObject({
      clock: clock.optional(),
      endpoint: endpoint.optional(),
      health: health.optional(),
      smoke: smoke.optional(),
      live: z.union([live, z.strictObject({ unread: words })]).optional(),
      drift: drift.optional(),
    }),
  }),
  /** Where it began: later environments are put back in the same decision. */
  z.strictObject({ kind: z.literal("rollback"), environment: words }),
  /** A person took the release over as it stands. */
  z.strictObject({ kind: z.literal("accept") }),
]);

const content = z.strictObject({
  schema: z.literal(1),
  useCase: words,
  environment: words,
  version: words,
  action: z.enum(["promote", "rollout", "rollback", "accept"]),
  step: z.strictObject({
    /** Null: nothing was released. A digest: what a review said was released. */
    before: z.union([release, z.strictObject({ digest: hash }), z.null()]),
    after: release,
  }),
  definition: hash,
  target: z.enum(["azure", "sandbox"]),
  region: words.optional(),
  at: instant,
  by: words,
  change: words,
  override: z.strictObject({ reason: words, by: words, at: instant }).optional(),
  because: words.optional(),
  reasons: z.array(reason),
  seenLive: z.array(proof),
  stages: z.array(stage),
  asked,
  origin: origin.optional(),
});

const record = content.extend({ seal: hash });

/** A decision without its seal. */
export type UnsealedRecord = z.infer<typeof content>;

/**
 * One decision.
 *
 * - `step`: the release of `environment` before and after, in canonical form;
 * - `definition`: hash of the promotion definition it was made by;
 * - `target`: where its facts are from: what the sandbox showed proves nothing about Azure;
 * - `region`: the Azure region that was in charge and was asked, where the environment has two; nothing is decided by it;
 * - `at`: by Azure's clock; for what was decided without Azure, by ours;
 * - `by`: who ran the command;
 * - `override`: who went on against checks, when and why;
 * - `seenLive`: what was seen live, and since when at the latest: what later decisions may count on;
 * - `stages`, `asked`: what it was decided on;
 * - `origin`: what the version is made of, as Azure told when it was decided; nothing is decided by it;
 * - `seal`: digest of all the rest. It tells a slip of the hand from a decision; it is no signature.
 */
export type EvidenceRecord = z.infer<typeof record>;

/** What a decision was made on. */
export type Asked = EvidenceRecord["asked"];

/** Digest over everything in a record but its seal. */
const sealOf = (content: UnsealedRecord): string => canonicalDigest({ ...content, seal: undefined });

/** The record with its seal. */
export function sealed(content: UnsealedRecord): EvidenceRecord {
  const plain = plainData(content);
  return { ...plain, seal: sealOf(plain) };
}

/** Whether nothing of it was changed since it was sealed. */
export const isIntact = (record: EvidenceRecord): boolean => record.seal === sealOf(record);

/** A record as it was read; undefined if it is none of this form. */
export function parseRecord(value: unknown): EvidenceRecord | undefined {
  const parsed = record.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** A release in canonical form; undefined if it is none. */
export function parseRelease(value: unknown): ReleaseValue | undefined {
  const parsed = release.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** Whether a value is a decision of this form, intact or not; older ones had neither a form nor a seal. */
export const hasForm = (value: unknown): boolean =>
  typeof value === "object" && value !== null && ("schema" in value || "seal" in value);

/** The release; null if it says nothing about any version. */
export const releasedOrNull = (release: ReleaseValue | null | undefined): ReleaseValue | null =>
  release == null ||
  (release.live === undefined &&
    release.candidate === undefined &&
    release.history.length === 0 &&
    release.rejected.length === 0)
    ? null
    : release;

/** Tells one release from another. */
export const releaseDigest = (release: ReleaseValue | null): string => canonicalDigest(releasedOrNull(release));

/** As JSON keeps it; numbers that are none, which JSON does not know, as texts. */
export function plainData<T>(value: T): T {
  const text = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "number" && !Number.isFinite(part) ? String(part) : part,
  );
  return JSON.parse(text) as T;
}

export const same = (left: unknown, right: unknown): boolean => canonicalJson(left) === canonicalJson(right);
