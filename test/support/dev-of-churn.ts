import { placesOf } from "../../deploy/promotion/place";
import { builtInRoles } from "../../domain/access/roles";
import { loadConfiguration } from "../../schema/load";
import { SHIPPED } from "./configuration";

/** Where the example's customer-churn is in dev, for tests that put into a sandbox no more than a job needs. */
export const place = placesOf(loadConfiguration(SHIPPED), "customer-churn").get("dev")!;
export const workspace = place.ids.workspace;
export const group = workspace.slice(0, workspace.indexOf("/providers/"));

export const ML = "Microsoft.MachineLearningServices";
export const BLOB_CONTRIBUTOR = `/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles.storageBlobDataContributor.id}`;
