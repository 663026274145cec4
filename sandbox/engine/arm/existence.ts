import type { CloudView } from "./model";
import { parseArmId } from "./arm-id";

/** Parts of a storage account that exist with it. */
const storageServices = /^(.*\/storageAccounts\/[^/]+)\/(blob|file|queue|table)Services\/default$/i;
/** Containers of asset versions: Azure makes them when the first version is made. */
const assetContainer = /^(.*\/(?:workspaces|registries)\/[^/]+)\/(data|models|environments|components|codes)\/[^/]+$/i;

/** Whether something lives at `id`. Any subscription and management group exists; so does what Azure makes by itself. */
export function scopeExists(cloud: CloudView, id: string): boolean {
  if (id === "" || id === "/") return true;
  if (/^\/providers\/Microsoft\.Management\/managementGroups\/[^/]+$/i.test(id)) return true;
  if (/^\/subscriptions\/[^/]+$/i.test(id)) return true;
  if (cloud.get(id) !== undefined) return true;
  const implied = storageServices.exec(id) ?? assetContainer.exec(id);
  return implied !== null && parseArmId(id) !== undefined && cloud.get(implied[1]!) !== undefined;
}
