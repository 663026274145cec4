import { shown } from "../../attributes";
import { ENVIRONMENT } from "../../deployments";
import { fail, pass, type Rule, unknown } from "../../rule";

/** The stack that makes environments. */
const MAKER = "pipelines";

export const deploymentEnvironmentManaged: Rule = {
  title: "Identities trust only environments that a stack protects",
  severity: "critical",
  upstream: [],
  why: "GitHub makes an environment that does not exist for any job that names it, without a rule, and Azure would trust the job.",
  fix: "make the environment with the stack pipelines, or take the credential away",
  kinds: ["azurerm_federated_identity_credential"],
  check: (credential, world) => {
    const trusted = /^repo:[^:]+:environment:(.+)$/.exec(credential.text("subject") ?? "")?.[1];
    const environments = world.all(ENVIRONMENT);
    // Without the stack that makes them, nothing can be said.
    const atHand = environments.length > 0 || world.stack(MAKER).length > 0;
    if (trusted === undefined || !atHand) return undefined;
    const names = environments.map((environment) => environment.text("environment"));
    if (names.some((name) => name?.toLowerCase() === trusted.toLowerCase())) return pass;
    return names.includes(undefined)
      ? unknown("the name of an environment is known after apply only")
      : fail(`trusts jobs in environment ${shown(trusted)}, which no stack protects`);
  },
};
