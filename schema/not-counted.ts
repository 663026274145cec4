import { join } from "node:path";
import type { Problem } from "../domain/problem/problem";
import { shownPath } from "./folders";
import type { Configuration } from "./configuration";
import { type AzureRepository, isAzureDevops } from "./organization/repository";

/**
 * Approvals that the configuration speaks of and that nothing counts, and smoke tests before steps of a rollout that nobody
 * may ask. They are no mistakes, but nobody should rely on them.
 * @param directory - folder of the configuration
 */
export function notCounted(directory: string, configuration: Configuration): readonly Problem[] {
  const { organization, useCases } = configuration;
  const { repository } = organization;
  const security = repository.protection.security.teams;
  return [
    ...(isAzureDevops(repository) ? azureNotes(directory, repository, configuration) : []),
    ...(security.length > 0
      ? []
      : [
          {
            code: "MLOPS-PIPELINE-008" as const,
            where: shownPath(join(directory, "organization.yaml")),
            message: "nobody has to approve what a review finds to need security's approval",
            fix: "name the teams in repository.protection.security.teams",
          },
        ]),
    ...useCases.flatMap(({ name, variants }) =>
      variants.flatMap(({ environment, promotion }) => {
        const { approval } = promotion ?? {};
        if (approval === undefined || (approval.teams ?? []).length > 0) return [];
        const who = `${approval.count} of ${approval.approvers.map((one) => one.name).join(", ")}`;
        return [
          {
            code: "MLOPS-PIPELINE-009" as const,
            where: shownPath(join(directory, "use-cases", `${name}.yaml`)),
            message: `${who} ${approval.count === 1 ? "is" : "are"} to agree before a version enters ${environment}, and nothing counts them`,
            fix: `name their teams in promotion.approvals.${environment}.teams`,
          },
        ];
      }),
    ),
    ...useCases.flatMap(({ name, variants }) =>
      variants.flatMap(({ environment, promotion, serving }) => {
        if (promotion?.smokeTest === undefined || promotion.rollout.length === 0) return [];
        if (serving === undefined || serving.callers.length > 0) return [];
        return [
          {
            code: "MLOPS-PIPELINE-014" as const,
            where: shownPath(join(directory, "use-cases", `${name}.yaml`)),
            message: `a rollout in ${environment} asks the endpoint the smoke test, and nobody but what deploys may call it`,
            fix: "name a group with the pipelines' plan identity in serving.callers",
          },
        ];
      }),
    ),
  ];
}

/** What Azure DevOps does not enforce, and groups that nobody asks. */
function azureNotes(
  directory: string,
  { groups, protection }: AzureRepository,
  { environments, useCases }: Configuration,
): readonly Problem[] {
  const where = shownPath(join(directory, "organization.yaml"));
  const asked = new Set([
    ...protection.security.teams,
    ...environments.flatMap(({ deployment }) => deployment.approvers.teams),
    ...useCases.flatMap(({ variants }) => variants.flatMap(({ promotion }) => promotion?.approval?.teams ?? [])),
  ]);
  return [
    ...(protection.security.teams.length === 0
      ? []
      : [
          {
            code: "MLOPS-PIPELINE-012" as const,
            where,
            message:
              "Azure DevOps asks nobody where a review finds that security must approve: the build validation fails, and who may bypass policies decides",
            fix: 'let security\'s group alone bypass policies, see "Security" in docs/guides/azure-devops.md',
          },
        ]),
    ...Object.keys(groups)
      .filter((name) => !asked.has(name))
      .map((name) => ({
        code: "MLOPS-PIPELINE-013" as const,
        where,
        message: `repository.groups names ${name}, and nothing asks that group`,
        fix: "remove it, or name it where it is to approve",
      })),
  ];
}
