import { formatOf } from "../../cli/graph/graph";

describe("mlops graph", () => {
  it.each([
    ["prod.svg", "svg"],
    ["a.b/prod.JSON", "json"],
    ["prod.md", "mermaid"],
    ["json", "mermaid"],
    [undefined, "mermaid"],
  ])("is written as the ending of the file says: %s", (out, format) => {
    expect(formatOf(out)).toBe(format);
  });
});
