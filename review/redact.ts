import type { TerraformPlan } from "../domain/terraform/plan";
import { Secrets, type SensitiveAttributes } from "./secrets/collect";
import { Masker } from "./secrets/mask";
import { MASK } from "./secrets/matcher";

export interface RedactOptions {
  /**
   * Attributes that providers' schemas call sensitive, by resource type, dotted where they are in a block.
   * @default - none; plans mark these themselves, so this matters for plans of other tools only
   */
  readonly sensitiveSchemaAttributes?: SensitiveAttributes;
}

/**
 * The plan without its secrets, to be kept, printed and reviewed. Everything that is marked sensitive becomes
 * `(sensitive)`; and since marks get lost (a value read back from another resource's computed attribute has none),
 * so does every occurrence of a marked value anywhere else: in longer texts, in keys and addresses, escaped, URL-
 * encoded or in base64. Attributes known to be secret by name count as marked. A mark on a block masks the whole of it.
 *
 * Marked values under four characters (five digits) are masked where they are marked only. Compressed or hashed
 * secrets are not recognised.
 *
 * Where two masked values of a change differ, its `sensitive_changes` has their path: that a secret changes may be
 * known. Redacting twice does no more.
 */
export function redactPlan(plan: TerraformPlan, options: RedactOptions = {}): TerraformPlan {
  const schema = options.sensitiveSchemaAttributes ?? {};
  const secrets = Secrets.of(plan, schema);
  const matcher = secrets.matcher();
  return new Masker(secrets, { secret: () => MASK, text: (text) => matcher.scrub(text) }, schema).plan(plan);
}
