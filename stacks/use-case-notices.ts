import type { Construct } from "constructs";
import type { ArmResource } from "../constructs/arm-resource";
import type { AlertFactory } from "../constructs/monitoring";
import { Notices, type ToldMetric } from "../constructs/notices";
import { BASELINE_GAIN } from "../domain/promotion/metric-tags";
import { boundInWords, type Gates } from "../domain/promotion/model";
import { deploymentName, type ReleaseInEnvironment } from "../domain/promotion/release";
import { compareVersions } from "../domain/promotion/versions";
import type { UseCaseInEnvironment } from "../schema/use-case/model";
import type { UseCasePlace } from "./use-case-place";

export interface UseCaseNoticesProps {
  readonly place: UseCasePlace;
  readonly useCase: UseCaseInEnvironment;
  /** Makes the rules. */
  readonly factory: AlertFactory;
  /** Who is told. */
  readonly owner: ArmResource;
  /** Experiment of its trainings. */
  readonly experiment: string;
  /** What it is served by. @default - it serves nothing */
  readonly endpoint?: ArmResource;
}

/** Tells the owner of what went well, where something is asked for. */
export function addNotices(scope: Construct, props: UseCaseNoticesProps): void {
  const { place, useCase, factory, owner, experiment, endpoint } = props;
  const { notices, name, promotion, serving, release } = useCase;
  if (notices.length === 0) return;
  const { environment, ids, location, logs, names, resourceGroup } = place;
  const { live, candidate, former } = release;
  const known = (id: string) => ({ id, key: id });
  new Notices(scope, "Notices", {
    wanted: notices,
    name: names.workflow("notices"),
    identityName: environment.identity(`${name}-notices`),
    actionGroupName: environment.actionGroup(`${name}-notices`),
    resourceGroup,
    location,
    targets: { workspace: known(ids.workspace), modelRegistry: known(ids.modelRegistry) },
    metrics: metricsOf(promotion?.gates),
    factory,
    logs,
    owner,
    experiment,
    served: serving &&
      endpoint && {
        model: serving.model,
        endpoint: endpoint.id,
        deployment: deploymentName(""),
        live: live?.model,
        candidate: candidate?.model,
        former: former?.model,
        wentBack: wentBack(release),
      },
  });
}

/** What gates look at, in their order, and what each asks. */
function metricsOf(gates: Gates | undefined): readonly ToldMetric[] {
  if (gates === undefined) return [];
  const { metrics, champion, baseline } = gates;
  const asked = new Map(Object.entries(metrics).map(([name, bound]) => [name, boundInWords(bound)]));
  if (champion !== undefined) {
    const loss = `at most ${champion.mayLose} worse than the live version`;
    asked.set(champion.metric, [...(asked.get(champion.metric) ?? []), loss]);
  }
  return [
    ...[...asked].map(([name, words]) => ({ name, gate: `, ${words.join(", ")} asked for`, compared: true })),
    { name: BASELINE_GAIN, gate: baseline === "told" ? "" : ", above 0 asked for", compared: false },
  ];
}

/** A version newer than the live one was rolled back, and none has been tried since. */
const wentBack = ({ live, candidate, rejected }: ReleaseInEnvironment): boolean =>
  live !== undefined && candidate === undefined && rejected.some((one) => compareVersions(one, live.model) > 0);
