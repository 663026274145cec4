import { isCollection, parseDocument } from "yaml";
import { Bug } from "../core/problem";
import type { Path } from "./yaml-file";

/**
 * The text of a YAML file with one value set, and everything else as it was: comments, order, quotes, blank lines.
 * Mappings on the way are made if they are missing; `undefined` removes the key.
 */
export function setInYaml(text: string, path: Path, value: unknown): string {
  const document = parseDocument(text, { version: "1.2" });
  if (document.errors.length > 0) throw new Bug(`only valid YAML can be edited: ${document.errors[0]!.message}`);
  if (value === undefined) {
    if (document.hasIn(path)) document.deleteIn(path);
  } else {
    const current = document.getIn(path, true);
    const scalar = typeof value !== "object" || value === null;
    if (scalar && current !== undefined && !isCollection(current)) document.setIn(path, value);
    else document.setIn(path, document.createNode(value));
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
