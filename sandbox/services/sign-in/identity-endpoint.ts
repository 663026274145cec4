import { ArmError } from "../../engine/arm/arm-error";
import { sameId } from "../../../domain/azure/ids";
import { clientIdOf } from "../../engine/arm/identities";
import type { CloudView } from "../../engine/arm/model";
import type { JsonObject } from "../../engine/store/store";
import type { Authorizer, Somebody } from "../access/authorizer";
import type { Tokens } from "./tokens";

/** Where the sandbox signs in who is named: the endpoint that Azure's hosts give their managed identities. */
export const IDENTITY_PATH = "/sandbox/sign-in/token";

/**
 * A token for whoever the sandbox runs as, or for the managed identity that the query names by `client_id`, `mi_res_id` or
 * `principal_id`. Anybody may be anybody here: nobody signs in to a machine's own simulation with a secret.
 * Source: learn.microsoft.com/azure/app-service/overview-managed-identity, "REST endpoint reference".
 */
export function signIn(cloud: CloudView, access: Authorizer, tokens: Tokens, query: URLSearchParams): JsonObject {
  const resource = query.get("resource");
  if (resource === null || resource === "")
    throw new ArmError(400, "invalid_request", "The resource query parameter (?resource=) is required.");
  const { objectId } = whoIs(cloud, access, query);
  const { token, expires } = tokens.issue(objectId, resource);
  return { access_token: token, expires_on: String(expires), resource, token_type: "Bearer" };
}

function whoIs(cloud: CloudView, access: Authorizer, query: URLSearchParams): Somebody {
  const id = query.get("mi_res_id") ?? query.get("msi_res_id");
  const [client, principal] = [query.get("client_id"), query.get("principal_id") ?? query.get("object_id")];
  if (principal !== null) return access.somebody(principal);
  if (id === null && client === null) return access.caller;
  const found = cloud
    .ofType("Microsoft.ManagedIdentity/userAssignedIdentities")
    .find((one) => (id === null ? sameId(clientIdOf(one.id), client!) : sameId(one.id, id)));
  if (found === undefined)
    throw new ArmError(400, "invalid_request", "No user assigned managed identity has this client or resource id.");
  return access.identity(found.id);
}
