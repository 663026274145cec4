import { distance } from "fastest-levenshtein";

const bare = (text: string): string => text.toLowerCase().replaceAll(/[\s_.-]/g, "");

/** Whether two neighbouring letters changed places, and nothing else: `taks` for `task`. One slip, though two letters differ. */
function swapped(given: string, candidate: string): boolean {
  const at = [...given].findIndex((letter, index) => letter !== candidate[index]);
  return at >= 0 && candidate === given.slice(0, at) + given.charAt(at + 1) + given[at]! + given.slice(at + 2);
}

/**
 * The candidate that `given` was probably meant to be: the same but for case, spaces and dashes, or few letters away.
 * Undefined if nothing is near, so that nobody is sent astray. The order of `candidates` decides between equals.
 */
export function didYouMean(given: string, candidates: readonly string[]): string | undefined {
  const wanted = bare(given);
  const farthest = Math.max(1, Math.floor(wanted.length / 3));
  let best: { readonly candidate: string; readonly far: number } | undefined;
  for (const candidate of candidates) {
    const far = swapped(wanted, bare(candidate)) ? 1 : distance(wanted, bare(candidate));
    if (far <= farthest && (best === undefined || far < best.far)) best = { candidate, far };
  }
  return best?.candidate;
}
