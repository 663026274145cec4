import { z } from "zod";
import { matching } from "../fields";
import { Notes } from "../notes";
import { salvage, type Draft } from "../walk";
import type { SourceFile } from "../yaml/file";

// What `ml/library/mlkit/contract.py` reads: here without Python, so that a review can check it.

const column = z
  .strictObject({
    name: matching(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "letters, digits and underscores, at most 64").describe(
      "Its name.",
    ),
    type: z.enum(["whole", "number", "text", "boolean", "timestamp"]).describe("How it is held."),
    use: z
      .enum(["feature", "target", "id", "time", "sensitive", "extra"])
      .default("feature")
      .describe("What it is for."),
    description: z.string().optional().describe("For people."),
    minimum: z.number().optional().describe("Smallest value allowed."),
    maximum: z.number().optional().describe("Largest value allowed."),
    categories: z
      .array(z.unknown().transform((value) => String(value)))
      .default([])
      .describe("The values allowed."),
    missingAtMost: z.number().min(0).max(1).default(0).describe("Largest share of rows without a value."),
    featureType: z.enum(["numerical", "categorical"]).optional().describe("As what monitors compare it."),
    slices: z
      .boolean()
      .default(false)
      .describe("Whether metrics are told for each of its categories, and of the worst for gates."),
  })
  .describe("A column.");

/** `contract.yaml`: what the data of a use case looks like. */
export const contractSchema = z
  .strictObject({
    task: z.enum(["classification", "regression"]).describe("What the model predicts."),
    description: z.string().optional().describe("For people."),
    label: z
      .strictObject({ delay: matching(/^\d{1,4}d$/, "a number of days, such as 7d").describe("Days until a label.") })
      .optional()
      .describe("When labels come."),
    columns: z.array(column).min(1).describe("Columns in order."),
  })
  .describe("The column contract of a use case.");

export type Contract = z.output<typeof contractSchema>;
export type ContractDraft = Draft<Contract>;
export type Column = Contract["columns"][number];
export type ColumnDraft = NonNullable<NonNullable<ContractDraft["columns"]>[number]>;

/** Columns that are a mapping, with where each stands. */
export const columnsOf = (contract: ContractDraft | undefined): readonly (readonly [number, ColumnDraft])[] =>
  (contract?.columns ?? []).flatMap((each, index) => (each === undefined ? [] : [[index, each] as const]));

/** What must hold among the columns of a contract. */
export function checkContract(file: SourceFile): Notes {
  const notes = new Notes(file);
  const contract = file.value === undefined ? undefined : salvage(contractSchema, file.value);
  const columns = columnsOf(contract);
  if (columns.length === 0) return notes;
  notes.addRepeated(
    ["columns"],
    (contract?.columns ?? []).map((each) => each?.name),
    ["name"],
  );
  for (const use of ["target", "id", "time"] as const) {
    const found = columns.filter(([, each]) => each.use === use);
    if (found.length === 1) continue;
    const path = found.length === 0 ? ["columns"] : ["columns", found[1]![0], "use"];
    const says = found.length === 0 ? `have no ${use}` : `is ${use} a second time`;
    notes.add(path, { kind: "mlContract", says, allowed: `one column with use: ${use}` }, { at: "key" });
  }
  if (!columns.some(([, { use }]) => use === "feature")) {
    notes.add(["columns"], { kind: "mlContract", says: "have no feature", allowed: "one or more" }, { at: "key" });
  }
  for (const [index, each] of columns) checkColumn(["columns", index], each, contract?.task, notes);
  return notes;
}

function checkColumn(path: readonly (string | number)[], column: ColumnDraft, task: string | undefined, notes: Notes) {
  const { type, use, minimum, maximum, categories = [], missingAtMost = 0 } = column;
  const wrong = (key: string, says: string, allowed?: string, fix?: string): void =>
    notes.add([...path, key], {
      kind: "mlContract",
      says,
      ...(allowed !== undefined && { allowed }),
      ...(fix !== undefined && { fix }),
    });
  if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
    wrong("maximum", "lies below the minimum", `${minimum} or more`);
  }
  if (type !== undefined && type !== "whole" && type !== "number") {
    for (const key of ["minimum", "maximum"] as const) {
      if (column[key] !== undefined) wrong(key, `is no bound of a ${type}`, undefined, "remove it");
    }
  }
  if ((type === "number" || type === "timestamp") && categories.length > 0) {
    wrong("categories", `are nothing that a ${type} has`, undefined, "remove them");
  }
  for (const [position, value] of categories.entries()) {
    if (value === undefined || !/[,[\]]/.test(value)) continue;
    notes.add([...path, "categories", position], {
      kind: "mlContract",
      says: "holds a comma or a bracket, and Azure's data quality never finds such a category again",
      fix: "write the value without it, in the data, too",
    });
  }
  if (column.slices === true && (type === "number" || type === "timestamp" || use === "id" || use === "target")) {
    wrong("slices", `is nothing that ${use === "id" || use === "target" ? `the ${use}` : `a ${type}`} has`, undefined, "remove it"); // prettier-ignore
  }
  if (use === "feature" && type === "timestamp") {
    wrong("type", "is no feature", undefined, "let features.py derive one from it, and give the column use: extra");
  }
  if (
    use === "feature" &&
    type === "whole" &&
    column.featureType === undefined &&
    !notes.has([...path, "featureType"])
  ) {
    wrong(
      "featureType",
      "is missing: of whole numbers with few distinct values Azure makes categories",
      "numerical, categorical",
    );
  }
  if (use === "time" && type !== undefined && type !== "timestamp") wrong("type", "is no instant", "timestamp");
  if ((use === "target" || use === "id" || use === "time") && missingAtMost > 0) {
    wrong("missingAtMost", `lets the ${use} be missing`, "0");
  }
  if (use !== "target" || type === undefined) return;
  if (task === "regression" && type !== "whole" && type !== "number") {
    wrong("type", "is nothing that a regression predicts", "whole, number");
  }
  const values = [...categories].sort().join();
  if (task === "classification" && (type !== "whole" || values !== "0,1")) {
    wrong("type", "is nothing that a classification finds", 'whole, with categories ["0", "1"]');
  }
}
