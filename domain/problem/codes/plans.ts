import type { Codes } from "./meaning";

/** What commands refuse that make, judge and apply plans. */
export const planCodes = {
  "MLOPS-REVIEW-001": { meaning: "A file is no plan in JSON.", fix: "Run `mlops plan` again." },
  "MLOPS-REVIEW-002": {
    meaning: "A plan is in a format that this version does not know.",
    fix: "Plan with a version of Terraform that is supported.",
  },
  "MLOPS-REVIEW-003": {
    meaning: "Terraform could not finish a plan.",
    fix: "See Terraform's messages, and plan again.",
  },
  "MLOPS-REVIEW-004": {
    meaning: "A plan is nested too deeply to be read.",
    fix: "Plan again; it is none of Terraform's.",
  },
  "MLOPS-REVIEW-010": {
    meaning: "A file is not one of the plans: the manifest does not name it.",
    fix: "Move it away, or plan again.",
  },
  "MLOPS-REVIEW-011": { meaning: "The file of waivers does not exist.", fix: "Name the right one with `--waivers`." },
  "MLOPS-REVIEW-012": { meaning: "Two reports would be printed to stdout.", fix: "Write one of them into a file." },
  "MLOPS-REVIEW-013": { meaning: "Two reports would go into the same file.", fix: "Name two files." },
  "MLOPS-REVIEW-014": { meaning: "A report would lie among the plans.", fix: "Name a file outside of the folder." },
  "MLOPS-REVIEW-015": { meaning: "A report cannot be written.", fix: "Name a place you may write to." },
  "MLOPS-REVIEW-016": { meaning: "The link to a page is no address.", fix: "Give `https://…`." },
  "MLOPS-REVIEW-017": { meaning: "Folders of plans do not belong together.", fix: "Plan all of them again." },
  "MLOPS-REVIEW-018": { meaning: "Two folders hold a plan of the same stack.", fix: "Review one of the two." },
  "MLOPS-REVIEW-019": {
    meaning: "The manifest was changed after it was planned: its digest is not that of what it says.",
    fix: "Plan again.",
  },
  "MLOPS-POLICY-001": {
    meaning: "A waiver names a rule that does not exist.",
    fix: "Take the suggestion, or remove the waiver.",
  },
  "MLOPS-POLICY-002": {
    meaning: "`--rule` names a rule that does not exist.",
    fix: "Take the suggestion, or see the reference of policies.",
  },
  "MLOPS-POLICY-003": { meaning: "The day to judge waivers by is no day.", fix: "Write it as `2026-12-31`." },
  "MLOPS-PLAN-001": {
    meaning: "A folder is no plan folder: it has no manifest.",
    fix: "Make one with `mlops plan --out <folder>`.",
  },
  "MLOPS-PLAN-002": { meaning: "The manifest cannot be read.", fix: "Plan again." },
  "MLOPS-PLAN-003": { meaning: "A file that the manifest names is missing.", fix: "Plan again." },
  "MLOPS-PLAN-004": { meaning: "A file was changed after it was planned.", fix: "Plan again." },
  "MLOPS-PLAN-005": {
    meaning: "There is a link or a device in place of a file or a folder of plans.",
    fix: "Plan again, into a folder of its own.",
  },
  "MLOPS-PLAN-006": { meaning: "A file of a plan folder holds no JSON.", fix: "Plan again." },
  "MLOPS-PLAN-007": {
    meaning: "A file of a plan folder cannot be read.",
    fix: "Mend what the message names, or plan again.",
  },
  "MLOPS-PLAN-010": { meaning: "The key for plan files is none.", fix: "Make one with `openssl rand -hex 32`." },
  "MLOPS-PLAN-011": { meaning: "The command runs in another sandbox already.", fix: "Leave `--dir` out." },
  "MLOPS-PLAN-012": {
    meaning: "Terraform is missing, too old, or another program is called like it.",
    fix: "Install one that does, and make sure that `terraform version` tells it; `mlops doctor` looks at the whole machine.",
  },
  "MLOPS-PLAN-013": {
    meaning: "What the plans would replace is no plan folder.",
    fix: "Name a new folder, an empty one or one of plans.",
  },
  "MLOPS-PLAN-014": {
    meaning: "The machine refuses: the disk is full or read-only, or something may not be written.",
    fix: "Mend what the message names, and run it again.",
  },
  "MLOPS-PLAN-020": {
    meaning: "There is no stack of this name.",
    fix: "Take the suggestion; the message lists them.",
  },
  "MLOPS-PLAN-021": { meaning: "Which stacks to take away was not said.", fix: "Name them after `--destroy`." },
  "MLOPS-PLAN-023": {
    meaning: "Nothing on this machine can sign in to Azure.",
    fix: "Install the Azure CLI and sign in, or set what a pipeline's identity signs in with (`ARM_USE_OIDC` and so on).",
  },
  "MLOPS-PLAN-022": { meaning: "The stacks could not be synthesized.", fix: "Mend what the message names." },
  "MLOPS-PLAN-030": { meaning: "Here git knows no such commit.", fix: "Fetch it, or name one that is there." },
  "MLOPS-PLAN-031": {
    meaning: "The configuration is outside of the project, so that git cannot tell what it was.",
    fix: "Plan without `--affected`.",
  },
  "MLOPS-APPLY-001": { meaning: "The manifest was changed after it was planned.", fix: "Plan again, and review that." },
  "MLOPS-APPLY-002": { meaning: "These are not the plans that were approved.", fix: "Review and approve these plans." },
  "MLOPS-APPLY-003": {
    meaning: "The plans only tell what was changed outside Terraform.",
    fix: "Plan without `--drift`.",
  },
  "MLOPS-APPLY-004": {
    meaning: "The plans were made for another place than this one.",
    fix: "Apply them where they were made for, or plan again.",
  },
  "MLOPS-APPLY-005": {
    meaning: "Another commit was planned than is checked out.",
    fix: "Check that commit out, or plan again.",
  },
  "MLOPS-APPLY-006": {
    meaning: "Another version of Terraform made these plans.",
    fix: "Use that version, or plan again.",
  },
  "MLOPS-APPLY-007": {
    meaning: "A stack could not be planned.",
    fix: "Mend the cause and plan again, or leave it out with `--stacks`.",
  },
  "MLOPS-APPLY-008": {
    meaning: "The configuration says otherwise than what was reviewed.",
    fix: "Plan again, and review that.",
  },
  "MLOPS-APPLY-009": {
    meaning: "A plan is of a configuration or a provider that is not known here.",
    fix: "Plan again.",
  },
  "MLOPS-APPLY-010": { meaning: "A plan belongs to another place.", fix: "Plan again, in this place." },
  "MLOPS-APPLY-011": {
    meaning: "A state is missing, empty or no state, or another run is just making it.",
    fix: "Do what the message says: wait, or put the last good one back with `mlops recover`.",
  },
  "MLOPS-APPLY-012": {
    meaning: "Terraform could not be prepared for a stack.",
    fix: "Mend what the message names, and run it again.",
  },
  "MLOPS-APPLY-013": { meaning: "A state cannot be read.", fix: "Restore it with `mlops recover`." },
  "MLOPS-APPLY-014": { meaning: "A state is another one than was planned on.", fix: "Plan again." },
  "MLOPS-APPLY-015": { meaning: "A plan cannot be read.", fix: "Plan again." },
  "MLOPS-APPLY-016": {
    meaning: "A plan is not the one whose digest is in the manifest.",
    fix: "Plan again, and review that.",
  },
  "MLOPS-APPLY-017": { meaning: "A plan is encrypted, and there is no key.", fix: "Set the key that is named." },
  "MLOPS-APPLY-018": {
    meaning: "The key is not the one a plan was encrypted with, or the plan was altered.",
    fix: "Give the key it was planned with, or plan again.",
  },
  "MLOPS-APPLY-019": { meaning: "A plan was made on another state than the manifest says.", fix: "Plan again." },
  "MLOPS-APPLY-020": {
    meaning: "The text that is reviewed tells something else than the plan.",
    fix: "Plan again, and review that.",
  },
  "MLOPS-APPLY-021": {
    meaning: "Nobody confirmed that the plans are to be applied.",
    fix: "Answer the question, or give `--yes`.",
  },
  "MLOPS-APPLY-023": {
    meaning: "Files were changed since the commit that was planned, and what is applied to Azure must be of a commit.",
    fix: "Commit and plan again, or say why with `--allow-dirty` when planning.",
  },
  "MLOPS-APPLY-024": {
    meaning: "The verdict over the plans is BLOCKED.",
    fix: "Mend what the review names, accept it for a while in `config/waivers.yaml`, or say why with `--blocked-anyway`.",
  },
  "MLOPS-APPLY-025": {
    meaning: "The manifest orders the stacks in another way than the configuration.",
    fix: "Plan again, and review that.",
  },
  "MLOPS-APPLY-026": {
    meaning: "The manifest says something else about a plan than the plan itself.",
    fix: "Plan again, and review that.",
  },
  "MLOPS-APPLY-027": {
    meaning: "A state is that of another stack.",
    fix: "Put the stack's own state back, as the message says.",
  },
  "MLOPS-APPLY-022": { meaning: "A signal stopped it before anything was applied.", fix: "Run it again." },
  "MLOPS-RECOVER-001": { meaning: "There is no such file of a state.", fix: "Name the right one with `--state`." },
  "MLOPS-RECOVER-002": { meaning: "A state cannot be decrypted.", fix: "Give the key it was encrypted with." },
  "MLOPS-RECOVER-003": {
    meaning: "`--state` and `--unlock` are for one stack, and several are named.",
    fix: "Name one.",
  },
} as const satisfies Codes<"REVIEW" | "POLICY" | "PLAN" | "APPLY" | "RECOVER">;
