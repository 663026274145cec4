import type { RepositoryFile } from "../init/repository-files";

/** Files by path below the adopter's repository. */
export type Files = ReadonlyMap<string, RepositoryFile>;

/** What becomes of the files that belong to a version. */
export interface FileChanges {
  /** Written as the other version has them: they are as the pinned version had them, or were not there. */
  readonly taken: Files;
  /** Deleted: the other version has none, and they are as the pinned one had them. */
  readonly removed: readonly string[];
  /** Changed by both: a person has to look. */
  readonly yours: readonly string[];
}

/**
 * What of the files that `mlops init` brings along moves to another version. What the adopter has changed stays.
 * @param own - the adopter's text of a file; undefined where there is none
 */
export function fileChanges(before: Files, after: Files, own: (path: string) => string | undefined): FileChanges {
  const taken = new Map<string, RepositoryFile>();
  const removed: string[] = [];
  const yours: string[] = [];
  for (const path of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [was, is, mine] = [before.get(path)?.text, after.get(path), own(path)];
    if (is?.text === was || is?.text === mine) continue;
    // One that the adopter has deleted is not brought back.
    if (mine === was) {
      if (is === undefined) removed.push(path);
      else taken.set(path, is);
    } else if (mine !== undefined || was === undefined) yours.push(path);
  }
  return { taken, removed, yours };
}
