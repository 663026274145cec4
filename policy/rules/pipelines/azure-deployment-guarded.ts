import {
  APPROVAL,
  AZURE_ENVIRONMENT,
  BRANCH_CONTROL,
  CONNECTION,
  isChecked,
  isForPlanning,
  LOCK,
} from "../../azure-devops";
import type { PolicyResource } from "../../resource";
import { every, type Rule, some, unknownAt, type Verdict } from "../../rule";
import type { World } from "../../world";

export const azureDeploymentGuarded: Rule = {
  title: "Deployments through Azure Pipelines are approved outside development, one at a time, and from one branch",
  severity: "critical",
  upstream: [],
  why: "What no check protects, any run of any branch uses: whoever can push would deploy.",
  fix: "let the stack pipelines make the checks; name who approves in deployment.approvers",
  kinds: [AZURE_ENVIRONMENT, CONNECTION],
  check: (resource, world) =>
    resource.kind === AZURE_ENVIRONMENT ? guarded(resource, world) : connectionGuarded(resource, world),
};

function guarded(environment: PolicyResource, world: World): Verdict | undefined {
  const development = world.tierOfEnvironment(environment.text("name")) === "development";
  return every([
    development ? undefined : has(environment, APPROVAL, "nobody is asked before a deployment", world),
    has(environment, BRANCH_CONTROL, "lets in runs of every branch", world),
    has(environment, LOCK, "lets in several runs at once", world),
  ]);
}

function connectionGuarded(connection: PolicyResource, world: World): Verdict | undefined {
  const planning = isForPlanning(connection);
  if (planning === true) return undefined;
  const verdict = has(connection, BRANCH_CONTROL, "lets in runs of every branch, pull requests included", world);
  return planning === undefined && verdict.result === "fail" ? unknownAt("service_endpoint_name") : verdict;
}

const has = (resource: PolicyResource, kind: string, otherwise: string, world: World): Verdict =>
  some([isChecked(resource, kind, world)], {
    fail: otherwise,
    unknown: `whether ${kind} protects it is known after apply only`,
  });
