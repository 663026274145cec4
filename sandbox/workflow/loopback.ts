import type { SendRequest } from "./http-action";
import { WorkflowError } from "./value";

/** Where workflows believe Azure Resource Manager to be. */
export const ARM_ORIGIN = "https://management.azure.com";

/**
 * Sends a workflow's requests to a server that stands in for Azure Resource Manager, over real HTTP. Refuses any other
 * destination: nothing leaves this machine.
 * @param origin - e.g. `http://127.0.0.1:8080`
 */
export function sendTo(origin: string): SendRequest {
  return async ({ method, url, headers, body, authentication }) => {
    if (!url.startsWith(`${ARM_ORIGIN}/`)) {
      throw new WorkflowError("Refused", `${new URL(url).origin} is not Azure Resource Manager`);
    }
    const response = await fetch(origin + url.slice(ARM_ORIGIN.length), {
      method,
      body,
      headers: {
        ...headers,
        // Stands for the token: the server may check what this identity was granted.
        ...(authentication?.identity === undefined ? {} : { "x-sandbox-identity": authentication.identity }),
      },
    });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  };
}
