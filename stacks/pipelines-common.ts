import { Annotations } from "cdktf";
import type { Environment, Organization } from "../schema/configuration";
import type { UseCase } from "../schema/use-case/schema";
import type { Stack } from "./stack";

/** What the stack `pipelines` is made from, wherever the repository is. */
export interface PipelinesStackProps {
  readonly organization: Organization;
  /** In promotion order. */
  readonly environments: readonly Environment[];
  /** Whose releases people approve. @default - none */
  readonly useCases?: readonly UseCase[];
}

/** Says that nobody has to approve for security. */
export function warnOfNoSecurity(stack: Stack): void {
  Annotations.of(stack).addWarning(
    "MLOPS-PIPELINE-008 nobody has to approve what a review finds to need security's approval; " +
      "name repository.protection.security.teams in organization.yaml",
  );
}

/** Says which environments a merge deploys without asking, although people are kept from changing them. */
export function warnOfUnasked(stack: Stack, environments: readonly Environment[]): void {
  for (const { name, access, deployment } of environments) {
    const { teams, users } = deployment.approvers;
    if (access.level === "full" || teams.length + users.length > 0) continue;
    Annotations.of(stack).addWarning(
      `MLOPS-PIPELINE-007 nobody is asked before a merge deploys ${name}; ` +
        `name deployment.approvers in environments/${name}.yaml`,
    );
  }
}
