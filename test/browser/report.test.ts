import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { source as axe } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Review } from "../../review/model";
import { renderHtml } from "../../review/render/html";
import { review as evidenced } from "../support/evidence-review";
import { Walk } from "../support/evidence-walk";
import { rules } from "../release/facts";
import { hostileReview, largeReview } from "../review/render/html-reviews";
import { pricedReview, quietReview, sampleReview } from "../review/render/sample";
import { startChromium } from "./chromium";

const wide = { width: 1400, height: 900 };
const narrow = { width: 400, height: 800 };

/** A page and what it did besides showing itself. */
interface Opened {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
}

let browser: Browser;
let folder: string;

beforeAll(async () => {
  browser = await startChromium();
  folder = mkdtempSync(join(tmpdir(), "report-"));
});

afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

/** Opens a report from disk, as a reviewer does who downloaded it. */
async function open(review: Review, options: BrowserContextOptions = {}): Promise<Opened> {
  const file = join(folder, "report.html");
  writeFileSync(file, renderHtml(review));
  const page = await (await browser.newContext({ viewport: wide, ...options })).newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => complaints.push(dialog.message()));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  return { page, complaints, requests };
}

async function close({ page }: Opened): Promise<void> {
  await page.context().close();
}

const rows = (page: Page): Promise<string[]> => page.locator("#resource-list .what").allTextContents();
const found = (page: Page): Promise<string | null> => page.locator("#found").textContent();
const unfoldAll = "for (const fold of document.querySelectorAll('details')) fold.open = true";

describe("report in a browser", () => {
  it("opens from disk without a request and without a complaint", async () => {
    const opened = await open(sampleReview);
    expect(await opened.page.title()).toBe("Blocked: plan review of PFS Corporation");
    expect(await found(opened.page)).toBe("13 resources");
    expect(opened.requests.map((url) => new URL(url).protocol)).toEqual(["file:"]);
    expect(opened.complaints).toEqual([]);
    await close(opened);
  });

  it("would be stopped if it asked the network or ran another script", async () => {
    const opened = await open(sampleReview);
    await opened.page.evaluate(`
      document.head.append(Object.assign(document.createElement("img"), { src: "https://example.com/x.png" }));
      document.head.append(Object.assign(document.createElement("script"), { textContent: "globalThis.broken = 6" }));
    `);
    expect(await opened.page.evaluate("globalThis.broken")).toBeUndefined();
    expect(opened.complaints.filter((text) => text.includes("Content Security Policy"))).toHaveLength(2);
    await close(opened);
  });

  it("runs nothing that hostile names bring along", async () => {
    const opened = await open(hostileReview, { viewport: narrow });
    await opened.page.evaluate(unfoldAll);
    await opened.page.locator("#search").fill("mlw-pfs-preprod <script>");
    await expectSoon(() => found(opened.page), "1 of 13 resources");
    for (const name of await opened.page.locator(".resource summary").all()) await name.hover();
    expect(await opened.page.evaluate("globalThis.broken")).toBeUndefined();
    expect(await opened.page.locator("img, iframe, [onerror], [onmouseover], [onfocus]").count()).toBe(0);
    expect(await opened.page.locator("script").count()).toBe(2);
    expect((await rows(opened.page))[0]).toContain("<script>globalThis.broken = 1</script>");
    expect(opened.complaints).toEqual([]);
    await close(opened);
  });
});

