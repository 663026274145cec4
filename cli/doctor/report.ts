import { styleText } from "node:util";
import { wrap } from "../../print/wrap";
import type { Report } from "./doctor";
import type { Line } from "./line";

const words = { pass: "pass", fail: "FAIL", unknown: "unknown" } as const;
const colours = { pass: "green", fail: "red", unknown: "yellow" } as const;

/** The report for people, in lines of at most `width` characters. */
export function renderReport({ lines, counts, target }: Report, options: { colour: boolean; width: number }): string {
  const paint = (style: "green" | "red" | "yellow" | "bold" | "dim", text: string) =>
    options.colour ? styleText(style, text, { validateStream: false }) : text;
  const abouts = [...new Set(lines.map(({ about }) => about))];
  const checkWidth = Math.max(...lines.map(({ check }) => check.length));
  const indent = " ".repeat(2 + 7 + 2 + checkWidth + 2);
  const shown = ({ check, result, text, fix }: Line): string[] => {
    const [first = "", ...more] = wrap(text, options.width - indent.length);
    const head = `  ${paint(colours[result], words[result].padEnd(7))}  ${check.padEnd(checkWidth)}  ${first}`;
    const todo = fix === undefined ? [] : fixLines(fix, options.width - indent.length);
    return [head, ...more.map((line) => `${indent}${line}`), ...todo.map((line) => `${indent}${paint("bold", line)}`)];
  };
  const blocks = abouts.map((about) => [
    paint("bold", about),
    ...lines.filter((line) => line.about === about).flatMap(shown),
    "",
  ]);
  const verdict = `${counts.pass} passed, ${counts.fail} failed, ${counts.unknown} unknown`;
  const where = target === "sandbox" ? " (in the simulated Azure)" : "";
  return [...blocks.flat(), `${paint(counts.fail > 0 ? "red" : "green", verdict)}${where}`].join("\n");
}

/** A command stays in one line, to be copied. */
const fixLines = (fix: string, width: number): readonly string[] =>
  /^(az|npx|mlops) /.test(fix) ? [`→ ${fix}`] : wrap(`→ ${fix}`, width, "  ");
