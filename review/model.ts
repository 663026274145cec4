import type { PlanAction, ResourceChange, TerraformPlan } from "../domain/terraform/plan";
import type { Position } from "../domain/problem/problem";
import type { PolicyReport, Waiver } from "../policy/model";
import type { Figure } from "../release";
import type { ReviewContext } from "./context";

/** What is reviewed: the plans of one `mlops plan`, with what the configuration knows about them. */
export interface ReviewInput {
  readonly source: ReviewSource;
  readonly context: ReviewContext;
  readonly stacks: readonly StackInput[];
  readonly waivers: readonly Waiver[];
}

/** Where the plans come from. */
export interface ReviewSource {
  /** The commit that was planned. */
  readonly commit?: string;
  /** ISO instant of the plan. */
  readonly plannedAt: string;
  /** `sandbox`: against a simulated Azure, e.g. for a pull request from a fork. */
  readonly target: "azure" | "sandbox";
  /** Digest over the digests of all stacks: what an approval is given for. */
  readonly digest: string;
  /** Whether files were changed since the commit. @default false */
  readonly dirty?: boolean;
  /** Why they are to be applied all the same. */
  readonly dirtyBecause?: string;
  /** `destroy`: the plans take everything away; `drift`: they only take note of what is there. @default "normal" */
  readonly mode?: "normal" | "destroy" | "drift";
  /** Stacks that were planned against a simulated Azure although the others were not. @default - none */
  readonly simulated?: readonly string[];
  /** Stacks that were to be looked at and were not planned. @default - none */
  readonly notPlanned?: readonly NotPlanned[];
}

/** A stack without a plan, e.g. one that is gone from the configuration. */
export interface NotPlanned {
  readonly name: string;
  /** In words. */
  readonly why: string;
}

/** One stack's plan, redacted; or why there is none. */
export type StackInput =
  | { readonly name: string; readonly digest: string; readonly plan: TerraformPlan }
  | { readonly name: string; readonly failed: string };

/** The result, in the order of its weight: the first that applies. */
export type Verdict = "blocked" | "needs-security-approval" | "review" | "no-change";

/** A plan review: what every renderer prints. Plain data, free of secrets, the same bytes for the same input. */
export interface Review {
  readonly verdict: Verdict;
  /** Why, one clause each; the first names the weightiest. */
  readonly reasons: readonly string[];
  readonly source: ReviewSource;
  readonly organization: string;
  /** Where the files that positions name can be read as they were planned: an address that ends in a slash. */
  readonly codeUrl?: string;
  readonly stacks: readonly StackReview[];
  readonly dangers: readonly Danger[];
  readonly access: readonly AccessChange[];
  readonly exposures: readonly Exposure[];
  readonly policy: PolicyReport;
  readonly drift: readonly Drift[];
  /** @default - no prices were given */
  readonly cost?: CostReview;
  /** What changes for use cases and environments, in their own terms. */
  readonly changes: readonly DomainChange[];
  /** What each release that changes rests on; what blocks first. */
  readonly releases: readonly ReleaseEvidence[];
  /** What each planned environment consists of, as it will be. */
  readonly architecture?: readonly Architecture[];
  /** Every change of a resource; the same change in several stacks is one entry. */
  readonly resources: readonly ResourceReview[];
  readonly calendar: readonly CalendarEntry[];
  readonly matrix: readonly AccessCell[];
  readonly topology: Topology;
  /** Warnings of `check` blocks, e.g. a version that was rolled back outside Terraform. */
  readonly warnings: readonly { readonly stack: string; readonly text: string }[];
}

/** How often each thing happens in a stack. */
export interface Counts {
  readonly create: number;
  readonly update: number;
  readonly replace: number;
  readonly destroy: number;
  readonly move: number;
  readonly import: number;
  readonly forget: number;
  readonly drift: number;
}

export interface StackReview {
  readonly name: string;
  readonly environment?: string;
  readonly useCase?: string;
  readonly status: "changes" | "no-change" | "failed";
  /** Why it could not be planned. */
  readonly failed?: string;
  readonly digest?: string;
  readonly counts: Counts;
  readonly policyFails: number;
  /** What of it that runs all the time costs in a month, as far as it has a price. @default - no prices were given */
  readonly monthlyCost?: Monthly;
}

/** An amount of money in a month, in the currency of the prices. */
export interface Monthly {
  readonly before: number;
  readonly after: number;
}

/** What changes in the money of a month. */
export interface CostReview {
  /** `EUR` */
  readonly currency: string;
  /** Where the prices are from, in words. @default - they were given by the user */
  readonly about?: string;
  readonly changes: readonly CostChange[];
  /** What changes and has no price: named, never guessed. */
  readonly uncounted: readonly Uncounted[];
}

