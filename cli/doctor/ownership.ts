import { leftFromExamples } from "../../schema/left-from-examples";
import type { Configuration } from "../../schema/configuration";
import { fail, pass, type Finding } from "./line";

/** Whether the configuration still names what a shipped example names: nobody trusts a name that they do not own. */
export function checkOwnership(configuration: Configuration): Finding {
  const left = leftFromExamples(configuration);
  if (left.length === 0) return pass("nothing is left from an example");
  return fail(
    `${left.join(", ")}: still the example's; whoever has that name would be trusted`,
    "replace them with your own in organization.yaml and environments/",
  );
}
