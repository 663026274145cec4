import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../support/imports";
import { measureHouse } from "./house";
import { renderHouse } from "./render";

describe("the house as it is", () => {
  const house = measureHouse(root);

  it("has no circle, a page in each room, and files that are read in a minute", () => {
    expect(house.circles).toEqual([]);
    expect(house.rooms.filter(({ page }) => !page)).toEqual([]);
    expect(house.product.medianLines).toBeLessThan(100);
    expect(house.rooms.filter(({ medianLines }) => medianLines > 150)).toEqual([]);
  });

  it("has snapshots of a few stacks, none of which is longer than a person reads", () => {
    expect(house.snapshots.files).toBe(5);
    expect(house.snapshots.longest).toBeLessThan(6_000);
  });

  it("is told room by room where its figures are documented", () => {
    const page = readFileSync(join(root, "docs/reference/house.md"), "utf8");
    const told = [...page.matchAll(/^\| `(\w+)\/` /gm)].map(([, room]) => room);
    expect(told).toEqual(house.rooms.map(({ name }) => name));
  });
});

describe("the measure of a house", () => {
  const checkout = mkdtempSync(join(tmpdir(), "mlops-house-"));
  afterAll(() => rmSync(checkout, { recursive: true, force: true }));
  const files = {
    "domain/a.ts": 'import { b } from "./b";\n\nexport const a = b;\n',
    "domain/b.ts": 'import type { a } from "./a";\nexport const b: typeof a = 1;\n',
    "domain/README.md": "# Domain\n",
    "cli/main.ts": 'import { a } from "../domain/a";\nimport { b } from "../domain/b";\nimport "../package.json";\n',
    "test/one.test.ts": 'import "../cli/main";\n',
    "test/snapshots/one.snap": "a\nb\n",
    "node_modules/other/index.ts": "export {};\n",
    "package.json": "{}",
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), text);
  }
  const house = measureHouse(checkout);

  it("counts files, lines and imports of each room", () => {
    expect(house.rooms).toEqual([
      {
        name: "cli",
        files: 1,
        lines: 3,
        medianLines: 3,
        longest: { file: "cli/main.ts", lines: 3 },
        imports: { domain: 2 },
        page: false,
      },
      {
        name: "domain",
        files: 2,
        lines: 5,
        medianLines: 3,
        longest: { file: "domain/a.ts", lines: 3 },
        imports: {},
        page: true,
      },
    ]);
    expect([house.importsBetweenRooms, house.tests, house.snapshots]).toEqual([
      2,
      { files: 1, lines: 1 },
      { files: 1, lines: 2, longest: 2 },
    ]);
  });

  it("finds circles of types, and says which", () => {
    expect(house.circles).toEqual(["domain/a.ts → domain/b.ts → domain/a.ts"]);
    expect(renderHouse(house)).toContain("\nCircle: domain/a.ts → domain/b.ts → domain/a.ts");
  });

  it("is told beside that of another commit", () => {
    const rows = renderHouse(house, { commit: "fc51288", house: { ...house, circles: [] } }).split("\n");
    expect(rows[0]).toMatch(/^\| what +\| fc51288 +\| now +\|$/);
    expect(rows.find((row) => row.startsWith("| circles"))).toMatch(/\| 0 +\| 1 +\|$/);
  });
});
