import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { project } from "../support/documents";
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

  it("have tasks whose commands exist", () => {
    const commands = (json("tasks.json").tasks as readonly { readonly command: string }[]).map(
      ({ command }) => command,
    );
    expect(commands).toContain("npx mlops validate");
    expect(commands.flatMap((command) => misuses(command.replace("${input:stacks}", "dev")))).toEqual([]);
  });
});
