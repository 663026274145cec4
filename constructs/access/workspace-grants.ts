import { Construct } from "constructs";
import {
  personaAccess,
  personas,
  type AccessLevel,
  type Persona,
  type PersonaTarget,
} from "../../domain/access/access";
import { resourceGroupId, type ResourceGroupRef } from "../../domain/azure/ids";
import { isCustomRole, type CustomRoleName, type RoleName } from "../../domain/access/roles";
import { CustomRole } from "./custom-role";
import { group, type GroupPrincipal } from "./principal";
import { RoleGrant } from "./role-grant";
import type { GrantTarget } from "./target";

export interface WorkspaceGrantsProps {
  /** How much people may do here; decides which roles each persona gets. */
  readonly level: AccessLevel;
  /** What the roles are granted on. The resource group's `id` is a reference to the resource group. */
  readonly targets: Readonly<Record<Exclude<PersonaTarget, "resourceGroup" | "logs">, GrantTarget>> & {
    /** @default - people get no role on logs: they are somebody else's */
    readonly logs?: GrantTarget;
    /** ARM id of the resource group, a reference. */
    readonly resourceGroup: { readonly id: string };
  };
  /** The resource group from the configuration. */
  readonly resourceGroup: ResourceGroupRef;
  /** What tells this environment's custom roles from others in the tenant, e.g. `pfs-preprod`. */
  readonly qualifier: string;
}

/** An Entra group, as configuration names it. */
export interface EntraGroup {
  /** Object id, a GUID. */
  readonly group: string;
  /** What people call it; not sent to Azure. */
  readonly name: string;
}

/**
 * People's access to one workspace, by persona: `grants.grant("auditors", group("…"))`. Which roles that means at which
 * level stands in `domain/access/access.ts`. A group with two personas gets what they share once.
 */
export class WorkspaceGrants extends Construct {
  readonly level: AccessLevel;
  private readonly targets: Readonly<Partial<Record<PersonaTarget, GrantTarget>>> & WorkspaceGrantsProps["targets"];
  private readonly granted = new Map<string, RoleGrant>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WorkspaceGrantsProps,
  ) {
    super(scope, id);
    this.level = props.level;
    this.targets = {
      ...props.targets,
      resourceGroup: { id: props.targets.resourceGroup.id, key: resourceGroupId(props.resourceGroup) },
    };
  }

  /** Grants all groups of a configuration at once. */
  people(groups: Readonly<Record<Persona, readonly EntraGroup[]>>): RoleGrant[] {
    return personas.flatMap((persona) => groups[persona].flatMap((one) => this.grant(persona, group(one.group))));
  }

  /** Grants a group what a persona may do at this level. */
  grant(persona: Persona, principal: GroupPrincipal): RoleGrant[] {
    return personaAccess[this.level][persona].flatMap(({ role, target }) => {
      const id = `${principal.objectId.toLowerCase()}-${target}-${role}`;
      const existing = this.granted.get(id);
      if (existing !== undefined) return existing;
      const on = this.targets[target];
      if (on === undefined) return [];
      const { id: scope, key: scopeKey } = on;
      const grant = new RoleGrant(this, id, { scope, scopeKey, role: this.roleRef(role), principal });
      this.granted.set(id, grant);
      return grant;
    });
  }

  private roleRef(role: RoleName) {
    return isCustomRole(role) ? this.customRole(role) : role;
  }

  private customRole(role: CustomRoleName): CustomRole {
    const existing = this.node.tryFindChild(role);
    if (existing !== undefined) return existing as CustomRole;
    return new CustomRole(this, role, {
      role,
      qualifier: this.props.qualifier,
      scope: this.targets.resourceGroup.id,
      resourceGroup: this.props.resourceGroup,
    });
  }
}
