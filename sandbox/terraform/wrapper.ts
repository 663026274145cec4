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
 * A stand-in for Terraform that answers `providers lock` itself: the cdktf CLI runs it before a stack's first `init`,
 * and it would ask a registry for providers that the sandbox serves.
 */
export function wrapperScript(terraform: string): string {
  const quoted = `'${terraform.replaceAll("'", `'\\''`)}'`;
  return `#!/bin/sh
case " $* " in
  *" providers lock "*) exit 0 ;;
esac
exec ${quoted} "$@"
`;
}
