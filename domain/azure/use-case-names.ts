import { createHash } from "node:crypto";
import { environmentStack, placeTokens } from "./names";
import type { Workflow } from "../access/access";
import { composeName, type NamingScheme } from "./naming";
import { deploymentName } from "../promotion/release";

/** What the names of a use case in one environment are composed from. */
export interface UseCaseNamingContext {
  /** The organization's prefix, e.g. `pfs`. */
  readonly prefix: string;
  readonly environment: string;
  /** GUID of the environment's subscription: part of what makes the endpoint unique in its region. */
  readonly subscription: string;
  readonly useCase: string;
  /** Azure region of the environment. @default - none, for names without it */
  readonly location?: string | undefined;
  /** What the company has of its own. @default - none, the names that are usual here */
  readonly naming?: NamingScheme | undefined;
  /** Whether it is the environment's second region, where endpoints have the same name: it is unique in a region. @default false */
  readonly recovery?: boolean | undefined;
}

/** What monitors look at of a batch: what was asked, what was answered, and answers with ids. */
export const batchDataParts = ["inputs", "outputs", "answers"] as const;
export type BatchData = (typeof batchDataParts)[number];

/** What the name of the data asset of a part ends with, behind the use case's. */
export const batchDataEnd = (part: BatchData): string => `-batch-${part}`;

const BATCH_DATA = new RegExp(`(${batchDataParts.map(batchDataEnd).join("|")})/versions/[^/]+$`);

/** Whether a version of a data asset, by its id, is of what batches score. */
export const isBatchData = (id: string): boolean => BATCH_DATA.test(id);

/** A use case's name: the file's. Dashes single, so that an endpoint can be named after it. */
export const USE_CASE_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** The Terraform stack of a use case in an environment, by the environment's stack. No naming scheme changes it. */
export const stackOf = (environment: string, useCase: string): string => `${environment}-${useCase}`;

/** Every composed name of one use case in one environment. A pure function of the configuration. */
export function useCaseNames(context: UseCaseNamingContext) {
  const { prefix, environment, subscription, useCase, naming } = context;
  const tokens = { prefix, useCase, ...placeTokens(context) };
  const parts = [prefix, subscription, environment, useCase].join("\0").toLowerCase();
  const hash = createHash("sha256").update(parts).digest("hex").slice(0, 4);
  // `_` stands in no name of a use case, deployment or signal: so no monitor's name is part of another's, and an Event
  // Grid filter, which looks for a text anywhere in the tag, never takes one use case's breach for another's.
  const monitor = (model: string): string => `drift_${useCase}_${deploymentName(model)}`;
  return {
    /** Of the Terraform stack. */
    stack: stackOf(environmentStack(environment, context.recovery), useCase),
    /** Unique in the Azure region, among all tenants. 3 to 32 characters. */
    endpoint: composeName("onlineEndpoint", { ...tokens, hash }, naming),
    /** Of the deployment that serves a model version. */
    deployment: deploymentName,
    /** Of the workflow that answers drift, that rolls back, or that tells of what went well. */
    workflow: (use: Workflow): string => composeName("logicApp", { ...tokens, use }, naming),
    /** Of the event subscription for new data, without its ending. */
    newData: `${useCase}-new-data`,
    /** Of the container for events that a workflow did not take. 3 to 63 characters. */
    deadLetters: (subscription: string): string => `dead-letters-${subscription}`,
    retrainingSchedule: `${useCase}-retraining`,
    /** Of the experiment that training jobs are filed under. */
    experiment: `${useCase}-training`,
    /** Of the schedule that scores by the clock, and of the experiment that its jobs are filed under. */
    batch: `${useCase}-batch`,
    /** Of the data assets that hold what batches score, for monitors. */
    batchData: (part: BatchData): string => `${useCase}${batchDataEnd(part)}`,
    /** Of the monitor of the deployment that serves a model version. */
    monitor,
    /** What the names of all its monitors begin with, and no other text of a breach event holds. */
    monitors: `drift_${useCase}_`,
    /** Of a signal in that monitor, `<monitor>_<signal>`: what a breach event carries. */
    signal: (model: string, key: string): string => `${monitor(model)}_${key}`,
  } as const;
}

/** The names {@link useCaseNames} composes. */
export type UseCaseNames = ReturnType<typeof useCaseNames>;
