import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { agentServiceAccess } from "../../domain/access/access";
import { isCustomRole } from "../../domain/access/roles";
import type { RoleHome } from "../../domain/access/role-home";
import { CustomRole } from "./custom-role";
import type { IdentityPrincipal } from "./principal";
import { RoleGrant } from "./role-grant";
import type { GrantTarget } from "./target";

export interface AgentServiceAccessProps {
  /** Object id of the enterprise application `DevOpsInfrastructure` in the tenant, a GUID: Microsoft's own, and another in each. */
  readonly objectId: string;
  /** The network that it puts agents into. */
  readonly virtualNetwork: GrantTarget;
  /** Where the custom role among its roles lives. */
  readonly home: RoleHome;
  /** ARM id of the environment's resource group, a reference. */
  readonly resourceGroupId: string;
}

/** Lets Azure DevOps put agents into a network. Why each role stands in `domain/access/access.ts`. */
export class AgentServiceAccess extends Construct {
  readonly grants: readonly RoleGrant[];

  constructor(scope: Construct, id: string, props: AgentServiceAccessProps) {
    super(scope, id);
    const { objectId, virtualNetwork, home, resourceGroupId } = props;
    const principal: IdentityPrincipal = { kind: "identity", principalId: objectId, key: objectId };
    this.grants = agentServiceAccess.map(
      ({ role, target }) =>
        new RoleGrant(this, `${target}-${role}`, {
          scope: virtualNetwork.id,
          scopeKey: virtualNetwork.key,
          role: isCustomRole(role) ? new CustomRole(this, role, { ...home, role, scope: resourceGroupId }) : role,
          principal,
        }),
    );
  }

  /** What a pool of agents waits for: Azure checks the roles when it makes one. */
  get dependables(): ITerraformDependable[] {
    return this.grants.map(({ resource }) => resource);
  }
}
