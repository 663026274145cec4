import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { engines } from "../../package.json";
import { versionedFiles } from "../../cli/init/repository-files";
import { OLDEST_TERRAFORM } from "../../domain/terraform/version";
import { blocksOf, documents, project } from "../support/documents";
import { programsOf } from "../support/shell";
import { misuses } from "../support/usage";

const json = (name: string) => JSON.parse(readFileSync(join(project, ".vscode", name), "utf8"));
const patterns = Object.entries(json("settings.json")["yaml.schemas"] as Record<string, readonly string[]>);
/** Only `*` is used, which stays within a folder. */
const asRegExp = (glob: string) => new RegExp(`^${glob.replaceAll(".", "\\.").replaceAll("*", "[^/]*")}$`);
const schemasOf = (file: string): readonly string[] =>
  patterns.flatMap(([schema, globs]) => (globs.some((glob) => asRegExp(glob).test(file)) ? [normalize(schema)] : []));

describe("the settings of an editor", () => {
  const files = execFileSync("git", ["ls-files", "config/*.yaml", "examples/*.yaml"], {
    cwd: project,
    encoding: "utf8",
  })
    .split("\n")
    .filter((file) => /(^|\/)config\/.*\.yaml$/.test(file) && !file.includes("/evidence/"));

  it("give every file of a configuration the schema that its first line names", () => {
    expect(files.length).toBeGreaterThan(15);
    for (const file of files) {
      const [, named] = /^# yaml-language-server: \$schema=(\S+)/.exec(readFileSync(join(project, file), "utf8")) ?? [];
      expect([file, schemasOf(file)]).toEqual([file, [normalize(join(dirname(file), named!))]]);
    }
  });

  it("leave other YAML alone", () => {
    expect(
      ["ml/environments/tabular-train/environment.yaml", ".github/workflows/deploy.yml"].flatMap(schemasOf),
    ).toEqual([]);
  });

  it("name schemas and files that a repository of one's own has, too", () => {
    const adopted = versionedFiles(project, { provider: "azure-devops", environments: ["dev", "prod"] });
    const text = adopted.get(".vscode/settings.json")!.text;
    const schemas = Object.entries(JSON.parse(text)["yaml.schemas"] as Record<string, readonly string[]>);
    expect(schemas.length).toBe(patterns.length);
    for (const [schema, globs] of schemas) {
      expect([...adopted.keys()]).toContain(normalize(schema));
      expect(globs.filter((glob) => !glob.startsWith("config/"))).toEqual([]);
    }
    expect(JSON.parse(adopted.get(".vscode/tasks.json")!.text)).toEqual(json("tasks.json"));
  });

  it("have tasks whose commands exist", () => {
    const commands = (json("tasks.json").tasks as readonly { readonly command: string }[]).map(
      ({ command }) => command,
    );
    expect(commands).toContain("npx mlops validate");
    expect(commands.flatMap((command) => misuses(command.replace("${input:stacks}", "dev")))).toEqual([]);
  });
});

