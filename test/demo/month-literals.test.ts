import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const project = join(__dirname, "../..");

/** Shares that the month states: what its world does, where the platform fails, and what a gate asks. Effects are computed. */
const STATED = ["campaign", "competitor", "unmetered", "nulls", "volume", "lostPercent", "rightAtLeast", "edit"];

/** Fractions that a source states as a number or within a text, each with the property that it stands at. */
function fractionsIn(source: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node, property: string): void => {
    const name = ts.isPropertyAssignment(node) ? node.name.getText() : property;
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if ((ts.isNumericLiteral(node) || isText) && /(^|[^\w.])\d*\.\d+($|[^\w.])/.test(node.text)) found.push(name);
    node.forEachChild((child) => visit(child, name));
  };
  visit(ts.createSourceFile("source.ts", source, ts.ScriptTarget.Latest, true), "");
  return found;
}

describe("the month's source", () => {
  const folder = join(project, "demo/month");
  const sources = readdirSync(folder).filter((name) => name.endsWith(".ts"));

  it.each(sources)("states causes and no effect: %s", (name) => {
    const fractions = fractionsIn(readFileSync(join(folder, name), "utf8"));
    expect(fractions.filter((property) => !STATED.includes(property))).toEqual([]);
  });

  it("would be found out", () => {
    expect(fractionsIn("const seen = { auc: 0.87, nulls: 0.3 };")).toEqual(["auc", "nulls"]);
    expect(fractionsIn("tell(`distance 0.31 of ${feature}`); tell('an auc of 0.9');")).toEqual(["", ""]);
    expect(sources).toContain("scenario.ts");
  });
});
