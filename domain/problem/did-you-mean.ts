import { distance } from "fastest-levenshtein";

const bare = (text: string): string => text.toLowerCase().replaceAll(/[\s_.-]/g, "");

/**
 * The candidate that `given` was probably meant to be: the same but for case, spaces and dashes, or few letters away.
 * Undefined if nothing is near, so that nobody is sent astray. The order of `candidates` decides between equals.
 */
export function didYouMean(given: string, candidates: readonly string[]): string | undefined {
  const wanted = bare(given);
  const farthest = Math.max(1, Math.floor(wanted.length / 3));
  let best: { readonly candidate: string; readonly far: number } | undefined;
  for (const candidate of candidates) {
    const far = distance(wanted, bare(candidate));
    if (far <= farthest && (best === undefined || far < best.far)) best = { candidate, far };
  }
  return best?.candidate;
}
