import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Folder of the stand-in in that of a sandbox. */
export const binOf = (sandbox: string): string => join(sandbox, "bin");

/** An interrupted Terraform waits for the calls in flight; none of the sandbox's takes longer. */
const LONGEST_STOP_MILLISECONDS = 120_000;

/**
 * Absolute path of the Terraform that PATH names, not counting the stand-in of a sandbox around. Without one its name: whoever
 * runs it has asked for it before.
 */
export function findTerraform({ PATH: path, MLOPS_SANDBOX: around }: NodeJS.ProcessEnv = process.env): string {
  for (const folder of (path ?? "").split(delimiter)) {
    if (around !== undefined && folder === binOf(around)) continue;
    const candidate = join(folder, "terraform");
    try {
      if (folder === "") continue;
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      continue;
    }
  }
  return "terraform";
}

/** Set for who wants to be told what is applied, and not what every plan says of each resource. */
export const BRIEF = "MLOPS_SANDBOX_BRIEF";

const briefOutput = join(__dirname, "brief-output.js");

/**
 * A stand-in for Terraform that does two things for the cdktf CLI. It answers `providers lock`, which the CLI runs
 * before a stack's first `init`, and which would ask a registry for providers that the sandbox serves. And when
 * Terraform fails it ends a moment later: the CLI stops reading as soon as the process is gone, and would lose the
 * error message.
 *
 * Of Ctrl-C and what the CLI does after it, which is to hang up the terminal it gave to Terraform, only one signal
 * reaches Terraform: with one it finishes what it has begun and records it, with two it drops everything. While it does so there is a file named after the wrapper's
 * process in `running`, for the sandbox to wait for.
 *
 * Terraform runs for seconds, and would spend a quarter of them on clearing its memory: it clears less often, unless somebody says
 * how often it shall. Its providers, which that would make large, are this process.
 *
 * @param askForStates - `stateQuestion` in a file, which is run first and told the same. @default - nobody asks
 */
export function wrapperScript(terraform: string, running: string, askForStates?: string): string {
  const quote = (path: string) => `'${path.replaceAll("'", `'\\''`)}'`;
  const quoted = quote(terraform);
  const ask =
    askForStates === undefined
      ? ""
      : `
NODE_OPTIONS= ${quote(process.execPath)} ${quote(askForStates)} "$@" || { sleep 1; exit 1; }`;
  return `#!/bin/sh
case " $* " in
  *" providers lock "*) exit 0 ;;
esac${ask}
running=${quote(running)}/$$
: > "$running"
trap 'rm -f "$running" "$running.out"' EXIT
export GOGC="\${GOGC:-400}"
exec 3<&0 4>&1
reader=
if [ -n "\${${BRIEF}:-}" ] && [ "$1" = apply ]; then
  mkfifo "$running.out"
  NODE_OPTIONS= ${quote(process.execPath)} ${quote(briefOutput)} < "$running.out" &
  reader=$!
  exec 4> "$running.out"
fi
(trap '' HUP; exec ${quoted} "$@") <&3 >&4 4>&- &
child=$!
exec 4>&-
stopping=
trap 'stopping=1' INT
trap '[ -n "$stopping" ] || { stopping=1; kill -INT $child; }' HUP TERM
wait $child
status=$?
while kill -0 $child 2>/dev/null; do wait $child; status=$?; done
[ -z "$reader" ] || while kill -0 $reader 2>/dev/null; do wait $reader; done
[ $status -eq 0 ] || sleep 1
exit $status
`;
}

/** Waits until no Terraform works on the sandbox any more: one that was interrupted still records what it has begun. */
export async function terraformEnded(running: string): Promise<void> {
  const deadline = Date.now() + LONGEST_STOP_MILLISECONDS;
  while (Date.now() < deadline && readdirSync(running).some((name) => isRunning(Number(name)))) await sleep(100);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
