import { readFileSync } from "node:fs";
import { join } from "node:path";
import { visible } from "../../domain/text/visible";
import { writeWhole } from "../../files";
import { plainTable } from "../../print/table";
import { shownPath } from "../../schema/folders";
import { setInYaml } from "../../schema/yaml/edit";
import type { Path } from "../../schema/yaml/file";
import type { BacktestReport } from "./backtest-report";
import type { Replayed } from "./backtest-spec";

/** Writes thresholds that do not alarm by chance into the use case's file, each with its reason behind it. */
export function suggest(report: BacktestReport, name: string, signals: readonly Replayed[], config: string): string {
  const file = join(config, "use-cases", `${name}.yaml`);
  const before = readFileSync(file, "utf8");
  const rows: string[][] = [];
  let text = before;
  for (const { key, suggested = {} } of report.signals) {
    const signal = signals.find((each) => each.key === key);
    for (const [kind, advice] of Object.entries(suggested)) {
      const threshold = signal?.[kind as "numerical" | "categorical"];
      if (!advice.below_no_drift || threshold === undefined) continue;
      const path: Path = ["monitors", "signals", key, kind, threshold.alerts];
      text = setInYaml(text, path, advice.to, advice.reason);
      rows.push([path.join("."), String(advice.from), String(advice.to), `${advice.alarms.from} → ${advice.alarms.to}`, visible(advice.reason)]); // prettier-ignore
    }
  }
  if (rows.length === 0) return `${shownPath(file)}: every threshold lies above what no drift gives`;
  writeWhole(file, text);
  return `${shownPath(file)}\n${plainTable(["threshold", "was", "is", "alarms", "why"], rows)}`;
}
