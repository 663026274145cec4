import { blocksOf, codeSpansOf, documents } from "../support/documents";
import { commandsOf, programsOf } from "../support/shell";
import { misuses } from "../support/usage";

/** Blocks that hold commands. `test/sandbox/docs.test.ts` runs those that need neither Azure nor a terminal. */
const infos = ["bash", "bash azure", "bash terminal"];

describe("commands in documents", () => {
  it("are told apart by what they need", () => {
    const shells = documents.flatMap((document) =>
      blocksOf(document)
        .filter(({ info }) => /^(ba|z)?sh\b|^shell|^console/.test(info) && !infos.includes(info))
        .map(({ info, line }) => `${document.path}:${line} ${info}`),
    );
    expect(shells).toEqual([]);
  });

  it("stand in blocks that say so", () => {
    const bare = documents.flatMap(({ path, text }) =>
      [...text.matchAll(/^ *```\n *((?:npx|npm|mlops|az) .*)$/gm)].map(([, command]) => `${path}: ${command}`),
    );
    expect(bare).toEqual([]);
  });

  it.each(documents.map((document) => [document.path, document] as const))("exist as written in %s", (_, document) => {
    const inBlocks = blocksOf(document)
      .filter(({ info }) => infos.includes(info))
      .flatMap(({ code }) => commandsOf(code).map(({ text }) => text));
    const inText = codeSpansOf(document)
      .filter((code) => /^(npx )?(mlops|cdktf) [a-z]|^npm run /.test(code))
      // A command may be called by its name alone.
      .map((code) => (/^(npx )?mlops (ml )?[\w-]+$/.test(code) ? `${code} --help` : code));
    expect([...inBlocks, ...inText].flatMap((text) => misuses(text).map((wrong) => `${text}: ${wrong}`))).toEqual([]);
  });

  it("are found", () => {
    const all = documents.flatMap((document) => blocksOf(document).filter(({ info }) => infos.includes(info)));
    expect(all.length).toBeGreaterThan(60);
  });
});

describe("misuses", () => {
  it.each([
    ["npx mlops validate --format github", []],
    ["npx mlops validate --format yaml", [expect.stringContaining("--format")]],
    ["npx mlops validat", ["mlops has no validat"]],
    ["mlops plan --drift --drifted", ["mlops plan has no --drifted"]],
    ["mlops explain", ["mlops explain needs 1 arguments"]],
    ["mlops diff dev prod preprod", ["mlops diff takes 2 arguments: dev prod preprod"]],
    ["A=b npx mlops sandbox -- npx cdktf deply dev", ["cdktf has no deply"]],
    ["npx mlops sandbox --dir /tmp/x -- npx cdktf deploy 'prod*' --auto-approve", []],
    ["npx cdktf diff dev --auto-approve", ["cdktf diff --auto-approve"]],
    ["npm run bench | tail -3 && npm run nothing", ["no script: npm run nothing"]],
    ["az login && curl --fail https://example.org", []],
  ])("of %s", (commandLine, found) => expect(misuses(commandLine)).toEqual(found));
});

describe("scripts", () => {
  it("are cut into commands, with continuations, here-documents and exit codes", () => {
    const script =
      "# first\nmlops validate # exits 2\n\ncat > a.yaml <<'END'\nb: 1\n\n# c\nEND\nmlops plan \\\n  dev\n";
    expect(commandsOf(script)).toEqual([
      { text: "mlops validate", exits: 2 },
      { text: "cat > a.yaml <<'END'\nb: 1\n\n# c\nEND", exits: 0 },
      { text: "mlops plan \\\n  dev", exits: 0 },
    ]);
  });

  it("are cut into programs and their arguments", () => {
    expect(
      programsOf(`KEY="a b" mlops plan 'dev*' --out /tmp/x 2>&1 | tail -n 3 && az x --group "<the group>" # why`),
    ).toEqual([
      ["mlops", "plan", "dev*", "--out", "/tmp/x"],
      ["tail", "-n", "3"],
      ["az", "x", "--group", "<the group>"],
    ]);
  });
});
