import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reviewContext } from "../../deploy/review-context";
import { overallDigest, parsePlan, planDigest, redactPlan, renderJson, renderSarif, reviewPlans } from "../../review";
import { renderHtml } from "../../review/render/html";
import { renderMarkdown } from "../../review/render/markdown";

/**
 * One run of the bench in a process of its own: reads the plans of a folder and reviews them, as `mlops review` does;
 * with BENCH_REDACT also what `mlops plan` does before, with BENCH_HTML the page, and with BENCH_ALL everything that it writes.
 */
const { BENCH_PLANS, BENCH_TIMES, BENCH_REDACT, BENCH_HTML, BENCH_ALL } = process.env as Record<
  string,
  string | undefined
>;
const start = performance.now();
const stacks = readdirSync(BENCH_PLANS!).map((file) => {
  const plan = parsePlan(readFileSync(join(BENCH_PLANS!, file), "utf8"), file);
  const name = file.replace(/\.json$/, "");
  if (BENCH_REDACT === undefined) return { name, digest: name, plan };
  return { name, digest: planDigest(plan, "key of the bench"), plan: redactPlan(plan) };
});
const read = performance.now();
const review = reviewPlans(
  {
    source: { plannedAt: "2026-11-01T10:00:00Z", target: "sandbox", digest: overallDigest(stacks) },
    context: reviewContext("config"),
    stacks,
    waivers: [],
  },
  { today: "2026-11-01" },
);
const modelled = performance.now();
const bytes = Buffer.byteLength(renderMarkdown(review));
const page = BENCH_HTML ?? BENCH_ALL;
const pageBytes = page === undefined ? 0 : Buffer.byteLength(renderHtml(review));
const jsonBytes = BENCH_ALL === undefined ? 0 : Buffer.byteLength(renderJson(review));
if (BENCH_ALL !== undefined) renderSarif(review);
const end = performance.now();
const seconds = (from: number, to: number) => (to - from) / 1000;
writeFileSync(
  BENCH_TIMES!,
  JSON.stringify({
    read: seconds(start, read),
    model: seconds(read, modelled),
    render: seconds(modelled, end),
    total: seconds(start, end),
    resources: review.resources.length,
    bytes,
    pageBytes,
    jsonBytes,
  }),
);
