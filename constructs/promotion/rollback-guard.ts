import { conditional, Fn, Op, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";
import { rollbackMark } from "../../domain/promotion/rollback-mark";

/**
 * What the endpoint's azapi resource must keep of Azure's responses for {@link guardedTraffic}:
 * `responseExportValues: rollbackExports`.
 */
export const rollbackExports = { marks: "properties.properties" } as const;

export interface GuardedTrafficProps {
  /** The resource that made the endpoint, with {@link rollbackExports}. */
  readonly endpoint: { output(name: string): string };
  /** Name of the deployment that gets all traffic after a rollback. */
  readonly back: string;
  /** Name of the deployment that a rollback takes the traffic from. */
  readonly tried: string;
  /** Deployment → percent while nothing was rolled back; `back` and `tried` among them. */
  readonly traffic: Readonly<Record<string, number>>;
  /** Deployment → percent copied to it while nothing was rolled back. */
  readonly mirrorTraffic: Readonly<Record<string, number>>;
}

export interface GuardedTraffic {
  /** Deployment → percent; expressions that Terraform evaluates. */
  readonly traffic: Readonly<Record<string, number>>;
  readonly mirrorTraffic: Readonly<Record<string, number>>;
}

/**
 * Traffic that Terraform sets only while `tried` is not marked as rolled back; afterwards, what the rollback made of it,
 * so that a plan shows no change of traffic. A `check` warns, in every plan and apply, until the release file says so,
 * too.
 *
 * All shares are always named, zeros included: the map's keys never depend on what happened in Azure.
 * @param scope - where the warning belongs; at most one guard per scope
 */
export function guardedTraffic(scope: Construct, props: GuardedTrafficProps): GuardedTraffic {
  const { back, tried } = props;
  const marks = props.endpoint.output("marks");
  const mark = rollbackMark(tried);
  // An endpoint without properties has no keys; one that is yet to be made has no marks.
  const rolledBack = Fn.try([Fn.contains(Fn.keys(marks), mark), false]);
  const unless = (shares: Readonly<Record<string, number>>, after: (deployment: string) => number) =>
    Object.fromEntries(
      Object.entries(shares).map(([deployment, percent]) => [
        deployment,
        Token.asNumber(conditional(rolledBack, after(deployment), percent)),
      ]),
    );

  const time = Token.asString(Fn.try([Fn.lookup(marks, mark, ""), ""]));
  TerraformStack.of(scope).addOverride(`check.${checkName(scope)}`, {
    assert: {
      condition: Token.asString(Op.not(rolledBack)),
      error_message: `${tried} was rolled back at ${time} and gets no traffic. Take it out of the release file and list its version under rejected: mlops rollback does both.`,
    },
  });
  return {
    traffic: unless(props.traffic, (deployment) => (deployment === back ? 100 : 0)),
    mirrorTraffic: unless(props.mirrorTraffic, () => 0),
  };
}

const checkName = (scope: Construct): string =>
  `${scope.node.path.split("/").slice(1).join("_") || "stack"}_rolled_back`.replaceAll(/[^A-Za-z0-9_]/g, "_");
