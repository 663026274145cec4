import { z } from "zod";
import { branchApprovals, deploymentWait, MAX_APPROVERS } from "../../domain/pipelines/approvals";
import { duration, matching, reason, teamSlug } from "../fields";

const user = () =>
  matching(/^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}$/, "the login of a GitHub user", { examples: ["ada-okafor"] });

/** How an environment's pipeline waits for people. */
export const deploymentSchema = z.strictObject({
  approvers: z
    .strictObject({
      teams: z.array(teamSlug()).default([]).describe("Slugs of teams of the repository's organization."),
      users: z.array(user()).default([]).describe("Logins of users who can read the repository."),
    })
    .prefault({})
    .describe(
      `Who may approve, at most ${MAX_APPROVERS} teams and users together; one of them has to. Without any, a merge deploys unasked.`,
    ),
  selfApproval: z
    .boolean()
    .default(false)
    .describe("Whether whoever started a deployment may approve it. true needs a reason."),
  wait: duration({ ...deploymentWait, wholeMinutes: true })
    .optional()
    .describe("How long every deployment waits before it starts, 1m to 30d in whole minutes. Default: not at all."),
  runner: matching(
    /^[A-Za-z0-9][\w.-]{0,63}$/,
    "a label of runners or an agent pool: 1 to 64 letters, digits, _, . and -",
    {
      examples: ["mlops-prod"],
    },
  )
    .optional()
    .describe(
      "Label of GitHub runners, or agent pool of Azure DevOps, that plan and deploy after a merge and look for drift, such as those in the environment's network. Pull requests never run there. Default: machines of GitHub's or Azure DevOps' own, `ubuntu-24.04`.",
    ),
  reason: reason().optional(),
});

/** What the default branch asks of a change, wherever it is. */
const commonProtection = {
  approvals: z
    .number()
    .int()
    .min(branchApprovals.min)
    .max(branchApprovals.max)
    .default(1)
    .describe("Approving reviews that a pull request needs, 0 to 10. 0 needs a reason."),
  reason: reason().optional(),
};

const SECURITY_FILES =
  "One person of each must approve a change of the files that decide (`.github`, `policy`, `config/environments` and others)";

/** What the default branch of a repository on GitHub asks of a change. */
export const protectionSchema = z.strictObject({
  ...commonProtection,
  codeOwners: z
    .boolean()
    .default(true)
    .describe("Whether owners in CODEOWNERS must approve changes to their files. false needs a reason."),
  security: z
    .strictObject({
      teams: z
        .array(teamSlug())
        .default([])
        .describe(
          `Slugs of teams of the repository's organization. ${SECURITY_FILES}, and one of any a change that the review finds to need security's approval.`,
        ),
    })
    .prefault({})
    .describe("Who approves for security. Without teams nobody has to, and `mlops validate` says so."),
});

/** What the default branch of a repository in Azure Repos asks of a change; it knows no code owners. */
export const azureProtectionSchema = z.strictObject({
  ...commonProtection,
  security: z
    .strictObject({
      teams: z
        .array(teamSlug())
        .default([])
        .describe(
          `Groups, by their name here (see \`groups\`). ${SECURITY_FILES}. What the review finds to need security's approval fails the build validation for everybody: see docs/guides/azure-devops.md.`,
        ),
    })
    .prefault({})
    .describe("Who approves for security. Without teams nobody has to, and `mlops validate` says so."),
});
