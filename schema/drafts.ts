import type { Environment, Organization } from "./configuration";
import type { Draft } from "./walk";

/** The organization as far as it is right. */
export type OrganizationDraft = Draft<Organization>;
/** An environment as far as it is right. Its name is its file's, so always there. */
export type EnvironmentDraft = Draft<Omit<Environment, "name">> & { readonly name: string };
/** An environment in one of its regions. */
export type RegionDraft = EnvironmentDraft & { readonly inRecovery?: true };

/** An environment, followed by its second region where it has one. */
export const regionsOfDraft = (draft: EnvironmentDraft): readonly RegionDraft[] => [
  draft,
  // Of one in the first region that is told.
  ...(draft.recovery === undefined || draft.recovery.location === draft.location
    ? []
    : [{ ...draft, location: draft.recovery.location, inRecovery: true as const }]),
];
