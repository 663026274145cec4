import { existsSync } from "node:fs";
import { inventoryOf, signalComponents } from "../../schema/ml/inventory";
import { loadConfiguration } from "../../schema/load";
import type { Configuration } from "../../schema/configuration";
import { connect, type AzureConnection } from "../../azure/connection";
import { UserError } from "../../domain/problem/problem";
import type { Rates } from "../../cost/estimate";
import { priceLists, ratesBy } from "../prices";
import { chosenEnvironment } from "../../schema/choose";
import { attentionOf, type LimitsByUseCase } from "./attention";
import { judgeEnvironment } from "./judge";
import type { StatusReport } from "./model";
import { stackOfEnvironment } from "../../schema/names";
import { inRegion, withRecovery } from "../../schema/recovery";
import { inSameTarget } from "../../deploy/same-target";
import { placeOf, type Place } from "./place";
import { readEnvironment } from "./read";

export interface StatusOptions {
  /** Folder of the configuration. */
  readonly config: string;
  /** Folder of components; where there is none they are not looked for. @default ml */
  readonly ml?: string;
  /** One environment. @default - all of them */
  readonly environment?: string;
  /** Start a sandbox in this process: its folder, or `true` for `.sandbox`. */
  readonly sandbox?: string | boolean;
  /** @default - the system's clock */
  readonly now?: () => Date;
}

/** Reads the status again and again from one connection. */
export interface StatusReader {
  /** Throws nothing for what Azure does not tell: the report says so. */
  read(): Promise<StatusReport>;
  close(): Promise<void>;
}

/** Loads the configuration and connects. Throws `UserError` if the configuration is wrong or has no such environment. */
export async function openStatus(options: StatusOptions): Promise<StatusReader> {
  const configuration = loadConfiguration(options.config);
  const { organization, environments } = configuration;
  const chosen =
    options.environment === undefined ? environments : [chosenEnvironment(configuration, options.environment)];
  const places = withRecovery(chosen).map((environment) => placeOf(configuration, environment));
  const limits = limitsOf(configuration, options.ml ?? "ml");
  const azure = await connect({
    ...(options.sandbox !== undefined && { sandbox: options.sandbox }),
    tenant: organization.tenant,
  });
  const now = options.now ?? (() => new Date());
  const rates = knownRates();
  const { sandbox } = options;
  return { read: () => read(azure, { places, limits, rates, sandbox }, now), close: () => azure.close() };
}

/** What machines cost by lists. A list that cannot be read is told by `mlops cost`; it keeps nobody from the status at night. */
function knownRates(): Rates | undefined {
  try {
    return ratesBy(priceLists());
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** What is known before anything is asked. */
interface Known {
  readonly places: readonly Place[];
  readonly limits: LimitsByUseCase;
  readonly rates: Rates | undefined;
  readonly sandbox: StatusOptions["sandbox"];
}

async function read(
  azure: AzureConnection,
  { places, limits, rates, sandbox }: Known,
  now: () => Date,
): Promise<StatusReport> {
  const read = await Promise.all(
    places.map(async (place) => ({ place, facts: await readEnvironment(azure, place, now) })),
  );
  const environments = read.map(({ place, facts }) => judgeEnvironment(place, facts, rates));
  return {
    version: 1,
    at:
      read
        .map(({ facts }) => facts.now)
        .sort()
        .at(-1) ?? now().toISOString(),
    target: azure.target,
    attention: attentionOf(environments, limits).map((one) => ({ ...one, todo: inSameTarget(one.todo, sandbox) })),
    environments,
  };
}

/** What the configuration asks of use cases, and what it names that exists nowhere. */
export function limitsOf({ environments, useCases }: Configuration, ml: string): LimitsByUseCase {
  const exists = existsSync(ml) ? inventoryOf(ml) : () => true;
  return new Map(
    withRecovery(environments).flatMap((place) =>
      useCases
        .flatMap((useCase) => inRegion(useCase, place).variants.filter(({ environment }) => environment === place.name))
        .map(({ name, serving, training, monitors }) => {
          const named = [training, ...signalComponents(monitors)];
          const absent = named.filter((one) => !exists(one)).map(({ component, version }) => `${component}:${version}`);
          const limits = { ...serving?.alerts, absent: [...new Set(absent)] };
          return [`${stackOfEnvironment(place)}/${name}`, limits] as const;
        }),
    ),
  );
}

/** Whether something could not be read. */
export const isPartial = ({ environments }: StatusReport): boolean =>
  environments.some(({ unread }) => unread.length > 0);
