import { isCollection, isScalar, parseDocument } from "yaml";
import { Bug } from "../../domain/problem/problem";
import type { Path } from "./file";

/**
 * The text of a YAML file with one value set, and everything else as it was: comments, order, quotes, blank lines.
 * Mappings on the way are made if they are missing; `undefined` removes the key.
 * @param comment - stands behind the value, in its line, instead of what stood there. @default - what stood there stays
 */
export function setInYaml(text: string, path: Path, value: unknown, comment?: string): string {
  const document = parseDocument(text, { version: "1.2" });
  if (document.errors.length > 0) throw new Bug(`only valid YAML can be edited: ${document.errors[0]!.message}`);
  if (value === undefined) {
    if (document.hasIn(path)) document.deleteIn(path);
  } else {
    const current = document.getIn(path, true);
    const scalar = typeof value !== "object" || value === null;
    if (scalar && current !== undefined && !isCollection(current)) document.setIn(path, value);
    else {
      const node = document.createNode(value);
      // A list in brackets stays one.
      if (isCollection(node) && isCollection(current)) node.flow = current.flow;
      document.setIn(path, node);
    }
  }
  const node = comment === undefined ? undefined : document.getIn(path, true);
  if (isScalar(node)) node.comment = ` ${comment!.replaceAll(/\s+/g, " ")}`;
  return asWritten(text, document.toString({ lineWidth: 0, flowCollectionPadding: false }));
}

/**
 * Lines that differ from one of before in the spaces inside of brackets only, as they were: whoever writes `{ a: 1 }` and `[b]` meets a printer that
 * pads both or none.
 */
function asWritten(before: string, after: string): string {
  const key = (line: string): string => line.replace(/([{[]) +/g, "$1").replace(/ +([}\]])/g, "$1");
  const written = new Map<string, string>();
  for (const line of before.split("\n")) written.set(key(line), line);
  return after
    .split("\n")
    .map((line) => written.get(key(line)) ?? line)
    .join("\n");
}

/** The text of a YAML file with another comment at its head: what was said of it is not true of the copy. Its schema stays. */
export function headed(text: string, comment: string): string {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => !line.startsWith("#"));
  const kept = lines.slice(0, first).filter((line) => line.includes("yaml-language-server"));
  return [...kept, `# ${comment}`, ...lines.slice(first)].join("\n");
}
