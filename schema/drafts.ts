import type { Environment, Organization } from "./configuration";
import type { Draft } from "./walk";

/** The organization as far as it is right. */
export type OrganizationDraft = Draft<Organization>;
/** An environment as far as it is right. Its name is its file's, so always there. */
export type EnvironmentDraft = Draft<Omit<Environment, "name">> & { readonly name: string };
