import type { Sandbox } from "../../sandbox";

/** Makes this process one that runs in a sandbox, as far as what it asks Azure goes. */
export function enter(sandbox: Pick<Sandbox, "env">): void {
  const { MLOPS_SANDBOX_ARM, NODE_EXTRA_CA_CERTS } = sandbox.env;
  Object.assign(process.env, { MLOPS_SANDBOX_ARM, NODE_EXTRA_CA_CERTS });
}

/** What {@link enter} did is undone. */
export function leave(): void {
  delete process.env["MLOPS_SANDBOX_ARM"];
  delete process.env["NODE_EXTRA_CA_CERTS"];
}
