import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { isMap, parseDocument, visit } from "yaml";

const root = join(__dirname, "../..");
const work = mkdtempSync(join(tmpdir(), "mlops-determinism-"));
const compile = join(root, "cli/compile.js");

afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Runs the app as `npm run synth` does; all files it writes, by path. */
function synthesize(name: string, how: { cwd?: string; env?: Record<string, string> } = {}): Map<string, string> {
  const out = join(work, name);
  execFileSync("node", ["--require", compile, join(root, "main.ts")], {
    cwd: how.cwd ?? root,
    env: { ...process.env, ...how.env, CDKTF_OUTDIR: out },
  });
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(out, path), readFileSync(path, "utf8")] as const;
    }),
  );
}

/** The shipped configuration with the keys of every mapping in reverse order. */
function shuffledConfiguration(): string {
  const directory = join(work, "config");
  cpSync(join(root, "config"), directory, { recursive: true });
  const yamls = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".yaml"));
  for (const path of yamls) {
    const document = parseDocument(readFileSync(join(directory, path), "utf8"));
    visit(document, (_key, node) => {
      if (isMap(node)) node.items.reverse();
    });
    writeFileSync(join(directory, path), document.toString());
  }
  return directory;
}

describe("synthesis", () => {
  const reference = synthesize("reference");

  it("writes every stack", () => {
    const stacks = [...reference.keys()].filter((path) => path.endsWith("cdk.tf.json"));
    expect(stacks).toEqual(expect.arrayContaining(["stacks/dev/cdk.tf.json", "stacks/bootstrap/cdk.tf.json"]));
  });

  it.each([
    ["again", {}],
    ["from another folder", { cwd: tmpdir() }],
    ["in another time zone", { env: { TZ: "Pacific/Kiritimati" } }],
    ["in another language", { env: { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" } }],
    ["with the keys of every YAML file in another order", { env: { MLOPS_CONFIG: shuffledConfiguration() } }],
  ])("gives the same bytes %s", (name, how) => {
    expect(synthesize(name.replaceAll(" ", "-"), how)).toEqual(reference);
  });

  it("shows a difference where there is one", () => {
    const directory = shuffledConfiguration();
    const file = join(directory, "environments", "dev.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("maxNodes: 4", "maxNodes: 5"));
    expect(synthesize("edited", { env: { MLOPS_CONFIG: directory } })).not.toEqual(reference);
  });
});
