import { Construct } from "constructs";
import type { UseCaseAlerts } from "../monitoring";
import { requireValid } from "../rules";
import type { CandidateShare } from "./endpoint-traffic";
import type { ModelDeployment } from "./model-deployment";
import type { ModelEndpoint } from "./model-endpoint";
import { promotionRules, type PromotionDefinition, type PromotionStage } from "./promotion-rules";
import { CandidateRollback, type CandidateRollbackProps } from "./rollback";

export interface PromotionFlowProps extends PromotionDefinition {
  /** The stage that this stack is. */
  readonly stage: string;
}

export interface CandidateProps extends Omit<
  CandidateRollbackProps,
  "endpoint" | "live" | "candidate" | "drift" | "resourceGroup" | "location"
> {
  readonly endpoint: ModelEndpoint;
  /** What answers. */
  readonly live: ModelDeployment;
  /** What is being tried. */
  readonly candidate: CandidateShare;
  /** Where alerts on the candidate go. */
  readonly rules: UseCaseAlerts;
  /** What the candidate's monitor says, for stages that roll back on drift. @default - nothing watches its drift */
  readonly drift?: CandidateRollbackProps["drift"];
}

/**
 * A model version's way from the first environment to the last: what it must meet, who must agree, in what steps it
 * takes over, and what takes it back. Unsafe ways do not synthesize; `promotion-rules.ts` says what that means.
 *
 * Who may do what on that way stands elsewhere, once for all use cases: who shares models to the registry in the
 * `registry` stack, who deploys to an environment in `bootstrap`, one federated identity each.
 */
export class PromotionFlow extends Construct {
  /** The stages, first to last. */
  readonly stages: readonly PromotionStage[];
  /** The one that this stack is. */
  readonly stage: PromotionStage;

  constructor(scope: Construct, id: string, props: PromotionFlowProps) {
    super(scope, id);
    const here: typeof promotionRules = [
      {
        code: "MLOPS-PROMOTION-010",
        check: ({ stages }) =>
          stages.some(({ name }) => name === props.stage)
            ? undefined
            : {
                message: "this stack is no stage of the flow",
                given: props.stage,
                allowed: stages.map(({ name }) => name).join(", "),
              },
      },
    ];
    requireValid<PromotionDefinition>(this, [...promotionRules, ...here], props);
    this.stages = props.stages;
    this.stage = props.stages.find(({ name }) => name === props.stage)!;
  }

  /**
   * Watches a candidate by this stage's limits and rolls it back when one is passed.
   * @returns undefined if nothing rolls back in this stage
   */
  addRollback(props: CandidateProps): CandidateRollback | undefined {
    const { rollback } = this.stage;
    if (rollback === undefined) return undefined;
    const { endpoint, live, candidate, rules, drift, ...common } = props;
    const { serverErrorPercent, latencyP95Milliseconds, onDrift } = rollback;
    const result = new CandidateRollback(this, "Rollback", {
      ...common,
      endpoint,
      resourceGroup: endpoint.resourceGroup,
      location: endpoint.location,
      live: live.name,
      candidate: candidate.deployment.name,
      drift: onDrift ? drift : undefined,
    });
    rules.watchCandidate({
      endpoint,
      candidate: candidate.deployment.name,
      serverErrorPercent,
      latencyP95Milliseconds,
      rollback: result.actionGroup,
    });
    return result;
  }
}
