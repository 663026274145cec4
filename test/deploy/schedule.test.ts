import { setImmediate as turn } from "node:timers/promises";
import { type Ending, inDependencyOrder, pooled } from "../../deploy/schedule";

const stacks = [
  { name: "registry", dependencies: [] },
  { name: "dev", dependencies: ["registry"] },
  { name: "dev-a", dependencies: ["registry", "dev"] },
  { name: "dev-b", dependencies: ["registry", "dev"] },
  { name: "prod", dependencies: ["registry", "dev", "dev-a", "dev-b", "not-here"] },
];

async function run(width: number, endings: Record<string, Ending> = {}, mayBegin?: () => boolean) {
  const events: string[] = [];
  let active = 0;
  let most = 0;
  const work = async (name: string) => {
    events.push(`+${name}`);
    most = Math.max(most, ++active);
    await turn();
    active -= 1;
    events.push(`-${name}`);
    return endings[name] ?? "done";
  };
  const notBegun = await inDependencyOrder(stacks, width, work, mayBegin);
  return { events, most, notBegun: Object.fromEntries(notBegun) };
}

describe("inDependencyOrder", () => {
  it("begins nothing before what it depends on is done, and the rest at the same time", async () => {
    const { events, most, notBegun } = await run(4);
    expect(events).toEqual([
      ...["+registry", "-registry", "+dev", "-dev"],
      ...["+dev-a", "+dev-b", "-dev-a", "-dev-b", "+prod", "-prod"],
    ]);
    expect({ most, notBegun }).toEqual({ most: 2, notBegun: {} });
    expect((await run(1)).most).toBe(1);
  });

  it("does not begin what depends on a failure, and finishes the rest", async () => {
    const { events, notBegun } = await run(4, { "dev-a": "failed" });
    expect(events).toContain("-dev-b");
    expect(notBegun).toEqual({ prod: "dev-a" });
    expect((await run(4, { registry: "failed" })).notBegun).toEqual({
      dev: "registry",
      "dev-a": "registry",
      "dev-b": "registry",
      prod: "registry",
    });
  });

  it("begins nothing more once it may not", async () => {
    let calls = 0;
    const { events, notBegun } = await run(4, {}, () => ++calls <= 1);
    expect(events).toEqual(["+registry", "-registry"]);
    expect(Object.keys(notBegun)).toEqual(["dev", "dev-a", "dev-b", "prod"]);
  });
});

describe("pooled", () => {
  it("works on all items, so many at a time", async () => {
    let active = 0;
    let most = 0;
    const seen: number[] = [];
    await pooled([1, 2, 3, 4, 5], 2, async (item) => {
      most = Math.max(most, ++active);
      await turn();
      active -= 1;
      seen.push(item);
    });
    expect({ most, seen }).toEqual({ most: 2, seen: [1, 2, 3, 4, 5] });
  });
});
