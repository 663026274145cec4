import type { Review, ResourceReview } from "../../../review/model";
import { MARKDOWN_MARKER, readHeader, renderMarkdown } from "../../../review/render/markdown";
import { noCounts, quietReview, sampleReview } from "./sample";

const bytes = (text: string): number => Buffer.byteLength(text, "utf8");
const comment = renderMarkdown(sampleReview, { reportUrl: "https://ci.example/report" });

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** Creates in one stack, each with attributes. */
const creates = (count: number, attributes = 4): ResourceReview[] =>
  many(count, (index) => ({
    stacks: [{ stack: "dev", address: `azurerm_storage_container.Container_${index}` }],
    type: "azurerm_storage_container",
    name: `Container_${index}`,
    what: `storage container c${index}`,
    action: "create",
    actions: ["create"],
    attributes: many(attributes, (number) => ({ path: `metadata.key${number}`, after: "value".repeat(8) })),
  }));

describe("the comment", () => {
  it("has its sections in the order of their weight", () => {
    const order = [
      MARKDOWN_MARKER,
      "## ⛔ BLOCKED · PFS Corporation",
      "| Stack | Create |",
      "### 🔥 4 dangers",
      "### 🔑 5 access changes, 2 widen access",
      "### 🌐 3 exposures",
      "### 📏 2 new policy findings",
      "### ⚠️ 1 warning",
      "<b>Drift</b>: 2 resources",
      "### 🧪 What it means",
      "### 📦 Resources",
      "```mermaid",
    ].map((text) => [text, comment.indexOf(text)] as const);
    for (const [text, index] of order) expect([text, index >= 0]).toEqual([text, true]);
    expect(order.map(([, index]) => index)).toEqual(order.map(([, index]) => index).toSorted((a, b) => a - b));
    expect(comment).not.toContain("shortened");
  });

  it("starts with what programs read", () => {
    expect(comment.startsWith(`${MARKDOWN_MARKER}\n<!-- {`)).toBe(true);
    expect(readHeader(comment)).toMatchObject({
      schema: 1,
      verdict: "blocked",
      commit: sampleReview.source.commit,
      digest: sampleReview.source.digest,
      truncated: false,
      stacks: { prod: sampleReview.stacks[6]!.digest, "dev-fuel-efficiency": null },
    });
    expect(readHeader("## hello\n<!-- {} -->")).toBeUndefined();
  });

  it("says first why, which plan is meant and what may be applied", () => {
    const head = comment.slice(0, comment.indexOf("| Stack"));
    expect(head).toContain("- dev-fuel-efficiency could not be planned\n");
    expect(head).toContain(
      "commit `4f9d2c7b1e0a` · plan digest `9c56cc51b374` · planned 2026-11-21 11:48 UTC · [full report](<https://ci.example/report>)",
    );
    expect(head).toContain("**Nothing may be applied** until this is mended");
    expect(renderMarkdown({ ...sampleReview, verdict: "needs-security-approval" })).toContain(
      "**May be applied once security has approved it**; `mlops apply` takes exactly this plan",
    );
    expect(renderMarkdown({ ...sampleReview, verdict: "review" })).toContain("## 👀 REVIEW");
  });

  it("says that nothing can be applied of a plan against the simulated Azure", () => {
    const source = { ...sampleReview.source, target: "sandbox" as const };
    expect(renderMarkdown({ ...sampleReview, source })).toContain("Planned against a **simulated Azure**");
    expect(comment).not.toContain("Planned against a **simulated Azure**");
    expect(comment).toContain("\n> registry: planned against a **simulated Azure**, because only an owner can read");
  });

  it("says what kind of plans they are, and whether files were changed since the commit", () => {
    const of = (source: Partial<Review["source"]>) =>
      renderMarkdown({ ...sampleReview, source: { ...sampleReview.source, ...source } });
    expect(of({ mode: "destroy", dirty: true })).toContain("## ⛔ BLOCKED · 🧨 DESTROY · PFS Corporation");
    expect(of({ mode: "destroy", dirty: true })).toContain("commit `4f9d2c7b1e0a` **with files changed since**");
    expect(of({ mode: "destroy" })).toContain("These plans **take away everything** in their stacks.");
    expect(of({ mode: "drift" })).toContain("**Nothing can be applied** from these plans.");
    for (const words of ["DESTROY", "with files changed since", "Nothing can be applied"])
      expect(of({ mode: "normal", dirty: false })).not.toContain(words);
  });

  it("links positions to the files as they were planned, unless rows would be lost for it", () => {
    const codeUrl = "https://github.com/pfs-corporation/mlops-environments/blob/4f9d2c7/";
    const linked = renderMarkdown({ ...sampleReview, codeUrl });
    expect(linked).toContain(
      `| prod | [\`config/environments/prod.yaml:21\`](<${codeUrl}config/environments/prod.yaml#L21>) |`,
    );
    const [change] = sampleReview.access;
    const many = { ...sampleReview, codeUrl, access: Array.from({ length: 200 }, () => change!) };
    expect(renderMarkdown(many)).not.toContain(codeUrl);
    expect(
      renderMarkdown(many)
        .split("\n")
        .filter((line) => line.startsWith("| \\+ ")),
    ).toHaveLength(200);
  });

  it("names every stack, also those that failed or were not planned", () => {
    const notPlanned = [{ name: "qa", why: "it is gone from the configuration" }];
    const text = renderMarkdown({ ...sampleReview, source: { ...sampleReview.source, notPlanned } });
    for (const { name } of sampleReview.stacks)
      expect(text).toMatch(new RegExp(`^\\| (\\*\\*)?${name}(\\*\\*)? \\|`, "m"));
    expect(text).toContain("| dev | 2 | 3 | · | · | · | · | · | 1 | **2** |");
    expect(text).toContain("| **dev-fuel-efficiency** | ❌ failed |");
    expect(text).toContain("- ❌ **dev-fuel-efficiency** could not be planned: Error: building account");
    expect(text).toContain("| **qa** | ⚠️ not planned |");
    expect(text).toContain("- ⚠️ **qa** was not planned: it is gone from the configuration");
    expect(text).toContain("| **8 stacks** | 8 | 15 | **3** | **2** | 1 | 1 | **1** | 2 | **3** |");
  });

  it("puts what forces a danger, what Azure does then and what protects from it in words", () => {
    expect(comment).toContain(
      [
        "- ⛔ **preprod: storage account stpfspreprodc4e1 is replaced**",
        "  - Why: location cannot be changed in place (westeurope → northeurope)",
        "  - Then: all blobs and file shares are deleted; a deleted account can be recovered for 14 days at best",
        "  - Protection: prevent_destroy stops the apply",
        "  - `azurerm_storage_account.Storage_07F31EBC`",
      ].join("\n"),
    );
    expect(comment).toContain("kv-pfs-preprod-c4e1 is replaced** (it may turn out that it need not be)");
    expect(comment).toContain("is destroyed** (left over from an interrupted replacement)");
  });

  it("tells who gains what, why, and where that is written, privileged roles first", () => {
    const rows = comment.split("\n").filter((line) => /^\| \\[+~-]/.test(line));
    expect(rows).toHaveLength(5);
    expect(rows[0]).toBe(
      "| \\+ ⬆️ widens | **PFS Forecasting Engineers** (group) | ⚠️ **Contributor** (privileged) | resource group rg-pfs-prod | prod | `config/environments/prod.yaml:21` |",
    );
    expect(rows[3]).toContain("(unknown principal) | Key Vault Reader |");
    expect(rows[3]).toContain("not in the configuration");
  });

  it("says of each policy finding whether it is new, and who accepted the others until when", () => {
    expect(comment).toContain("| 🛑 critical | `storage-network-default-deny` ");
    expect(comment).toContain("1 not known yet, 1 waived, 1 fixed, 1 waiver to remove, 312 checks passed</summary>");
    expect(comment).toContain("⌛ Waiver of ml-platform expired on 2026-10-31");
    expect(comment).toContain("🤝 waived: `registry-retention` dev");
    expect(comment).toContain("ml-platform until 2027-02-28: accepted until the move to private builds");
    expect(comment).toContain("❔ not known yet: `vault-purge-protection`");
    expect(comment).toContain("✅ fixed: `storage-min-tls`");
    expect(comment).toContain("🧹 waiver that covers nothing: `storage-soft-delete`");
    const before = sampleReview.policy.findings.map((finding) => ({ ...finding, since: "existing" as const }));
    const calm = renderMarkdown({ ...sampleReview, policy: { ...sampleReview.policy, findings: before } });
    expect(calm).not.toMatch(/### 📏 .* new policy finding/);
    expect(calm).toContain("- 🛑 critical, as before: `storage-network-default-deny` dev");
    const linked = renderMarkdown(sampleReview, { policiesUrl: "https://docs.example/policies.md" });
    expect(linked).toContain("[`storage-min-tls`](<https://docs.example/policies.md#storage-min-tls>)");
  });

  it("groups what it means by use case, and marks what watches less", () => {
    const words = comment.slice(comment.indexOf("### 🧪"), comment.indexOf("### 📦"));
    expect(words.match(/^\*\*.*\*\*$/gm)).toEqual(["**customer-churn**", "**Environments**"]);
    expect(words).toContain(
      "- dev, preprod, prod: retraining moves from Monday 02:00 to Monday 03:00 Europe/Amsterdam;",
    );
    expect(words).toContain("(looser) ⚠️ **watches less** · `config/use-cases/customer-churn.yaml:63`");
  });

  it("shows the same change in several stacks once, and of updates what changes", () => {
    expect(comment).toContain(
      "**updated**\n\n- schedule customer-churn-retraining `azapi_resource.Retraining_Schedule_51B0A7F4` · identical in 3 stacks (dev-customer-churn, preprod-customer-churn, prod-customer-churn)",
    );
    expect(comment.match(/hours\[0\]: 3/g)).toHaveLength(1);
    expect(comment).toContain("! location: westeurope → northeurope  # forces replacement");
    expect(comment).toContain("- public_network_access_enabled: false\n+ public_network_access_enabled: true");
  });

  it("says so when nothing changes, and when there is none of what a reviewer fears", () => {
    const quiet = renderMarkdown(quietReview);
    expect(quiet).toContain("## ✅ NO CHANGE");
    expect(quiet).toContain("| registry, dev, preprod, prod | no change |");
    expect(quiet).not.toContain("###");
    expect(bytes(quiet)).toBeLessThan(1_500);
    const stacks = sampleReview.stacks.filter(({ status }) => status !== "failed");
    const calm: Review = { ...sampleReview, stacks, verdict: "review", dangers: [], access: [], exposures: [] };
    expect(renderMarkdown(calm)).toContain(
      "✅ Nothing that holds data is destroyed or replaced; no access changes; nothing opens or closes besides roles.",
    );
  });

  it("draws what changes and its neighbours, closes every group, and draws no more than 40 nodes", () => {
    const graph = /```mermaid\n([\s\S]*?)```/.exec(comment)![1]!;
    expect(graph).toContain('["mlw-pfs-preprod"]:::replaced');
    expect(graph).toContain('["rg-pfs-preprod"]');
    expect(graph).not.toContain("ag-pfs-preprod-critical");
    expect(graph.match(/subgraph/g)).toHaveLength(2);
    expect(graph.match(/^ {2}end$/gm)).toHaveLength(2);
    const nodes = many(41, (index) => ({ ...sampleReview.topology.nodes[1]!, id: `preprod/n${index}` }));
    const large = renderMarkdown({ ...sampleReview, topology: { nodes, edges: [] } });
    expect(large).toContain("The graph of 41 changed resources is in the report.");
    expect(large).not.toContain("```mermaid");
    const star = { ...nodes[0]!, id: "hub" };
    const leaves = many(60, (index) => ({ ...nodes[0]!, id: `leaf${index}`, action: "no-op" as const }));
    const edges = leaves.map(({ id }) => ({ from: id, to: "hub" }));
    const drawn = renderMarkdown({ ...sampleReview, topology: { nodes: [star, ...leaves], edges } });
    expect(drawn.match(/^ {4}n\d+\["/gm)).toHaveLength(40);
  });
});

describe("a comment that would be too long", () => {
  const limit = 60_000;
  const rendered = (review: Review): string => {
    const text = renderMarkdown(review, { reportUrl: "https://ci.example/report" });
    expect(bytes(text)).toBeLessThanOrEqual(limit);
    expect(text.length).toBeLessThanOrEqual(limit);
    return text;
  };
  const firstFive = comment.slice(comment.indexOf("| Stack"), comment.indexOf("### ⚠️ 1 warning"));
  const expectShortened = (text: string): void => {
    expect(readHeader(text)).toMatchObject({ truncated: true });
    expect(text).toContain(
      "## ⛔ BLOCKED · PFS Corporation · shortened, [full report](<https://ci.example/report>) has the rest",
    );
    expect(text).toContain("<sub>Left out for length: ");
  };

  it("gives up the graph first, then attributes of creates; the first five sections stay as they are", () => {
    const larger = many(160, (index) =>
      rendered({ ...sampleReview, resources: [...sampleReview.resources, ...creates(160 + index, 1)] }),
    );
    const graph = larger.find((text) => readHeader(text)?.["truncated"] === true)!;
    expect(larger[0]).toContain("```mermaid");
    expect(graph).not.toContain("```mermaid");
    expect(graph).toContain("+ metadata.key0");
    expect(graph).toContain("<sub>Left out for length: the graph.</sub>");
    expectShortened(graph);
    expect(graph).toContain(firstFive);

    const attributes = rendered({ ...sampleReview, resources: [...sampleReview.resources, ...creates(300)] });
    expect(attributes).not.toContain("+ metadata.key0");
    expect(attributes).toContain("- storage container c299 ");
    expect(attributes).toContain("+ public_network_access_enabled: true");
    expectShortened(attributes);
    expect(attributes).toContain(firstFive);
  });

  it("then attributes of updates, single resources, types; and counts what is missing", () => {
    const updates = creates(500).map((resource) => ({ ...resource, action: "update" as const }));
    const lines = rendered({ ...sampleReview, resources: [...sampleReview.resources, ...updates] });
    expect(lines).toContain("- storage container c499 ");
    expect(lines).not.toContain("+ metadata.key0");
    expect(lines).toContain(firstFive);

    const some = rendered({ ...sampleReview, resources: [...sampleReview.resources, ...creates(3_000)] });
    expect(some).toContain("<b>dev</b>: 3000 created, 2 updated");
    expect(some).toContain("**2,982 more in the [report](<https://ci.example/report>)**");
    expect(some).toContain(firstFive);

    const spread = many(300, (stack) =>
      creates(10).map((resource) => ({ ...resource, stacks: [{ stack: `s${stack}`, address: resource.name }] })),
    ).flat();
    const types = rendered({ ...sampleReview, resources: spread });
    expect(types).toContain("<b>s299</b>: 10 created</summary><ul><li>10 × azurerm_storage_container created</li>");
    expect(types).toContain(firstFive);
  });

  it("keeps dangers longest when even the first sections are too long, and counts in each", () => {
    const monstrous: Review = {
      ...sampleReview,
      dangers: many(60, (index) => ({ ...sampleReview.dangers[0]!, address: `azapi_resource.W${index}` })),
      access: many(4_000, () => sampleReview.access[0]!),
      exposures: many(4_000, () => sampleReview.exposures[0]!),
      policy: { ...sampleReview.policy, findings: many(4_000, () => sampleReview.policy.findings[0]!) },
      drift: many(4_000, () => sampleReview.drift[0]!),
      changes: many(4_000, () => sampleReview.changes[0]!),
      resources: creates(4_000),
    };
    const text = rendered(monstrous);
    expectShortened(text);
    for (const index of [0, 59]) expect(text).toContain(`\`azapi_resource.W${index}\``);
    expect(text).toContain("### 🔑 4,000 access changes");
    const accessRows = text.match(/^\| \\\+ /gm)!.length;
    expect(accessRows).toBeGreaterThan(50);
    expect(text).toContain(`**${(4_000 - accessRows).toLocaleString("en")} more in the [report]`);
    expect(text).toContain("### 🌐 4,000 exposures");
    expect(text).toContain("### 📏 4,000 new policy findings");
    expect(text).toContain("**4,000 in the [report](<https://ci.example/report>)**");
    expect(text).toContain("rows of the sections above");
    expect(bytes(text)).toBeGreaterThan(limit * 0.98);
  });

  it("cuts dangers only when nothing else is left to cut", () => {
    const text = rendered({
      ...sampleReview,
      dangers: many(5_000, (index) => ({ ...sampleReview.dangers[0]!, address: `azapi_resource.W${index}` })),
      stacks: many(3_000, (index) => ({ ...sampleReview.stacks[1]!, name: `stack-${index}`, counts: noCounts })),
    });
    expectShortened(text);
    expect(text).toContain("### 🔥 5,000 dangers");
    expect(text.match(/`azapi_resource\.W\d+`/g)!.length).toBeGreaterThan(50);
    expect(text).toMatch(/\*\*4,\d\d\d more in the \[report\]/);
    expect(text).toContain("**3,000 more stacks in the [report](<https://ci.example/report>)**");
  });

  it("fits any limit from 4,000 bytes on, and refuses less", () => {
    for (const limitBytes of [4_000, 5_000, 7_000, 9_000, 11_000, 12_000, 15_000]) {
      const text = renderMarkdown(sampleReview, { limitBytes });
      expect(bytes(text)).toBeLessThanOrEqual(limitBytes);
      expect(text).toContain("## ⛔ BLOCKED");
      expect(readHeader(text)).toMatchObject({ truncated: limitBytes < 13_000 });
    }
    expect(() => renderMarkdown(sampleReview, { limitBytes: 3_999 })).toThrow(
      "limitBytes is 3999; expected 4000 or more",
    );
  });
});
