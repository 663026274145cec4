import fc from "fast-check";
import { reviewSummary } from "../../cli/review/summary";
import { renderJson, renderSarif, reviewPlans, type Review } from "../../review";
import { renderHtml } from "../../review/render/html";
import { renderMarkdown } from "../../review/render/markdown";
import { rules } from "../release/facts";
import { filed, resealed, Walk } from "../support/evidence-walk";
import { review, STACK } from "../support/evidence-review";
import { reviewOf, stack } from "../support/review-plan";

const anyWalk = fc.array(fc.nat(), { minLength: 1, maxLength: 6 }).map((choices) => {
  const walk = new Walk(rules);
  for (const choice of choices) {
    const next = walk.next();
    walk[next[choice % next.length]!]();
  }
  return walk;
});

describe("a release in a review", () => {
  it("is blocked without evidence, with the command that makes it, and not with it", () => {
    fc.assert(
      fc.property(anyWalk, fc.nat(), (walk, choice) => {
        const from = choice % walk.records.length;
        const bare = review(walk, from, []);
        expect(bare.verdict).toBe("blocked");
        expect(bare.reasons[0]).toMatch(
          /^churn in prod \(.*\) has no evidence that holds; make it with npx mlops (promote churn --to|rollout churn --env|rollback churn --env|accept churn --env) prod/,
        );
        const held = review(walk, from, walk.found);
        expect(held).toMatchObject({ verdict: "review", releases: [{ status: "evidenced" }] });
        expect(held.releases[0]!.steps).toHaveLength(walk.records.length - from);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ["promote", (walk: Walk) => void walk.promote(), "npx mlops promote churn --to prod --model 13"],
    ["rollout", (walk: Walk) => (walk.promote(), void walk.rollout()), "npx mlops rollout churn --env prod"],
    [
      "rollback",
      (walk: Walk) => (walk.promote(), void walk.rollback()),
      'npx mlops rollback churn --env prod --reason "…"',
    ],
  ])("names %s", (_name, go, command) => {
    const walk = new Walk(rules);
    go(walk);
    const { releases } = review(walk, walk.records.length - 1, []);
    expect(releases[0]!.commands[0]).toBe(command);
    expect(releases[0]!.commands[1]).toMatch(/^npx mlops accept churn --env prod --from [0-9a-f]{64} --reason "…"$/);
  });

  it("says the same in every form", () => {
    const walk = new Walk(rules);
    walk.promote();
    const bare = review(walk, 0, []);
    const held = review(walk, 0, walk.found);
    const forms = (given: Review) => [
      reviewSummary(given, { colour: false }),
      renderMarkdown(given).replaceAll("\\", ""),
      renderHtml(given).replaceAll("&#x27;", "'"),
      renderJson(given),
    ];
    for (const said of [...forms(bare), renderSarif(bare)]) {
      expect(said).toContain("13 beside 12: copies of 20 % of the requests");
      expect(said).toContain("npx mlops promote churn --to prod --model 13");
    }
    for (const said of forms(held)) {
      expect(said).toContain("13 beside 12: copies of 20 % of the requests");
      expect(said).toContain("0.85, at least 0.82 asked for");
      expect(said).toContain("live in preprod for 5d, 3d asked for");
      expect(said).toContain("Ana Ruiz");
    }
    expect(renderSarif(held)).not.toContain('"ruleId": "review/release');
  });

  it("says which region was in charge when it was decided, where there are two", () => {
    const walk = new Walk(rules);
    const record = walk.promote();
    const there = [filed(resealed(record, (content) => Object.assign(content, { region: "northeurope" })))];
    const said = "13 promoted by Ana Ruiz, on what Azure said, with northeurope in charge";
    expect(renderMarkdown(review(walk, 0, there))).toContain(said);
    expect(reviewSummary(review(walk, 0, there), { colour: false })).toContain(said);
    expect(renderMarkdown(review(walk, 0, walk.found))).not.toContain("in charge");
  });

  it("shows what the version was registered with against what is live, what got worse first, and no markup of a name", () => {
    const hostile = "auc_gap_<img src=x onerror=alert(1)>";
    const walk = new Walk(rules);
    walk.promote({ "metrics.recall": "0.5", "champion.12.recall": "0.75", [`metrics.${hostile}`]: "0.1" });
    const held = review(walk, 0, walk.found);
    const { figures } = held.releases[0]!.steps[0]!;
    expect(figures[0]).toEqual({ metric: "recall", kind: "quality", value: 0.5, live: 0.75, gain: -0.25 });
    expect(figures.map(({ metric }) => metric)).toEqual(expect.arrayContaining(["auc", "baseline_gain", hostile]));
    const markdown = renderMarkdown(held).replaceAll("\\", "");
    expect(markdown).toContain("- **worse**: recall 0.5 (live: 0.75, worse by 0.25)");
    expect(markdown).toMatch(/- figures: .*baseline_gain 0\.3, above 0 asked for/);
    const html = renderHtml(held);
    expect(html).toContain(
      '<th scope="row">recall</th><td>0.5</td><td>0.75</td><td><strong class="bad">0.25 worse</strong></td>',
    );
    expect(html).toContain("auc_gap_&lt;img src=x");
    for (const said of [renderMarkdown(held), html]) expect(said).not.toContain("<img src=x");
    expect(JSON.parse(renderJson(held)).releases[0].steps[0].figures).toEqual(figures);
  });

  it("asks for security's approval where a person went on against a check, and shows it", () => {
    const walk = new Walk(rules);
    walk.promote({ "metrics.auc": "0.70" }, "campaign ends Friday");
    const found = review(walk, 0, walk.found);
    expect(found).toMatchObject({ verdict: "needs-security-approval", releases: [{ status: "overridden" }] });
    expect(found.reasons[0]).toBe("a person went on against the evidence for churn in prod");
    expect(reviewSummary(found, { colour: false })).toContain("OVERRIDDEN by Ana Ruiz: campaign ends Friday");
    expect(renderMarkdown(found)).toMatch(/🔴 \*\*OVERRIDDEN\*\* by Ana Ruiz.*: campaign ends Friday/);
    expect(renderHtml(found)).toContain("campaign ends Friday");
    expect(renderSarif(found)).toContain("review/release-overridden");
  });

  it("is blocked where what was read again contradicts it, and says what could not be read", () => {
    const walk = new Walk(rules);
    const record = walk.promote();
    const at = "2026-12-11T00:00:00Z";
    const reasons = record.reasons.map((reason) =>
      reason.check === "metric auc"
        ? { ...reason, result: "fail", text: "0.7, at least 0.82 asked for", evidence: { value: 0.7 } }
        : reason,
    );
    const contradicted = review(walk, 0, walk.found, { rereads: [{ seal: record.seal, at, reasons }] });
    expect(contradicted).toMatchObject({ verdict: "blocked", releases: [{ status: "blocked" }] });
    expect(contradicted.releases[0]!.problems.join()).toContain("now it is");
    const unread = review(walk, 0, walk.found, {
      rereads: [{ seal: record.seal, at, unread: "Azure was not reached" }],
    });
    expect(unread.verdict).toBe("review");
    expect(renderMarkdown(unread)).toContain("its facts could not be read again: Azure was not reached");
  });

  it("says in a line what the version is made of, and is blocked if that was forged", () => {
    const walk = new Walk(rules);
    const record = walk.promote();
    const reread = { seal: record.seal, at: "2026-12-11T00:00:00Z", reasons: record.reasons };
    const held = review(walk, 0, walk.found, { rereads: [{ ...reread, origin: record.origin }] });
    expect(held.verdict).toBe("review");
    const line = "made from run train-13 in dev, code 1f2a, data ad5f, 6000 rows";
    for (const said of [reviewSummary(held, { colour: false }), renderMarkdown(held), renderHtml(held)])
      expect(said.replaceAll(/\\|<[^>]+>/g, "")).toMatch(new RegExp(line, "i"));
    const other = { ...record.origin!, tags: { ...record.origin!.tags, "data.hash": "beef" } };
    const forged = review(walk, 0, walk.found, { rereads: [{ ...reread, origin: other }] });
    expect(forged.verdict).toBe("blocked");
    expect(forged.releases[0]!.problems).toEqual(['13: origin: data.hash was "ad5f", now it is "beef"']);
    const gone = review(walk, 0, walk.found, { rereads: [reread] });
    expect(gone.verdict).toBe("review");
    expect(renderMarkdown(gone)).toContain("where it is from could not be read again");
  });

  it("is no release where plans only look, or take everything away", () => {
    const walk = new Walk(rules);
    walk.promote();
    const planned = stack(STACK, []) as { plan: object };
    const outputs = { release: { actions: ["update"], before: walk.releases[0], after: walk.releases[1] } };
    const input = reviewOf({ ...planned, plan: { ...planned.plan, output_changes: outputs } } as never);
    for (const [mode, count] of [
      ["drift", 0],
      ["destroy", 0],
      ["normal", 1],
    ] as const) {
      const given = { ...input, source: { ...input.source, mode } };
      expect(reviewPlans(given, { today: "2026-12-01" }).releases).toHaveLength(count);
    }
  });
});
