import { join } from "node:path";
import type { Problem } from "../domain/problem/problem";
import { shownPath } from "./folders";
import type { Configuration } from "./configuration";

/**
 * Approvals that the configuration speaks of and that nothing counts. They are no mistakes, but nobody should rely on
 * them.
 * @param directory - folder of the configuration
 */
export function notCounted(directory: string, { organization, useCases }: Configuration): readonly Problem[] {
  const security = organization.repository.protection.security.teams;
  return [
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
            fix: `name their GitHub teams in promotion.approvals.${environment}.teams`,
          },
        ];
      }),
    ),
  ];
}
