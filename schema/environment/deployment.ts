import { z } from "zod";
import { Duration } from "../../domain/time/duration";
import type { Notes } from "../notes";
import { duration, matching, reason, teamSlug } from "../fields";
import type { Draft } from "../walk";

/** GitHub's limit of users and teams together that may approve in one environment. */
const MAX_APPROVERS = 6;

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
  wait: duration({ min: Duration.minutes(1), max: Duration.days(30), wholeMinutes: true })
    .optional()
    .describe("How long every deployment waits before it starts, 1m to 30d in whole minutes. Default: not at all."),
  reason: reason().optional(),
});

/** What the repository's default branch asks of a change. */
export const protectionSchema = z.strictObject({
  approvals: z
    .number()
    .int()
    .min(0)
    .max(10)
    .default(1)
    .describe("Approving reviews that a pull request needs, 0 to 10. 0 needs a reason."),
  codeOwners: z
    .boolean()
    .default(true)
    .describe("Whether owners in CODEOWNERS must approve changes to their files. false needs a reason."),
  reason: reason().optional(),
  security: z
    .strictObject({
      teams: z
        .array(teamSlug())
        .default([])
        .describe(
          "Slugs of teams of the repository's organization. One person of each must approve a change of the files that decide (`.github`, `policy`, `config/environments` and others), and one of any a change that the review finds to need security's approval.",
        ),
    })
    .prefault({})
    .describe("Who approves for security. Without teams nobody has to, and `mlops validate` says so."),
});

/** What is wrong with who approves, and what is looser than the default without saying why. */
export function checkDeployment(deployment: Draft<z.output<typeof deploymentSchema>> | undefined, notes: Notes): void {
  const { teams, users } = deployment?.approvers ?? {};
  notes.addRepeated(["deployment", "approvers", "teams"], teams);
  notes.addRepeated(["deployment", "approvers", "users"], users);
  const count = (teams?.length ?? 0) + (users?.length ?? 0);
  if (count > MAX_APPROVERS) {
    notes.add(
      ["deployment", "approvers"],
      { kind: "outOfRange", says: "are more than GitHub takes", allowed: `up to ${MAX_APPROVERS} teams and users` },
      { at: "key", given: String(count) },
    );
  }
  if (deployment?.selfApproval !== true || notes.has(["deployment", "reason"])) return;
  notes.add(["deployment", "selfApproval"], {
    kind: "reasonMissing",
    says: "lets one person deploy alone and needs a reason",
    fix: "add deployment.reason, or remove the key for the safe default",
  });
}

/** Teams that are listed twice, and what of the default branch's protection is looser than the default without saying why. */
export function checkProtection(protection: Draft<z.output<typeof protectionSchema>> | undefined, notes: Notes): void {
  const path = ["repository", "protection"] as const;
  notes.addRepeated([...path, "security", "teams"], protection?.security?.teams);
  if (notes.has([...path, "reason"])) return;
  const [key, says] =
    protection?.approvals === 0
      ? ["approvals", "lets a change in that nobody has looked at"]
      : ["codeOwners", "lets a change in that no owner has looked at"];
  if (protection?.approvals !== 0 && protection?.codeOwners !== false) return;
  notes.add([...path, key], {
    kind: "reasonMissing",
    says: `${says} and needs a reason`,
    fix: "add repository.protection.reason, or remove the key for the safe default",
  });
}
