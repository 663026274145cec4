import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "../..");
const together = (...commands: readonly string[]) =>
  spawnSync(join(root, ".ci/together.sh"), commands, { encoding: "utf8", cwd: root });

/** What `.ci/run` does side by side fails as it would one after the other. */
describe(".ci/together.sh", () => {
  it("prints what each said, in the order in which they were given", () => {
    const { status, stdout, stderr } = together("sleep 0.3; echo one", "echo two >&2");
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: "\n$ sleep 0.3; echo one\none\n\n$ echo two >&2\ntwo\n",
      stderr: "",
    });
  });

  it("runs all of them, and fails naming each that failed, also within a pipe or a list", () => {
    const { status, stdout, stderr } = together("exit 3", "false | true", "false; true", "echo fine");
    expect(status).toBe(1);
    expect(stdout).toContain("$ echo fine\nfine\n");
    expect(stderr).toBe(
      "failed: exit 3 (exit code 3)\nfailed: false | true (exit code 1)\nfailed: false; true (exit code 1)\n",
    );
  });

  it("names a program that is not there", () => {
    expect(together("./no-such-program 2>/dev/null").stderr).toBe(
      "failed: ./no-such-program 2>/dev/null (exit code 127)\n",
    );
  });
});