export interface CostChange extends Monthly {
  readonly stack: string;
  /** `deployment model-12`, `private endpoint` */
  readonly what: string;
  /** `2 × Standard_D2as_v4 → 4 × Standard_D2as_v4` */
  readonly text: string;
}

export interface Uncounted {
  readonly stack: string;
  readonly what: string;
  /** What changes. */
  readonly text: string;
  /** Why it has no price: `no price of Standard_D2as_v4`. */
  readonly why: string;
}

/** What happens to a resource, replacing told apart. */
export type Action = "create" | "update" | "replace" | "destroy" | "forget" | "move" | "import" | "read" | "no-op";

/** A resource that holds what people would miss, and that goes. */
export interface Danger {
  /** Stacks in which exactly this happens. */
  readonly stacks: readonly string[];
  readonly address: string;
  /** What it is, in words: `workspace mlw-pfs-prod`. */
  readonly what: string;
  readonly action: "replace" | "destroy" | "forget";
  /** Why Terraform does it, in words: `location cannot be changed in place`. */
  readonly because: string;
  /** What Azure does then: soft delete, what is lost, whether the name is free again. */
  readonly consequence: string;
  /** What stands in the way or helps: `prevent_destroy`, a delete lock that this plan lifts. */
  readonly protection?: string;
  /** A value known after apply only forces it: it may turn out unchanged. */
  readonly uncertain: boolean;
  /** A left-over of an interrupted create-before-destroy. */
  readonly deposed: boolean;
  /** Whether data or an address would be lost for good: then it blocks, unless it is accepted. */
  readonly irreplaceable: boolean;
  /** The waiver of `keeps-data` that accepts it. */
  readonly accepted?: Waiver;
}

/** Who gains or loses which role. */
export interface AccessChange {
  readonly stacks: readonly string[];
  readonly address: string;
  readonly change: "+" | "-" | "~";
  /** `regrants`: taken away and given back with the same rights. */
  readonly effect: "widens" | "narrows" | "regrants" | "changes";
  readonly who: {
    /** Display name from the configuration, else the object id. */
    readonly name: string;
    readonly kind: "group" | "identity" | "unknown";
    readonly useCase?: string;
  };
  /** Title of the role. */
  readonly role: string;
  readonly privileged: boolean;
  /** In words: `storage account stpfsprod…`, `subscription of prod`. */
  readonly scope: string;
  /** Why it is granted; from `domain/access/access.ts`. */
  readonly why?: string;
  /** The condition that narrows it, if any. */
  readonly condition?: string;
  /** Where the configuration says so. */
  readonly where?: Position;
}

/**
 * Something besides a role that opens or closes: network, keys, trust, what a role of our own may do, who must approve,
 * what a model version must meet before it is promoted.
 */
export interface Exposure {
  readonly stacks: readonly string[];
  readonly address: string;
  readonly kind:
    | "network"
    | "keys"
    | "federated-credential"
    | "custom-role"
    | "public-data"
    | "vault-policy"
    | "approvals"
    | "promotion";
  readonly effect: "opens" | "closes" | "changes";
  /** In words: `storage account st… becomes reachable from the internet`. */
  readonly text: string;
  readonly where?: Position;
}

/** A change that somebody made outside Terraform. */
export interface Drift {
  readonly stack: string;
  readonly address: string;
  readonly what: string;
  /** `path: before → after`, secrets masked. */
  readonly attributes: readonly AttributeChange[];
  /** Whether this plan depends on it or undoes it. */
  readonly relevant: boolean;
}

/** A change in the words of those who run models. */
export interface DomainChange {
  readonly topic:
    | "model"
    | "traffic"
    | "promotion"
    | "retraining"
    | "monitor"
    | "alert"
    | "compute"
    | "data"
    | "serving"
    | "budget"
    | "other";
  /** `customer-churn`; undefined for what belongs to an environment. */
  readonly useCase?: string;
  /** Environments in which exactly this happens, in promotion order; none: it is shared by all. */
  readonly environments: readonly string[];
  /** One line without the subject: `model 12 beside 10: 10 % of the requests`. */
  readonly text: string;
  /** Whether it watches less than before, e.g. a threshold that is looser or an alert that goes. */
  readonly loosens: boolean;
  readonly where?: Position;
}

/** A release that changes, and what it rests on. */
export interface ReleaseEvidence {
  readonly stack: string;
  readonly useCase: string;
  readonly environment: string;
  /** In words: `16 beside 12: copies of 20 % of the requests`. */
  readonly what: string;
  /** What was released before, in words: `12 alone`. */
  readonly before: string;
  /**
   * `evidenced`: every step has its decision. `overridden`: a person went on against checks, or without any.
   * `first`: nobody decided, and nothing served before. `blocked`: there is no evidence, or it does not hold.
   */
  readonly status: "evidenced" | "overridden" | "first" | "blocked";
  /** The decisions, in the order of their steps. */
  readonly steps: readonly EvidenceStep[];
  /** Why it is blocked. */
  readonly problems: readonly string[];
  /** What else a reader should know. */
  readonly notes: readonly string[];
  /** Commands that make the evidence; empty unless it is blocked. */
  readonly commands: readonly string[];
  /** Who is asked to agree by the promotion definition: `2 of PFS Model Risk`. */
  readonly approval?: string;
  /** Where the release file says so. */
  readonly where?: Position;
}

