import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { Checkout, quickNpx } from "../support/checkout";
import { blocksOf, documents, project } from "../support/documents";
import { machineHasPython } from "../support/python";
import { pythonWithClients } from "../support/python-clients";
import { commandsOf, type ShellCommand } from "../support/shell";
import { cdktfUsage } from "../support/usage";

/** `.ci/run` runs these two before and around this test; here they would run themselves. */
const runByCi = ["npm ci", "npm test"];

/** What publishes needs Azure's own client, in a Python of its own. */
const clients = pythonWithClients();
if ("reason" in clients) console.warn(`Blocks that publish are left out: ${clients.reason}`);
const publishes = (code: string) => code.includes("ml/publish.py");

/** Blocks of a document that need neither Azure nor a terminal, command by command. Runbooks all need Azure. */
const runnable = documents.flatMap((document) => {
  const commands = blocksOf(document)
    .filter(({ info, code }) => info === "bash" && !("reason" in clients && publishes(code)))
    .flatMap(({ code }) => commandsOf(code))
    .filter(({ text }) => !runByCi.includes(text));
  return commands.length === 0 ? [] : [[document.path, commands] as const];
});

const identity = {
  EDITOR: "true",
  GIT_AUTHOR_NAME: "Reader",
  GIT_AUTHOR_EMAIL: "reader@pfs.example",
  GIT_COMMITTER_NAME: "Reader",
  GIT_COMMITTER_EMAIL: "reader@pfs.example",
};

/** One checkout for all pages, as git makes it; each begins with it as it was, and with what `npm start` has left. */
const checkout = new Checkout();
const started = mkdtempSync(join(tmpdir(), "mlops-started-"));
const reset = [
  "git switch -q main",
  "git reset -q --hard start",
  "git clean -qfd",
  "rm -rf .sandbox cdktf.out plans",
  `cp -r ${started}/. .`,
].join(" && ");

beforeAll(async () => {
  if (machineHasPython()) await checkout.withPython("train", "check", "score", "publish");
  run("git init -q -b main && git add -A && git commit -q -m Start && git tag start");
  run(`git init -q --bare ${started}.git && git remote add origin ${started}.git`);
});
afterAll(() => {
  checkout.remove();
  for (const folder of [started, `${started}.git`]) rmSync(folder, { recursive: true, force: true });
});

function run(commandLine: string): void {
  const { code, stderr } = checkout.run(commandLine, identity);
  if (code !== 0) throw new Error(`${commandLine}: ${stderr}`);
}

/** Runs a command as a reader would; what it printed, if it did not end as the page says. */
function complaint({ text, exits }: ShellCommand, path: string): string | undefined {
  const PATH = [
    // The commands that everybody runs are run as everybody runs them.
    ...(path === "README.md" ? [] : [quickNpx]),
    ...("interpreter" in clients && publishes(text) ? [dirname(clients.interpreter)] : []),
    process.env["PATH"]!,
  ].join(delimiter);
  const { code, stdout, stderr } = checkout.run(text, { ...identity, PATH });
  return code === exits ? undefined : `${text}\nexit code ${code} instead of ${exits}\n${stdout}\n${stderr}`;
}

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
  beforeAll(() => run(reset));

  it.each(commands.map((command, index) => [`${index + 1}. ${command.text.split("\n")[0]!}`, command] as const))(
    "%s",
    (_, command) => {
      expect(complaint(command, path)).toBeUndefined();
      if (path !== "README.md" || command.text !== "npm start") return;
      const states = readdirSync(join(checkout.path, ".sandbox/state")).filter((name) => name.endsWith(".tfstate"));
      const environments = ["dev", "preprod", "prod"];
      const useCases = environments.flatMap((name) => [`${name}-customer-churn`, `${name}-fuel-efficiency`]);
      expect(states.sort()).toEqual(
        ["bootstrap", "registry", ...environments, ...useCases].map((name) => `${name}.tfstate`).sort(),
      );
      run(`cp -r .sandbox ${started}/ && rm -rf ${started}/.sandbox/month`);
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
