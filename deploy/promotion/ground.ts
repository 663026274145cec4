import { promotionDefinition } from "../../domain/promotion/definition";
import type { Serving } from "../../schema/use-case/model";
import type { Ground, HealthThresholds } from "../../release";
import type { AzureTarget } from "../../azure/connection";
import { variantOf, type PromotedUseCase } from "./use-case";

/** What evidence on an environment's release must be of, by the configuration as it is. */
export function groundOf(promoted: PromotedUseCase, environment: string, target: AzureTarget): Ground {
  const { promotion, serving } = variantOf(promoted, environment, "--env");
  return {
    useCase: promoted.useCase.name,
    environment,
    environments: promoted.variants.map((variant) => variant.environment),
    definition: promotionDefinition(promotion),
    alerts: alertThresholds(serving!.alerts),
    target,
  };
}

/** What of an endpoint's alerts a candidate is judged by, where its rollback says nothing. */
export const alertThresholds = ({
  serverErrorPercent,
  latencyP95Milliseconds,
}: Serving["alerts"]): HealthThresholds => ({
  serverErrorPercent,
  ...(latencyP95Milliseconds !== undefined && { latencyP95Milliseconds }),
});
