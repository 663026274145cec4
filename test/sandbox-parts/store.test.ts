import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Store } from "../../sandbox/engine/store/store";

const resource = (id: string) => ({ id, type: "Microsoft.A/b", body: { properties: {} }, readOnly: {} });

describe("the store", () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "mlops-store-"))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it("writes every change to disk before it returns, and reads it again", () => {
    const store = new Store(dir);
    store.put(resource("/A/b"));
    store.put(resource("/a/c"));
    expect(new Store(dir).all().map(({ id }) => id)).toEqual(["/A/b", "/a/c"]);
    store.remove(["/a/B"], []);
    expect(new Store(dir).all().map(({ id }) => id)).toEqual(["/a/c"]);
    expect(readdirSync(dir)).toEqual(["cloud.json"]);
  });

  it("keeps a file that reads like any JSON that was written at once, sorted by id", () => {
    const store = new Store(dir);
    const hard = {
      ...resource('/b "quoted"\n'),
      body: { list: [1, { text: "a\nb", "naïve ☃": null }], empty: [], none: {} },
    };
    for (const one of [resource("/c"), hard, resource("/a")]) store.put(one);
    store.put({ ...resource("/c"), readOnly: { again: true } });
    const gone = {
      resource: resource("/a"),
      deletedAt: "2026-11-21T00:00:00Z",
      retentionDays: 7,
      purgeProtected: false,
    };
    store.remove(["/a"], [gone]);
    const text = readFileSync(store.file, "utf8");
    const content: unknown = JSON.parse(text);
    expect(content).toEqual({
      version: 1,
      resources: { [hard.id]: hard, "/c": { ...resource("/c"), readOnly: { again: true } } },
      softDeleted: { "/a": gone },
    });
    expect(text).toBe(`${JSON.stringify(content, undefined, 2)}\n`);
  });

  it("lists by type in any case, as it is after every change", () => {
    const store = new Store(dir);
    const other = { ...resource("/x"), type: "Microsoft.A/other" };
    for (const one of [resource("/b"), other, resource("/a")]) store.put(one);
    const ids = (type: string) => store.ofType(type).map(({ id }) => id);
    expect(ids("microsoft.a/B")).toEqual(["/a", "/b"]);
    expect(store.ofType("Microsoft.A/b")).toBe(store.ofType("microsoft.a/b"));
    store.put({ ...resource("/b"), type: "Microsoft.A/other" });
    expect([ids("Microsoft.A/b"), ids("Microsoft.A/other")]).toEqual([["/a"], ["/b", "/x"]]);
    store.remove(["/a", "/x"], []);
    expect([ids("Microsoft.A/b"), ids("Microsoft.A/other")]).toEqual([[], ["/b"]]);
  });

  it("finds by id in any case, and below an id without its neighbours", () => {
    const store = new Store(dir);
    for (const id of ["/a", "/a/b", "/a/b/c", "/ab"]) store.put(resource(id));
    expect(store.get("/A/B")?.id).toBe("/a/b");
    expect(store.below("/A").map(({ id }) => id)).toEqual(["/a/b", "/a/b/c"]);
  });

  it("keeps what is soft-deleted apart until it is purged", () => {
    const store = new Store(dir);
    store.put(resource("/a"));
    const gone = {
      resource: resource("/a"),
      deletedAt: "2026-11-21T00:00:00Z",
      retentionDays: 7,
      purgeProtected: false,
    };
    store.remove(["/a"], [gone]);
    expect(store.all()).toEqual([]);
    expect(new Store(dir).softDeleted()).toEqual([gone]);
    store.purge("/A");
    expect(JSON.parse(readFileSync(store.file, "utf8"))).toEqual({ version: 1, resources: {}, softDeleted: {} });
  });
});
