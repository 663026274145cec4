import type { ReleaseValue } from "../../domain/promotion/release";
import { releaseDigest } from "../../release";

/** A release that changed, and where. */
export interface Undecided {
  readonly useCase: string;
  readonly environment: string;
  readonly before: ReleaseValue | undefined;
  readonly after: ReleaseValue;
  readonly target: "azure" | "sandbox";
}

/** The commands that make the evidence of a change: the one that decides on it, and the one that takes it over as it is. */
export function commandsFor({ useCase, environment, before, after, target }: Undecided): readonly string[] {
  const sandbox = target === "sandbox" ? " --sandbox" : "";
  const decides = decidingCommand(useCase, environment, before, after);
  const accepts = `npx mlops accept ${useCase} --env ${environment} --from ${fromDigest(before)} --reason "…"`;
  return [...(decides === undefined ? [] : [`${decides}${sandbox}`]), `${accepts}${sandbox}`];
}

/** How a person names the release that there was: the digest of it. */
export const fromDigest = (before: ReleaseValue | undefined): string =>
  before === undefined ? "nothing" : releaseDigest(before);

function decidingCommand(
  useCase: string,
  environment: string,
  before: ReleaseValue | undefined,
  after: ReleaseValue,
): string | undefined {
  const promote = (version: string) => `npx mlops promote ${useCase} --to ${environment} --model ${version}`;
  const rollout = `npx mlops rollout ${useCase} --env ${environment}`;
  const rollback = `npx mlops rollback ${useCase} --env ${environment} --reason "…"`;
  if (before !== undefined && before.model !== after.model) return undefined;
  if (before !== undefined && after.rejected.some((version) => !before.rejected.includes(version))) return rollback;
  const { live, candidate } = after;
  if (candidate !== undefined) {
    return candidate.version === before?.candidate?.version ? rollout : promote(candidate.version);
  }
  if (live === undefined) return undefined;
  if (live === before?.live && before.candidate === undefined && before.former !== undefined) {
    return after.former === undefined ? `${rollout} --drop-former` : undefined;
  }
  if (live === before?.live) return before.candidate === undefined ? undefined : rollback;
  if (live === before?.candidate?.version) return rollout;
  return before?.history.includes(live) === true ? rollback : promote(live);
}
