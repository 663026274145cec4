import { canonicalDigest } from "../../domain/json/canonical-json";
import { isTree } from "../../domain/json/tree";
import type { SmokeTest } from "../../domain/promotion/smoke-test";
import { columnsOf, type Column, type ContractDraft } from "../../schema/ml/contract";
import type { SmokeFacts } from "../../release";

/** One answer of an endpoint, whatever it is. */
export interface Answer {
  /** HTTP status. */
  readonly status: number;
  readonly body: string;
  readonly milliseconds: number;
}

/** Whoever can ask a deployment of an endpoint. */
export interface Asker {
  /** @throws Error if there is no answer at all */
  ask(deployment: string, body: string): Promise<Answer>;
}

/** What is asked, and by what contract answers are judged. */
export interface Questions {
  readonly contract: ContractDraft | undefined;
  /** Text of the sample request. */
  readonly sample: string;
  /** Rows with their labels; there only where answers are held against them. */
  readonly labelled?: readonly Readonly<Record<string, unknown>>[];
}

/**
 * What Azure answers to whoever may not ask: no token of this tenant's, or no right. A model cannot: what its own code
 * answers other than 200 comes as 424.
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints
 */
const NO_RIGHT: readonly number[] = [401, 403];

/** Rows in one request of a replay: a server reads them as one table. */
const ROWS_AT_ONCE = 500;
const LONGEST_TEXT = 160;

/** Asks a deployment the sample request and, where there are some, labelled rows. */
export async function tryOut(
  asker: Asker,
  deployment: string,
  { contract, sample, labelled }: Questions,
  test: SmokeTest,
  now: () => Date,
): Promise<SmokeFacts> {
  const shape = new AnswerShape(contract);
  const rows = requestRows(JSON.parse(sample));
  const found = new Set<string>();
  const milliseconds: number[] = [];
  const said = new Set<string>();
  let unasked: string | undefined;
  for (let request = 0; request < test.requests && unasked === undefined; request++) {
    const answer = await asker
      .ask(deployment, sample)
      .catch((error: unknown) => shortened(String((error as Error).message)));
    if (typeof answer === "string") {
      unasked = answer;
      continue;
    }
    if (NO_RIGHT.includes(answer.status)) {
      unasked = `status ${answer.status}, who asks may not: put a group that they are in into serving.callers, or ask as who deploys`;
      continue;
    }
    if (request > 0) milliseconds.push(Math.round(answer.milliseconds * 10) / 10);
    const { predictions, problems } = shape.read(answer, rows);
    for (const problem of problems) found.add(problem);
    if (problems.length === 0) said.add(canonicalDigest({ predictions: predictions.map(String) }));
  }
  if (said.size > 1) found.add("the same request gets different answers");
  const facts = { deployment, at: now().toISOString(), asked: canonicalDigest({ sample }), requests: test.requests };
  if (unasked !== undefined) return { ...facts, problems: [], milliseconds: [], unasked };
  const replay = labelled === undefined ? undefined : await replayed(asker, deployment, labelled, shape);
  return { ...facts, problems: [...found], milliseconds, ...(replay !== undefined && { replay }) };
}

async function replayed(
  asker: Asker,
  deployment: string,
  labelled: readonly Readonly<Record<string, unknown>>[],
  shape: AnswerShape,
): Promise<SmokeFacts["replay"]> {
  const { target } = shape;
  const problems = new Set<string>();
  const pairs: (readonly [label: unknown, answer: unknown])[] = [];
  for (let from = 0; from < labelled.length; from += ROWS_AT_ONCE) {
    const part = labelled.slice(from, from + ROWS_AT_ONCE);
    const data = part.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== target)));
    const answer = await asker
      .ask(deployment, JSON.stringify({ data }))
      .catch((error: unknown): Answer => ({ status: 0, body: String((error as Error).message), milliseconds: 0 }));
    // A right that was taken away meanwhile says nothing of the model.
    if (NO_RIGHT.includes(answer.status)) return undefined;
    const read = shape.read(answer, data);
    for (const problem of read.problems) problems.add(problem);
    read.predictions.forEach((prediction, index) => pairs.push([part[index]![target], prediction]));
  }
  const rows = labelled.length;
  if (problems.size > 0) return { rows, problems: [...problems] };
  if (shape.isClassification) {
    const right = pairs.filter(([label, answer]) => sameClass(label, answer)).length;
    return { rows, problems: [], right: right / rows };
  }
  const off = pairs.reduce((sum, [label, answer]) => sum + Math.abs(Number(label) - Number(answer)), 0);
  return { rows, problems: [], absoluteError: off / rows };
}

