import { setTimeout } from "node:timers/promises";
import type { StatusReport } from "./model";
import type { StatusReader } from "./status";

/** Where frames go. `process.stdout` is one. */
export interface Output {
  readonly isTTY?: boolean;
  readonly rows?: number;
  write(text: string): unknown;
}

/**
 * Shows the status again and again until `signal` says so. A terminal is redrawn in place, all in one write, so that
 * nothing flickers; elsewhere snapshots follow each other.
 * @returns the last report
 */
export async function watch(
  reader: StatusReader,
  render: (report: StatusReport) => string,
  { seconds, output, signal }: { readonly seconds: number; readonly output: Output; readonly signal: AbortSignal },
): Promise<StatusReport | undefined> {
  let last: StatusReport | undefined;
  while (!signal.aborted) {
    const report = await Promise.race([reader.read(), aborted(signal)]);
    if (report === undefined) break;
    last = report;
    output.write(output.isTTY === true ? frame(render(report), output.rows ?? 24, seconds) : `${render(report)}\n`);
    await setTimeout(seconds * 1000, undefined, { signal }).catch(() => undefined);
  }
  return last;
}

/** From the top left, each line to its end, the rest of the screen cleared. What does not fit is counted. */
export function frame(text: string, rows: number, seconds: number): string {
  const lines = text.split("\n");
  const room = Math.max(3, rows - 2);
  const shown = lines.length <= room ? lines : lines.slice(0, room - 1);
  const left = lines.length - shown.length;
  const foot = [
    ...(left > 0 ? [`… ${left} more lines: a taller window or one environment shows them`] : []),
    `every ${seconds} s, Ctrl-C ends`,
  ];
  return `\u001b[H${[...shown, ...foot].map((line) => `${line}\u001b[K`).join("\n")}\u001b[J`;
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
