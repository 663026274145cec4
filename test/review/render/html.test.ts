import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import type { Review } from "../../../review/model";
import { renderHtml } from "../../../review/render/html";
import { hostileReview, hostileText, largeReview } from "./html-reviews";
import { pricedReview, quietReview, sampleReview } from "./sample";

const html = renderHtml(sampleReview);

describe("renderHtml", () => {
  it.each([
    ["verdict", "<h1>Blocked</h1>"],
    ["reasons", "access widens for PFS Forecasting Engineers"],
    ["commit", sampleReview.source.commit!],
    ["digest", sampleReview.source.digest],
    ["time of the plan", "21 Nov 2026, 11:48 UTC"],
    ["why a stack has no plan", "could not acquire access token"],
    ["what Azure does with what is destroyed", "Azure keeps the workspace for 14 days"],
    ["what protects it", "delete lock lock-pfs-preprod is lifted by this plan"],
    ["who gains a role", "PFS Forecasting Engineers"],
    ["where the configuration grants it", "config/environments/prod.yaml:21"],
    ["condition of a role", "only for AzureML Data Scientist and Reader"],
    ["exposure", "storage account stpfsdev31f0 becomes reachable from the internet"],
    ["policy rule", "storage-network-default-deny"],
    ["fix of a finding", "set network.inbound.mode to private in config/environments/dev.yaml"],
    [
      "waiver's owner and end",
      'Waived</strong> until <time datetime="2027-02-28">2027-02-28</time>, owner ml-platform',
    ],
    ["change in words", "cluster cpu grows from 4 to 6 nodes"],
    ["schedule before", "<s>every Monday at 02:00 Europe/Amsterdam</s>"],
    ["schedule after", "every Monday at 03:00 Europe/Amsterdam"],
    ["next runs", "next 7 Dec 03:00, 14 Dec 03:00, 21 Dec 03:00"],
    ["role granted in the matrix", '<span class="unseen">granted: </span>Contributor'],
    ["role removed in the matrix", '<span class="unseen">removed: </span><s>Storage Blob Data Contributor</s>'],
    ["changed box of the topology", "mlw-pfs-preprod (azapi_resource): replace"],
    ["drift", "[&quot;203.0.113.7&quot;]"],
    ["warning", "version 11 was rolled back to on 19 November"],
    ["attribute that forces a replacement", '<code>location</code><span class="forces">forces replacement</span>'],
    ["former address", "azurerm_virtual_network.Net_77AA01B2"],
  ])("shows the %s", (_, text) => {
    expect(html).toContain(text);
  });

  it("links positions to the files as they were planned, and nothing else to the outside", () => {
    const codeUrl = "https://github.com/pfs-corporation/mlops-environments/blob/4f9d2c7/";
    const outside = (page: string) => [...page.matchAll(/(?:href|src)="(?!#)([^"]*)"/g)].map(([, url]) => url!);
    const linked = outside(renderHtml({ ...sampleReview, codeUrl }));
    expect(linked).toContain(`${codeUrl}config/environments/prod.yaml#L21`);
    expect(linked.filter((url) => !url.startsWith(codeUrl))).toEqual([]);
    expect(outside(html)).toEqual([]);
    expect(outside(renderHtml({ ...sampleReview, codeUrl: "javascript:alert(1)//" }))).toEqual([]);
  });

  it("says what kind of plans they are, what was not planned and whether files were changed since the commit", () => {
    const notPlanned = [{ name: "dev-old", why: "it is gone from the configuration" }];
    const about = { mode: "destroy", dirty: true, notPlanned } as const;
    const page = renderHtml({ ...sampleReview, source: { ...sampleReview.source, ...about } });
    for (const text of ["These plans take away everything", "with files changed since", "Not planned:", ">dev-old<"]) {
      expect(page).toContain(text);
      expect(html).not.toContain(text);
    }
  });

  it("has the same bytes for the same review", () => {
    expect(renderHtml(structuredClone(sampleReview))).toBe(html);
  });

  it("says of each section that it has nothing to tell", () => {
    const quiet = renderHtml(quietReview);
    expect(quiet).toContain("<h1>No change</h1>");
    for (const text of [
      "Nothing that holds data is destroyed, replaced or forgotten.",
      "Nobody gains or loses a role.",
      "No network, key, credential, custom role, approval or rule of promotion opens or closes.",
      "312 checks passed, none failed.",
      "No resource changes.",
      "Nothing was changed outside Terraform.",
    ]) {
      expect(quiet).toContain(text);
      expect(html).not.toContain(text);
    }
  });

  it("shows schedules that change, and folds those that stay", () => {
    const [, shown, folded] = /id="calendar"([^]*?)<details class="fold">([^]*?)<\/details>/.exec(html)!;
    expect(shown).toContain("every Monday at 03:00");
    expect(shown).not.toContain("every day at 05:30");
    expect(folded).toContain("1 as before");
    expect(folded).toContain("every day at 05:30");
  });

  it("marks a plan against the sandbox, and no other", () => {
    const sandbox: Review = { ...sampleReview, source: { ...sampleReview.source, target: "sandbox" } };
    expect(renderHtml(sandbox)).toContain("Planned against a simulated Azure");
    expect(html).not.toContain("Planned against a simulated Azure");
  });

  it("lets run and apply only its own script and style sheet", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)![1]!;
    const hash = (element: string): string => {
      const text = new RegExp(`<${element}>([^]*?)</${element}>`).exec(html)![1]!;
      return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    };
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      `script-src ${hash("script")}`,
      `style-src ${hash("style")}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it("refers to nothing outside the file", () => {
    const targets = (page: string): string[] =>
      [...page.matchAll(/\b(?:src|href|action|data|poster|srcset)="([^"]*)"/g)].map(([, target]) => target!);
    expect(targets(`<img src="https://example.com/x.png">`)).toEqual(["https://example.com/x.png"]);
    expect(targets(html).filter((target) => !target.startsWith("#"))).toEqual([]);
    expect(html).not.toMatch(/url\(|@import|<link|<iframe|<object|<embed/);
  });
});

describe("renderHtml with hostile names", () => {
  const hostile = renderHtml(hostileReview);
  /** Tags as a browser would see them, with the names of their attributes. */
  const tags = (page: string): string[] =>
    [
      ...page
        .replace(/<(script|style)\b([^>]*)>[^]*?<\/\1>/g, "<$1$2>")
        .matchAll(/<([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/g),
    ].map(
      ([, name, attributes]) =>
        `${name} ${[...attributes!.matchAll(/([a-z-]+)(?:="[^"]*")?/g)]
          .map(([, key]) => key)
          .sort()
          .join(" ")}`,
    );

  it("makes the same elements and attributes as with harmless ones", () => {
    // What is no address is no link.
    const harmless = renderHtml({ ...pricedReview, codeUrl: undefined });
    expect(new Set(tags(hostile))).toEqual(new Set(tags(harmless)));
    expect(tags(hostileText).some((tag) => tag === "img onerror src" || tag.startsWith("script"))).toBe(true);
  });

  it("shows them as text", () => {
    expect(hostile).toContain("&lt;script&gt;globalThis.broken = 1&lt;/script&gt;");
    expect(hostile).toContain("[U+202E]evil[U+2066][U+200B][U+0007][U+2028][U+FEFF][U+D800]");
  });

  it("has no character that cannot be seen", () => {
    const unseen = /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u;
    expect(hostileText).toMatch(unseen);
    expect(hostile).not.toMatch(unseen);
  });

  it("ends the data of the page nowhere early", () => {
    const data = /<script type="application\/json" id="data">([^]*?)<\/script>/.exec(hostile)![1]!;
    expect(data).not.toMatch(/[<>&]/);
    const names = (JSON.parse(data) as { resources: { w: string }[] }).resources.map(({ w }) => w);
    expect(names[0]).toContain("</script><script>globalThis.broken = 2</script>");
  });

  it("cuts what is too long and says by how much", () => {
    const long = renderHtml({ ...sampleReview, organization: "x".repeat(10_000) });
    expect(long).toContain(`${"x".repeat(400)}… (9,600 more characters)`);
    expect(long).not.toContain("x".repeat(401));
  });

  it("cuts a long value of an attribute later than a name", () => {
    const [first, ...others] = sampleReview.resources;
    const attributes = [{ path: "tags", after: `${"y".repeat(2_500)}` }];
    const long = renderHtml({ ...sampleReview, resources: [{ ...first!, attributes }, ...others] });
    expect(long).toContain(`${"y".repeat(2_000)}… (500 more characters)`);
  });
});

describe("renderHtml with 10,000 resources", () => {
  it("writes one page of them and keeps the rest as data, packed", () => {
    const large = renderHtml(largeReview(10_000));
    expect(large.length).toBeLessThan(3_000_000);
    expect(large.match(/<li class="resource">/g)).toHaveLength(250);
    expect(large).toContain("The 250 weightiest of 10,000 resources.");
    const packed = /<script type="text\/plain" id="packed">([A-Za-z0-9+/=]*)<\/script>/.exec(large)![1]!;
    const text = gunzipSync(Buffer.from(packed, "base64")).toString("utf8");
    expect(new Set((JSON.parse(text) as { readonly w: string }[]).map(({ w }) => w)).size).toBe(10_000);
  });
});
