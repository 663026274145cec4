import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LineCounter, parseDocument, type Node } from "yaml";
import { didYouMean } from "../../domain/problem/did-you-mean";
import type { Position, Problem } from "../../domain/problem/problem";
import { shownPath } from "../folders";
import { makeProblem } from "../yaml/file";
import { columnsOf, type ContractDraft } from "./contract";

/** What a value of a column must be, in words, if it is not; undefined if it is. As `mlkit/validate.py` judges a request. */
function refused(column: ReturnType<typeof columnsOf>[number][1], value: unknown): string | undefined {
  const { type, categories = [], minimum = -Infinity, maximum = Infinity, missingAtMost = 0 } = column;
  if (value === null || value === undefined) return missingAtMost > 0 ? undefined : "a value: it is never missing";
  if (categories.length > 0 && type !== "boolean") {
    return categories.includes(String(value)) ? undefined : categories.join(", ");
  }
  switch (type) {
    case "whole":
    case "number": {
      const right = typeof value === "number" && (type === "number" || Number.isInteger(value));
      const bounds = minimum === -Infinity && maximum === Infinity ? "" : ` from ${minimum} to ${maximum}`;
      if (right && value >= minimum && value <= maximum) return undefined;
      return `a ${type === "whole" ? "whole number" : "number"}${bounds}`;
    }
    case "boolean":
      return typeof value === "boolean" ? undefined : "true or false";
    case "text":
      return typeof value === "string" ? undefined : "a text";
    default:
      return undefined;
  }
}

/**
 * What is wrong with `sample-request.json`: that the endpoint would not answer it, or that it leaves out a feature. Reads what
 * `mlkit/serve.py` reads: `data`, `input_data` or `dataframe_split`.
 */
export function checkSampleRequest(folder: string, contract: ContractDraft | undefined): readonly Problem[] {
  const path = join(folder, "sample-request.json");
  const shown = shownPath(path);
  const start = { file: shown, line: 1, column: 1 };
  if (!existsSync(path)) {
    const fix = "add a request with every feature of the contract";
    return [
      makeProblem({ ...start, file: shownPath(folder) }, "sample-request.json", {
        kind: "mlNoSuchFile",
        says: "is missing",
        fix,
      }),
    ];
  }
  const text = readFileSync(path, "utf8");
  try {
    JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const before = text.slice(0, Number(/position (\d+)/.exec(message)?.[1] ?? 0)).split("\n");
    const where = { file: shown, line: before.length, column: before.at(-1)!.length + 1 };
    return [makeProblem(where, "the request", { kind: "mlSampleRequest", says: `is no JSON: ${message}` })];
  }
  // JSON is YAML, whose parser keeps places.
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (node: unknown): Position => {
    const { line, col } = lines.linePos((node as Node | undefined)?.range?.[0] ?? 0);
    return { file: shown, line, column: col };
  };
  const rows = rowsOf(document.toJS(), (keys) => document.getIn(keys, true));
  if (rows === undefined) {
    const allowed = '{"data": [{"column": value}]}';
    return [makeProblem(start, "the request", { kind: "mlSampleRequest", says: "holds no rows", allowed })];
  }
  const columns = columnsOf(contract).map(([, column]) => column);
  const features = columns.filter(({ use, name }) => use === "feature" && name !== undefined);
  const known = columns.filter(({ use }) => use === "feature" || use === "id").flatMap(({ name }) => name ?? []);
  return rows.flatMap(({ row, node, place }, index) => {
    const found: Problem[] = [];
    for (const column of features) {
      const name = column.name!;
      if (!(name in row) && (column.missingAtMost ?? 0) === 0) {
        const says = `lacks ${name}, a feature of the contract`;
        found.push(makeProblem(at(node), `row ${index + 1}`, { kind: "mlSampleRequest", says, fix: "add it" }));
        continue;
      }
      const allowed = name in row ? refused(column, row[name]) : undefined;
      if (allowed === undefined) continue;
      const finding = { kind: "mlSampleRequest", says: "is not what the contract allows", allowed } as const;
      found.push(makeProblem(at(place(name)), name, { ...finding, given: JSON.stringify(row[name]) }));
    }
    for (const name of Object.keys(row).filter((each) => known.length > 0 && !known.includes(each))) {
      const meant = didYouMean(name, known);
      const fix = meant === undefined ? "remove it, or add it to contract.yaml" : `did you mean ${meant}?`;
      const says = "is neither a feature of the contract nor its id";
      found.push(makeProblem(at(place(name)), name, { kind: "mlSampleRequest", says, allowed: known.join(", "), fix }));
    }
    return found;
  });
}

interface Row {
  readonly row: Readonly<Record<string, unknown>>;
  readonly node: unknown;
  readonly place: (column: string) => unknown;
}

function rowsOf(given: unknown, node: (keys: readonly (string | number)[]) => unknown): readonly Row[] | undefined {
  const body = (given ?? {}) as Readonly<Record<string, unknown>>;
  const key = ["input_data", "dataframe_split", "data"].find((each) => each in body);
  if (key === undefined) return undefined;
  const value = body[key] as
    { readonly columns?: readonly unknown[]; readonly data?: readonly unknown[] } | readonly unknown[];
  if (Array.isArray(value)) {
    const mappings = value.every((row) => typeof row === "object" && row !== null && !Array.isArray(row));
    if (value.length === 0 || !mappings) return undefined;
    return value.map((row: Record<string, unknown>, index) => ({
      row,
      node: node([key, index]),
      place: (column) => node([key, index, column]),
    }));
  }
  const { columns, data } = value as Exclude<typeof value, readonly unknown[]>;
  if (!Array.isArray(columns) || !Array.isArray(data) || data.length === 0) return undefined;
  if (!data.every((row) => Array.isArray(row) && row.length === columns.length)) return undefined;
  return data.map((row: readonly unknown[], index) => ({
    row: Object.fromEntries(columns.map((column, position) => [String(column), row[position]])),
    node: node([key, "data", index]),
    place: (column) => node([key, "data", index, columns.map(String).indexOf(column)]),
  }));
}
