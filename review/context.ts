import type { Expected, Loosening } from "../policy";
import type { Position } from "../domain/problem/problem";
import type { FoundRecord, Ground, Reread } from "../release";

/**
 * What the configuration knows about the plans: who stands behind an object id, why a role is granted and where it is
 * written. Made when planning and kept beside the plans, so that a review needs nothing else.
 */
export interface ReviewContext {
  readonly organization: string;
  /** Position by path in the organization's file (`repository`, `platform.registry.inbound`, …). */
  readonly at?: Readonly<Record<string, Position>>;
  /** The repository that the configuration is in. @default - not known: positions are no links */
  readonly repository?: RepositoryContext;
  /** In promotion order. */
  readonly environments: readonly EnvironmentContext[];
  readonly stacks: readonly StackContext[];
  readonly principals: readonly PrincipalContext[];
  readonly useCases: readonly UseCaseContext[];
  /** Roles that environments define; a plan names them by id where another stack makes them. */
  readonly customRoles?: readonly CustomRoleContext[];
  /** What rules compare plans with. @default - nothing is known of it */
  readonly policy?: { readonly loosened: readonly Loosening[]; readonly expected: Expected };
  /** What was decided on releases. @default - nothing: a release that changes has no evidence */
  readonly evidence?: readonly EvidenceContext[];
}

/** Decisions on the releases of one use case in one environment. */
export interface EvidenceContext extends Pick<Ground, "useCase" | "environment" | "environments" | "alerts"> {
  /** Those that may lead to the release as it is configured, as they lie in their files. */
  readonly decisions: readonly FoundRecord[];
  /** What came of reading their facts again. @default - nobody did */
  readonly rereads?: readonly Reread[];
}

export interface RepositoryContext {
  readonly provider: "github" | "azure-devops";
  /** GitHub: the owner; Azure DevOps: the organization. */
  readonly owner: string;
  /** Azure DevOps only. */
  readonly project?: string;
  readonly name: string;
  /** Folder below the repository's root that positions are relative to, with slashes; empty: the root. */
  readonly folder: string;
}

export interface CustomRoleContext {
  /** GUID of the definition, lower case. */
  readonly key: string;
  /** Title of the role, as `roleTitle` gives it. */
  readonly title: string;
}

export interface EnvironmentContext {
  readonly name: string;
  /** GUID. */
  readonly subscription: string;
  /** Name of the resource group that it lies in, if others made it. */
  readonly resourceGroup?: string;
  readonly where: Position;
  /** Position by path in the environment's file (`network.inbound`, `compute.clusters.cpu.maxNodes`, …). */
  readonly at?: Readonly<Record<string, Position>>;
}

export interface StackContext {
  readonly name: string;
  readonly environment?: string;
  readonly useCase?: string;
  /** The region, where that is the environment's second. @default - it is in the first */
  readonly recovery?: string;
}

/** Who can be granted roles. */
export interface PrincipalContext {
  /** Object id of a group, or ARM id of a managed identity; lower case. */
  readonly key: string;
  /** Display name, e.g. `PFS Customer Analytics`, `id-pfs-prod-compute`. */
  readonly name: string;
  readonly kind: "group" | "identity";
  readonly useCase?: string;
  /** Why it holds each role: from the tables of `domain/access/access.ts`. */
  readonly reasons: readonly AccessReason[];
  /** Where the configuration names it. */
  readonly where?: Position;
}

export interface AccessReason {
  /** Title of the role, as `roleTitle` gives it. */
  readonly role: string;
  /** Kind of target in `domain/access/access.ts`; undefined: any. */
  readonly target?: string;
  /** Name of the environment it holds in; undefined: everywhere. */
  readonly environment?: string;
  readonly reason: string;
  /** Where the configuration says so, if not where it names the principal. */
  readonly where?: Position;
}

export interface UseCaseContext {
  readonly name: string;
  /** Position by path in the use case's file (`retraining.schedule`, `monitors.signals.data-drift`, …). */
  readonly where: Readonly<Record<string, Position>>;
  /** The same in its release file (`prod.live`, `prod.candidate`). */
  readonly release: Readonly<Record<string, Position>>;
  /** Model versions that were rolled back, by environment. */
  readonly rejected?: Readonly<Record<string, readonly string[]>>;
  /** IANA time zones that its schedules name: Azure keeps Windows names only, which stand for several. */
  readonly timeZones?: readonly string[];
}
