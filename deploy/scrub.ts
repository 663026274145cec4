import { stripVTControlCharacters } from "node:util";
import { MASK, maskSecrets } from "../domain/text/secret-shapes";
import { Secrets } from "../review/secrets/collect";

/** Takes secrets out of what is to be kept or printed; colours and other codes of a terminal, too. */
export type Scrub = (text: string) => string;

/** Environment variables whose values are credentials, though their names do not tell. */
const CREDENTIALS = ["ARM_CLIENT_CERTIFICATE", "AZURE_DEVOPS_EXT_PAT", "GITHUB_APP_PEM_FILE"];
/** Names of credentials of Terraform's registries: `TF_TOKEN_<host>`. */
const REGISTRY = /^TF_TOKEN_/;

/**
 * Scrubs by value: everything that Terraform marks as sensitive in a plan or state, and this process's credentials; and
 * by shape: tokens, signatures of URLs, keys in connection strings. What is scrubbed must be whole: of a secret that was
 * cut off before, the rest is not known again.
 * @param json - what `terraform show -json` said, of a plan or a state; undefined if there is none
 */
export function scrubber(json: unknown, env: NodeJS.ProcessEnv): Scrub {
  const credentials = Object.keys(env)
    .filter((name) => CREDENTIALS.includes(name) || REGISTRY.test(name))
    .map((name) => ({ sensitive: true, value: env[name] }));
  // By its name it is found among the rest: passwords, secrets, tokens and keys.
  const secrets = Secrets.of({ json, credentials, environment: env });
  const matcher = secrets.matcher();
  const wrapped = secrets.spaced().map(withAnySpace);
  return (text) => {
    let clean = matcher.scrub(stripVTControlCharacters(text));
    for (const secret of wrapped) clean = clean.replace(secret, MASK);
    return maskSecrets(clean);
  };
}

/** Terraform breaks its messages where there is a space, and draws a line before each. */
function withAnySpace(secret: string): RegExp {
  const words = secret.split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  return new RegExp(words.join("[\\s│]+"), "g");
}
