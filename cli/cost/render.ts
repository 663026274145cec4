import type { CostLine } from "../../cost/estimate";
import { isMachine, unitOf } from "../../cost/meters";
import { loadOptions } from "../../cost/load";
import type { Rate } from "../../cost/price-list";
import { plainTable } from "../../print/table";
import { money } from "../../review/render/money";
import type { MonthOf } from "./cost";

/** A month for a terminal: a table of each stack, what it rests upon beside each figure, then what is not in it. */
export function costText(month: MonthOf, title: string, about: string): string {
  const { lines, currency, uncounted } = month;
  const stacks = [...new Set(lines.map(({ stack }) => stack))];
  return [
    `A month of ${title}, in ${currency}: ${money(month.idle)} idle, ${money(month.used)} under load`,
    ...stacks.map((stack) =>
      stackText(
        stack,
        lines.filter((line) => line.stack === stack),
      ),
    ),
    `Prices: ${about}.`,
    ...standIns(lines),
    `Load: ${loadOptions.map(({ key, option }) => `${option} ${month.load[key]}`).join(", ")}.`,
    ...(uncounted.length === 0
      ? []
      : [["Not counted:", ...uncounted.map(({ what, count, why }) => `  ${count} × ${what}: ${why}`)].join("\n")]),
    NOT_IN_IT,
  ].join("\n\n");
}

const NOT_IN_IT =
  "Not in it, because Azure bills it by use: calls of storage, what passes through private endpoints, NAT gateways and Bastion, events, runs of workflows, disks of stopped compute instances, and a candidate's instances beside those of the version that is live.";

function stackText(stack: string, lines: readonly CostLine[]): string {
  const sum = (side: "idle" | "used"): string => money(lines.reduce((total, line) => total + (line[side] ?? 0), 0));
  const rows = lines.map((line) => [
    line.count === 1 ? line.what : `${line.count} × ${line.what}`,
    line.idle === undefined ? "?" : money(line.idle),
    line.used === undefined ? "?" : money(line.used),
    line.because,
    priceOf(line),
  ]);
  const table = plainTable(
    ["", "idle", "under load", "assumed", "price"],
    [...rows, ["in all", sum("idle"), sum("used"), "", ""]],
  );
  return `${stack}\n${table}`;
}

function priceOf({ rate, meter }: CostLine): string {
  if (rate === undefined) return meter === "month" ? "yours" : "none known";
  const { price, standIn, region, asOf } = rate;
  const of = isMachine(meter) ? `${meter} ` : "";
  return `${of}${price} per ${unitOf(meter)}${standIn ? `, of ${region}` : ""}${asOf === "" ? ", yours" : `, ${asOf}`}`;
}

/** Prices of other regions, said once and aloud. */
function standIns(lines: readonly CostLine[]): readonly string[] {
  const other = new Set(lines.flatMap(({ rate }) => (rate?.standIn === true ? [rate.region] : [])));
  return other.size === 0
    ? []
    : [
        `Prices of ${[...other].join(" and ")} stand in where the lists have none of the region; they may be some percent off.`,
      ];
}

/** Rates that an estimate used. */
export const ratesIn = ({ lines }: MonthOf): readonly Rate[] =>
  lines.flatMap(({ rate }) => (rate === undefined ? [] : [rate]));