describe("the container to work in", () => {
  const read = (path: string) => readFileSync(join(project, path), "utf8");
  const container = JSON.parse(read(".devcontainer/devcontainer.json"));
  const image = read(".devcontainer/Dockerfile");

  it("is built from files that are there, here and in a repository of one's own", () => {
    const { dockerfile, context } = container.build;
    const adopted = versionedFiles(project, { provider: "github", environments: ["dev", "preprod", "prod"] });
    const copied = [...image.matchAll(/^COPY (\S+) /gm)].map(([, path]) => normalize(path!));
    expect(copied).toEqual(["pipelines/install-terraform.sh"]);
    for (const path of [normalize(join(".devcontainer", dockerfile)), ...copied]) {
      expect(read(path)).not.toBe("");
      expect([...adopted.keys()]).toContain(path);
    }
    expect(normalize(join(".devcontainer", context, "x"))).toBe("x");
    expect(JSON.parse(adopted.get(".devcontainer/devcontainer.json")!.text).postCreateCommand).toBe("npm install");
  });

  it("has what the project needs: Node, Terraform, Python with venv, az", () => {
    const [, node] = /^FROM node:(\d+)-bookworm$/m.exec(image)!;
    expect(Number(node)).toBeGreaterThanOrEqual(Number(/\d+/.exec(engines.node)![0]));
    // One that CI tries, and that pipelines use, too.
    expect({
      nvmrc: read(".nvmrc").trim(),
      azure: /version: (\d+)\.x/.exec(read("azure-pipelines/templates/setup.yml"))![1],
    }).toEqual({ nvmrc: node, azure: node });
    expect(read(".github/actions/setup/action.yml")).toContain("node-version-file: .nvmrc");
    expect(Object.keys(JSON.parse(read(".ci/node-versions/package.json")).dependencies)).toContain(`node-${node}`);
    const [, terraform] = /^version=(\S+)$/m.exec(read("pipelines/install-terraform.sh"))!;
    expect(terraform!.localeCompare(OLDEST_TERRAFORM, "en", { numeric: true })).toBeGreaterThanOrEqual(0);
    // Python of this Debian is 3.11.
    for (const name of ["azure-cli", "jq", "python3-venv", "unzip"]) expect(image).toMatch(new RegExp(`\\b${name}\\b`));
    expect(container.customizations.vscode.extensions).toEqual(json("extensions.json").recommendations);
  });
});

describe("what commands of the guides leave behind", () => {
  /** Files and folders that a command line writes: where its output goes, what its options name, copies that sed keeps. */
  const written = (line: string): readonly string[] => [
    ...[...line.matchAll(/(?<![<>\d-])> ([\w.][\w./-]*\.\w+)(?= |$)/g)].map(([, path]) => path!),
    ...[...line.matchAll(/ --(?:out|html|markdown|sarif|dir) ([\w.][\w./-]*)/g)].map(([, path]) => path!),
    ...[...line.matchAll(/^sed -i(\.bak) .* (\S+)$/g)].map(([, ending, path]) => `${path!}${ending!}`),
    ...[...line.matchAll(/^cp -r \S+ (\S+)$/g)].map(([, path]) => path!),
  ];
  const left = documents
    .filter(({ path }) => /^(docs\/(guides|runbooks)\/|README|examples\/)/.test(path))
    .flatMap(blocksOf)
    .filter(({ info }) => info.startsWith("bash"))
    .flatMap(({ code }) => code.split("\n"))
    .filter((line) => programsOf(line).length > 0 || /^(cat|sed|cp|echo) /.test(line))
    .flatMap(written)
    // Of variables, and elsewhere on the machine; `config/` is what they are about.
    .filter((path) => !/^[/$"'(<]|^config\/.*\.yaml$/.test(path));
  const ignored = (cwd: string, paths: readonly string[]): readonly string[] =>
    execFileSync("git", ["-C", cwd, "check-ignore", "--no-index", ...paths], { encoding: "utf8" })
      .trim()
      .split("\n");

  it("is ignored by git, here and in a repository of one's own", () => {
    const paths = [...new Set([...left.map((path) => path.replace(/\/?$/, "")), "prod.svg"])].map((path) =>
      // A pattern with a slash at its end is for what is below a folder.
      /\.\w+$/.test(path.slice(1)) && path !== "before.out" ? path : `${path}/file`,
    );
    expect(paths).toEqual(expect.arrayContaining([".drill/file", "answers.yaml", "before.out/file", "review.html"]));
    expect(ignored(project, paths)).toEqual(paths);

    const folder = mkdtempSync(join(tmpdir(), "mlops-ignored-test-"));
    try {
      execFileSync("git", ["init", "--quiet", folder]);
      const files = versionedFiles(project, { provider: "github", environments: ["dev", "preprod", "prod"] });
      writeFileSync(join(folder, ".gitignore"), files.get(".gitignore")!.text);
      expect(ignored(folder, paths)).toEqual(paths);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
