import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { source as axe } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { backtestHtml } from "../../cli/ml/backtest-html";
import type { BacktestReport } from "../../cli/ml/backtest-report";
import { hostileReport, quietReport, tightReport } from "../cli/ml/backtest-reports";
import { startChromium } from "./chromium";

let browser: Browser;
let folder: string;

beforeAll(async () => {
  browser = await startChromium();
  folder = mkdtempSync(join(tmpdir(), "backtest-report-"));
});
afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

const reports: readonly (readonly [string, BacktestReport])[] = [
  ["tight", tightReport],
  ["quiet", quietReport],
  ["hostile", hostileReport],
];
const unfoldAll = "for (const fold of document.querySelectorAll('details')) fold.open = true";

async function open(report: BacktestReport, width: number, complaints: string[], requests: string[]): Promise<Page> {
  const file = join(folder, "report.html");
  writeFileSync(file, backtestHtml(report, "customer-churn"));
  const page = await (await browser.newContext({ viewport: { width, height: 850 }, colorScheme: width > 600 ? "light" : "dark" })).newPage(); // prettier-ignore
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => requests.push(new URL(request.url()).protocol));
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(unfoldAll);
  return page;
}

describe("the page of a backtest in a browser", () => {
  it.each(reports.flatMap(([name, report]) => [1400, 400].map((width) => [name, width, report] as const)))(
    "of the %s report at %d px: axe finds nothing, nothing is asked of a network, and the page does not scroll sideways",
    async (_, width, report) => {
      const complaints: string[] = [];
      const requests: string[] = [];
      const page = await open(report, width, complaints, requests);
      await page.keyboard.press("/");
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      await page.evaluate(axe);
      const found = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as {
        violations: { id: string; nodes: { html: string }[] }[];
      };
      expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)}`)).toEqual([]);
      expect({ complaints, requests }).toEqual({ complaints: [], requests: ["file:"] });
      await page.context().close();
    },
  );
});
