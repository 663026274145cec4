import { notByKey } from "../../domain/azure/customer-managed-key";
import type { Describe, Draft } from "./draft";
import { booleanAt, listAt, textAt, type Json } from "./json";
import { propertiesOf } from "./planned";
import { apart } from "./resource-name";
import { settingOf } from "./where";

const WORKSPACE = "microsoft.machinelearningservices/workspaces";
const SETTING = "encryption.customerManagedKey";
const MICROSOFTS = "Microsoft's keys";

/** What is told of, with the key that it is encrypted with; undefined: not known. */
const encrypted: Readonly<
  Record<string, { readonly noun: string; readonly key: (values: Json) => string | undefined }>
> = {
  [WORKSPACE]: {
    noun: "what Azure ML keeps of the workspace",
    key: (values) => {
      const key = textAt(propertiesOf(values), "encryption", "keyVaultProperties", "keyIdentifier");
      // Of a key that is not made yet, the version is known after apply only.
      if (key === undefined && booleanAt(propertiesOf(values), "enableServiceSideCMKEncryption") === true)
        return "the company's key";
      return key === undefined ? MICROSOFTS : inWords(key);
    },
  },
  "microsoft.storage/storageaccounts": {
    noun: "storage",
    key: (values) => inWords(textAt(listAt(values, "customer_managed_key")[0], "key_vault_key_id")),
  },
  "microsoft.containerregistry/registries": {
    noun: "the container registry",
    key: (values) => inWords(textAt(listAt(values, "encryption")[0], "key_vault_key_id")),
  },
};

/** By whom the key is read, before and after, where that changes. */
function readers(before: Json, after: Json): readonly [string, string] | undefined {
  const [was, becomes] = [before, after].map((values) =>
    textAt(propertiesOf(values), "encryption", "identity", "userAssignedIdentity"),
  );
  return was === undefined || becomes === undefined ? undefined : apart(was, becomes);
}

/** `key environment of kv-pfs-prod`: without a version, which changes by itself. */
function inWords(address: string | undefined): string {
  const [, vault, key] = /^https:\/\/([^./]+)[^/]*\/keys\/([^/]+)/.exec(address ?? "") ?? [];
  return vault === undefined ? MICROSOFTS : `key ${key!} of ${vault}`;
}

/** What an environment is encrypted with. */
export const describeEncryption: Describe = (stack) =>
  stack.resources.flatMap(({ armType, type, name, before, after }): readonly Draft[] => {
    const { noun, key } = encrypted[armType] ?? {};
    if (noun === undefined || key === undefined || after === undefined || type === "azapi_update_resource") return [];
    const where = settingOf(stack.context, stack.environment, SETTING);
    const draft = (text: string, loosens = false): Draft => ({ topic: "other", text, loosens, where });
    const now = key(after);
    if (before === undefined) {
      // Said once, of the workspace.
      if (armType !== WORKSPACE || now === MICROSOFTS) return [];
      const not = Object.keys(notByKey).join(", ");
      return [draft(`everything that can be is encrypted with the company's key; not ${not}`)];
    }
    const was = key(before);
    const reader = armType === WORKSPACE ? readers(before, after) : undefined;
    if (reader !== undefined) return [draft(`the key is read by identity ${reader[0]} → ${reader[1]}`)];
    if (was === now || now === undefined || was === undefined) return [];
    const which = armType === WORKSPACE ? noun : `${noun} ${name}`;
    return [draft(`${which} is encrypted with ${was} → ${now}`, now === MICROSOFTS)];
  });