describe("search and filters", () => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open(sampleReview);
  });
  afterAll(() => close(opened));
  afterEach(() => opened.page.locator("#clear").click());

  it("finds words in names, addresses and values, all of them needed", async () => {
    const { page } = opened;
    await page.locator("#search").fill("NORTHEUROPE workspace");
    await expectSoon(() => found(page), "1 of 13 resources");
    expect(await rows(page)).toEqual(["workspace mlw-pfs-preprod"]);
    await page.locator("#search").fill("no such thing");
    await expectSoon(() => found(page), "0 of 13 resources");
    await page.locator("#clear").click();
    expect(await found(page)).toBe("13 resources");
  });

  it("filters by stack, action and type together", async () => {
    const { page } = opened;
    await page.locator("#action").selectOption("replace");
    expect(await found(page)).toBe("2 of 13 resources");
    await page.locator("#type").selectOption("azurerm_storage_account");
    expect(await rows(page)).toEqual(["storage account stpfspreprodc4e1"]);
    await page.locator("#stack").selectOption("prod");
    expect(await found(page)).toBe("0 of 13 resources");
    expect(opened.complaints).toEqual([]);
  });

  it("leads from a stack in the overview, and from a box in the drawing, to its resources", async () => {
    const { page } = opened;
    await page.locator("#overview a", { hasText: /^preprod$/ }).click();
    expect(await page.locator("#stack").inputValue()).toBe("preprod");
    expect((await rows(page)).length).toBeGreaterThan(2);
    await page.locator("#topology a[data-search^='azapi_resource.Workspace']").click();
    expect(await rows(page)).toEqual(["workspace mlw-pfs-preprod"]);
  });

  it("filters findings by severity, state and text", async () => {
    const { page } = opened;
    const shown = (): Promise<string[]> => page.locator("#policy [data-item]:visible .text").allTextContents();
    expect(await page.locator("#policy-found").textContent()).toBe("5 of 5 findings");
    await page.locator("#policy-state").selectOption("waived");
    expect(await shown()).toEqual(["retention_policy_in_days is 0"]);
    await page.locator("#policy-state").selectOption("");
    await page.locator("#policy-severity").selectOption("critical");
    expect(await shown()).toEqual(["network_rules.default_action is Allow"]);
    await page.locator("#policy-severity").selectOption("");
    await page.locator("#policy-search").fill("2026-10-31");
    expect(await shown()).toEqual(["Contributor is granted to a group on a whole resource group"]);
    await page.locator("#policy-search").fill("");
    expect(await shown()).toHaveLength(5);
  });

  it("builds the same rows that stand in the document without a script", async () => {
    const plain = await open(sampleReview, { javaScriptEnabled: false });
    const written = await plain.page.locator("#resource-list").innerHTML();
    await opened.page.locator("#clear").click();
    expect(await opened.page.locator("#resource-list").innerHTML()).toBe(written);
    await close(plain);
  });
});

describe("keyboard", () => {
  it("skips to the review, searches with / and goes back with Escape", async () => {
    const opened = await open(sampleReview);
    const { page } = opened;
    const focused = (): Promise<unknown> =>
      page.evaluate("document.activeElement.id || document.activeElement.className");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("skip");
    await page.keyboard.press("Enter");
    expect(await focused()).toBe("main");
    await page.keyboard.press("/");
    expect(await focused()).toBe("search");
    await page.keyboard.type("budget/x");
    await expectSoon(() => found(page), "0 of 13 resources");
    expect(await page.locator("#search").inputValue()).toBe("budget/x");
    await page.keyboard.press("Escape");
    await expectSoon(() => found(page), "13 resources");
    await close(opened);
  });

  it("unfolds a resource and reaches every box that scrolls", async () => {
    const opened = await open(sampleReview, { viewport: narrow });
    const { page } = opened;
    await page.locator(".contents a[href='#resources']").click();
    const first = page.locator(".resource details", { has: page.locator("table") }).first();
    await first.locator("summary").focus();
    await page.keyboard.press("Enter");
    await first.locator("table").waitFor({ state: "visible" });
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.className")).toBe("scrolls");
    await close(opened);
  });
});

describe("accessibility", () => {
  const reviews: readonly (readonly [string, Review])[] = [
    ["sample", sampleReview],
    ["priced", pricedReview],
    ["quiet", quietReview],
  ];
  it.each(
    reviews.flatMap(([name, review]) =>
      (["light", "dark"] as const).flatMap((scheme) =>
        [wide, narrow].map((viewport) => [name, scheme, viewport.width, viewport, review] as const),
      ),
    ),
  )("axe finds nothing in the %s report, %s, at %d px", async (_, colorScheme, __, viewport, review) => {
    const opened = await open(review, { viewport, colorScheme });
    await opened.page.evaluate(unfoldAll);
    expect(await violations(opened.page)).toEqual([]);
    await close(opened);
  });

  it("axe would find something", async () => {
    const opened = await open(quietReview);
    await opened.page.evaluate(`document.getElementById("main").append(document.createElement("button"))`);
    expect(await violations(opened.page)).toEqual([expect.stringContaining("button-name")]);
    await close(opened);
  });

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    const result = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
    };
    return result.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
  }
});

