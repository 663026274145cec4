import { regions } from "../../../../domain/azure/regions";
import { MANAGEMENT } from "../../../services/sign-in/audience";
import { guidOf } from "../identities";
import { subscriptionOf } from "./subscriptions";
import type { ArmRead } from "../model";

/** `GET /tenants` */
export const readTenants: ArmRead = (cloud, path) =>
  /^\/tenants$/i.test(path)
    ? {
        value: [
          {
            id: `/tenants/${cloud.tenant}`,
            tenantId: cloud.tenant,
            displayName: "Sandbox",
            defaultDomain: "sandbox.onmicrosoft.com",
            tenantType: "AAD",
            tenantCategory: "Home",
          },
        ],
      }
    : undefined;

/** `GET /subscriptions`: those in which there is something; with none, one that is empty. */
export const readSubscriptions: ArmRead = (cloud, path) => {
  if (!/^\/subscriptions$/i.test(path)) return undefined;
  const ids = cloud.store.all().flatMap(({ id }) => /^\/subscriptions\/([^/]+)/i.exec(id)?.[1]?.toLowerCase() ?? []);
  const found = [...new Set(ids)].sort();
  const shown = found.length === 0 ? [guidOf("subscription", "empty")] : found;
  return { value: shown.map((id) => subscriptionOf(cloud, id)), count: { type: "Total", value: shown.length } };
};

/** `GET /subscriptions/<id>/locations` */
export const readLocations: ArmRead = (_cloud, path) =>
  /^\/subscriptions\/[^/]+\/locations$/i.test(path)
    ? {
        value: Object.entries(regions).map(([name, { title }]) => ({
          id: `${path}/${name}`,
          name,
          type: "Region",
          displayName: title,
          regionalDisplayName: title,
          metadata: { regionType: "Physical", regionCategory: "Recommended" },
        })),
      }
    : undefined;

/** `GET …/providers/Microsoft.Insights/eventtypes/management/values`: the sandbox keeps no activity log. */
export const readActivityLog: ArmRead = (_cloud, path) =>
  /^\/subscriptions\/[^/]+\/providers\/Microsoft\.Insights\/eventtypes\/management\/values$/i.test(path)
    ? { value: [] }
    : undefined;

/**
 * `GET /metadata/endpoints`: where the clouds are that a client may sign in to. Tokens come from the one it is asked of,
 * as every other name would be Azure's own. A list of clouds, and from 2022-09-01 on the one cloud itself.
 * Source: azure-cli, `az cloud register`, which reads the latter, and `ARM_CLOUD_METADATA_URL`, which reads the former.
 */
export function cloudMetadata(host: string, version: string | null): unknown {
  const origin = `https://${host}`;
  const cloud = {
    name: "MlopsSandbox",
    portal: origin,
    resourceManager: origin,
    authentication: {
      loginEndpoint: "https://login.microsoftonline.com",
      audiences: MANAGEMENT.map((audience) => `${audience}/`),
      tenant: "common",
      identityProvider: "AAD",
    },
    graph: "https://graph.windows.net/",
    graphAudience: "https://graph.windows.net/",
    microsoftGraphResourceId: "https://graph.microsoft.com/",
    gallery: "https://gallery.azure.com/",
    batch: "https://batch.core.windows.net/",
    media: "https://rest.media.azure.net",
    sqlManagement: "https://management.core.windows.net:8443/",
    activeDirectoryDataLake: "https://datalake.azure.net/",
    logAnalyticsResourceId: "https://api.loganalytics.io",
    appInsightsResourceId: "https://api.applicationinsights.io",
    suffixes: {
      acrLoginServer: "azurecr.io",
      storage: "core.windows.net",
      keyVaultDns: "vault.azure.net",
      sqlServerHostname: "database.windows.net",
    },
  };
  return version !== null && version >= "2022-09-01" ? cloud : [cloud];
}
