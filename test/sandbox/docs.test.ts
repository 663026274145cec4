import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checkout } from "../support/checkout";
import { blocksOf, documents, project } from "../support/documents";
import { commandsOf, type ShellCommand } from "../support/shell";
import { cdktfUsage } from "../support/usage";

/** `.ci/run` runs these two before and around this test; here they would run themselves. */
const runByCi = ["npm ci", "npm test"];

/** Blocks of a document that need neither Azure nor a terminal, command by command. Runbooks all need Azure. */
const runnable = documents.flatMap((document) => {
  const commands = blocksOf(document)
    .filter(({ info }) => info === "bash")
    .flatMap(({ code }) => commandsOf(code))
    .filter(({ text }) => !runByCi.includes(text));
  return commands.length === 0 ? [] : [[document.path, commands] as const];
});

/** What `npm start` leaves: pages take it as given that it has been run. */
const started = mkdtempSync(join(tmpdir(), "mlops-started-"));

/** A checkout as git makes it, so that commands that look at commits and branches work. */
function clone(): Checkout {
  const checkout = new Checkout();
  const identity = "-c user.name=Reader -c user.email=reader@pfs.example";
  const made = checkout.run(`git init -q -b main && git add -A && git ${identity} commit -q -m "Start"`);
  if (made.code !== 0) throw new Error(made.stderr);
  return checkout;
}

/** Runs a command as a reader would; what it printed, if it did not end as the page says. */
function complaint(checkout: Checkout, { text, exits }: ShellCommand): string | undefined {
  const { code, stdout, stderr } = checkout.run(text, {
    GIT_AUTHOR_NAME: "Reader",
    GIT_AUTHOR_EMAIL: "reader@pfs.example",
    GIT_COMMITTER_NAME: "Reader",
    GIT_COMMITTER_EMAIL: "reader@pfs.example",
  });
  return code === exits ? undefined : `${text}\nexit code ${code} instead of ${exits}\n${stdout}\n${stderr}`;
}

afterAll(() => rmSync(started, { recursive: true, force: true }));

describe("README.md", () => {
  const readme = runnable.find(([path]) => path === "README.md")![1];

  it("has commands for set-up, the main job and the tests", () => {
    const text = readFileSync(join(project, "README.md"), "utf8");
    const ci = readFileSync(join(project, ".ci/run"), "utf8").split("\n");
    for (const command of runByCi) expect(text).toContain(`\n${command}\n`);
    expect(ci).toEqual(expect.arrayContaining(runByCi));
    expect(readme[0]!.text).toBe("npm start");
  });
});

// README.md comes first: what its first command leaves is where the others begin.
describe.each(runnable)("%s", (path, commands) => {
  let checkout: Checkout;
  beforeAll(() => {
    checkout = clone();
    if (path !== "README.md" && existsSync(join(started, ".sandbox"))) {
      cpSync(join(started, ".sandbox"), join(checkout.path, ".sandbox"), { recursive: true });
    }
  });
  afterAll(() => checkout.remove());

  it.each(commands.map((command, index) => [`${index + 1}. ${command.text.split("\n")[0]!}`, command] as const))(
    "%s",
    (_, command) => {
      expect(complaint(checkout, command)).toBeUndefined();
      if (path === "README.md" && command.text === "npm start") {
        cpSync(join(checkout.path, ".sandbox"), join(started, ".sandbox"), { recursive: true });
      }
    },
  );
});

describe("the cdktf CLI", () => {
  it.each(Object.entries(cdktfUsage))("has %s with the options that documents use", (command, options) => {
    const cli = join(project, "node_modules/.bin/cdktf");
    const { stdout } = spawnSync(cli, [command, "--help"], { encoding: "utf8", env: { ...process.env, CI: "true" } });
    expect(stdout).toContain(`cdktf ${command}`);
    for (const option of options) expect(stdout).toContain(option);
  });
});
