import { conditional, Fn, Op, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";
import { rollbackMark } from "../../core/rollback-mark";

/**
 * What the endpoint's azapi resource must keep of Azure's responses for {@link guardedTraffic}:
 * `responseExportValues: rollbackExports`.
 */
export const rollbackExports = { marks: "properties.properties" } as const;

export interface GuardedTrafficProps {
  /** The resource that made the endpoint, with {@link rollbackExports}. */
  readonly endpoint: { output(name: string): string };
  /** Name of the deployment that gets all traffic after a rollback. */
  readonly live: string;
  /** Name of the deployment that is being tried. */
  readonly candidate: string;
  /** Share of requests the candidate answers while it was not rolled back. Percent, 0–100. */
  readonly trafficPercent: number;
  /** Share of requests copied to it while it was not rolled back. Percent, 0–50. */
  readonly mirrorPercent: number;
}

export interface GuardedTraffic {
  /** Deployment → percent; expressions that Terraform evaluates. */
  readonly traffic: Readonly<Record<string, number>>;
  readonly mirrorTraffic: Readonly<Record<string, number>>;
}

/**
 * Traffic that Terraform sets only while the candidate is not marked as rolled back; afterwards, what the rollback made
 * of it, so that a plan shows no change of traffic. A `check` warns, in every plan and apply, until the release file
 * no longer names the candidate.
 *
 * Both shares are always named, zeros included: the map's keys never depend on what happened in Azure.
 * @param scope - where the warning belongs; at most one candidate per scope
 */
export function guardedTraffic(scope: Construct, props: GuardedTrafficProps): GuardedTraffic {
  const { live, candidate, trafficPercent, mirrorPercent } = props;
  const marks = props.endpoint.output("marks");
  const mark = rollbackMark(candidate);
  // An endpoint without properties has no keys; one that is yet to be made has no marks.
  const rolledBack = Fn.try([Fn.contains(Fn.keys(marks), mark), false]);
  const unless = (value: number, after: number) => Token.asNumber(conditional(rolledBack, after, value));

  const time = Token.asString(Fn.try([Fn.lookup(marks, mark, ""), ""]));
  TerraformStack.of(scope).addOverride(`check.${checkName(scope)}`, {
    assert: {
      condition: Token.asString(Op.not(rolledBack)),
      error_message: `${candidate} was rolled back at ${time} and gets no traffic. Take it out of the release file and list its version under rejected.`,
    },
  });
  return {
    traffic: { [live]: unless(100 - trafficPercent, 100), [candidate]: unless(trafficPercent, 0) },
    mirrorTraffic: { [candidate]: unless(mirrorPercent, 0) },
  };
}

const checkName = (scope: Construct): string =>
  `${scope.node.path.split("/").slice(1).join("_") || "stack"}_rolled_back`.replaceAll(/[^A-Za-z0-9_]/g, "_");
