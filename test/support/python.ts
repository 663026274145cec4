import { spawnSync } from "node:child_process";
import { fits, candidates } from "../../cli/ml/python";

/** Whether this machine has a Python that ml/ can use. Without one tests of it are left out, which is said; CI must have it. */
export function machineHasPython(): boolean {
  const code = "import platform; print(platform.python_version())";
  const there = candidates.some((program) => {
    const { status, stdout } = spawnSync(program, ["-c", code], { encoding: "utf8" });
    return status === 0 && fits(stdout.trim());
  });
  if (there) return true;
  if (process.env["CI"] !== undefined) throw new Error("CI needs Python 3.11 to 3.13");
  console.warn("No Python 3.11 to 3.13: the tests of ml/ are left out. See CONTRIBUTING.md.");
  return false;
}
