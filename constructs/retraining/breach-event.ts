import { BREACH_TEXT, STEP_TAG } from "../../domain/monitors/breach";
import { BLOB_CREATED, NEW_DATA } from "../../domain/monitors/new-data";
import { compose, failRun, inOrder, respond, type Actions } from "../workflow";

const VALIDATION = "Microsoft.EventGrid.SubscriptionValidationEvent";

/** Id of the run that breached, after {@link understandBreach}: that of the monitor's step for one signal. */
export const BREACH_RUN = "outputs('Breach')['runId']";

/** What Azure ML says of the breach, the signal's name in it. */
export const BREACH_SAYS = "outputs('Breach')['text']";

/** `drift` or `new-data`, where a workflow understands both. */
export const EVENT_KIND = "outputs('Kind')";
export const IS_NEW_DATA = `equals(${EVENT_KIND}, '${NEW_DATA}')`;

/**
 * The first actions of a workflow that Event Grid calls: answers the validation that Event Grid asks for when a
 * subscription is made, and refuses with 400 whatever is not exactly one breach event. Event Grid does not repeat what
 * was refused so, but keeps it as a dead letter; the run fails, which raises its alert.
 *
 * Azure documents the event's keys in two casings (`runId`, `RunId`), so both are read.
 * @param also - `newData`: an event of a blob that was written is understood, too; its own id stands for a run's
 */
export const understandBreach = (also: { readonly newData: boolean } = { newData: false }): Actions => {
  const data = (camel: string, pascal: string) =>
    `coalesce(outputs('Event')?['data']?['${camel}'], outputs('Event')?['data']?['${pascal}'])`;
  return inOrder({
    Understand: {
      type: "Scope",
      actions: inOrder({
        Event: compose("@first(triggerBody())"),
        IsValidation: {
          type: "If",
          expression: `@equals(outputs('Event')?['eventType'], '${VALIDATION}')`,
          actions: inOrder({
            AnswerValidation: respond(200, { validationResponse: "@outputs('Event')['data']['validationCode']" }),
            EndValidation: { type: "Terminate", inputs: { runStatus: "Succeeded" } },
          }),
          else: { actions: {} },
        },
        ...(also.newData ? { Kind: compose(KIND) } : {}),
        Breach: compose({
          runId: also.newData
            ? `@if(${IS_NEW_DATA}, outputs('Event')?['id'], ${data("runId", "RunId")})`
            : `@${data("runId", "RunId")}`,
          text: `@${data("runTags", "RunTags")}?['${STEP_TAG}']`,
        }),
        // Fails rather than being false when there is no text at all; both mean the same to what follows.
        Complete: compose(
          `@and(equals(length(triggerBody()), 1), not(empty(outputs('Breach')['runId'])), ${
            also.newData
              ? `or(${IS_NEW_DATA}, contains(toLower(coalesce(outputs('Breach')['text'], '')), '${BREACH_TEXT}'))`
              : `contains(toLower(outputs('Breach')['text']), '${BREACH_TEXT}')`
          })`,
        ),
      }),
    },
    IsBreach: {
      type: "If",
      runAfter: { Understand: ["Succeeded", "Failed"] },
      expression: "@equals(actions('Complete')?['outputs'], true)",
      actions: {},
      else: {
        actions: inOrder({
          RefuseMalformed: respond(400, { error: "not exactly one event of a breached threshold" }),
          FailMalformed: failRun("MalformedEvent", "The trigger got something other than one breach event."),
        }),
      },
    },
  });
};

const KIND = `@if(equals(outputs('Event')?['eventType'], '${BLOB_CREATED}'), '${NEW_DATA}', 'drift')`;

/** What runs when `action` failed: an answer that lets Event Grid deliver again later, and a run that counts as failed. */
export const failForRetry = (action: string, code: string): Actions => ({
  AskForRetry: { ...respond(503, { error: "try again later" }), runAfter: { [action]: ["Failed", "TimedOut"] } },
  FailForRetry: {
    ...failRun(code, "Azure Resource Manager refused or did not answer; the failed action says why."),
    runAfter: { AskForRetry: ["Succeeded"] },
  },
});
