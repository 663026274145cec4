import type { z } from "zod";
import type { Notes } from "../notes";
import type { Draft } from "../walk";
import { checkApprovers } from "../../domain/pipelines/approvals";
import type { deploymentSchema, protectionSchema } from "./deployment";

/** What is wrong with who approves, and what is looser than the default without saying why. */
export function checkDeployment(deployment: Draft<z.output<typeof deploymentSchema>> | undefined, notes: Notes): void {
  const { teams, users } = deployment?.approvers ?? {};
  notes.addRepeated(["deployment", "approvers", "teams"], teams);
  notes.addRepeated(["deployment", "approvers", "users"], users);
  const mistake = checkApprovers({ teams, users });
  if (mistake !== undefined) {
    const { says, given, allowed } = mistake;
    notes.add(["deployment", "approvers"], { kind: "outOfRange", says, allowed }, { at: "key", given });
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
