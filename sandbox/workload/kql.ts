import type { LogRow } from "./traffic";

/** A query that uses what this interpreter does not know. */
export class UnknownQuery extends Error {}

type Cell = string | number | boolean;
type Row = Readonly<Record<string, Cell>>;
/** Computes a value of a row. */
type Compute = (row: Row) => Cell;

/** The table that a query reads. */
export const tableOf = (query: string): string => /^\s*(\w+)\s*(\||$)/.exec(query)?.[1] ?? "";

/**
 * The rows of a query in Kusto's language, as far as alert rules on traffic use it: `where`, `extend` and
 * `summarize … by` with `count()` and `countif()`. Throws {@link UnknownQuery} for anything else.
 */
export function runQuery(query: string, table: readonly LogRow[]): readonly LogRow[] {
  const [, ...stages] = query.split("|").map((stage) => stage.trim());
  return stages.reduce(runStage, table);
}

function runStage(rows: readonly LogRow[], stage: string): readonly LogRow[] {
  const [, verb, rest] = /^(\w+)\s+([\s\S]*)$/.exec(stage) ?? [];
  switch (verb) {
    case "where": {
      const holds = new Parser(rest!).whole();
      return rows.filter(({ columns }) => holds(columns) === true);
    }
    case "extend": {
      const added = new Parser(rest!).assignments();
      return rows.map(({ columns, count }) => {
        const more = Object.entries(added).map(([name, compute]) => [name, compute(columns) as string | number]);
        return { columns: { ...columns, ...Object.fromEntries(more) }, count };
      });
    }
    case "summarize":
      return summarize(rows, rest!);
    default:
      throw new UnknownQuery(`the sandbox does not know: ${stage}`);
  }
}

function summarize(rows: readonly LogRow[], text: string): readonly LogRow[] {
  const [aggregates, by] = text.split(/\s+by\s+/);
  if (by === undefined) throw new UnknownQuery(`the sandbox summarizes by columns alone: ${text}`);
  const keys = by.split(",").map((key) => key.trim());
  const groups = new Map<string, LogRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(keys.map((name) => row.columns[name]));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => {
    const columns: Record<string, string | number> = {};
    for (const name of keys) columns[name] = group[0]!.columns[name]!;
    for (const aggregate of splitOutside(aggregates!)) {
      const [, name, kind, condition] = /^(\w+)\s*=\s*(count|countif)\(([\s\S]*)\)$/.exec(aggregate) ?? [];
      if (name === undefined) throw new UnknownQuery(`the sandbox does not know: ${aggregate}`);
      const counts = kind === "count" ? () => true : new Parser(condition!).whole();
      columns[name] = group.reduce((sum, row) => sum + (counts(row.columns) === true ? row.count : 0), 0);
    }
    return { columns, count: 1 };
  });
}

/** Parts at commas that stand in no parentheses. */
function splitOutside(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

const LEVELS = [["or"], ["and"], ["=~", "==", "!=", ">=", "<=", ">", "<", "startswith"], ["+", "-"], ["*", "/"]];
const OPERATORS: Readonly<Record<string, (left: Cell, right: Cell) => Cell>> = {
  or: (left, right) => left === true || right === true,
  and: (left, right) => left === true && right === true,
  "=~": (left, right) => String(left).toLowerCase() === String(right).toLowerCase(),
  "==": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  ">=": (left, right) => left >= right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  "<": (left, right) => left < right,
  startswith: (left, right) => String(left).toLowerCase().startsWith(String(right).toLowerCase()),
  "+": (left, right) => Number(left) + Number(right),
  "-": (left, right) => Number(left) - Number(right),
  "*": (left, right) => Number(left) * Number(right),
  "/": (left, right) => Number(left) / Number(right),
};
const TOKEN = /\s*("[^"]*"|\d+(?:\.\d+)?|\w+|=~|==|!=|>=|<=|[-+*/()<>=,])/y;

class Parser {
  private readonly tokens: string[] = [];
  private at = 0;

  constructor(private readonly text: string) {
    const pattern = new RegExp(TOKEN);
    while (pattern.lastIndex < text.trimEnd().length) {
      const token = pattern.exec(text)?.[1];
      if (token === undefined) throw new UnknownQuery(`the sandbox does not know: ${text}`);
      this.tokens.push(token);
    }
  }

  /** The text as one expression. */
  whole(): Compute {
    const compute = this.level(0);
    if (this.at < this.tokens.length) this.refuse();
    return compute;
  }

  /** `name = expression, …` */
  assignments(): Readonly<Record<string, Compute>> {
    const found: Record<string, Compute> = {};
    do {
      const name = this.tokens[this.at++] ?? "";
      if (this.tokens[this.at++] !== "=") this.refuse();
      found[name] = this.level(0);
    } while (this.tokens[this.at++] === ",");
    return found;
  }

  private level(depth: number): Compute {
    const operators = LEVELS[depth];
    if (operators === undefined) return this.operand();
    let left = this.level(depth + 1);
    while (operators.includes(this.tokens[this.at] ?? "")) {
      const apply = OPERATORS[this.tokens[this.at++]!]!;
      const [before, right] = [left, this.level(depth + 1)];
      left = (row) => apply(before(row), right(row));
    }
    return left;
  }

  private operand(): Compute {
    const token = this.tokens[this.at++];
    if (token === undefined) this.refuse();
    if (token === "(") {
      const inner = this.level(0);
      if (this.tokens[this.at++] !== ")") this.refuse();
      return inner;
    }
    if (token.startsWith('"')) return () => token.slice(1, -1);
    if (/^\d/.test(token)) return () => Number(token);
    if (!/^\w+$/.test(token)) this.refuse();
    if (this.tokens[this.at] !== "(") {
      return (row) => {
        const value = row[token];
        if (value === undefined) throw new UnknownQuery(`there is no column ${token}`);
        return value;
      };
    }
    if (token !== "toint") this.refuse();
    this.at++;
    const inner = this.level(0);
    if (this.tokens[this.at++] !== ")") this.refuse();
    return (row) => Math.trunc(Number(inner(row)));
  }

  private refuse(): never {
    throw new UnknownQuery(`the sandbox does not know: ${this.text}`);
  }
}
