import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { UserError } from "../../core/problem";

/** Absolute path of the Terraform that PATH names. Throws `UserError` without one. */
export function findTerraform(path: string | undefined = process.env["PATH"]): string {
  for (const folder of (path ?? "").split(delimiter)) {
    const candidate = join(folder, "terraform");
    try {
      if (folder === "") continue;
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      continue;
    }
  }
  throw new UserError([
    {
      code: "MLOPS-SANDBOX-005",
      where: "PATH",
      message: "Terraform was not found",
      allowed: "Terraform 1.9 or newer",
      fix: "install it from https://developer.hashicorp.com/terraform/install and make sure `terraform version` works",
    },
  ]);
}

/**
 * A stand-in for Terraform that does two things for the cdktf CLI. It answers `providers lock`, which the CLI runs
 * before a stack's first `init`, and which would ask a registry for providers that the sandbox serves. And when
 * Terraform fails it ends a moment later: the CLI stops reading as soon as the process is gone, and would lose the
 * error message. Signals go to Terraform, which finishes what it has begun.
 */
export function wrapperScript(terraform: string): string {
  const quoted = `'${terraform.replaceAll("'", `'\\''`)}'`;
  return `#!/bin/sh
case " $* " in
  *" providers lock "*) exit 0 ;;
esac
exec 3<&0
${quoted} "$@" <&3 &
child=$!
trap 'kill -INT $child' INT
trap 'kill -TERM $child' TERM
wait $child
status=$?
while kill -0 $child 2>/dev/null; do wait $child; status=$?; done
[ $status -eq 0 ] || sleep 1
exit $status
`;
}
