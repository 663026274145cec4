import { sameId } from "../domain/azure/ids";
import type { PolicyResource } from "./resource";
import type { World } from "./world";

const ACCOUNT = "Microsoft.Storage/storageAccounts";

/** What the account must be, by its body: closed, without keys, and encrypted with a key of the company's. */
const closed: Readonly<Record<string, string | boolean>> = {
  "properties.publicNetworkAccess": "Disabled",
  "properties.networkAcls.defaultAction": "Deny",
  "properties.minimumTlsVersion": "TLS1_2",
  "properties.supportsHttpsTrafficOnly": true,
  "properties.allowSharedKeyAccess": false,
  "properties.allowBlobPublicAccess": false,
  "properties.isLocalUserEnabled": false,
  "properties.encryption.keySource": "Microsoft.Keyvault",
};

const isClosed = (resource: PolicyResource): boolean =>
  Object.entries(closed).every(([path, value]) => {
    const found = resource.at(path);
    return found.state === "known" && found.value === value;
  });

/**
 * Whether a call makes, or deletes, the account by which a stack sees that a key can be used: both are there, of one account, and
 * what is made is closed. Any other call to a storage account is one that no rule judges.
 */
export function isKeyProof(resource: PolicyResource, world: World): boolean {
  if (resource.type !== "azapi_resource_action") return false;
  const account = resource.text("resource_id");
  if (account === undefined) return false;
  const isOf = (method: string) => (one: PolicyResource) =>
    one.type === "azapi_resource_action" &&
    sameId(one.text("type")?.split("@")[0] ?? "", ACCOUNT) &&
    one.text("method") === method &&
    one.at("action").state === "absent" &&
    (one.text("when") ?? "apply") === "apply" &&
    sameId(one.text("resource_id") ?? "", account);
  const made = world.in(resource.stack, ACCOUNT).filter(isOf("PUT"));
  const deleted = world.in(resource.stack, "azapi_resource_action").filter(isOf("DELETE"));
  const [one] = made;
  return (
    one !== undefined &&
    made.length === 1 &&
    deleted.length === 1 &&
    isClosed(one) &&
    [one, ...deleted].some((call) => call.address === resource.address)
  );
}
