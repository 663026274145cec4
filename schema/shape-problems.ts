import { parse } from "yaml";
import type { z } from "zod";
import { didYouMean } from "../domain/problem/did-you-mean";
import type { Problem } from "../domain/problem/problem";
import type { Finding } from "./finding";
import { descriptionAt, keysOf, parseOnce, schemaAt } from "./walk";
import { describePath, type Path, type SourceFile } from "./yaml/file";
import { valueAt } from "./yaml/path";

type Issue = z.core.$ZodIssue;

/** Kinds of value in the words of someone who writes YAML. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping of keys",
  record: "a mapping of keys",
};

/** Everything in a file that does not fit its schema, one problem per value. */
export function shapeProblems(schema: z.ZodType, file: SourceFile): Problem[] {
  const parsed = parseOnce(schema, file.value);
  if (parsed.success) return [];
  const misspelt = new Set(parsed.error.issues.flatMap((issue) => misspeltKeys(schema, file, issue)));
  const seen = new Set<string>();
  return parsed.error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(schema, file, issue, key));
    const path = pathOf(issue);
    const id = path.join("\0");
    if (file.isAmbiguous(path)) return [];
    if (seen.has(id) || (misspelt.has(id) && valueAt(file.value, path) === undefined)) return [];
    seen.add(id);
    return [problemOf(schema, file, issue, path)];
  });
}

/** Where an issue lies; that of a union's missing or wrong discriminator at the discriminator. */
const pathOf = (issue: Issue): Path =>
  issue.path.map((segment) => (typeof segment === "number" ? segment : String(segment)));

function problemOf(schema: z.ZodType, file: SourceFile, issue: Issue, path: Path): Problem {
  switch (issue.code) {
    case "invalid_key": {
      const nested = issue.issues[0];
      const finding = (nested === undefined ? undefined : findingOf(nested)) ?? {
        kind: "pattern",
        says: "is not a key",
      };
      return file.problemAt(path, finding, { at: "key", given: String(path.at(-1)) });
    }
    case "invalid_type":
      return wrongType(schema, file, path, issue.expected);
    case "invalid_value":
      return notChosen(schema, file, path, issue.values.map(String));
    case "invalid_union":
      return notChosen(schema, file, path, unionOptions(issue));
    case "too_small":
    case "too_big":
      return file.problemAt(path, {
        kind: "outOfRange",
        says: outOfRange(issue),
        allowed: rangeOf(schema, file, issue, path),
      });
    default:
      return file.problemAt(path, findingOf(issue) ?? { kind: "pattern", says: "is not accepted" });
  }
}

function findingOf(issue: Issue): Finding | undefined {
  return issue.code === "custom" ? (issue.params?.["finding"] as Finding | undefined) : undefined;
}

function unionOptions(issue: Issue): readonly string[] {
  const { options } = issue as { readonly options?: readonly unknown[] };
  // A choice that may be left out has no name of its own for that.
  return (options ?? []).filter((option) => option !== undefined).map(String);
}

function wrongType(schema: z.ZodType, file: SourceFile, path: Path, expected: string): Problem {
  const value = valueAt(file.value, path);
  if (value === undefined || value === null) return missing(schema, file, path);
  const type = TYPE_NAMES[expected] ?? expected;
  const written = file.written(path) ?? "";
  const wanted = schemaAt(schema, file.value, path);
  // What is no text may be none of the texts that are wanted, either: then that is to be said, not how to make it text.
  const as = expected === "string" && typeof value !== "object" ? refusalOf(wanted, written) : undefined;
  return file.problemAt(path, {
    kind: "wrongType",
    says: `is not ${type}`,
    allowed: as?.allowed ?? type,
    fix: as === undefined ? retype(expected, value, written, wanted) : as.fix,
  });
}

/** What a schema would say of a value; undefined if it takes it. */
function refusalOf(schema: z.ZodType | undefined, value: unknown): Partial<Finding> | undefined {
  const parsed = schema?.safeParse(value);
  if (parsed === undefined || parsed.success) return undefined;
  return findingOf(parsed.error.issues[0]!) ?? {};
}