/** `1`, `1.0` and `true` are one class. */
const sameClass = (label: unknown, answer: unknown): boolean => classOf(label) === classOf(answer);
const classOf = (value: unknown): string => String(typeof value === "boolean" ? Number(value) : value);

/** What answers look like by the contract: of a scoring script, or of an MLflow model that answers by itself. */
class AnswerShape {
  readonly target: string;
  readonly isClassification: boolean;
  private readonly column: Partial<Column> | undefined;
  private readonly id: string | undefined;

  constructor(contract: ContractDraft | undefined) {
    const columns = columnsOf(contract).map(([, column]) => column);
    this.column = columns.find(({ use }) => use === "target") as Partial<Column> | undefined;
    this.target = this.column?.name ?? "prediction";
    this.id = columns.find(({ use }) => use === "id")?.name;
    this.isClassification = contract?.task !== "regression";
  }

  /** The predictions of an answer in the order of the rows, or all that is wrong with it. */
  read(
    { status, body }: Answer,
    rows: readonly Readonly<Record<string, unknown>>[],
  ): { readonly predictions: readonly unknown[]; readonly problems: readonly string[] } {
    const wrong = (...problems: readonly string[]) => ({ predictions: [], problems });
    if (status !== 200) return wrong(`status ${status}: ${shortened(body)}`);
    let parsed: unknown;
    try {
      parsed = JSON.parse(body);
    } catch {
      return wrong(`the answer is no JSON: ${shortened(body)}`);
    }
    const given = Array.isArray(parsed) ? parsed : (parsed as { readonly predictions?: unknown } | null)?.predictions;
    if (!Array.isArray(given)) return wrong(`the answer holds no predictions: ${shortened(body)}`);
    if (given.length !== rows.length) return wrong(`${rows.length} rows get ${given.length} answers`);
    const problems = given.flatMap((one: unknown, index) => this.problemsOf(one, rows[index]!));
    const predictions = given.map((one: unknown) => (isTree(one) ? one[this.target] : one));
    return { predictions, problems: [...new Set(problems)] };
  }

  private problemsOf(given: unknown, row: Readonly<Record<string, unknown>>): readonly string[] {
    const value = isTree(given) ? given[this.target] : given;
    const found = this.isAnswer(value) ? [] : [`${this.target} is ${shortened(JSON.stringify(value) ?? "missing")}`];
    if (!isTree(given)) return found;
    const probability = given[`${this.target}_probability`];
    const isShare = typeof probability === "number" && probability >= 0 && probability <= 1;
    const { id } = this;
    return [
      ...found,
      ...(probability === undefined || isShare
        ? []
        : [`${this.target}_probability is ${shortened(JSON.stringify(probability))}`]),
      ...(id === undefined || row[id] === undefined || given[id] === row[id]
        ? []
        : [`${id} is not the one that was asked about`]),
    ];
  }

  private isAnswer(value: unknown): boolean {
    if (!this.isClassification) return typeof value === "number" && Number.isFinite(value);
    const classes = (this.column?.categories ?? []).map(String);
    if (classes.length > 0) return classes.includes(String(value));
    return ["0", "1"].includes(classOf(value));
  }
}

/** An answer may be anything; a line of it is enough. */
const shortened = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT)}…` : line;
};

/** The rows of a request that `sample-request.json` may hold. */
export function requestRows(request: unknown): readonly Readonly<Record<string, unknown>>[] {
  const body =
    (isTree(request) ? (request["input_data"] ?? request["dataframe_split"] ?? request["data"]) : undefined) ?? [];
  if (Array.isArray(body)) return body as readonly Readonly<Record<string, unknown>>[];
  const { columns = [], data = [] } = body as {
    readonly columns?: readonly unknown[];
    readonly data?: readonly (readonly unknown[])[];
  };
  return data.map((row) => Object.fromEntries(columns.map((name, index) => [String(name), row[index]])));
}
