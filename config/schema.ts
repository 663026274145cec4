import type { z } from "zod";
import { environmentSchema } from "./environment";
import { organizationSchema } from "./organization";

export { environmentSchema, organizationSchema };

/** `config/organization.yaml`, checked and with defaults. */
export type Organization = z.output<typeof organizationSchema>;
/** `config/environments/<name>.yaml`, checked and with defaults; its name is the file's. */
export type Environment = z.output<typeof environmentSchema> & { readonly name: string };

/** The whole configuration. */
export interface Configuration {
  readonly organization: Organization;
  /** In promotion order. */
  readonly environments: readonly Environment[];
}
