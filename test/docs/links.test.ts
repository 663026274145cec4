import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { anchorsOf, documents, linksOf, project } from "../support/documents";

const byPath = new Map(documents.map((document) => [document.path, document]));

/** Links of a document within the project: the file and the anchor in it. */
const inner = (path: string) =>
  linksOf(byPath.get(path)!)
    .filter((link) => !/^(https?:|mailto:)/.test(link))
    .map((link) => {
      const [file, anchor] = link.split("#") as [string, string | undefined];
      return { link, file: file === "" ? path : normalize(join(dirname(path), decodeURI(file))), anchor };
    });

describe("links between documents", () => {
  it.each([...byPath.keys()])("lead somewhere in %s", (path) => {
    const broken = inner(path).filter(({ file, anchor }) => {
      if (!existsSync(join(project, file))) return true;
      const target = byPath.get(file);
      return anchor !== undefined && target !== undefined && !anchorsOf(target).has(anchor);
    });
    expect(broken.map(({ link }) => link)).toEqual([]);
  });

  it("are found, with anchors", () => {
    const all = [...byPath.keys()].flatMap(inner);
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter(({ anchor }) => anchor !== undefined).length).toBeGreaterThan(10);
  });

  it("reach every document from README.md", () => {
    const reached = new Set(["README.md"]);
    for (const path of reached) for (const { file } of inner(path)) if (byPath.has(file)) reached.add(file);
    expect([...byPath.keys()].filter((path) => !reached.has(path))).toEqual([]);
  });

  it("name every guide in the index", () => {
    const named = inner("docs/README.md").map(({ file }) => file);
    const guides = [...byPath.keys()].filter((path) => /^docs\/(guides|reference)\//.test(path));
    expect(guides.filter((path) => !named.includes(path))).toEqual([]);
  });
});

describe("anchorsOf", () => {
  it("names headings as GitHub does", () => {
    const text = "# 2. Bootstrap, once\n\n## `mlops apply` checks\n\n## A\n\n## A\n";
    expect([...anchorsOf({ path: "", text })]).toEqual(["2-bootstrap-once", "mlops-apply-checks", "a", "a-1"]);
  });
});
