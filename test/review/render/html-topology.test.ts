import fc from "fast-check";
import type { Action, Topology } from "../../../review/model";
import { drawings, mostBoxes } from "../../../review/render/html/layout";

function topology(references: Readonly<Record<string, readonly string[]>>, changed: readonly string[]): Topology {
  const ids = new Set([...Object.keys(references), ...Object.values(references).flat()]);
  return {
    nodes: [...ids].map((id) => ({
      id: `dev/${id}`,
      stack: "dev",
      label: id,
      type: id.split("_")[0]!,
      action: (changed.includes(id) ? "update" : "no-op") satisfies Action,
    })),
    edges: Object.entries(references).flatMap(([from, targets]) =>
      targets.map((to) => ({ from: `dev/${from}`, to: `dev/${to}` })),
    ),
  };
}

const column = (found: ReturnType<typeof drawings>, id: string): number =>
  found[0]!.boxes.find((box) => box.id === `dev/${id}`)!.x;

describe("drawings", () => {
  it("draws what changes and what is one reference away", () => {
    const [drawing] = drawings(topology({ d: ["c"], c: ["b"], b: ["a"] }, ["c"]));
    expect(drawing).toMatchObject({ changed: 1, left: 1, collapsed: false });
    expect(drawing!.boxes.map(({ id }) => id).sort()).toEqual(["dev/b", "dev/c", "dev/d"]);
  });

  it("draws nothing of a stack that does not change", () => {
    expect(drawings(topology({ b: ["a"] }, []))).toEqual([]);
    expect(drawings(topology({ b: ["a"] }, ["a"]))).toHaveLength(1);
  });

  it("stands each resource right of all it refers to", () => {
    const found = drawings(topology({ c: ["a", "b"], b: ["a"] }, ["a", "b", "c"]));
    expect(column(found, "a")).toBeLessThan(column(found, "b"));
    expect(column(found, "b")).toBeLessThan(column(found, "c"));
  });

  it("leaves out a reference that follows from two others", () => {
    const [drawing] = drawings(topology({ c: ["a", "b"], b: ["a"] }, ["c", "b"]));
    expect(drawing!.arrows.map(({ from, to }) => `${from.id} ${to.id}`)).toEqual(["dev/b dev/a", "dev/c dev/b"]);
  });

  it("draws one box per type where there are too many", () => {
    const many = Array.from({ length: mostBoxes + 1 }, (_, index) => `assignment_${index}`);
    const [drawing] = drawings(topology(Object.fromEntries(many.map((id) => [id, ["account_0"]])), many));
    expect(drawing).toMatchObject({ collapsed: true, changed: many.length });
    expect(drawing!.boxes.map(({ id, nodes }) => [id, nodes.length])).toEqual([
      ["account", 1],
      ["assignment", many.length],
    ]);
    expect(drawing!.arrows).toHaveLength(1);
  });

  it("gives the same drawing whatever the order, without overlap, also with cycles", () => {
    const ids = fc.integer({ min: 0, max: 11 }).map(String);
    fc.assert(
      fc.property(
        fc.dictionary(ids, fc.array(ids, { maxLength: 4 }), { minKeys: 1 }),
        fc.array(ids, { minLength: 1 }),
        (references, changed) => {
          const given = topology(references, changed);
          const found = drawings(given);
          const turned = { nodes: [...given.nodes].reverse(), edges: [...given.edges].reverse() };
          expect(JSON.stringify(drawings(turned))).toBe(JSON.stringify(found));
          for (const { boxes } of found) {
            expect(new Set(boxes.map(({ x, y }) => `${x} ${y}`)).size).toBe(boxes.length);
          }
        },
      ),
    );
  });
});
