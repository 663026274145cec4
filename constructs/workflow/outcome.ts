import { compose, inOrder, type Action, type Actions } from "./definition";
import type { WorkflowParameter } from "./logic-app";

/** How a run can end, by name: what it means, and whether somebody is told. */
export type Outcomes = Readonly<Record<string, { readonly message: string; readonly told: boolean }>>;

/** Names of the actions that {@link concludeWith} adds; alerts look for `TELL`. */
const OUTCOME = "Outcome";
const IS_NEWS = "IsNews";
export const TELL = "Tell";

/** The parameters that {@link concludeWith} reads. */
export const outcomeParameters = (outcomes: Outcomes): Record<string, WorkflowParameter> => ({
  messages: {
    type: "Object",
    value: Object.fromEntries(Object.entries(outcomes).map(([name, { message }]) => [name, message])),
  },
  told: { type: "Array", value: Object.keys(outcomes).filter((name) => outcomes[name]!.told) },
});

/**
 * The last actions of a run: what came of it, and, if somebody is to be told, an action of that name whose tracked
 * properties reach the diagnostic log, where an alert rule finds them. Telling this way needs no connector, no mail
 * account and no permission.
 * @param outcome - expression that gives the outcome's name
 * @param subject - expression that gives what it is about, e.g. a run's id
 */
export const concludeWith = (outcome: string, subject: string): Actions => {
  const tracked = (name: string) => `@{action()['outputs']?['${name}']}`;
  const tell: Action = {
    ...compose({
      outcome: `@outputs('${OUTCOME}')`,
      message: `@parameters('messages')?[outputs('${OUTCOME}')]`,
      subject,
    }),
    trackedProperties: { outcome: tracked("outcome"), message: tracked("message"), subject: tracked("subject") },
  };
  return inOrder({
    [OUTCOME]: compose(outcome),
    [IS_NEWS]: {
      type: "If",
      expression: `@contains(parameters('told'), outputs('${OUTCOME}'))`,
      actions: { [TELL]: tell },
      else: { actions: {} },
    },
  });
};
