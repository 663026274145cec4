import { Duration } from "../../domain/time/duration";
import type { ReviewInput } from "../model";
import { at, booleanAt, difference, listAt, listed, numberAt, textAt, type Json } from "../words/json";
import type { Planned } from "../words/planned";
import { doing } from "./opening";
import type { Stacks } from "./stacks";
import { type ApprovalChange, type ApprovalChangesOf, environmentInWords } from "./approval-change";
import { approverInWords } from "./approvers";

const ENVIRONMENT = "github_repository_environment";
const BRANCH = "github_repository_environment_deployment_policy";

/** What an environment asks of a deployment. */
interface Rules {
  readonly approvers: readonly string[];
  /** Whether whoever started a deployment may approve it; nobody may where nobody is asked. */
  readonly selfApproval: boolean;
  readonly administrators: boolean;
  readonly waitMinutes: number;
  readonly branches: "every" | "protected" | "named";
}

/**
 * Changes of GitHub environments: who approves, who may skip that, how long a deployment waits, from where it may come.
 * One approver of several suffices, so another one is another way in. One who goes is one fewer who has a look.
 *
 * An environment that goes opens: for a job that names it GitHub makes it anew, without any rule, and Azure trusts its
 * name. Source: "Managing environments for deployment" (docs.github.com).
 */
export const environmentChanges: ApprovalChangesOf = (resource, stacks) => {
  if (resource.type === BRANCH) return branchChanges(resource, stacks);
  if (resource.type !== ENVIRONMENT) return [];
  const { before, after, unknown } = resource;
  if (after === undefined) return before === undefined ? [] : [gone(before, stacks.input)];
  if (before === undefined) return made(after, unknown, stacks.input);
  if (["repository", "environment"].some((key) => at(before, key) !== at(after, key))) {
    return [gone(before, stacks.input), ...made(after, unknown, stacks.input)];
  }
  return changed(before, after, unknown, stacks.input);
};

function gone(before: Json, input: ReviewInput): ApprovalChange {
  const environment = textAt(before, "environment")!;
  const { approvers } = rulesOf(before, {}, input);
  const what = approvers.length === 0 ? "" : `, which asked ${orListed(approvers)} for approval`;
  const text = `${environmentInWords(environment)} goes${what}; for a job that names it GitHub makes it anew, without any rule`;
  return { effect: "opens", text, environment, setting: "deployment", organizationSetting: "promotionOrder" };
}

function made(after: Json, unknown: unknown, input: ReviewInput): readonly ApprovalChange[] {
  const { environment, opens } = tellerOf(after, "new ");
  const rules = rulesOf(after, unknown, input);
  return [
    ...when(rules.approvers.length === 0, opens("asks nobody before a deployment", "deployment.approvers")),
    ...when(rules.selfApproval, opens(`lets ${STARTER} approve it`, "deployment.selfApproval")),
    ...when(rules.administrators, opens("lets administrators past its rules")),
    ...when(rules.branches === "every", opens(`lets in ${fromWords.every}`)),
  ].map((change) => ({ ...change, environment }));
}

const STARTER = "whoever started a deployment";
const fromWords = {
  every: "jobs of every branch, also of pull requests",
  protected: "jobs of protected branches",
  named: "jobs of the branches it names",
} as const;
/** From the widest to the narrowest. */
const widths: readonly Rules["branches"][] = ["every", "protected", "named"];

function changed(before: Json, after: Json, unknown: unknown, input: ReviewInput): readonly ApprovalChange[] {
  const [was, is] = [rulesOf(before, {}, input), rulesOf(after, unknown, input)];
  const { opens, closes } = tellerOf(after);
  const selfApproval = doing("lets", "let", `${STARTER} approve it`);
  const administrators = doing("lets", "let", "administrators past its rules");
  const asked = is.approvers.length > 0 && was.approvers.length > 0;
  return [
    ...approverChanges(was.approvers, is.approvers, { opens, closes }),
    ...when(is.selfApproval && !was.selfApproval, opens(selfApproval.gets, "deployment.selfApproval")),
    ...when(was.selfApproval && !is.selfApproval && asked, closes(selfApproval.loses, "deployment.selfApproval")),
    ...when(is.administrators && !was.administrators, opens(administrators.gets)),
    ...when(was.administrators && !is.administrators, closes(administrators.loses)),
    ...when(is.waitMinutes < was.waitMinutes, opens(waiting(was, is), "deployment.wait")),
    ...when(is.waitMinutes > was.waitMinutes, closes(waiting(was, is), "deployment.wait")),
    ...when(
      is.branches !== was.branches,
      (widths.indexOf(is.branches) < widths.indexOf(was.branches) ? opens : closes)(
        `lets in ${fromWords[is.branches]} instead of ${fromWords[was.branches]}`,
      ),
    ),
  ];
}