describe("layout", () => {
  it.each([
    ["sample", sampleReview],
    ["priced", pricedReview],
    ["hostile", hostileReview],
    ["large", largeReview(600)],
  ])("the page of the %s report does not scroll sideways at 400 px, all unfolded", async (_, review) => {
    const opened = await open(review, { viewport: narrow });
    await opened.page.evaluate(unfoldAll);
    expect(await opened.page.evaluate("document.documentElement.scrollWidth")).toBe(400);
    // The positive twin: something is wider and scrolls in a box of its own.
    expect(
      await opened.page.evaluate(
        "[...document.querySelectorAll('.scrolls')].some((b) => b.scrollWidth > b.clientWidth)",
      ),
    ).toBe(true);
    await close(opened);
  });

  it("shows an ordinary promotion in six screens of a phone, and what it rests on where one goes for it", async () => {
    const walk = new Walk(rules);
    walk.promote();
    const held = evidenced(walk, 0, walk.found);
    // What it costs and what it rests on are those of a larger change.
    const { cost, calendar, matrix, topology, resources } = pricedReview;
    const promotion: Review = { ...held, ...(cost && { cost }), calendar, matrix, topology, resources };
    const opened = await open(promotion, { viewport: narrow });
    const { page } = opened;
    const screens = async () => Number(await page.evaluate("document.documentElement.scrollHeight")) / narrow.height;
    expect(held).toMatchObject({ verdict: "review", releases: [{ status: "evidenced" }] });
    expect(await screens()).toBeLessThanOrEqual(6);
    const folds = page.locator(".depth");
    expect(await folds.count()).toBeGreaterThanOrEqual(3);
    expect(await page.locator(".depth[open]").count()).toBe(0);

    for (const id of ["resources", "calendar"]) {
      await page.locator(`.contents a[href='#${id}']`).click();
      await page.locator(`#${id} .depth[open]`).waitFor();
    }
    // A link from a comment unfolds what it leads to.
    await page.goto("about:blank");
    await page.goto(`${pathToFileURL(join(folder, "report.html")).href}#topology`);
    await page.locator("#topology .depth[open]").waitFor();
    expect(await page.locator(".depth[open]").count()).toBe(1);
    await page.setViewportSize(wide);
    await page.reload();
    expect(await page.locator(".depth:not([open])").count()).toBe(0);
    await close(opened);
  });

  it.each([true, false])("prints everything unfolded and no controls (script: %s)", async (javaScriptEnabled) => {
    const opened = await open(sampleReview, { javaScriptEnabled });
    const { page } = opened;
    const hidden = page.locator(".resource .attributes").first();
    expect(await hidden.isVisible()).toBe(false);
    await page.emulateMedia({ media: "print" });
    expect(await hidden.isVisible()).toBe(true);
    expect((await hidden.boundingBox())!.height).toBeGreaterThan(10);
    for (const control of ["#search", ".contents", "#policy-controls"]) {
      expect(await page.locator(control).isVisible()).toBe(false);
    }
    expect((await page.pdf()).length).toBeGreaterThan(50_000);
    await close(opened);
  });

  it("folds again after printing what was folded before", async () => {
    const opened = await open(sampleReview);
    const folded = (): Promise<number> => opened.page.locator("details:not([open])").count();
    const before = await folded();
    expect(before).toBeGreaterThan(10);
    await opened.page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await folded()).toBe(0);
    await opened.page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await folded()).toBe(before);
    await close(opened);
  });
});

describe("without a script", () => {
  it("shows all content and no control that would do nothing", async () => {
    const opened = await open(sampleReview, { javaScriptEnabled: false });
    const { page } = opened;
    expect(await rows(page)).toHaveLength(13);
    expect(await page.locator("#search").isVisible()).toBe(false);
    const fold = page.locator(".resource details", { has: page.locator("table") }).first();
    await fold.locator("summary").click();
    expect(await fold.locator("table").isVisible()).toBe(true);
    await close(opened);
  });

  it("says that a large report shows its first page only", async () => {
    const opened = await open(largeReview(600), { javaScriptEnabled: false });
    expect(await opened.page.locator(".remainder").textContent()).toContain("The 250 weightiest of 600 resources.");
    expect(await rows(opened.page)).toHaveLength(250);
    await close(opened);
  });
});

describe("10,000 resources", () => {
  it("opens, searches and pages within seconds", async () => {
    const start = performance.now();
    const opened = await open(largeReview(10_000));
    const { page } = opened;
    await expectSoon(() => found(page), "10,000 resources, 250 shown");
    await page.locator("#search").fill("Resource_9999");
    await expectSoon(() => found(page), "1 of 10,000 resources");
    await page.locator("#clear").click();
    await page.locator("#more").click();
    expect(await rows(page)).toHaveLength(500);
    expect(await found(page)).toBe("10,000 resources, 500 shown");
    // Focus stays where the reader is: on the first of the new rows.
    expect(
      await page.evaluate("[...document.querySelectorAll('.resource summary')].indexOf(document.activeElement)"),
    ).toBe(250);
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(opened.complaints).toEqual([]);
    await close(opened);
  });
});

/** Waits until what is read is what is expected, as a search waits for the typing to pause. */
async function expectSoon(read: () => Promise<string | null>, expected: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while ((await read()) !== expected && performance.now() < deadline) await new Promise((done) => setTimeout(done, 25));
  expect(await read()).toBe(expected);
}
