import { shown } from "../../attributes";
import { fail, pass, type Rule, unknownAt } from "../../rule";
import { isCalledLikeSecret, looksLikeSecret } from "../../secrets";

export const pipelineVariableNoSecret: Rule = {
  title: "Variables of pipelines hold no secrets",
  severity: "high",
  upstream: [],
  why: "Variables are shown to everybody who can read the repository, and stand in logs, plans and states as they are.",
  fix: "sign in with OIDC and a federated credential, and read secrets from a key vault at run time",
  kinds: ["github_actions_environment_variable", "github_actions_variable"],
  check: (variable) => {
    const name = variable.at("variable_name");
    const value = variable.at("value");
    if (name.state === "known") {
      if (isCalledLikeSecret(String(name.value))) return fail(`${shown(name.value)} is called like a secret`);
    }
    if (value.state === "known" && looksLikeSecret(String(value.value))) return fail("its value looks like a secret");
    if (name.state === "unknown") return unknownAt("variable_name");
    return value.state === "unknown" && value.references.length === 0 ? unknownAt("value") : pass;
  },
};
