import type { Position } from "../../domain/problem/problem";
import type { ReviewContext } from "../context";
import type { DomainChange } from "../model";
import type { PromotionChange } from "../promotion";
import type { Planned } from "./planned";

/** A change of one stack, in words, before the same in other environments is merged into it. */
export interface Draft {
  readonly topic: DomainChange["topic"];
  /** One line without the subject. */
  readonly text: string;
  /** @default false */
  readonly loosens?: boolean;
  readonly where?: Position;
}

/** What a describer is given: all resources of one stack. */
export interface StackWords {
  readonly resources: readonly Planned[];
  readonly environment: string;
  readonly useCase?: string;
  readonly context: ReviewContext;
  /** The region, where that is the environment's second. @default - it is in the first */
  readonly recovery?: string;
  /** What happens to its rules of promotion. @default - nothing */
  readonly promotion?: PromotionChange;
  /** ISO instant of the plan. */
  readonly plannedAt: string;
  /** Nothing of it is there yet. */
  readonly isNew: boolean;
  /** All of it goes. */
  readonly isGone: boolean;
}

/** Tells changes of one topic. */
export type Describe = (stack: StackWords) => readonly Draft[];

/** `(looser)`, `(stricter)`, or nothing where that cannot be said. */
export const tendency = (looser: boolean | undefined): string =>
  looser === undefined ? "" : looser ? " (looser)" : " (stricter)";

/** `+2` or `-2`. */
export const signed = (amount: number): string => (amount > 0 ? `+${amount}` : String(amount));