/** How to write a value so that YAML reads it as the type that is wanted, where it is then taken. */
function retype(expected: string, value: unknown, written: string, wanted?: z.ZodType): string | undefined {
  if (expected === "string" && typeof value !== "object") return `put it in quotes: "${written}"`;
  if (expected === "array" && typeof value !== "object") {
    return refusalOf(wanted, [value]) === undefined ? `make it a list: [${written}]` : undefined;
  }
  if (typeof value !== "string") return undefined;
  if (expected === "boolean" && /^(y|yes|on)$/i.test(value)) return "write true";
  if (expected === "boolean" && /^(n|no|off)$/i.test(value)) return "write false";
  if ((expected === "int" || expected === "number") && /^\d+([_',]\d{3})*$/.test(value)) {
    const digits = value.replaceAll(/\D/g, "");
    return refusalOf(wanted, Number(digits)) === undefined ? `write ${digits}` : undefined;
  }
  return undefined;
}

function missing(schema: z.ZodType, file: SourceFile, path: Path): Problem {
  const blank = valueAt(file.value, path) === null;
  const description = descriptionAt(schema, file.value, path)?.replace(/\.$/, "");
  if (path.at(-1) === "reason") {
    return file.problemAt(
      path,
      { kind: "reasonMissing", says: "is missing: say why this is looser than the default" },
      { at: "key" },
    );
  }
  return file.problemAt(
    path,
    {
      kind: "missingKey",
      says: blank ? "has no value" : "is missing",
      fix: description === undefined ? undefined : `it means: ${description}`,
    },
    { at: "key" },
  );
}

function notChosen(schema: z.ZodType, file: SourceFile, path: Path, options: readonly string[]): Problem {
  const value = valueAt(file.value, path);
  if (value === undefined || value === null) return missing(schema, file, path);
  const written = file.written(path) ?? String(value);
  const meant = options.includes(written) ? written : didYouMean(String(value), options);
  return file.problemAt(path, {
    kind: "notInSet",
    says: "is not one of the choices",
    allowed: options.join(", "),
    // YAML reads some choices as a number or a truth, unless they are in quotes.
    fix: meant === undefined ? undefined : `did you mean ${typeof parse(meant) === "string" ? meant : `"${meant}"`}?`,
  });
}

function outOfRange(issue: Issue & { code: "too_small" | "too_big" }): string {
  const small = issue.code === "too_small";
  if (issue.origin === "array") return small ? "lists too few" : "lists too many";
  return small ? "is too small" : "is too large";
}

/** Both bounds, although zod reports the one that is hurt. */
function rangeOf(
  schema: z.ZodType,
  file: SourceFile,
  issue: Issue & { code: "too_small" | "too_big" },
  path: Path,
): string {
  const bounds = schemaAt(schema, file.value, path) as
    { readonly minValue?: number; readonly maxValue?: number } | undefined;
  if (issue.origin !== "array" && bounds?.maxValue !== undefined && Number.isFinite(bounds.maxValue)) {
    return issue.code === "too_small" && !issue.inclusive
      ? `more than ${issue.minimum}, up to ${bounds.maxValue}`
      : `${bounds.minValue} to ${bounds.maxValue}`;
  }
  if (issue.code === "too_small") return `${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`;
  return `at most ${issue.maximum}`;
}

/** Keys that are there under a wrong name: saying that they are missing, too, would be saying it twice. */
function misspeltKeys(schema: z.ZodType, file: SourceFile, issue: Issue): readonly string[] {
  if (issue.code !== "unrecognized_keys") return [];
  const parent = pathOf(issue);
  const known = keysOf(schemaAt(schema, file.value, parent));
  return issue.keys.flatMap((key) => {
    const meant = didYouMean(key, known);
    return meant === undefined ? [] : [[...parent, meant].join("\0")];
  });
}

function unknownKey(schema: z.ZodType, file: SourceFile, issue: Issue, key: string): Problem {
  const parent = pathOf(issue);
  const path = [...parent, key];
  if (/^(vm|low)?[_-]?priority$/i.test(key)) {
    return file.problemAt(
      path,
      {
        kind: "lowPriority",
        says: "cannot be chosen: Azure ML retired low-priority nodes on 2026-03-31, all nodes are dedicated",
        fix: "remove the key; minNodes 0 and a short idleTimeout keep the cost down",
      },
      { at: "key", given: file.written(path) },
    );
  }
  const known = keysOf(schemaAt(schema, file.value, parent));
  const meant = didYouMean(key, known);
  return file.problemAt(
    path,
    {
      kind: "unknownKey",
      says: `is not a known key${parent.length === 0 ? "" : ` of ${describePath(parent)}`}`,
      allowed: known.join(", "),
      fix: meant === undefined ? undefined : `did you mean ${meant}?`,
    },
    { at: "key" },
  );
}
