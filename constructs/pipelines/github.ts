import { GithubProvider } from "@cdktf/provider-github/lib/provider";
import type { TerraformStack } from "cdktf";

/**
 * The release of the GitHub provider that is used. The bindings are of 6.9.0; required reviewers by path came with 6.11.0,
 * and what we use besides is the same in both.
 */
export const GITHUB_PROVIDER_VERSION = "6.13.0";

/**
 * Defines the GitHub provider of a stack. The token is taken from `GITHUB_TOKEN` or from `gh auth login`.
 * @param owner - organization or user whose repositories they are
 */
export function configureGithub(stack: TerraformStack, owner: string): void {
  new GithubProvider(stack, "github", { owner });
  // Newer than the bindings, see above.
  stack.addOverride("terraform.required_providers.github.version", GITHUB_PROVIDER_VERSION);
}
