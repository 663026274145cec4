import { shown } from "../../attributes";
import { fail, pass, type Rule } from "../../rule";
import { isCalledLikeSecret, looksLikeSecret } from "../../secrets";

/** Maps of a job's or deployment's own, whose keys people choose. */
const OWN_NAMES = /(^|\.)(environmentVariables|tags|app_settings|metadata)\.([^.]+)$/;
/** Variables of pipelines have a rule of their own. */
const ELSEWHERE = /^github_actions_(environment_)?variable$/;

export const noPlainSecret: Rule = {
  title: "No resource carries a secret in the clear",
  severity: "critical",
  upstream: [],
  why: "Tags, environment variables and job inputs are read by everyone who may look, and stand in state, plan and logs.",
  fix: "keep the secret in the key vault, and let the identity of what runs read it there",
  kinds: ["*"],
  partial: true,
  check: ({ writtenLeaves, type }) => {
    if (ELSEWHERE.test(type)) return undefined;
    for (const { path, value } of writtenLeaves) {
      if (typeof value !== "string") continue;
      if (looksLikeSecret(value)) return fail(`${shown(path)} looks like a secret`);
      const name = OWN_NAMES.exec(path)?.[3];
      if (name !== undefined && value !== "" && isCalledLikeSecret(name))
        return fail(`${shown(path)} is called like a secret`);
    }
    return pass;
  },
};
