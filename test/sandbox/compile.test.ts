import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import Module from "node:module";
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

/** Newer versions of Node.js keep it themselves. */
const describeOwn = "enableCompileCache" in Module ? describe.skip : describe;

describeOwn("cli/code-cache.js", () => {
  const work = mkdtempSync(join(tmpdir(), "mlops-code-cache-"));
  const cache = join(work, "cache");
  const folder = join(cache, "azure-mlops-environments/code");
  const program = join(work, "program.js");
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  /** Says what modules are told of themselves, what an `import` finds, and where an error is; twenty modules beside. */
  const lines = [
    "const all = Array.from({ length: 20 }, (_, index) => require(`./part-${index}`)());",
    "console.log(all.join(), require.main === module, __filename, this === exports, require.resolve('./part-1'));",
    "import('./part-2.js').then(({ default: part }) => console.log(part()));",
    "console.log(new Error('here').stack.split('\\n')[1]);",
  ];
  function run(text = lines.join("\n"), cacheHome = cache) {
    writeFileSync(program, text);
    for (let index = 0; index < 20; index++) {
      writeFileSync(join(work, `part-${index}.js`), `module.exports = () => ${index};\n`);
    }
    const loader = join(project, "cli/code-cache.js");
    const { stdout, stderr } = spawnSync(process.execPath, ["--require", loader, program, "count"], {
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: "", XDG_CACHE_HOME: cacheHome },
    });
    return { said: stdout.trim().split("\n"), stderr };
  }
  const numbers = [...Array(20).keys()].join();
  const said = [
    `${numbers} true ${program} true ${join(work, "part-1.js")}`,
    `    at Object.<anonymous> (${program}:4:13)`,
    "2",
  ];
  const file = () => join(folder, readdirSync(folder).join());

  it("keeps what V8 made of a command's modules, and takes it", () => {
    expect(run()).toEqual({ said, stderr: "" });
    expect(file()).toMatch(/\/program\.js-count-[0-9a-f]+$/);
    const before = statSync(file()).mtimeMs;
    expect(run()).toEqual({ said, stderr: "" });
    expect(statSync(file()).mtimeMs).toBe(before);
  });

  it("adds what was changed, and places errors in the first line too", () => {
    const { size } = statSync(file());
    const changed = run(`console.log(new Error("here").stack.split("\\n")[1]); require("./part-3");`);
    expect(changed).toEqual({ said: [`at Object.<anonymous> (${program}:1:13)`], stderr: "" });
    expect(statSync(file()).size).toBeGreaterThan(size);
  });

  it("takes nothing that is torn, and makes it anew", () => {
    run();
    const whole = statSync(file()).size;
    truncateSync(file(), Math.floor(whole / 2));
    expect(run()).toEqual({ said, stderr: "" });
    expect(statSync(file()).size).toBeGreaterThan(whole / 2);
    expect(run()).toEqual({ said, stderr: "" });
  });

  it("says of what cannot be compiled what Node.js says", () => {
    expect(run("const = 1;").stderr).toContain(`${program}:1\nconst = 1;`);
  });

  it("works where nothing can be kept", () => {
    expect(run(undefined, program)).toEqual({ said, stderr: "" });
  });
});
