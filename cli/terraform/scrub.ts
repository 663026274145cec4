import { Secrets } from "../../review/secrets/collect";

/** Takes secrets out of what is to be kept or printed. */
export type Scrub = (text: string) => string;

/** Environment variables whose values are credentials. */
const CREDENTIALS = [
  "ARM_ACCESS_KEY",
  "ARM_CLIENT_CERTIFICATE",
  "ARM_CLIENT_CERTIFICATE_PASSWORD",
  "ARM_CLIENT_SECRET",
  "ARM_OIDC_REQUEST_TOKEN",
  "ARM_OIDC_TOKEN",
  "ARM_SAS_TOKEN",
  "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
  "AZURE_CLIENT_SECRET",
  "GITHUB_TOKEN",
  "GH_TOKEN",
  "MLOPS_DIGEST_KEY",
  "MLOPS_PLAN_KEY",
  "SYSTEM_ACCESSTOKEN",
];

/**
 * Scrubs by value: everything that Terraform marks as sensitive in a plan or state, and this process's credentials.
 * @param json - what `terraform show -json` said, of a plan or a state; undefined if there is none
 */
export function scrubber(json: unknown, env: NodeJS.ProcessEnv): Scrub {
  const credentials = CREDENTIALS.map((name) => ({ sensitive: true, value: env[name] }));
  const matcher = Secrets.of({ json, credentials }).matcher();
  return (text) => matcher.scrub(text);
}
