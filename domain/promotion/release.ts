/** Which versions of a model serve in one environment, and how requests are shared between them. */

/** A version of the model and the deployment that serves it. */
export interface ReleasedVersion {
  /** Version of the model in the registry, e.g. `12`. */
  readonly model: string;
  /** Name of its deployment, e.g. `model-12`. */
  readonly deployment: string;
}

/** Which versions serve in one environment. */
export interface ReleaseInEnvironment {
  readonly environment: string;
  /** What answers requests; undefined: nothing is deployed yet. */
  readonly live?: ReleasedVersion;
  /** What is being tried beside the live version. At most one of the two shares is above zero. */
  readonly candidate?: ReleasedVersion & {
    /** Share of requests copied to it, their answers thrown away. 0–50. */
    readonly mirrorPercent: number;
    /** Share of requests it answers. 0–100. */
    readonly trafficPercent: number;
  };
  /** What was live before, kept without requests: going back to it is one change of traffic. */
  readonly former?: ReleasedVersion & {
    /** Until when it is worth its machines. ISO date-time, UTC. Afterwards the next change of the release drops it. */
    readonly keepUntil: string;
  };
  /** Versions that were live here before, oldest first. */
  readonly history: readonly string[];
  /** Versions that were rolled back here: they may be neither candidate nor live again. */
  readonly rejected: readonly string[];
}

/** One step of a rollout: a copy of requests, or a share of them. */
export interface RolloutShare {
  readonly kind: "mirror" | "traffic";
  /** 1–50 for a mirror, 1–100 for traffic. */
  readonly percent: number;
}

/** Azure ML copies at most this share of the requests. */
export const MAX_MIRROR_PERCENT = 50;

/** What is wrong with a candidate that answers requests and gets copies of them; undefined if it does one or neither. */
export const checkBothShares = (shares: { readonly mirrorPercent: number; readonly trafficPercent: number }) =>
  shares.mirrorPercent === 0 || shares.trafficPercent === 0
    ? undefined
    : {
        says: "stands beside trafficPercent: Azure ML mirrors to a deployment without traffic only",
        given: String(shares.mirrorPercent),
        fix: "keep one of the two",
      };

/**
 * `model-` and a version make a name of 3 to 32 letters, digits and single dashes. No label: what `latest` means changes
 * without a review, and Azure ML takes it for no version of a registry's model.
 */
export const MODEL_VERSION = /^(?!(latest|default)$)[a-z0-9]+(-[a-z0-9]+)*$/;
export const MAX_VERSION_LENGTH = 26;

/** Whether a model version can be the name of a deployment, too. Azure ML itself counts 1, 2, 3. */
export const isModelVersion = (version: string): boolean =>
  MODEL_VERSION.test(version) && version.length <= MAX_VERSION_LENGTH;

const UTC_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,7})?Z$/;

/** Whether a text is a date and time in UTC, as Azure writes it. */
export const isUtcTime = (text: string): boolean => UTC_TIME.test(text) && !Number.isNaN(Date.parse(text));

/** The deployment that serves a version: named after it, so that two versions never share one. */
export const deploymentName = (version: string): string => `model-${version}`;

/** A version with its deployment. */
export const releasedVersion = (model: string): ReleasedVersion => ({ model, deployment: deploymentName(model) });

/** Deployments that must exist: the live one first, the former one last. */
export const deploymentsOf = ({ live, candidate, former }: ReleaseInEnvironment): readonly ReleasedVersion[] =>
  [live, candidate, former].filter((version) => version !== undefined).map(({ model }) => releasedVersion(model));

/** How an endpoint shares its requests, by deployment, in whole percent. */
export interface Traffic {
  /** Sums to 100, or is empty if nothing is live. Names every deployment, those with 0 included. */
  readonly traffic: Readonly<Record<string, number>>;
  /** At most one entry, at most 50. */
  readonly mirrorTraffic: Readonly<Record<string, number>>;
}

/** How the endpoint shares its requests. */
export function trafficOf({ live, candidate, former }: ReleaseInEnvironment): Traffic {
  if (live === undefined) return { traffic: {}, mirrorTraffic: {} };
  const kept = former === undefined ? {} : { [former.deployment]: 0 };
  if (candidate === undefined) return { traffic: { [live.deployment]: 100, ...kept }, mirrorTraffic: {} };
  const { deployment, trafficPercent, mirrorPercent } = candidate;
  return {
    traffic: { [live.deployment]: 100 - trafficPercent, [deployment]: trafficPercent, ...kept },
    mirrorTraffic: mirrorPercent > 0 ? { [deployment]: mirrorPercent } : {},
  };
}

/** A release of one environment as plain data: what a plan shows of it, and what evidence is gathered for. */
export interface ReleaseValue {
  /** The model's name in the registry: a version is one of this model. */
  readonly model: string;
  /** Version that answers requests; left out: nothing does. */
  readonly live?: string;
  readonly candidate?: { readonly version: string; readonly mirrorPercent: number; readonly trafficPercent: number };
  /** What is kept for a rollback, and until when. */
  readonly former?: { readonly version: string; readonly keepUntil: string };
  readonly history: readonly string[];
  readonly rejected: readonly string[];
}

/** The release as plain data: the same release makes the same data. */
export const releaseValue = (
  { live, candidate, former, history, rejected }: ReleaseInEnvironment,
  model: string,
): ReleaseValue => ({
  model,
  ...(live !== undefined && { live: live.model }),
  ...(candidate !== undefined && {
    candidate: {
      version: candidate.model,
      mirrorPercent: candidate.mirrorPercent,
      trafficPercent: candidate.trafficPercent,
    },
  }),
  ...(former !== undefined && { former: { version: former.model, keepUntil: former.keepUntil } }),
  history,
  rejected,
});

/** What {@link releaseValue} was made of. */
export const releaseOfValue = (
  { live, candidate, former, history, rejected }: ReleaseValue,
  environment: string,
): ReleaseInEnvironment => ({
  environment,
  ...(live !== undefined && { live: releasedVersion(live) }),
  ...(candidate !== undefined && {
    candidate: {
      ...releasedVersion(candidate.version),
      mirrorPercent: candidate.mirrorPercent,
      trafficPercent: candidate.trafficPercent,
    },
  }),
  ...(former !== undefined && { former: { ...releasedVersion(former.version), keepUntil: former.keepUntil } }),
  history,
  rejected,
});

/** `16 beside 12: copies of 20 % of the requests`, `16 alone`. */
export function releaseInWords(release: ReleaseValue | undefined): string {
  const { live, candidate } = release ?? {};
  if (live === undefined) return "nothing serves";
  if (candidate === undefined) return `${live} alone`;
  const { version, mirrorPercent, trafficPercent } = candidate;
  const share =
    mirrorPercent > 0
      ? `copies of ${mirrorPercent} % of the requests`
      : trafficPercent > 0
        ? `${trafficPercent} % of the requests`
        : "no requests yet";
  return `${version} beside ${live}: ${share}`;
}
