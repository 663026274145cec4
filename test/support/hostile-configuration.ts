import { loadConfiguration } from "../../schema/load";
import type { Configuration } from "../../schema/configuration";
import { SHIPPED } from "./configuration";

/** What Terraform, cdktf or Azure ML would evaluate, if a text were more than data. */
export const HOSTILE = [
  '${filebase64("/proc/self/environ")}',
  "${1 + 1}",
  "%{ if true }a%{ endif }",
  "$${x}",
  "$$${x}",
  "%%{x}",
  "${{creation_context.trigger_time}}",
  "${TfToken[TOKEN.1]}",
  "#{TfToken[TOKEN.1]}",
  "&{TfToken[TOKEN.1]}",
  "-1.8881545897087626e+289",
  "\ue5c0\ue5c1{",
  'a", file("/etc/passwd"), "b',
  "$",
  "%",
] as const;

/** Way to a text of a loaded configuration; with `key`, to a key. */
export interface TextPlace {
  readonly path: readonly (string | number)[];
  readonly key: boolean;
}

/** Every text of a value. Of keys only those that people choose, in mappings by name. */
export function textsIn(value: unknown, path: readonly (string | number)[] = []): TextPlace[] {
  if (typeof value === "string") return [{ path, key: false }];
  if (typeof value !== "object" || value === null) return [];
  if (Object.getPrototypeOf(value) !== Object.prototype && !Array.isArray(value)) return [];
  const named = ["tags", "inputs", "outputs", "clusters", "instances", "rules"].includes(String(path.at(-1)));
  return (Array.isArray(value) ? [...value.keys()] : Object.keys(value)).flatMap((key) => {
    const here = [...path, key];
    return [...(named ? [{ path: here, key: true }] : []), ...textsIn((value as Record<string, unknown>)[key], here)];
  });
}

/** The value with the text at a place changed. */
export function withText(value: unknown, { path, key }: TextPlace, change: (text: string) => string): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return change(value as string);
  const last = key && rest.length === 0;
  const inner = (entry: unknown): unknown => (last ? entry : withText(entry, { path: rest, key }, change));
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === first ? inner(item) : item));
  return Object.fromEntries(
    Object.entries(value as object).map(([name, entry]: [string, unknown]) =>
      name === first ? [last ? change(name) : name, inner(entry)] : [name, entry],
    ),
  );
}

/** What is shipped, as it is after loading: from here on nobody looks at texts any more. */
export const loaded = (): Configuration => loadConfiguration(SHIPPED, "2026-12-01");
