import type { Command } from "commander";
import { join } from "node:path";
import { z } from "zod";
import { dataShapes } from "../../cli/data";
import { shapeOf } from "../../cli/data/shape";
import { asksForData } from "../../cli/problems";
import { createProgram } from "../../cli/program";
import { runCommand } from "../../cli/run-command";
import { project } from "../../deploy/synthesize";
import { SHIPPED } from "../support/configuration";
import { dataOf } from "../support/data";

/** Every command with a switch `--json`, with the words that name it. */
function withData(command: Command, words: readonly string[] = []): readonly (readonly [string, Command])[] {
  const own = command.options.some((option) => option.long === "--json" && !option.required);
  return [
    ...(own ? [[words.join(" "), command] as const] : []),
    ...command.commands.flatMap((below) => withData(below, [...words, below.name()])),
  ];
}

const commands = withData(createProgram());

/** What a command line prints to stdout and its exit code, in this process. */
async function run(parameters: readonly string[]): Promise<{ stdout: string; code: number | undefined }> {
  const printed: string[] = [];
  const keep = (text: unknown) => (printed.push(String(text)), true);
  const spies = [
    jest.spyOn(process.stdout, "write").mockImplementation(keep),
    jest.spyOn(console, "log").mockImplementation((text) => void keep(`${String(text)}\n`)),
    jest.spyOn(process.stderr, "write").mockReturnValue(true),
    jest.spyOn(console, "error").mockReturnValue(undefined),
  ];
  try {
    await runCommand(parameters);
    return { stdout: printed.join(""), code: process.exitCode as number | undefined };
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
}

describe("data for programs", () => {
  it("comes from the commands that the reference names", () => {
    const names = commands.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(dataShapes.flatMap((of) => of.commands)));
    expect(names.length).toBeGreaterThan(20);
  });

  it.each(commands)("`mlops %s --json`: an option that does not exist is a problem as data", async (name) => {
    const { stdout, code } = await run([...name.split(" "), "--json", "--nonsense"]);
    expect(dataOf("problems", stdout)).toMatchObject({ problems: [{ code: "MLOPS-CLI-007" }] });
    expect(code).toBe(2);
  });

  it.each(commands)(
    "`mlops %s --json`: what is wrong with what it reads is a problem as data",
    async (name, command) => {
      const nowhere = join(project, "no-such-folder");
      const given = command.registeredArguments.filter(({ required }) => required).map(() => "customer-churn");
      const has = (long: string) => command.options.some((option) => option.long === long);
      const takes = (long: string) => command.options.some((option) => option.long === long && option.required);
      const mandatory = command.options
        .filter((option) => option.mandatory && option.defaultValue === undefined)
        .flatMap(({ long }) => [long!, join(nowhere, "x")]);
      const places = ["--config", "--ml"].flatMap((option) => (takes(option) ? [option, nowhere] : []));
      const yes = has("--yes") ? ["--yes"] : [];
      const { stdout, code } = await run([...name.split(" "), ...given, ...mandatory, ...places, ...yes, "--json"]);
      dataOf("problems", stdout);
      expect(code).toBe(2);
    },
  );

  it("tells a month's costs by its schema, without prices as well", async () => {
    const { stdout, code } = await run(["cost", "dev", "--config", SHIPPED, "--json"]);
    expect(dataOf("cost", stdout)).toMatchObject({ regions: ["westeurope"] });
    expect(code).toBeUndefined();
  });

  it("is not asked for where `--json` takes a file, stands behind two dashes, or is not there", () => {
    const program = createProgram();
    expect(asksForData(program, ["status", "--json"])).toBe(true);
    expect(asksForData(program, ["ml", "runs", "x", "--json"])).toBe(true);
    expect(asksForData(program, ["review", "plans", "--json", "-"])).toBe(false);
    expect(asksForData(program, ["sandbox", "--", "mlops", "status", "--json"])).toBe(false);
    expect(asksForData(program, ["status"])).toBe(false);
  });

  it("has a shape for each key of what is printed, or does not compile", () => {
    const value = { given: z.string(), more: z.number().optional() };
    shapeOf<{ given: string; more?: number }>()(z.strictObject(value));
    // @ts-expect-error -- a key without a shape
    shapeOf<{ given: string; more?: number; else?: string }>()(z.strictObject(value));
    // @ts-expect-error -- a shape without a key
    shapeOf<{ given: string }>()(z.strictObject(value));
    expect(z.strictObject(value).safeParse({ given: "x", another: 1 }).success).toBe(false);
  });
});
