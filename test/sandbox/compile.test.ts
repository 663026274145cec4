import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { project } from "../support/documents";

/** A program of two files whose error is thrown in a line that is another one in what is compiled of it. */
const PROGRAM = {
  "main.ts":
    'import { fail } from "./lib";\nconsole.log(fail.name);\nif (process.argv[2] === "fail") fail({ of: "it" });\n',
  "lib/index.ts":
    "interface Options {\n  readonly of: string;\n}\n\nexport function fail({ of }: Options): never {\n  throw new Error(of);\n}\n",
};

describe("cli/compile.js", () => {
  const work = mkdtempSync(join(tmpdir(), "mlops-compile-"));
  const cache = join(work, "cache");
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  function write(folder: string): string {
    for (const [name, text] of Object.entries(PROGRAM)) {
      mkdirSync(join(work, folder, name, ".."), { recursive: true });
      writeFileSync(join(work, folder, name), text);
    }
    return join(work, folder, "main.ts");
  }
  function run(script: string, parameters: readonly string[] = [], kept = cache) {
    const loader = join(project, "cli/compile.js");
    const { stdout, stderr } = spawnSync(process.execPath, ["--require", loader, script, ...parameters], {
      encoding: "utf8",
      env: { ...process.env, XDG_CACHE_HOME: kept },
    });
    return { stdout, stderr };
  }
  const folder = join(cache, "azure-mlops-environments/compiled");
  const keptFiles = () => readdirSync(folder).sort();

  it("keeps what it compiled, for every copy of the same files", () => {
    expect(run(write("one"))).toEqual({ stdout: "fail\n", stderr: "" });
    const first = keptFiles();
    expect(first).toHaveLength(2);
    expect(run(write("another"))).toEqual({ stdout: "fail\n", stderr: "" });
    expect(keptFiles()).toEqual(first);
  });

  it("takes nothing that is torn", () => {
    const script = write("one");
    run(script);
    const before = keptFiles().map((name) => readFileSync(join(folder, name), "utf8"));
    for (const name of keptFiles()) truncateSync(join(folder, name), 10);
    expect(run(script)).toEqual({ stdout: "fail\n", stderr: "" });
    expect(keptFiles().map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(before);
  });

  it("compiles a file that was changed", () => {
    const script = write("changed");
    run(script);
    writeFileSync(script, 'console.log("changed");\n');
    expect(run(script)).toEqual({ stdout: "changed\n", stderr: "" });
  });

  it("works where nothing can be kept", () => {
    const file = join(work, "file");
    writeFileSync(file, "");
    chmodSync(file, 0o400);
    expect(run(write("one"), [], file)).toEqual({ stdout: "fail\n", stderr: "" });
  });

  it("names the lines of the TypeScript in traces", () => {
    const script = write("one");
    const { stderr } = run(script, ["fail"]);
    expect(stderr).toContain(`at fail (${join(work, "one/lib/index.ts")}:6:9)`);
    expect(stderr).toMatch(new RegExp(`${script}:3:\\d+`));
  });
});
