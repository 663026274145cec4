import { visible } from "../text/visible";

/**
 * A line for a log of GitHub Actions or Azure Pipelines: both obey lines that begin with, or hold, commands of theirs.
 * Whatever text is in it, this one is only shown.
 */
export const logLine = (text: string): string =>
  visible(text)
    .replace(/##(?=(?:vso)?\[)/gi, "# #")
    .replace(/^(\s*):(?=:)/, "$1: ");

/** What a workflow command of GitHub Actions says, and where. */
export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
  readonly place?: { readonly file: string; readonly line: number; readonly column: number };
}

/** An annotation as a workflow command of GitHub Actions: one line, whatever is in the texts. */
export function githubAnnotation({ level, title, message, place }: Annotation): string {
  const properties = {
    ...(place !== undefined && { file: place.file, line: String(place.line), col: String(place.column) }),
    title,
  };
  const given = Object.entries(properties).map(([name, value]) => `${name}=${githubProperty(value)}`);
  return `::${level} ${given.join(",")}::${githubData(message)}`;
}

/** GitHub decodes these, and then shows the text: so it is made harmless for a log before. */
const githubData = (text: string): string => logLine(text).replaceAll("%", "%25");
const githubProperty = (text: string): string => githubData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** An issue as a logging command of Azure Pipelines: one line, whatever is in the text. */
export const azureIssue = (level: "error" | "warning", message: string): string =>
  `##vso[task.logissue type=${level}]${logLine(message).replaceAll("%", "%AZP25")}`;
