import { codeUrl, positionUrl } from "../../review/code-url";
import { context, reviewOf } from "../support/review-plan";

const commit = "4f9d2c7b1e0a86d35c74b9f21ad0e6c8b7a51f30";
const repository = { provider: "github", owner: "pfs-corporation", name: "mlops-environments", folder: "" } as const;
const urlOf = (about: Partial<typeof repository> | { folder: string }, source: object = { commit }) => {
  const input = reviewOf();
  return codeUrl({
    ...input,
    context: { ...context, repository: { ...repository, ...about } },
    source: { ...input.source, ...source },
  }).codeUrl;
};
const base = `https://github.com/pfs-corporation/mlops-environments/blob/${commit}/`;

describe("links to the configuration", () => {
  test("lead to the file at the commit, in the folder that positions are relative to", () => {
    expect(urlOf({})).toBe(base);
    expect(urlOf({ folder: "platform/ml" })).toBe(`${base}platform/ml/`);
    const position = { file: "config/environments/dev.yaml", line: 9, column: 3 };
    expect(positionUrl({ codeUrl: base }, position)).toBe(`${base}config/environments/dev.yaml#L9`);
  });

  test("lead to Azure Repos where the repository is in Azure DevOps", () => {
    const azure = { provider: "azure-devops", owner: "northwind", project: "ML Platform", name: "mlops" } as const;
    const page = `https://dev.azure.com/northwind/ML%20Platform/_git/mlops?version=GC${commit}&path=/`;
    const url = (folder: string) =>
      codeUrl({
        ...reviewOf(),
        context: { ...context, repository: { ...azure, folder } },
        source: { ...reviewOf().source, commit },
      }).codeUrl;
    expect([url(""), url("platform")]).toEqual([page, `${page}platform/`]);
    expect(positionUrl({ codeUrl: page }, { file: "config/prod.yaml", line: 9, column: 3 })).toBe(
      `${page}config/prod.yaml&line=9&lineEnd=10&lineStartColumn=1&lineEndColumn=1`,
    );
  });

  test("are not made up: without a commit, with files changed since, or without a repository there are none", () => {
    expect(urlOf({}, {})).toBeUndefined();
    expect(urlOf({}, { commit, dirty: true })).toBeUndefined();
    expect(urlOf({}, { commit: "main/../../x" })).toBeUndefined();
    expect(codeUrl({ ...reviewOf(), source: { ...reviewOf().source, commit } })).toEqual({});
    expect(positionUrl({}, { file: "a.yaml", line: 1, column: 1 })).toBeUndefined();
  });

  test.each([
    "/tmp/config/dev.yaml",
    "../config/dev.yaml",
    "config/../dev.yaml",
    "C:\\dev.yaml",
    "a\ud800.yaml",
    "x".repeat(500),
  ])("lead to nothing outside of the repository or unreadable: %j", (file) => {
    expect(positionUrl({ codeUrl: base }, { file, line: 1, column: 1 })).toBeUndefined();
  });

  test("stay links whatever a file is called", () => {
    const file = 'config/a b>"<script>@all|`)](x.yaml';
    const url = positionUrl({ codeUrl: base }, { file, line: 1, column: 1 })!;
    expect(url).toMatch(/^[\w:/.%#()-]+$/);
    expect(decodeURIComponent(url)).toBe(`${base}${file}#L1`);
  });
});
