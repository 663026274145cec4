import { arm } from "./arm";
import { azureDevops } from "./azure-devops";
import { azurerm } from "./azurerm";
import { github } from "./github";
import { machineLearning } from "./machine-learning";
import { type Arguments, words } from "./words";

const tables: Arguments = { ...arm, ...azureDevops, ...azurerm, ...github, ...machineLearning };
const byKind = new Map(Object.entries(tables).map(([kind, ways]) => [kind.toLowerCase(), ways]));

/** What Terraform itself understands of any resource. Provisioners and other providers are matters of their own. */
const EVERYWHERE = words(`
  depends_on for_each count lifecycle.prevent_destroy lifecycle.create_before_destroy lifecycle.ignore_changes
  lifecycle.replace_triggered_by timeouts.** provisioner.** connection.**
`);

/** Arguments of a kind on which something is decided; undefined for a kind that nobody knows. */
export const argumentsOf = (kind: string): readonly string[] | undefined => byKind.get(kind.toLowerCase());

/** Every kind that is known. */
export const knownKinds: readonly string[] = Object.keys(tables);

/** Whether one of the ways leads to a path. */
export function isKnownArgument(path: string, ways: readonly string[]): boolean {
  let answers = known.get(ways);
  if (answers === undefined) known.set(ways, (answers = new Map()));
  let answer = answers.get(path);
  if (answer === undefined) {
    answer = [...ways, ...EVERYWHERE].some((way) => leadsTo(way, path));
    answers.set(path, answer);
  }
  return answer;
}

/** Answers by the ways of a kind and a path: resources of a kind set the same arguments. */
const known = new WeakMap<readonly string[], Map<string, boolean>>();

/** Whether there are known arguments in a block. */
export const isKnownBlock = (path: string, ways: readonly string[]): boolean =>
  ways.some((way) => way.startsWith(`${path}.`));

const compiled = new Map<string, RegExp>();

function leadsTo(way: string, path: string): boolean {
  if (!way.includes("*")) return way === path;
  let pattern = compiled.get(way);
  if (pattern === undefined) {
    const names = way.replace(/\.\*\*$/, "").split(".");
    const source = names
      .map((name) => (name === "*" ? "[^.]+" : name.replaceAll(/[$()+?[\\\]^{|}]/g, "\\$&")))
      .join("\\.");
    pattern = new RegExp(`^${source}${way.endsWith(".**") ? "(\\..*)?" : ""}$`, "s");
    compiled.set(way, pattern);
  }
  return pattern.test(path);
}