function waiting(was: Rules, is: Rules): string {
  if (is.waitMinutes === 0) return `no longer waits ${wait(was)} before a deployment`;
  return `waits ${wait(is)} before a deployment${was.waitMinutes === 0 ? "" : ` instead of ${wait(was)}`}`;
}

type Tell = (text: string, setting?: string) => ApprovalChange;

function approverChanges(
  before: readonly string[],
  after: readonly string[],
  { opens, closes }: { readonly opens: Tell; readonly closes: Tell },
): readonly ApprovalChange[] {
  const { added, removed } = difference(before, after);
  const setting = "deployment.approvers";
  if (after.length === 0) {
    return when(
      before.length > 0,
      opens(`asks nobody before a deployment any more; ${orListed(before)} had to approve`, setting),
    );
  }
  if (before.length === 0) return [closes(`now asks ${orListed(after)} for approval before a deployment`, setting)];
  return [
    ...when(
      removed.length > 0,
      opens(`no longer asks ${listed(removed)} for approval, only ${orListed(after)}`, setting),
    ),
    ...when(added.length > 0, opens(`now lets ${listed(added)} approve deployments`, setting)),
  ];
}

/** Which branches and tags an environment lets in, one resource each. */
function branchChanges({ before, after, ...resource }: Planned, stacks: Stacks): readonly ApprovalChange[] {
  const [was, is] = [patternOf(before), patternOf(after)];
  if (was === is) return [];
  const environment = textAt(after ?? before, "environment");
  const goes = (name: string | undefined): boolean =>
    stacks.resources.some(
      ({ type, action, before: other }) =>
        type === ENVIRONMENT && action === "delete" && textAt(other, "environment") === name,
    );
  const tell = (effect: "opens" | "closes", text: string): ApprovalChange => ({
    effect,
    text: `${environmentInWords(environment ?? "known after apply")} ${text}`,
    ...(environment !== undefined && { environment }),
    organizationSetting: "repository.defaultBranch",
  });
  const all = patternOf(after) === undefined && after !== undefined ? "a branch known after apply" : is;
  return [
    ...when(
      all !== undefined,
      tell("opens", `${resource.action === "create" ? "lets" : "now lets"} in jobs of ${all}`),
    ),
    ...when(was !== undefined && !goes(environment), tell("closes", `no longer lets in jobs of ${was}`)),
  ];
}

function patternOf(values: Json | undefined): string | undefined {
  const [branch, tag] = [textAt(values, "branch_pattern"), textAt(values, "tag_pattern")];
  const words = (kind: string, many: string, pattern: string): string =>
    /[*?[]/.test(pattern) ? `all ${many} that fit ${pattern}` : `${kind} ${pattern}`;
  if (branch !== undefined) return words("branch", "branches", branch);
  return tag === undefined ? undefined : words("tag", "tags", tag);
}

function rulesOf(values: Json, unknown: unknown, input: ReviewInput): Rules {
  const approvers = approversOf(values, unknown, input);
  const policy = at(values, "deployment_branch_policy", 0);
  const restricted = booleanAt(policy, "custom_branch_policies") === true ? "named" : "protected";
  return {
    approvers,
    selfApproval: approvers.length > 0 && booleanAt(values, "prevent_self_review") !== true,
    // The provider's default is to let them.
    administrators: booleanAt(values, "can_admins_bypass") !== false,
    waitMinutes: numberAt(values, "wait_timer") ?? 0,
    branches: policy === undefined ? "every" : restricted,
  };
}

function approversOf(values: Json, unknown: unknown, input: ReviewInput): readonly string[] {
  const known = (["team", "user"] as const).flatMap((kind) =>
    listAt(values, "reviewers", 0, `${kind}s`).flatMap((id) =>
      typeof id === "number" || typeof id === "string" ? [approverInWords(input, kind, String(id))] : [],
    ),
  );
  const open = JSON.stringify(at(unknown, "reviewers") ?? false).includes("true");
  return [...known, ...(open ? ["somebody known after apply only"] : [])];
}

function tellerOf(
  values: Json,
  before = "",
): { readonly environment: string; readonly opens: Tell; readonly closes: Tell } {
  const environment = textAt(values, "environment") ?? "known after apply";
  const told =
    (effect: "opens" | "closes"): Tell =>
    (text, setting = "deployment") => ({
      effect,
      text: `${before}${environmentInWords(environment)} ${text}`,
      environment,
      setting,
    });
  return { environment, opens: told("opens"), closes: told("closes") };
}

const wait = ({ waitMinutes }: Rules): string => Duration.minutes(waitMinutes).toString();
const orListed = (items: readonly string[]): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} or ${items.at(-1)!}`;
const when = (condition: boolean, change: ApprovalChange): readonly ApprovalChange[] => (condition ? [change] : []);
