/**
 * What runs in the page: search, filters and paging. Everything is there without it; it never makes HTML from text.
 *
 * Kept as text because a review does no I/O, so it cannot read a file, and because a compiler may rename what
 * `Function.toString` would give. Tests check its types and run it in a browser.
 */
export const script = String.raw`"use strict";
(async () => {
  /** @typedef {[path: string, before: string | null, after: string | null, forces: 0 | 1]} Attribute */
  /** @typedef {{a: string, t: string, w: string, s: [string, string][], b?: string, p?: string, c: Attribute[]}} Resource */
  /** @typedef {{pageSize: number, stacksNamed: number, signs: Record<string, string>, resources?: Resource[]}} Data */

  /** @type {Data} */
  const data = JSON.parse(document.getElementById("data")?.textContent ?? "{}");
  const packed = document.getElementById("packed");
  // A browser that cannot unpack shows what one without scripts shows.
  if (packed !== null && !("DecompressionStream" in window)) return;
  document.documentElement.classList.add("js");

  /** @param {string} text base64 of gzip of JSON @returns {Promise<Resource[]>} */
  async function unpacked(text) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  }
  const resources = packed === null ? data.resources ?? [] : await unpacked(packed.textContent ?? "");

  /** @param {string} id @returns {any} */
  const byId = (id) => document.getElementById(id);
  /** @param {string} selector @param {ParentNode} [root] @returns {any[]} */
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  /** @param {number} n */
  const count = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
  /** @param {string} text */
  const wordsOf = (text) => text.toLowerCase().split(/\s+/).filter((word) => word !== "");

  /**
   * @param {string} tag
   * @param {Record<string, string>} attributes
   * @param {...(string | Node | false | undefined)} children
   */
  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, text] of Object.entries(attributes)) made.setAttribute(name, text);
    for (const child of children) if (child) made.append(child);
    return made;
  }

  /** @param {string} text */
  const addressOf = (text) => element("code", { class: "address" }, text);

  /** @param {string | null} text */
  const side = (text) => (text === null ? element("span", { class: "none" }, "not set") : document.createTextNode(text));

  /** @param {Resource} resource */
  function attributesOf(resource) {
    const fresh = resource.c.every(([, before]) => before === null);
    const head = (fresh ? ["Attribute", "Value"] : ["Attribute", "Before", "After"]).map((title) => element("th", { scope: "col" }, title));
    const rows = resource.c.map(([path, before, after, forces]) =>
      element("tr", {},
        element("th", { scope: "row" },
          element("code", {}, path),
          forces === 1 && element("span", { class: "forces" }, "forces replacement")),
        !fresh && element("td", { class: "before" }, side(before)),
        element("td", { class: "after" }, side(after))));
    const label = "Attributes of " + resource.w;
    return element("div", { class: "scrolls", role: "region", "aria-label": label, tabindex: "0" },
      element("table", { class: "attributes" },
        element("thead", {}, element("tr", {}, ...head)),
        element("tbody", {}, ...rows)));
  }

  /** @param {Resource} resource */
  function rowOf(resource) {
    const stacks = resource.s.map(([stack]) => stack);
    return element("li", { class: "resource" },
      element("details", {},
        element("summary", {},
          element("span", { class: "badge " + resource.a },
            element("span", { class: "sign", "aria-hidden": "true" }, data.signs[resource.a]), resource.a),
          element("span", { class: "what" }, resource.w),
          element("span", { class: "sort" }, resource.t),
          element("span", { class: "in" },
            stacks.length > data.stacksNamed ? count(stacks.length) + " stacks" : stacks.join(", "))),
        element("div", { class: "detail" },
          resource.b !== undefined && element("p", { class: "because" }, resource.b),
          resource.p !== undefined && element("p", { class: "because" }, "was at ", addressOf(resource.p)),
          element("ul", { class: "places" }, ...resource.s.map(([stack, at]) =>
            element("li", {}, element("span", { class: "chip" }, stack), addressOf(at)))),
          resource.c.length > 0 && attributesOf(resource))));
  }

  /** @type {string[]} */
  let texts = [];
  /** @param {Resource} resource */
  const textOf = (resource) =>
    [resource.a, resource.t, resource.w, resource.b ?? "", resource.p ?? "", ...resource.s.flat(), ...resource.c.flat()]
      .join("\n").toLowerCase();

  const list = byId("resource-list");
  /** @type {Resource[]} */
  let matches = resources;
  let shown = list === null ? 0 : list.children.length;

  function tell() {
    const number = matches.length === resources.length
      ? count(matches.length) + " resources"
      : count(matches.length) + " of " + count(resources.length) + " resources";
    byId("found").textContent = shown < matches.length ? number + ", " + count(shown) + " shown" : number;
    byId("more").hidden = shown >= matches.length;
  }

  function showMore() {
    const more = matches.slice(shown, shown + data.pageSize).map(rowOf);
    list.append(...more);
    shown += more.length;
    tell();
    return more[0];
  }

  function filterResources() {
    const words = wordsOf(byId("search").value);
    const [stack, action, type] = ["stack", "action", "type"].map((id) => byId(id).value);
    if (words.length > 0 && texts.length === 0) texts = resources.map(textOf);
    matches = resources.filter((resource, index) =>
      (stack === "" || resource.s.some(([name]) => name === stack)) &&
      (action === "" || resource.a === action) &&
      (type === "" || resource.t === type) &&
      words.every((word) => texts[index].includes(word)));
    list.replaceChildren();
    shown = 0;
    byId("unfold").textContent = "Unfold all";
    showMore();
  }

  /** @param {{search?: string, stack?: string}} wanted */
  function find({ search = "", stack = "" }) {
    if (list === null) return;
    for (const control of all("input, select", byId("resource-controls"))) control.value = "";
    byId("search").value = search;
    byId("stack").value = stack;
    filterResources();
  }

  if (list !== null) {
    all(".remainder").forEach((note) => note.remove());
    /** @type {number | undefined} */
    let waiting;
    byId("search").addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = window.setTimeout(filterResources, 120);
    });
    for (const id of ["stack", "action", "type"]) byId(id).addEventListener("change", filterResources);
    byId("clear").addEventListener("click", () => {
      find({});
      byId("search").focus();
    });
    byId("more").addEventListener("click", () => showMore()?.querySelector("summary")?.focus());
    byId("unfold").addEventListener("click", () => {
      const folds = all("details", list);
      const open = folds.some((fold) => !fold.open);
      folds.forEach((fold) => { fold.open = open; });
      byId("unfold").textContent = open ? "Fold all" : "Unfold all";
    });
    tell();
  }

  if (byId("policy-controls") !== null) {
    const items = all("#policy .rule").flatMap((rule) => {
      const about = [...rule.children].filter((child) => !child.matches(".findings, .findings-fold")).map((child) => child.textContent);
      return all("[data-item]", rule).map((item) => ({ rule, item, text: [...about, item.textContent].join(" ").toLowerCase() }));
    });
    const filterPolicy = () => {
      const words = wordsOf(byId("policy-search").value);
      const severity = byId("policy-severity").value;
      const state = byId("policy-state").value;
      let found = 0;
      for (const { item, rule, text } of items) {
        const fits = (severity === "" || rule.dataset.severity === severity) &&
          (state === "" || rule.dataset.state === state) && words.every((word) => text.includes(word));
        item.hidden = !fits;
        if (fits) found += 1;
      }
      for (const group of all("#policy [data-group]")) {
        group.hidden = group.querySelector("[data-item]:not([hidden])") === null;
      }
      const filtered = words.length > 0 || severity !== "" || state !== "";
      for (const fold of all("#policy .findings-fold")) fold.open = filtered;
      byId("policy-found").textContent = count(found) + " of " + count(items.length) + " findings";
    };
    byId("policy-controls").addEventListener("input", filterPolicy);
    filterPolicy();
  }

  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("[data-stack], [data-search]");
    // The place that is gone to already does not change again.
    const anchor = /** @type {HTMLElement} */ (event.target).closest("a[href^='#']");
    if (anchor !== null) unfold(byId(anchor.getAttribute("href")?.slice(1) ?? ""));
    if (link !== null) find({ search: link.getAttribute("data-search") ?? "", stack: link.getAttribute("data-stack") ?? "" });
  });

  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const typing = target.matches("input, select, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && list !== null) {
      event.preventDefault();
      unfold(byId("resources"));
      byId("search").focus();
      byId("search").select();
    }
    if (event.key === "Escape" && target.id === "search") find({});
  });

  // On a phone, words and evidence come first: what they rest on is a tap away.
  if (matchMedia("(max-width: 640px)").matches) all(".depth").forEach((fold) => { fold.open = false; });
  /** @param {Element | null | undefined} place */
  const unfold = (place) => {
    const fold = place?.querySelector(":scope > .depth") ?? place?.closest(".depth");
    if (fold) /** @type {HTMLDetailsElement} */ (fold).open = true;
  };
  const unfoldTarget = () => unfold(byId(location.hash.slice(1)));
  addEventListener("hashchange", unfoldTarget);
  unfoldTarget();

  // A printed page cannot be unfolded.
  /** @type {any[]} */
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("details:not([open])");
    folded.forEach((fold) => { fold.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((fold) => { fold.open = false; }));
})();
`;
