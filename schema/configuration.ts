import type { z } from "zod";
import { environmentSchema } from "./environment/schema";
import { organizationSchema } from "./organization/schema";
import type { Release } from "./releases/schema";
import type { UseCase } from "./use-case/model";
import type { GrantedWaiver } from "./waivers/schema";

export { environmentSchema, organizationSchema };

/** `config/organization.yaml`, checked and with defaults. */
export type Organization = z.output<typeof organizationSchema>;
/** `config/environments/<name>.yaml`, checked and with defaults; its name is the file's. */
export type Environment = z.output<typeof environmentSchema> & {
  readonly name: string;
  /** Whether it stands for the environment's second region, see `recoveryOf`. @default false */
  readonly inRecovery?: true;
};

/** The whole configuration. */
export interface Configuration {
  readonly organization: Organization;
  /** In promotion order. */
  readonly environments: readonly Environment[];
  /** By name. Each with what it is in every environment it lives in. */
  readonly useCases: readonly UseCase[];
  /** By name of their use case: of those that have a release file. */
  readonly releases: readonly Release[];
  /** Accepted policy findings, in the order of the file. */
  readonly waivers: readonly GrantedWaiver[];
}
