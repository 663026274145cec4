import fc from "fast-check";
import { formatProblem, messageOf, type Problem } from "../../../domain/problem/problem";
import { jsonText, visible } from "../../../domain/text/visible";
import { azureIssue, githubAnnotation, logLine } from "../../../domain/problem/workflow-commands";

/** What people may have written, and what each sink would obey if it were more than text. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 6 }),
      fc.constantFrom(
        ..."\n|\r|\r\n|\u2028|\u001b[31m|\u001b]8;;http://x\u0007|\u009b2J|\u202e|\u2066|\u200f|\u0000|\ud800|\b".split(
          "|",
        ),
        ...[
          "::error::",
          "::add-mask::x",
          " ::set-output name=a::b",
          "##vso[task.setvariable variable=a]b",
          "##[error]",
          "%0A::error::",
          "%25",
          ",",
          ":",
          ";",
          "]",
        ],
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** What GitHub makes of a line: the command, its properties and its message; undefined if it is no command. */
function githubReads(line: string) {
  const match = /^\s*::([\w-]+)(?: ([^:]*?))?::(.*)$/s.exec(line);
  if (match === null) return undefined;
  const decode = (text: string): string => text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
  const property = (text: string): string => decode(text.replaceAll("%3A", ":").replaceAll("%2C", ","));
  const properties = Object.fromEntries(
    (match[2] ?? "")
      .split(",")
      .map((pair) => [pair.slice(0, pair.indexOf("=")), property(pair.slice(pair.indexOf("=") + 1))]),
  );
  return { command: match[1], properties, message: decode(match[3]!) };
}

describe("text of people", () => {
  it("on a terminal is one line in which every character is to be seen", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(visible(text)).not.toMatch(CONTROL);
        expect(visible(visible(text))).toBe(visible(text));
      }),
    );
  });

  it("in a log of a pipeline is no command, of neither platform", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const line = logLine(text);
        expect(line).not.toMatch(CONTROL);
        expect(githubReads(line)).toBeUndefined();
        expect(line).not.toMatch(/##(vso)?\[/i);
      }),
    );
  });

  it("in an annotation is its message, and neither ends it nor begins another", () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (title, message, file) => {
        const line = githubAnnotation({ level: "error", title, message, place: { file, line: 3, column: 4 } });
        expect(line).not.toMatch(CONTROL);
        expect(githubReads(line)).toEqual({
          command: "error",
          properties: { file: logLine(file), line: "3", col: "4", title: logLine(title) },
          message: logLine(message),
        });
      }),
    );
  });

  it("in an issue of Azure Pipelines is its message", () => {
    fc.assert(
      fc.property(hostile, (message) => {
        const line = azureIssue("error", message);
        expect(line.startsWith("##vso[task.logissue type=error]")).toBe(true);
        expect(line.slice(6)).not.toMatch(/##(vso)?\[/i);
        expect(line).not.toMatch(CONTROL);
        expect(line.slice("##vso[task.logissue type=error]".length).replaceAll("%AZP25", "%")).toBe(logLine(message));
      }),
    );
  });

  it("in JSON is the same data, with nothing that a terminal obeys", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const json = jsonText({ text });
        expect(JSON.parse(json)).toEqual({ text });
        expect(json.replaceAll("\n", "")).not.toMatch(CONTROL);
      }),
    );
  });

  it("in a problem is one line, wherever it stands", () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom("where", "message", "given", "allowed", "fix"), (text, part) => {
        const problem: Problem = { code: "MLOPS-CLI-001", where: "config/a.yaml", message: "is wrong", [part]: text };
        expect(formatProblem(problem)).not.toMatch(CONTROL);
        expect(githubReads(formatProblem(problem))).toBeUndefined();
        expect(messageOf({ ...problem, where: "x" })).not.toContain("MLOPS-CLI-001 ");
      }),
    );
  });
});
