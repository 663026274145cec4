import type { Duration } from "../domain/time/duration";
import type { EndpointFacts, LiveProof, Stage } from "./facts";
import { judged, type Reason } from "./reasons";
import { secondsBetween, span } from "./time";

/** When a version became live, as far as Azure tells: not before one moment, not after the other. */
export interface LiveSince {
  readonly earliest: string;
  readonly latest: string;
}

/**
 * When the live version of an environment became live. Azure keeps no such date: not before its deployment was made, not
 * after the endpoint was changed last. A former decision that already saw it live narrows that.
 * Undefined if it is not live in Azure, or Azure gives no dates.
 */
export function liveSince(
  { release, rules }: Stage,
  endpoint: EndpointFacts | undefined,
  proofs: readonly LiveProof[],
): LiveSince | undefined {
  const { environment, live } = release;
  const deployment = endpoint?.deployments.find(({ name }) => name === live?.deployment);
  const share = endpoint?.traffic[live?.deployment ?? ""] ?? 0;
  if (live === undefined || endpoint === undefined || share === 0) return undefined;
  const earliest = deployment?.createdAt;
  if (earliest === undefined || Number.isNaN(Date.parse(earliest))) return undefined;
  // Where nothing is tried first, a deployment gets all requests as soon as it is there.
  if ((rules?.rollout ?? []).length === 0) return { earliest, latest: earliest };
  const seen = proofs
    .filter((proof) => proof.environment === environment && proof.model === live.model)
    // Older than the deployment: it was live before, was replaced, and came back.
    .map(({ from }) => from)
    .filter((from) => secondsBetween(earliest, from) >= 0);
  const moments = [endpoint.modifiedAt, ...seen].filter((at) => at !== undefined && !Number.isNaN(Date.parse(at)));
  if (moments.length === 0) return undefined;
  const latest = moments.reduce((first, at) => (secondsBetween(at, first) > 0 ? at : first))!;
  return { earliest: secondsBetween(earliest, latest) < 0 ? latest : earliest, latest };
}

/** Whether a version was live in the environment before for as long as it must have been. */
export function checkSoak(
  model: string,
  soak: Duration | undefined,
  previous: Stage | undefined,
  facts: { readonly endpoint?: EndpointFacts; readonly proofs: readonly LiveProof[]; readonly now: string },
): Reason {
  if (soak === undefined) return judged("soak", "pass", "no soak is asked for");
  if (previous === undefined) return judged("soak", "pass", "does not apply: no environment comes before");
  const { environment, live } = previous.release;
  const needs = `${soak.toString()} asked for`;
  const isLive = live?.model === model;
  const since = isLive ? liveSince(previous, facts.endpoint, facts.proofs) : undefined;
  const proven = [
    ...facts.proofs.filter((proof) => proof.environment === environment && proof.model === model),
    ...(since === undefined ? [] : [{ from: since.latest, until: facts.now }]),
  ].map(({ from, until }) => secondsBetween(from, until));
  const longest = Math.max(0, ...proven.filter((seconds) => seconds >= 0));
  const evidence = { environment, soakSeconds: soak.toSeconds(), provenSeconds: longest, ...since };
  if (longest >= soak.toSeconds()) {
    return judged("soak", "pass", `live in ${environment} for ${span(longest)}, ${needs}`, evidence);
  }
  const most = since === undefined ? NaN : secondsBetween(since.earliest, facts.now);
  if (most < soak.toSeconds()) {
    const rest = span(soak.toSeconds() - longest);
    return judged("soak", "fail", `live in ${environment} for ${span(most)}, ${needs}: wait ${rest}`, evidence);
  }
  const why = isLive
    ? since === undefined
      ? "Azure does not say since when"
      : `live for ${span(longest)} to ${span(most)}: Azure tells no closer`
    : previous.release.history.includes(model)
      ? "no longer live, and no record tells for how long it was"
      : "never live";
  return judged("soak", "unknown", `${environment}: ${why}; ${needs}`, evidence);
}
