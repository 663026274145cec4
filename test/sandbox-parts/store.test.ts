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
