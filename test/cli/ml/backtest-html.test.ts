import { backtestHtml } from "../../../cli/ml/backtest-html";
import { hostileReport, quietReport, tightReport } from "./backtest-reports";

const text = (html: string): string =>
  html
    .replace(/<style>.*?<\/style>|<script>.*?<\/script>/gs, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

describe("the page of a backtest", () => {
  it("says first that chance alarms, then how much, and what to write instead", () => {
    const told = text(backtestHtml(tightReport, "customer-churn"));
    expect(told).toContain("Alarms by chance");
    expect(told).toContain("data-drift: 31 alarms in 60 runs, the first on 2 Mar 2026, 00:00 UTC");
    expect(told).toMatch(/numerical jensen-shannon-distance 0\.1 93 0\.141 0\.162 84 %/);
    expect(told).toMatch(/too tight numerical: 0\.1 → 0\.17, 31 → 2 alarms\. with 93 rows a window/);
    expect(told).toContain("tenure_months holds whole numbers");
  });

  it("has a row and a bar for each window, red where it alarms", () => {
    const html = backtestHtml(tightReport, "customer-churn");
    expect(html.match(/<rect class="(alarm|calm)"/g)).toHaveLength(60);
    expect(html.match(/<rect class="alarm"/g)).toHaveLength(31);
    expect(html.match(/<tr><th scope="row"><time/g)).toHaveLength(60);
  });

  it("is quiet where nothing alarms, and keeps a threshold that chance does not reach", () => {
    const told = text(backtestHtml(quietReport, undefined));
    expect(told).toContain("Quiet No run would have alarmed.");
    expect(told).toContain("can stay numerical: 0.2.");
    expect(told).not.toContain("too tight");
  });

  it("says first what Azure refuses, and shows names as text", () => {
    const html = backtestHtml(hostileReport, "<b>churn");
    expect(text(html)).toContain("Runs would fail");
    expect(text(html)).toContain("By labels (log loss)");
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toMatch(/<img|<b>|\u202E/);
  });
});
