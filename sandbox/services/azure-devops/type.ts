import { between, guid, matches, oneOf, type Check } from "../../engine/azurerm/checks";
import type { TypeEntry, Values } from "../../engine/azurerm/type-entry";
import type { Block } from "../../engine/terraform/schema";
import { guidOf } from "../../engine/arm/identities";
import { requiredText, compiled, type ArgumentTable } from "./arguments";

/** What an object of a type is known by, where Azure DevOps lets there be one only. */
export type Unique = (values: Values) => string;

/**
 * One type of the provider for Azure DevOps, from the Go schemas of microsoft/terraform-provider-azuredevops 1.16.0
 * (`azuredevops/internal/service`).
 */
export interface AzureDevopsType extends Required<Pick<TypeEntry, "defaults" | "replaces" | "checks">> {
  readonly block: Block;
  /** What faults are injected by. */
  readonly api: string;
  /** Its Terraform id, from what it is known by. */
  readonly id: (values: Values, organization: string) => string;
  /** What there can be one of only. @default - as many as one likes */
  readonly unique?: Unique;
  /** Exported values; what it leaves out gets a neutral value of its type. */
  readonly computed?: (values: Values, id: string, organization: string) => Values;
  /** What is returned in another form than it was written in. */
  readonly returned?: (values: Values) => Values;
}

export const words = (path: string): Check => matches(path, /\S/, "must not be empty or blank");
export const atLeast = (lowest: number) => (path: string) => between(path, lowest, Number.MAX_SAFE_INTEGER);
export const among =
  (...allowed: readonly string[]) =>
  (path: string) =>
    oneOf(path, ...allowed);
export const within = (lowest: number, highest: number) => (path: string) => between(path, lowest, highest);

export const projectId = requiredText({ replaces: true, checks: [guid] });
export const part = (values: Values, name: string): string => String(values[name]);
/** A number Azure DevOps would hand out: the same in every run. */
export const numberOf = (purpose: string, name: string): string =>
  String(Number.parseInt(guidOf(purpose, name).slice(0, 7), 16) + 1);

export function type(
  api: string,
  table: ArgumentTable,
  more: Pick<AzureDevopsType, "id" | "unique" | "computed" | "returned"> & { readonly checks?: readonly Check[] },
): AzureDevopsType {
  const { checks, ...rest } = compiled(table);
  return { ...rest, ...more, api: `AzureDevOps/${api}`, checks: [...checks, ...(more.checks ?? [])] };
}
