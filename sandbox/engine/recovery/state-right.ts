import { STATE_PATH, type StateRight } from "../../services/storage/states";

/**
 * Asks the sandbox around whether whoever works in it may do something with a stack's state. For what is done to a state's file
 * without Terraform, whose stand-in asks by itself.
 *
 * @param env - environment of Terraform there: where the sandbox is, and whom it is worked in as
 * @throws Error in the words of Terraform's azurerm backend, if Blob Storage would refuse it
 */
export async function requireStateRight(env: NodeJS.ProcessEnv, stack: string, right: StateRight): Promise<void> {
  const url = new URL(STATE_PATH, env["IDENTITY_ENDPOINT"]);
  url.search = new URLSearchParams({ stack, right }).toString();
  const as = env["MLOPS_SANDBOX_AS"];
  const answer = await fetch(url, as === undefined ? {} : { headers: { "x-mlops-sandbox-as": as } });
  if (answer.ok) return;
  const { error } = (await answer.json()) as { readonly error: { readonly code: string; readonly message: string } };
  const status = `${answer.status} (${answer.status} ${answer.statusText})`;
  throw new Error(`executing request: unexpected status ${status} with ${error.code}: ${error.message}`);
}
