import type { Position } from "../domain/problem/problem";
import type { Review, ReviewInput } from "./model";
import { isLink } from "./render/escape";

/** What every renderer prints whole. */
const LONGEST_URL = 400;
/** Before the path of a file, where Azure Repos takes it as a parameter. */
const PATH = "&path=/";

/**
 * Where the planned files can be read: the page of the folder that positions are relative to, at the commit, on GitHub or in
 * Azure Repos. None if files were changed since: their lines may be others.
 */
export function codeUrl({ context, source }: ReviewInput): Pick<Review, "codeUrl"> {
  const { repository } = context;
  const { commit, dirty = false } = source;
  if (repository === undefined || commit === undefined || dirty || !/^[0-9a-f]{40,64}$/.test(commit)) return {};
  const { provider, owner, project = "", name, folder } = repository;
  const folders = folder.split("/").filter((part) => part !== "");
  if (provider === "azure-devops") {
    const [place, inside] = [encoded([owner, project, "_git", name]), encoded(folders)];
    if (place === undefined || inside === undefined) return {};
    const slash = inside === "" ? "" : `${inside}/`;
    return { codeUrl: `https://dev.azure.com/${place}?version=GC${commit}${PATH}${slash}` };
  }
  const path = encoded([owner, name, "blob", commit, ...folders]);
  return path === undefined ? {} : { codeUrl: `https://github.com/${path}/` };
}

/** The address of a position; undefined if there is none, as of a file outside of the repository. */
export function positionUrl({ codeUrl: base }: Pick<Review, "codeUrl">, { file, line }: Position): string | undefined {
  const path = encoded(file.split("/"));
  if (base === undefined || path === undefined) return undefined;
  const url = base.includes(PATH)
    ? `${base}${path}&line=${line}&lineEnd=${line + 1}&lineStartColumn=1&lineEndColumn=1`
    : `${base}${path}#L${line}`;
  return isLink(url) && url.length <= LONGEST_URL ? url : undefined;
}

/** Undefined for what names no file below: an absolute path, one that leaves the folder, one that is no text. */
function encoded(parts: readonly string[]): string | undefined {
  const wrong = (part: string): boolean => ["", ".", ".."].includes(part) || /[\p{Cs}\\]/u.test(part);
  return parts.some(wrong) ? undefined : parts.map(encodeURIComponent).join("/");
}
