import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const requirements = join(__dirname, "../sandbox/clients/requirements.txt");
const python = process.env["PYTHON"] ?? "python3";

/**
 * An interpreter with Azure's Python clients, from a lock with hashes; made once for each lock, in the system's folder for
 * temporary files. Where there is no Python of 3.11 to 3.13 or no package index: why not. In CI that is an error.
 */
export function pythonWithClients(): { readonly interpreter: string } | { readonly reason: string } {
  const lock = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const home = join(tmpdir(), `mlops-azure-clients-${lock}`);
  const interpreter = join(home, "bin/python");
  if (existsSync(interpreter)) return { interpreter };
  const unfinished = `${home}.${process.pid}`;
  try {
    execFileSync(python, ["-c", "import sys; assert (3, 11) <= sys.version_info < (3, 14), sys.version"], {
      stdio: "pipe",
    });
    execFileSync(python, ["-m", "venv", unfinished], { stdio: "pipe" });
    const install = ["-m", "pip", "install", "--quiet", "--no-compile", "--require-hashes", "-r", requirements];
    execFileSync(join(unfinished, "bin/python"), install, { stdio: "pipe", timeout: 300_000 });
    renameSync(unfinished, home);
    return { interpreter };
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (process.env["CI"] !== undefined) throw error;
    const { stderr, message } = error as { stderr?: Buffer; message: string };
    return { reason: (stderr?.toString("utf8") ?? "").trim().split("\n").at(-1) || message };
  }
}
