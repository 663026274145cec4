import { reviewSummary } from "../../cli/review/summary";
import { type Review, reviewPlans } from "../../review";
import { renderHtml } from "../../review/render/html";
import { renderMarkdown } from "../../review/render/markdown";
import { noCounts, quietReview, sampleReview } from "./render/sample";

const forms = (review: Review) => ({
  text: reviewSummary(review, { colour: false }),
  markdown: renderMarkdown(review).replaceAll("\\", ""),
  html: renderHtml(review),
});
const drift = (found: Review["drift"]): Review => ({
  ...quietReview,
  drift: found,
  source: { ...quietReview.source, mode: "drift" },
});

describe("plans that only look for what was changed by hand", () => {
  it("stand under what was found, without a tick and without judging a change that there is none of", () => {
    const [one] = sampleReview.drift;
    const { text, markdown, html } = forms(
      drift([one!, { ...one!, address: "azapi_resource.Other", relevant: false }]),
    );
    expect(text.split("\n")[0]).toBe("DRIFT  PFS Corporation");
    expect(markdown).toContain("## 👣 DRIFT · 2 resources · PFS Corporation");
    expect(markdown).toContain("<b>Drift</b>: 2 resources changed outside Terraform</summary>");
    expect(markdown).not.toMatch(/✅|NO CHANGE|none matters|matters to this plan</);
    expect(html).toContain("<h1>Drift</h1>");
    expect(html).not.toMatch(/<h1>No change|class="banner no-change/);
  });

  it("say that nothing was, if nothing was", () => {
    const { text, markdown, html } = forms(drift([]));
    expect(text.split("\n")[0]).toBe("NO DRIFT  PFS Corporation");
    expect(markdown).toContain("## ✅ NO DRIFT · PFS Corporation");
    expect(html).toContain("<h1>No drift</h1>");
  });

  it("do not judge waivers, whose findings they do not show", () => {
    const waiver = {
      rule: "storage-versioning",
      resource: "dev/azurerm_storage_account.*",
      reason: "it is tried",
      owner: "platform",
      granted: "2026-01-01",
      expires: "2027-01-01",
    };
    const review = (mode: "normal" | "drift") =>
      reviewPlans(
        {
          source: { ...quietReview.source, mode },
          context: { organization: "PFS", environments: [], stacks: [], principals: [], useCases: [], customRoles: [] },
          stacks: [{ name: "dev", digest: "d", plan: { format_version: "1.2", resource_changes: [] } }],
          waivers: [waiver],
        },
        { today: "2026-11-21" },
      );
    expect(review("normal").policy.unused).toEqual([waiver]);
    expect(review("drift").policy.unused).toEqual([]);
  });
});

describe("a stack that could not be planned", () => {
  const failed: Review = {
    ...quietReview,
    verdict: "blocked",
    stacks: [
      { ...quietReview.stacks[0]!, name: "dev" },
      { name: "prod", status: "failed", failed: "Instance cannot be destroyed", counts: noCounts, policyFails: 0 },
    ],
  };

  it("leaves open what happens there, in every form", () => {
    const { markdown, html } = forms(failed);
    expect(markdown).not.toContain("✅");
    expect(markdown).toContain("Not known for prod, which could not be planned");
    expect(markdown).toContain("In the others: nothing that holds data is destroyed or replaced");
    expect(html).toContain(
      "Nothing that holds data is destroyed, replaced or forgotten. Not known for prod, which could not be planned.",
    );
  });

  it("leaves nothing to say if there is no other", () => {
    const { markdown, html } = forms({ ...failed, stacks: failed.stacks.slice(1) });
    expect(markdown).not.toMatch(/✅|[Nn]othing that holds data/);
    expect(html).not.toContain("Nothing that holds data is");
    expect(html).toContain("Not known: prod could not be planned.");
  });
});

it("tells whoever reviews to decide, and not what", () => {
  const { html } = forms({ ...quietReview, verdict: "review" });
  expect(html).toContain("Read it, then approve it or send it back.");
});
