import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { catalogue, outOfScope, rules } from "../../policy";
import { severities } from "../../policy/model";
import { upstreamIds } from "./upstream-ids";

const folder = join(__dirname, "../../policy/rules");
const files = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap((family) => readdirSync(join(folder, family.name)).map((file) => basename(file, ".ts")));

describe("the catalogue", () => {
  const all = Object.entries(upstreamIds).flatMap(([type, ids]) => ids.map((id) => [id, type] as const));

  it.each(all)("takes a stand on %s (%s)", (id) => {
    const coverage = catalogue().get(id);
    expect(coverage).toBeDefined();
    if ("rule" in coverage!) expect(Object.keys(rules)).toContain(coverage.rule);
    else expect(coverage!.outOfScope.reason.length).toBeGreaterThan(20);
  });

  it("takes each id one way only", () => {
    const ids = [...Object.values(rules).flatMap(({ upstream }) => upstream), ...Object.keys(outOfScope)];
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it("names no id that is on no list", () => {
    const known = all.map(([id]) => id);
    const named = [...catalogue().keys()].filter((id) => !known.includes(id));
    expect(named).toEqual(["internet ingestion and query"]);
  });
});

describe("rules", () => {
  it("are named after their files, one each", () => {
    expect(Object.keys(rules).sort()).toEqual([...files].sort());
    expect(files.length).toBeGreaterThan(90);
  });

  it.each(Object.entries(rules))("%s says what must hold, why, and what to do", (_, rule) => {
    expect(severities).toContain(rule.severity);
    expect(rule.title).toMatch(/^[A-Z].*[^.]$/);
    expect(rule.why).toMatch(/^[A-Z].{20,}\.$/);
    expect(rule.fix).toMatch(/^[a-z].{5,}[^.]$/);
    expect(rule.kinds.length).toBeGreaterThan(0);
    for (const kind of rule.kinds)
      expect(kind).toMatch(/^(\*|(azurerm|azuredevops|github)_\w+|stack\.\w+|Microsoft\.\w+(\/\w+)+)$/);
  });

  it("are as strict in pre-production as in production", () => {
    for (const { severityIn } of Object.values(rules)) {
      expect(severityIn?.preproduction).toBeUndefined();
      expect(severityIn?.production).toBeUndefined();
    }
  });
});
