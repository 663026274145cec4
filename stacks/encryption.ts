import type { Construct } from "constructs";
import type { GrantTarget, IdentityProps } from "../constructs/access";
import {
  ExistingEncryptionKey,
  type IEncryptionKey,
  OwnEncryptionKey,
  type OwnEncryptionKeyProps,
} from "../constructs/workspace";
import { placeOfId } from "../domain/azure/ids";
import type { Environment } from "../schema/configuration";

interface KeyPlace {
  readonly environment: Environment;
  /** The environment's own vault, with its name. */
  readonly vault: GrantTarget & { readonly name: string };
  /** Whom a key of its own is asked for as. */
  readonly identity: IdentityProps;
  /** By what it is seen that a key of its own can be used. */
  readonly proof: OwnEncryptionKeyProps["proof"];
}

/** The company's key, where the environment has one: its own, or one that others made. */
export function addEncryptionKey(
  scope: Construct,
  { environment, vault, identity, proof }: KeyPlace,
): IEncryptionKey | undefined {
  const { customerManagedKey: wanted } = environment.encryption ?? {};
  if (wanted === undefined) return undefined;
  if (wanted.source === "own") return new OwnEncryptionKey(scope, "EncryptionKey", { vault, identity, proof });
  return new ExistingEncryptionKey(scope, "EncryptionKey", {
    vault: wanted.vault,
    key: wanted.key,
    identity: { id: wanted.identity, ...placeOfId(wanted.identity) },
  });
}
