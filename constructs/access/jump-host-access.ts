import { Construct } from "constructs";
import { jumpHostAccess, type JumpHostTarget } from "../../domain/access/access";
import { isCustomRole } from "../../domain/access/roles";
import type { RoleHome } from "../../domain/access/role-home";
import { CustomRole } from "./custom-role";
import { group } from "./principal";
import { RoleGrant } from "./role-grant";
import type { GrantTarget } from "./target";
import type { EntraGroup } from "./workspace-grants";

export interface JumpHostAccessProps {
  /** The machine, its network interface and what leads to it. */
  readonly targets: Readonly<Record<Exclude<JumpHostTarget, "bastion">, GrantTarget>> & {
    /** @default - none of the environment's own: whoever keeps what leads in lets people through */
    readonly bastion?: GrantTarget;
  };
  /** Who gets in. Each group once. */
  readonly groups: readonly EntraGroup[];
  /** Where the custom role among theirs lives. */
  readonly home: RoleHome;
  /** ARM id of the environment's resource group, a reference. */
  readonly resourceGroupId: string;
}

/** Lets groups sign in to a jump host as ordinary users, and find it. Why each role stands in `domain/access/access.ts`. */
export class JumpHostAccess extends Construct {
  readonly grants: readonly RoleGrant[];

  constructor(scope: Construct, id: string, { targets, groups, home, resourceGroupId }: JumpHostAccessProps) {
    super(scope, id);
    const roles = new Map<string, CustomRole>();
    const customRole = (role: Parameters<typeof isCustomRole>[0]) => {
      if (!isCustomRole(role)) return role;
      const made = roles.get(role) ?? new CustomRole(this, role, { ...home, role, scope: resourceGroupId });
      roles.set(role, made);
      return made;
    };
    const all: Readonly<Partial<Record<JumpHostTarget, GrantTarget>>> = targets;
    this.grants = groups.flatMap(({ group: objectId }) =>
      jumpHostAccess.flatMap(({ role, target }) => {
        const on = all[target];
        if (on === undefined) return [];
        const principal = group(objectId);
        const name = `${objectId.toLowerCase()}-${target}-${role}`;
        return new RoleGrant(this, name, { scope: on.id, scopeKey: on.key, role: customRole(role), principal });
      }),
    );
  }
}
