import { Construct } from "constructs";
import { endpointCallerAccess, useCaseTeamAccess } from "../../domain/access/access";
import type { RoleHome } from "../../domain/access/role-home";
import { type CustomRoleName } from "../../domain/access/roles";
import { CustomRole, customRoleRef } from "./custom-role";
import { group } from "./principal";
import { RoleGrant, type CustomRoleRef } from "./role-grant";
import type { GrantTarget } from "./target";
import type { EntraGroup } from "./workspace-grants";

/** Custom roles that use cases grant: to who calls endpoints or a rollback, and to machines that retrain and roll back. */
export const useCaseRoles = [
  "endpointCaller",
  "jobSubmitter",
  "trafficOperator",
  "rollbackCaller",
] as const satisfies readonly CustomRoleName[];
export type UseCaseRole = (typeof useCaseRoles)[number];

export interface UseCaseRolesProps extends RoleHome {
  /** ARM id of the resource group; a reference, so that Terraform makes it first. */
  readonly scope: string;
}

/**
 * The custom roles that an environment's use cases grant. Made once, with the environment: a role takes minutes to
 * appear, a tenant has room for 5,000, and whoever deploys a use case need not be allowed to define roles.
 */
export class UseCaseRoles extends Construct {
  readonly roles: Readonly<Record<UseCaseRole, CustomRole>>;

  constructor(scope: Construct, id: string, props: UseCaseRolesProps) {
    super(scope, id);
    const make = (role: UseCaseRole) => new CustomRole(this, role, { ...props, role });
    this.roles = {
      endpointCaller: make("endpointCaller"),
      jobSubmitter: make("jobSubmitter"),
      trafficOperator: make("trafficOperator"),
      rollbackCaller: make("rollbackCaller"),
    };
  }
}

/** A role that `UseCaseRoles` made in an environment, for whoever grants it from another stack. */
export const useCaseRole = (role: UseCaseRole, home: RoleHome): CustomRoleRef => customRoleRef(role, home);

export interface UseCaseAccessProps {
  /** The endpoint. */
  readonly endpoint: GrantTarget;
  /** Who owns the use case. */
  readonly team: EntraGroup;
  /** Who calls the endpoint; systems as much as people, each in a group. @default - nobody */
  readonly callers?: readonly EntraGroup[];
  /** Where the environment's custom roles are. */
  readonly roles: RoleHome;
}

/**
 * People's access to one use case: the team sees its endpoint, callers may call it. Nobody changes it by hand, and none
 * of the roles is privileged. What is granted, and why, stands in `domain/access/access.ts`.
 */
export class UseCaseAccess extends Construct {
  readonly grants: readonly RoleGrant[];

  constructor(scope: Construct, id: string, props: UseCaseAccessProps) {
    super(scope, id);
    const team = new Construct(this, "Team");
    const callers = new Construct(this, "Callers");
    const distinct = new Map((props.callers ?? []).map((caller) => [caller.group.toLowerCase(), caller]));
    this.grants = [
      ...useCaseTeamAccess.map(({ role }) => this.grant(team, role, role, props.team, props)),
      ...[...distinct].flatMap(([objectId, caller]) =>
        endpointCallerAccess.map(({ role }) => this.grant(callers, `${objectId}-${role}`, role, caller, props)),
      ),
    ];
  }

  private grant(
    scope: Construct,
    id: string,
    role: "reader" | UseCaseRole,
    to: EntraGroup,
    props: UseCaseAccessProps,
  ): RoleGrant {
    return new RoleGrant(scope, id, {
      scope: props.endpoint.id,
      scopeKey: props.endpoint.key,
      role: role === "reader" ? role : useCaseRole(role, props.roles),
      principal: group(to.group),
    });
  }
}
