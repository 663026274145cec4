import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- pipelines are walked into as they are written
export type Yaml = any;

const folder = join(__dirname, "../../azure-pipelines");
const text = (name: string) => readFileSync(join(folder, name), "utf8");

/** Steps, jobs and stages with `${{ each }}` unfolded for every environment and templates put in. */
export function expanded(name: string, parameters: Readonly<Record<string, Yaml>> = {}): Yaml {
  const document = parse(text(name)) as Yaml;
  const given: Record<string, Yaml> = {};
  for (const { name: key, default: fallback, values } of document.parameters ?? []) {
    given[key] = parameters[key] ?? fallback ?? values?.[0] ?? `some ${key}`;
  }
  delete document.parameters;
  return unfold(document, { parameters: given }, name);
}

function unfold(value: Yaml, scope: Readonly<Record<string, Yaml>>, file: string): Yaml {
  if (typeof value === "string")
    return value.replace(/\$\{\{(.*?)\}\}/gs, (_, source: string) => String(compileTime(source, scope)));
  if (Array.isArray(value)) return value.flatMap((item) => unfoldItem(item, scope, file));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]): [string, Yaml][] => {
      const only = IF.exec(key);
      if (only === null) return [[key, unfold(child, scope, file)]];
      return isTrue(only[1]!, scope) ? Object.entries(unfold(child, scope, file) as Record<string, Yaml>) : [];
    }),
  );
}

function unfoldItem(item: Yaml, scope: Readonly<Record<string, Yaml>>, file: string): Yaml[] {
  const [key, child] = typeof item === "object" && item !== null ? (Object.entries(item)[0] ?? []) : [];
  const each = /^\$\{\{ each (\w+) in ([\w.]+) \}\}$/.exec(key ?? "");
  if (each !== null) {
    const all = compileTime(each[2]!, scope) as readonly string[];
    return all.flatMap((one) => unfold(child, { ...scope, [each[1]!]: one }, file) as Yaml[]);
  }
  const only = IF.exec(key ?? "");
  if (only !== null && Array.isArray(child))
    return isTrue(only[1]!, scope) ? (unfold(child, scope, file) as Yaml[]) : [];
  if (item?.template === undefined) return [unfold(item, scope, file)];
  // A template's path is relative to the file that names it.
  const template = join(file, "..", item.template as string);
  const body = expanded(template, unfold(item.parameters ?? {}, scope, file) as Record<string, Yaml>);
  return body.steps ?? body.jobs ?? body.stages;
}

const IF = /^\$\{\{ if (.+) \}\}$/;

/** What Azure Pipelines takes for true: text that is not empty, and what is there. */
function isTrue(source: string, scope: Readonly<Record<string, Yaml>>): boolean {
  const unlike = /^ne\((.+), '(.*)'\)$/.exec(source);
  const value = compileTime(unlike?.[1] ?? source, scope);
  return unlike === null ? Boolean(value) : value !== unlike[2];
}

/** The compile-time expressions our pipelines use; any other is an error. */
function compileTime(source: string, scope: Readonly<Record<string, Yaml>>): Yaml {
  const expression = source.trim();
  const call = /^(replace|join)\((.*)\)$/.exec(expression);
  if (call !== null) {
    const parts = call[2]!
      .split(/, (?=')|(?<='), /)
      .map((part) => (part.startsWith("'") ? part.slice(1, -1) : compileTime(part, scope)));
    if (call[1] === "join") return (parts[1] as string[]).join(parts[0]);
    return (parts[0] as string).replaceAll(parts[1], parts[2]);
  }
  // What a mapping has no entry for is null.
  const entry = /^([\w.]+)\[([\w.]+)\]$/.exec(expression);
  if (entry !== null) return compileTime(entry[1]!, scope)[compileTime(entry[2]!, scope)] ?? null;
  const value = expression.split(".").reduce<Yaml>((one, key) => one?.[key], scope);
  if (value === undefined) throw new Error(`cannot evaluate ${expression}`);
  return value;
}

export const jobsOf = (document: Yaml): Yaml[] => document.jobs ?? document.stages.flatMap((stage: Yaml) => stage.jobs);
export const stepsOf = (job: Yaml): Yaml[] => job.steps ?? job.strategy.runOnce.deploy.steps;
export const scriptOf = (step: Yaml): string => step.bash ?? step.inputs?.inlineScript ?? "";
