import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planStack } from "../../deploy/plan-stack";

const SECRET = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";

describe("a stack that Terraform refuses to plan", () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "mlops-test-"))));
  afterEach(() => rmSync(dir, { recursive: true }));

  /** Plans with a Terraform that prints something to stderr and fails. */
  async function planWith(stderr: string, command = "plan") {
    const terraform = join(dir, "terraform");
    writeFileSync(join(dir, "stderr"), stderr);
    writeFileSync(terraform, `#!/bin/sh\n[ "$1" = ${command} ] || exit 0\ncat '${join(dir, "stderr")}' >&2\nexit 1\n`);
    chmodSync(terraform, 0o700);
    for (const name of ["work", "out"]) mkdirSync(join(dir, name));
    const configuration = { resource: { azurerm_a: { x: { admin_password: "configured-pw-1" } } } };
    writeFileSync(join(dir, "work", "cdk.tf.json"), JSON.stringify(configuration));
    const { entry } = await planStack({
      stack: { name: "dev", dependencies: [] },
      needs: [],
      dir: join(dir, "work"),
      out: join(dir, "out"),
      mode: "normal",
      lock: false,
      target: {
        kind: "azure",
        sandbox: undefined,
        env: { PATH: process.env["PATH"], GITHUB_TOKEN: SECRET },
        terraform,
        version: "1.11.4",
        armUrl: undefined,
        close: async () => undefined,
      },
      key: undefined,
      digestKey: "k",
      phase: () => undefined,
    });
    const log = readFileSync(join(dir, "out", "dev", "plan.log"), "utf8");
    return { error: entry.status === "failed" ? entry.error : undefined, log };
  }

  it.each(["init", "plan"])("says why, after terraform %s", async (command) => {
    const { error, log } = await planWith("╷\n│ Error: no such place\n│ \n│ with configured-pw-1\n╵\n", command);
    expect(error).toBe("no such place: with (sensitive)");
    expect(log).toContain("no such place");
    expect(log).not.toContain("configured-pw-1");
  });

  it("leaves no part of a secret where a long message is cut", async () => {
    const long = await planWith(`Error: boom\n\n${"x".repeat(988)} ${SECRET}\n`);
    expect(long.error).toMatch(/x …$/);
    expect(long.log).toMatch(/x \(sensitive\)$/m);
  });

  it("leaves no part of a secret where the end of an unknown message is taken", async () => {
    const { error } = await planWith(`${SECRET}${"y".repeat(480)}`);
    expect(error).toMatch(/^terraform plan ended with 1: .*y{480}$/);
    expect(error).not.toContain(SECRET.slice(-10));
  });
});