/** One decision on one step of a release. */
export interface EvidenceStep {
  readonly action: "promote" | "rollout" | "rollback" | "accept";
  readonly version: string;
  /** What it does, in a sentence. */
  readonly change: string;
  /** ISO instant. */
  readonly at: string;
  readonly by: string;
  /** Where its facts are from. */
  readonly target: "azure" | "sandbox";
  /** The Azure region that was in charge. @default - the environment had one only */
  readonly region?: string;
  /** Path of the evidence. */
  readonly file: string;
  /** Who went on against checks, or without any, and why. */
  readonly override?: { readonly reason: string; readonly by: string; readonly at: string };
  /** Why it was rolled back. */
  readonly because?: string;
  /** What the version is made of, in a line. @default - the decision does not say */
  readonly origin?: string;
  /** What the version was registered with, against what was live then; what got worse first. */
  readonly figures: readonly Figure[];
  readonly checks: readonly EvidenceCheck[];
  /** ISO instant at which its facts were read again. @default - they were not */
  readonly readAgainAt?: string;
  /** What has changed since, or could not be read again. */
  readonly notes: readonly string[];
}

export interface EvidenceCheck {
  /** `metric auc`, `champion`, `soak`. */
  readonly check: string;
  readonly result: "pass" | "fail" | "unknown";
  /** What is so, with its figures. */
  readonly text: string;
  /** Whether a person decided against it. */
  readonly overridden: boolean;
}

/** The same change of the same resource, in one or more stacks. */
export interface ResourceReview {
  readonly stacks: readonly { readonly stack: string; readonly address: string }[];
  readonly type: string;
  /** For azapi, the ARM type without version. */
  readonly armType?: string;
  readonly name: string;
  /** In words: `metric alert rule pfs-prod-…`. */
  readonly what: string;
  readonly action: Action;
  readonly actions: readonly PlanAction[];
  readonly because?: string;
  readonly previousAddress?: string;
  /** Update: what changes. Create: what the configuration sets. Destroy: nothing. */
  readonly attributes: readonly AttributeChange[];
}

/** One attribute, as text that is safe to show: secrets are `(sensitive)`, what is not known yet `(known after apply)`. */
export interface AttributeChange {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
  /** Whether it forces a replacement. */
  readonly forcesReplacement?: boolean;
}

/** When something runs by itself. */
export interface CalendarEntry {
  readonly stack: string;
  readonly environment: string;
  readonly useCase: string;
  readonly kind: "retraining" | "batch scoring" | "monitor";
  readonly name: string;
  readonly change: "added" | "removed" | "changed" | "unchanged";
  readonly before?: CalendarTimes;
  readonly after?: CalendarTimes;
}

export interface CalendarTimes {
  /** In words: `every Monday at 02:00 Europe/Amsterdam`. */
  readonly text: string;
  /** Local wall-clock instants after the plan's time, at most 10: `2026-12-07T02:00`. */
  readonly next: readonly string[];
}

/** One principal's role on one target, before and after. */
export interface AccessCell {
  readonly who: string;
  readonly kind: "group" | "identity" | "unknown";
  readonly environment: string;
  readonly scope: string;
  readonly role: string;
  readonly before: boolean;
  readonly after: boolean;
}

/** Resources and how they hang together. */
export interface Topology {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

export interface TopologyNode {
  /** `<stack>/<address>`. */
  readonly id: string;
  readonly stack: string;
  readonly label: string;
  readonly type: string;
  readonly action: Action;
}

export type { ResourceChange, TerraformPlan };

/** Columns of the picture, from who comes in to what looks on. */
export const architectureColumns = ["Network", "Use cases", "Machine learning", "Stands on", "Watches"] as const;
export type Column = (typeof architectureColumns)[number];

/** One box: a resource, or several of a kind that need no box each. */
export interface ArchitectureBox {
  readonly id: string;
  readonly stack: string;
  readonly column: Column;
  /** `workspace`; of several together, whose they are */
  readonly noun: string;
  /** `mlw-pfs-prod`, `12 alert rules` */
  readonly name: string;
}

/** What an environment consists of and what refers to what. */
export interface Architecture {
  readonly environment: string;
  readonly boxes: readonly ArchitectureBox[];
  readonly arrows: readonly { readonly from: string; readonly to: string }[];
}
