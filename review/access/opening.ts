import type { Position } from "../../domain/problem/problem";
import { containsCidr, parseCidr } from "../../domain/network/cidr";
import type { ReviewContext } from "../context";
import type { Exposure } from "../model";
import type { Json } from "../words/json";
import type { Planned } from "../words/planned";
import { organizationSettingOf, settingOf, useCaseSettingOf } from "../words/where";
import type { Stacks } from "./stacks";

/** One way into a resource, or one thing it lets others do. */
export interface Opening {
  /** Tells it from the resource's other openings. */
  readonly key: string;
  readonly kind: Exposure["kind"];
  /** Whose opening it is: `storage account stpfsprod`. */
  readonly subject: string;
  /** What it is said to do, as it is, as it comes and as it goes: `is reachable from …`, `becomes …`, `is no longer …`. */
  readonly has: string;
  readonly gets: string;
  readonly loses: string;
  /** What decides it, by path in the environment's file, the use case's or the organization's. @default - our own code */
  readonly setting?: string;
  readonly useCaseSetting?: string;
  readonly organizationSetting?: string;
  /** Whom it lets in: a block of addresses, one address, a subnet by id, {@link EVERYONE}. What lies within opens nothing more. */
  readonly lets?: string;
  /** Whether it is the opening that comes and goes and not its subject: a rule of a firewall, a credential of an identity. */
  readonly outlives?: boolean;
}

/** Everybody, in {@link Opening.lets}. */
export const EVERYONE = "everyone";

/** Whether an opening lets in nobody whom another one does not. */
export function isWithin({ lets }: Opening, other: Opening): boolean {
  if (other.lets === EVERYONE) return lets !== undefined && lets !== EVERYONE;
  const [inner, outer] = [lets, other.lets].map((text) =>
    text === undefined ? undefined : parseCidr(text.includes("/") ? text : `${text}/32`),
  );
  return inner !== undefined && outer !== undefined && containsCidr(outer, inner);
}

/** Openings of a resource by its values before or after. */
export type OpeningsOf = (values: Json, resource: Planned, stacks: Stacks) => readonly Opening[];

/** Where the configuration decides an opening; undefined if it does not. */
export function decidedAt(
  { setting, useCaseSetting, organizationSetting }: Settings,
  { environment, useCase }: Pick<Planned, "environment" | "useCase">,
  context: ReviewContext,
): Position | undefined {
  return (
    (setting && settingOf(context, environment, setting)) ||
    (useCaseSetting && useCaseSettingOf(context, { environment, useCase }, useCaseSetting)) ||
    (organizationSetting && organizationSettingOf(context, organizationSetting)) ||
    undefined
  );
}

export type Settings = Pick<Opening, "setting" | "useCaseSetting" | "organizationSetting">;

type Words = Pick<Opening, "has" | "gets" | "loses">;

/** `is reachable from the internet`. */
export const being = (what: string): Words => ({
  has: `is ${what}`,
  gets: `becomes ${what}`,
  loses: `is no longer ${what}`,
});

/** `lets its computes reach the internet`; `verb` in the third person and as the infinitive. */
export const doing = (third: string, infinitive: string, what: string): Words => ({
  has: `${third} ${what}`,
  gets: `now ${third} ${what}`,
  loses: `does not ${infinitive} ${what} any more`,
});
