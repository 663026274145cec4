/**
 * Files that decide: on rights, on what a review says of a change, on what the pipelines do and on who must agree. What no
 * plan shows is in them, so a change of theirs needs the approval of security, whatever the review says: `.github/CODEOWNERS`
 * asks for it, and so does the ruleset of the default branch where `repository.protection.security` names who that is.
 *
 * Patterns of paths from the root: `*` within a name, `**` for any. They mean the same where GitHub reads them as
 * .gitignore does and where it reads them as fnmatch does. `test/pipelines/code-owners.test.ts` derives from the imports
 * what must be among them.
 */
export const decidingFiles: readonly string[] = [
  ".ci/**",
  ".github/**",
  ".terraform.lock.hcl",
  "azure-pipelines/**",
  "azure/**",
  "cdktf.json",
  "cli/**",
  "config/environments/**",
  "config/organization.yaml",
  "config/waivers.yaml",
  "constructs/*.ts",
  "constructs/access/**",
  "constructs/azapi/**",
  "constructs/azure-devops/**",
  "constructs/governance/**",
  "constructs/network/**",
  "constructs/pipelines/**",
  "constructs/promotion/**",
  "cost/**",
  "demo/**",
  "deploy/**",
  "domain/**",
  "files/**",
  "main.ts",
  "package-lock.json",
  "package.json",
  "pipelines/**",
  "policy/**",
  "print/**",
  "release/**",
  "review/**",
  "sandbox/**",
  "schema/**",
  "stacks/**",
  "tsconfig.json",
];
