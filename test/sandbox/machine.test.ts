import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SHIPPED } from "../support/configuration";
import { execute } from "../support/terraform";

const cli = join(__dirname, "../../cli/mlops.js");
const terraforms = {
  "no Terraform": undefined,
  "an old Terraform": "Terraform v1.5.7",
  "OpenTofu under Terraform's name": "OpenTofu v1.11.2",
} as const;
const told: Readonly<Record<keyof typeof terraforms, string>> = {
  "no Terraform": "there is no terraform on PATH",
  "an old Terraform": "1.5.7 is too old",
  "OpenTofu under Terraform's name": "terraform is another program: it says OpenTofu v1.11.2",
};

describe("a machine that lacks what a command runs", () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "mlops-machine-"))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  /** Runs a command where PATH has git and a Terraform that says so and does nothing else. */
  function mlops(says: string | undefined, ...parameters: string[]) {
    const bin = join(dir, "bin");
    mkdirSync(bin, { recursive: true });
    if (!existsSync(join(bin, "git"))) symlinkSync("/usr/bin/git", join(bin, "git"));
    const terraform = join(bin, "terraform");
    rmSync(terraform, { force: true });
    if (says !== undefined) {
      writeFileSync(terraform, `#!/bin/sh\n[ "$1" = version ] && echo '${says}' || exit 9\n`);
      chmodSync(terraform, 0o755);
    }
    return execute(process.execPath, [cli, ...parameters], dir, {
      PATH: bin,
      HOME: process.env["HOME"],
      MLOPS_CONFIG: SHIPPED,
    });
  }

  const runs: readonly (readonly string[])[] = [
    ["plan", "dev", "--sandbox"],
    ["plan", "dev"],
    ["offboard", "fuel-efficiency", "--sandbox"],
    ["recover", "dev", "--sandbox"],
    ["sandbox", "--", "npx", "cdktf", "diff", "dev"],
    ["demo", "--no-month"],
  ];
  // What is said is decided in one place: each command is tried with one of them, and one command with each.
  const cases = (Object.keys(terraforms) as (keyof typeof terraforms)[]).flatMap((machine) =>
    (machine === "an old Terraform" ? runs : runs.slice(0, 1)).map((run) => [machine, run.join(" "), run] as const),
  );

  it.each(cases)("%s: `mlops %s` says so in one line, before anything is done", async (machine, _, run) => {
    const { code, output } = await mlops(terraforms[machine], ...run);
    expect(output.trim()).toMatch(/^this machine MLOPS-PLAN-012 /);
    expect(output).toContain(`${told[machine]}; install Terraform 1.11.1 or newer: https://`);
    expect(code).toBe(2);
    expect(existsSync(join(dir, ".sandbox"))).toBe(false);
    expect(existsSync(join(dir, "plans"))).toBe(false);
  });

  it.each(Object.keys(terraforms) as (keyof typeof terraforms)[])("%s: the doctor tells it", async (machine) => {
    const { output, code } = await mlops(terraforms[machine], "doctor", "--sandbox");
    expect(output).toMatch(new RegExp(`FAIL +terraform +${told[machine]}`));
    expect(output).toMatch(/unknown +az +there is no az on PATH/);
    expect(code).toBe(1);
  });

  it("asks Azure nothing without a way to sign in", async () => {
    const { output, code } = await mlops("Terraform v1.11.4", "plan", "dev");
    expect(output).toContain(
      "this machine MLOPS-PLAN-023 there is no az on PATH, and nothing else signs in; install the",
    );
    expect(output).not.toContain("initializing");
    expect(code).toBe(2);
  });

  it("looks at what is deployed in the sandbox without Terraform, which it does not run", async () => {
    const { output, code } = await mlops(undefined, "status", "dev", "--sandbox");
    expect(output).toContain("in the simulated Azure");
    expect(code).toBeLessThan(2);
  });

  it("names the Node.js that it needs, also where cdktf loads the stacks", async () => {
    const pretend = join(dir, "old-node.js");
    writeFileSync(
      pretend,
      'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.8" } });\n',
    );
    const loader = join(cli, "../compile.js");
    for (const parameters of [
      [cli, "validate"],
      ["--require", loader, "main.ts"],
    ]) {
      const { code, output } = await execute(process.execPath, ["--require", pretend, ...parameters], dir, process.env);
      expect(output.trim()).toBe("mlops needs Node.js 20.19.0 or newer, this is 18.20.8; see .nvmrc");
      expect(code).toBe(2);
    }
  });
});
