import ts from "typescript";
import { script } from "../../../review/render/html/script";

/** What the compiler says about plain JavaScript for a browser, in its strictest setting. */
function complaints(source: string): string[] {
  const options: ts.CompilerOptions = {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    strict: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noImplicitReturns: true,
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, version, ...others) =>
    name === "page.js"
      ? ts.createSourceFile(name, source, version)
      : getSourceFile.call(host, name, version, ...others);
  return ts.getPreEmitDiagnostics(ts.createProgram(["page.js"], options, host)).map(({ messageText, start }) => {
    const line = source.slice(0, start ?? 0).split("\n").length;
    return `${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

describe("script of the page", () => {
  it("has no errors of type and nothing unused", () => {
    expect(complaints(script)).toEqual([]);
  });

  it("would be told if it had", () => {
    expect(complaints(script.replace("const addressOf", "const unheard"))).not.toEqual([]);
  });

  it("can stand in the page as it is, and makes no HTML from text", () => {
    expect(script).not.toMatch(/<\/script|<!--|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b/);
    expect(script).toMatch(/textContent/);
  });
});
