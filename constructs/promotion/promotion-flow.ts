import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { type Problem, requireNone } from "../../domain/problem/problem";
import type { PromotionStage, PromotionWay } from "../../domain/promotion/model";
import { PROMOTED_THROUGH_OUTPUT, PROMOTION_OUTPUT, promotionDefinition } from "../../domain/promotion/definition";
import type { UseCaseAlerts } from "../monitoring";
import type { CandidateShare } from "../serving/endpoint-traffic";
import type { ModelDeployment } from "../serving/model-deployment";
import type { ModelEndpoint } from "../serving/model-endpoint";
import { promotionProblems } from "./promotion-rules";
import { TrafficRollback, type TrafficRollbackProps } from "./rollback";

export interface PromotionFlowProps extends PromotionWay {
  /** The stage that this stack is. */
  readonly stage: string;
}

export interface RollbackProps extends Omit<
  TrafficRollbackProps,
  "endpoint" | "deployments" | "drift" | "resourceGroup" | "location"
> {
  readonly endpoint: ModelEndpoint;
  /** What answers. @default - nothing does yet */
  readonly live?: ModelDeployment;
  /** What is being tried. @default - nothing */
  readonly candidate?: CandidateShare;
  /** What was live before and is kept. @default - nothing */
  readonly former?: ModelDeployment;
  /** Where alerts on a candidate go. */
  readonly rules: UseCaseAlerts;
  /** What monitors say, for stages that roll back on drift. @default - nothing watches drift */
  readonly drift?: TrafficRollbackProps["drift"];
}

/**
 * A model version's way from the first environment to the last: what it must meet, who must agree, in what steps it
 * takes over, and what takes it back. Unsafe ways do not synthesize; `domain/promotion/rules.ts` says what that means.
 *
 * The stage's definition and the way to it are outputs of the stack: who changes a gate changes a plan, and so it is reviewed, approved and
 * kept in the state like everything else that is deployed.
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
    const stage = props.stages.find(({ name }) => name === props.stage);
    requireNone([
      ...promotionProblems(props, this.node.path),
      ...(stage === undefined ? [noStage(props, this.node.path)] : []),
    ]);
    this.stages = props.stages;
    this.stage = stage!;
    new TerraformOutput(this, "Definition", {
      description: "By what rules versions enter: gates, approvals, rollout and rollback.",
      value: promotionDefinition(this.stage),
    }).overrideLogicalId(PROMOTION_OUTPUT);
    new TerraformOutput(this, "Through", {
      description: "Environments in which a version must have been live before.",
      value: this.stages.slice(0, this.stages.indexOf(this.stage)).map(({ name }) => name),
    }).overrideLogicalId(PROMOTED_THROUGH_OUTPUT);
  }

  /**
   * What rolls back in this stage, whether or not anything is being tried at the moment; a candidate is watched by the
   * stage's limits.
   */
  addRollback(props: RollbackProps): TrafficRollback {
    const { endpoint, live, candidate, former, rules, drift, ...common } = props;
    const { serverErrorPercent, latencyP95Milliseconds, onDrift = false } = this.stage.rollback ?? {};
    const result = new TrafficRollback(this, "Rollback", {
      ...common,
      endpoint,
      resourceGroup: endpoint.resourceGroup,
      location: endpoint.location,
      deployments: { live: live?.name, candidate: candidate?.deployment.name, former: former?.name },
      drift: onDrift ? drift : undefined,
    });
    if (candidate !== undefined) {
      rules.watchCandidate({
        endpoint,
        candidate: candidate.deployment.name,
        serverErrorPercent,
        latencyP95Milliseconds,
        rollback: result.actionGroup,
      });
    }
    return result;
  }
}

const noStage = ({ stage, stages }: PromotionFlowProps, where: string): Problem => ({
  code: "MLOPS-PROMOTION-010",
  where,
  message: "this stack is no stage of the flow",
  given: stage,
  allowed: stages.map(({ name }) => name).join(", "),
});
