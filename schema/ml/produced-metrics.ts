import { columnsOf, type ColumnDraft, type ContractDraft } from "./contract";

/** Which columns of a contract a placeholder in the name of a metric stands for. */
const placeholders: Readonly<Record<string, (column: ColumnDraft) => boolean>> = {
  "<sensitive>": ({ use }) => use === "sensitive",
  "<slices>": ({ slices }) => slices === true,
};

/** The metrics that tags of components name; `<sensitive>` and `<slices>` stand for each such column of the contract. */
export function producedMetrics(tags: readonly string[], contract: ContractDraft | undefined): readonly string[] {
  const words = tags.flatMap((tag) => tag.split(/\s+/).filter((word) => word !== ""));
  return [
    ...new Set(
      words.flatMap((word) => {
        const [placeholder, stands] = Object.entries(placeholders).find(([each]) => word.includes(each)) ?? [];
        if (placeholder === undefined) return [word];
        const columns = columnsOf(contract).flatMap(([, column]) => (stands!(column) ? (column.name ?? []) : []));
        return columns.map((column) => word.replace(placeholder, column));
      }),
    ),
  ];
}
