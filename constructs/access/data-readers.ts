import { Construct } from "constructs";
import { group } from "./principal";
import { onlyBlobs } from "./conditions";
import { RoleGrant } from "./role-grant";
import type { GrantTarget } from "./target";
import type { EntraGroup } from "./workspace-grants";

/** Folders that a group may read, in one account. */
export interface ReadableFolders {
  readonly reader: EntraGroup;
  readonly account: "storage" | "collected";
  /** Paths of blobs within their containers; `*` stands for any text. At least one. */
  readonly paths: readonly string[];
}

export interface DataReadersProps {
  /** Accounts that folders lie in. */
  readonly accounts: Readonly<Record<ReadableFolders["account"], GrantTarget>>;
  /** Who reads what. A group may be named several times: what it reads adds up. */
  readonly folders: readonly ReadableFolders[];
}

/**
 * Lets groups read folders of an environment's storage, and nothing else there: a role for each group and account, whose
 * condition lets through what lies in the folders. Names of other blobs are seen in lists, their contents are not.
 *
 * Limitations: Azure takes one such assignment for a group and an account, so a group reads data of one use case.
 */
export class DataReaders extends Construct {
  readonly grants: readonly RoleGrant[];

  constructor(scope: Construct, id: string, { accounts, folders }: DataReadersProps) {
    super(scope, id);
    const keyOf = ({ reader, account }: ReadableFolders) => `${reader.group.toLowerCase()}-${account}`;
    this.grants = [...new Set(folders.map(keyOf))].map((key) => {
      const own = folders.filter((one) => keyOf(one) === key);
      const { reader, account } = own[0]!;
      const { id: target, key: scopeKey } = accounts[account];
      return new RoleGrant(this, key, {
        scope: target,
        scopeKey,
        role: "storageBlobDataReader",
        principal: group(reader.group),
        condition: onlyBlobs([...new Set(own.flatMap(({ paths }) => paths))].sort()),
      });
    });
  }
}
