export { ARM, armRequest, compose, failRun, inOrder, respond, type Action, type Actions } from "./definition";
export { LogicApp, type LogicAppProps, type WorkflowParameter } from "./logic-app";
export { concludeWith, outcomeParameters, TELL, type Outcomes } from "./outcome";
export { FailedRunAlert, OutcomeAlert, type OutcomeAlertProps, type WorkflowAlerting } from "./workflow-alerts";
