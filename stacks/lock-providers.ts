import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { App } from "cdktf";
import { lockFor } from "../domain/terraform/provider-locks";

/** What Terraform calls the file that says which builds of providers may run. */
export const LOCK_FILE = ".terraform.lock.hcl";

/** The part of `cdk.tf.json` that says which providers a stack needs. */
interface Synthesized {
  readonly terraform?: { readonly required_providers?: Readonly<Record<string, { readonly source: string }>> };
}

/**
 * What is to be written beside each synthesized stack so that `terraform init` refuses providers of any other build,
 * whoever runs it: the part of the repository's lock file that the stack needs. To be called after `app.synth()`.
 * @param text - the repository's lock file
 */
export function providerLocks(app: App, text: string): readonly (readonly [path: string, text: string])[] {
  return Object.values(app.manifest.stacks).map(({ workingDirectory }) => {
    const dir = join(app.outdir, workingDirectory);
    const { terraform } = JSON.parse(readFileSync(join(dir, "cdk.tf.json"), "utf8")) as Synthesized;
    const sources = Object.values(terraform?.required_providers ?? {}).map(({ source }) => source);
    return [join(dir, LOCK_FILE), lockFor(text, sources)];
  });
}
