import type { Values } from "../../engine/azurerm/type-entry";

/** A team that a ruleset asks about some files. */
export interface RequiredReviewer {
  /** GitHub's number of the team. */
  readonly id: number;
  readonly approvals: number;
  /** Patterns of paths. */
  readonly paths: readonly string[];
}

/** The teams that a ruleset asks, as Terraform keeps them. */
export function requiredReviewersOf(ruleset: Values): readonly RequiredReviewer[] {
  const [rules] = (ruleset["rules"] ?? []) as readonly Values[];
  const [review] = (rules?.["pull_request"] ?? []) as readonly Values[];
  return ((review?.["required_reviewers"] ?? []) as readonly Values[]).map((one) => ({
    id: Number((one["reviewer"] as readonly Values[])[0]!["id"]),
    approvals: Number(one["minimum_approvals"]),
    paths: one["file_patterns"] as readonly string[],
  }));
}
