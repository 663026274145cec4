import { changesOutputsOnly } from "../../classify";
import type { Counts, Monthly, Review, StackReview } from "../../model";
import { text } from "../escape";
import { difference, totalCost } from "../money";
import { counted, type Part, type Rest, row, tableHead } from "./part";

const ALWAYS = ["create", "update", "replace", "destroy"] as const satisfies readonly (keyof Counts)[];
const SOMETIMES = ["move", "import", "forget", "drift"] as const satisfies readonly (keyof Counts)[];
/** What a reviewer must not overlook. */
const GRAVE: ReadonlySet<string> = new Set(["replace", "destroy", "forget", "fails"]);

type Numbers = Pick<StackReview, "counts" | "policyFails" | "monthlyCost">;

interface Line {
  readonly cells: readonly string[];
  /** How many stacks it stands for. */
  readonly stacks: number;
}

/** Every stack and what happens in it, as numbers. */
export function matrixPart({ stacks, source, cost }: Review, rest: Rest): Part {
  const { notPlanned = [] } = source;
  const columns: readonly (keyof Counts)[] = [
    ...ALWAYS,
    ...SOMETIMES.filter((column) => stacks.some(({ counts }) => counts[column] > 0)),
  ];
  const fails = stacks.some(({ policyFails }) => policyFails > 0);
  const cellsOf = ({ counts, policyFails, monthlyCost }: Numbers): string[] => [
    ...columns.map((column) => number(column, counts[column])),
    ...(fails ? [number("fails", policyFails)] : []),
    ...(cost === undefined ? [] : [amount(monthlyCost)]),
  ];
  const width = columns.length + (fails ? 1 : 0) + (cost === undefined ? 0 : 1);
  const words = (first: string): string[] => [first, ...Array<string>(width - 1).fill("")];

  const calm = stacks.filter(isCalm);
  // A few are named row by row; many would hide those in which something happens.
  const together = calm.length > 3 ? calm : [];
  const lines: Line[] = [
    ...stacks
      .filter((stack) => !together.includes(stack))
      .map((stack) => ({ cells: [stackName(stack), ...rowOf(stack)], stacks: 1 })),
    ...(together.length === 0
      ? []
      : [
          {
            cells: [together.map(({ name }) => text(name, 80)).join(", "), ...words("no change")],
            stacks: together.length,
          },
        ]),
    ...notPlanned.map(({ name }) => ({ cells: [`**${text(name, 80)}**`, ...words("⚠️ not planned")], stacks: 1 })),
  ];

  function rowOf(stack: StackReview): string[] {
    if (stack.status === "failed") return words("❌ failed");
    return isCalm(stack) ? words("no change") : cellsOf(stack);
  }

  const total = stacks.length > 1 && stacks.some((stack) => !isCalm(stack)) ? [totalRow(stacks, cellsOf)] : [];
  const why = [
    ...stacks.flatMap(({ name, failed, status }) =>
      status === "failed"
        ? [
            `- ❌ **${text(name, 80)}** could not be planned: ${text((failed ?? "no reason given").replace(/\s+/g, " "), 600)}`,
          ]
        : [],
    ),
    ...notPlanned.map((stack) => `- ⚠️ **${text(stack.name, 80)}** was not planned: ${text(stack.why)}`),
  ];
  const head = tableHead([
    "Stack",
    ...columns.map((column) => `${column[0]!.toUpperCase()}${column.slice(1)}:`),
    ...(fails ? ["Policy fails:"] : []),
    ...(cost === undefined ? [] : [`${text(cost.currency, 10)}/month:`]),
  ]);
  return {
    rows: lines.length + why.length,
    print: (shown) => {
      const kept = lines.slice(0, shown);
      const missing = lines.slice(kept.length).reduce((sum, { stacks: count }) => sum + count, 0);
      const others = missing === 0 ? [] : [row([`**${counted(missing, "more stack")} ${rest.where}**`, ...words("")])];
      const whyShown = why.slice(0, Math.max(0, shown - lines.length));
      const untold = why.length - whyShown.length;
      return [
        ...head,
        ...kept.map(({ cells }) => row(cells)),
        ...others,
        ...total.map(row),
        ...(why.length === 0 ? [] : ["", ...whyShown]),
        ...(untold === 0 ? [] : [`- ❌ **${counted(untold, "stack")} not planned: why is ${rest.where}**`]),
      ].join("\n");
    },
  };
}

const isCalm = ({ status, counts, policyFails }: StackReview): boolean =>
  status === "no-change" && policyFails === 0 && Object.values(counts).every((count) => count === 0);

const stackName = (stack: StackReview): string => {
  const name = text(stack.name, 80);
  if (stack.status === "failed") return `**${name}**`;
  return changesOutputsOnly(stack) ? `${name} (outputs)` : name;
};

function number(column: string, count: number): string {
  if (count === 0) return "·";
  return GRAVE.has(column) ? `**${count}**` : String(count);
}

const amount = (monthly: Monthly | undefined): string =>
  monthly === undefined || monthly.before === monthly.after ? "·" : difference(monthly);

function totalRow(stacks: readonly StackReview[], cellsOf: (numbers: Numbers) => string[]): readonly string[] {
  const keys = [...ALWAYS, ...SOMETIMES];
  const sum = Object.fromEntries(
    keys.map((key) => [key, stacks.reduce((total, { counts }) => total + counts[key], 0)]),
  ) as unknown as Counts;
  const policyFails = stacks.reduce((total, stack) => total + stack.policyFails, 0);
  const all = cellsOf({ counts: sum, policyFails, monthlyCost: totalCost({ stacks }) });
  return [`**${counted(stacks.length, "stack")}**`, ...all];
}
