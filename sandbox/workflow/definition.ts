import type { ActionStatus } from "./evaluate";
import type { Value, ValueObject } from "./value";

/** A workflow definition (Logic Apps, Consumption), as far as this interpreter knows the language. */
export interface WorkflowDefinition {
  readonly $schema: string;
  readonly contentVersion: string;
  readonly parameters?: Readonly<Record<string, { readonly type: string; readonly defaultValue?: Value }>>;
  readonly triggers: Readonly<Record<string, ValueObject>>;
  readonly actions: Actions;
  readonly outputs?: Readonly<Record<string, { readonly type: string; readonly value: Value }>>;
}

export type Actions = Readonly<Record<string, Action>>;

export interface Action {
  readonly type: string;
  readonly inputs?: Value;
  readonly runAfter?: Readonly<Record<string, readonly ActionStatus[]>>;
  readonly trackedProperties?: ValueObject;
  readonly operationOptions?: string;
  readonly kind?: string;
  /** Of a condition, a scope and a loop. */
  readonly actions?: Actions;
  readonly else?: { readonly actions: Actions };
  readonly expression?: string;
  readonly limit?: { readonly count?: number; readonly timeout?: string };
  /** Of a switch. */
  readonly cases?: Readonly<Record<string, { readonly case: Value; readonly actions: Actions }>>;
  readonly default?: { readonly actions: Actions };
}

/** All actions inside an action, by block: the two sides of a condition, a scope's or a loop's own. */
export const blocksOf = (action: Action): readonly Actions[] =>
  [
    action.actions,
    action.else?.actions,
    ...Object.values(action.cases ?? {}).map((branch) => branch.actions),
    action.default?.actions,
  ].filter((block) => block !== undefined);
