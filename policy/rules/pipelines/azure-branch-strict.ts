import { attributes, equals, type Expectation } from "../../attributes";
import { AUTO_REVIEWERS, BUILD_VALIDATION, COMMENTS, MIN_REVIEWERS } from "../../azure-devops";
import type { Rule } from "../../rule";

/** What is so if nobody says otherwise. */
const unlessSaid = (path: string, wanted: boolean): Expectation => ({ path, is: equals(wanted), absent: "pass" });
const required = [unlessSaid("enabled", true), unlessSaid("blocking", true)];
const othersVote = unlessSaid("settings.submitter_can_vote", false);

export const azureBranchStrict: Rule = {
  title: "Branch policies of Azure Repos are required, and count nobody's approval of their own change",
  severity: "high",
  upstream: [],
  why: "A policy that is off or optional is advice; a vote of whoever made the change, or of what it was before, is none.",
  fix: "let the stack pipelines write the policies, each enabled and blocking",
  ...attributes({
    [MIN_REVIEWERS]: [
      ...required,
      othersVote,
      unlessSaid("settings.allow_completion_with_rejects_or_waits", false),
      { path: "settings.on_push_reset_all_votes", is: equals(true) },
      { path: "settings.last_pusher_cannot_approve", is: equals(true) },
    ],
    [AUTO_REVIEWERS]: [...required, othersVote],
    [BUILD_VALIDATION]: [
      ...required,
      unlessSaid("settings.manual_queue_only", false),
      { path: "settings.queue_on_source_update_only", is: equals(false) },
      { path: "settings.valid_duration", is: equals(0) },
    ],
    [COMMENTS]: required,
  }),
};
