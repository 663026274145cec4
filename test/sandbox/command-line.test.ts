import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { createProgram } from "../../cli/program";

const project = join(__dirname, "../..");

function mlops(commandLine: string, env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync("bash", ["-c", `node cli/mlops.js ${commandLine}`], {
    cwd: project,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return { code: status, stdout, stderr };
}

describe("the command line", () => {
  const commands = createProgram().commands.map((command) => command.name());

  it("prints help on stdout, with every command", () => {
    const { code, stdout, stderr } = mlops("--help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const name of commands) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, "m"));
  });

  it("has examples in the help of every command", () => {
    for (const command of createProgram().commands) {
      let text = "";
      command.configureOutput({ writeOut: (piece) => (text += piece) });
      command.outputHelp();
      expect(text).toMatch(new RegExp(`Examples:\n(.*\n)*  (mlops ${command.name()}|npm start)`));
    }
  });

  it.each([
    ["--nope", "error: unknown option '--nope'"],
    ["valdate", "error: unknown command 'valdate'\n(Did you mean validate?)"],
    ["validate --format xml", "error: option '--format <format>' argument 'xml' is invalid."],
    ["sandbox", "error: missing required argument 'command'"],
  ])("refuses `mlops %s` as bad input, on stderr", (commandLine, says) => {
    const { code, stdout, stderr } = mlops(commandLine);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
  });

  it("does not mind a reader that stops reading", () => {
    const { code, stderr } = mlops("--help | head -1; exit ${PIPESTATUS[0]}");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it.each(["bash", "zsh", "fish"])("completes commands, options and names in %s", (shell) => {
    const { stdout } = mlops(`completion ${shell}`);
    expect(stdout).toContain("mlops complete --");
    expect(stdout).toMatch(/type (-q )?mlops.* npx --no-install mlops/);
  });

  it("completes with what is in the configuration", () => {
    expect(mlops("complete -- vali").stdout).toContain("validate\t");
    expect(mlops("complete -- validate --form").stdout).toContain("--format");
    expect(mlops("complete -- valix").stdout).not.toContain("validate");
  });
});
