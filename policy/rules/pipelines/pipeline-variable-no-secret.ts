import { shown } from "../../attributes";
import { fail, pass, type Rule, unknownAt } from "../../rule";

/** Ends of names that tell a secret, without dashes and in lower case. `SECRET_NAME` and `VAULT_ID` are none. */
const SECRET_NAME =
  /(passwords?|passwd|passphrase|secrets?|tokens?|credentials?|connectionstring|(access|account|api|private|shared|storage)keys?)$/;
/** Values that are a secret whatever they are called: private keys, account keys, signatures, tokens. */
const SECRET_VALUE =
  /-----BEGIN [A-Z ]*PRIVATE KEY|(AccountKey|SharedAccessKey)=|[?&]sig=|\b(gh[opsur]_|github_pat_)\w{20,}|\beyJ[\w-]+\.[\w-]+\.[\w-]+/;

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
      const plain = String(name.value).replaceAll(/[^A-Za-z0-9]/g, "");
      if (SECRET_NAME.test(plain.toLowerCase())) return fail(`${shown(name.value)} is called like a secret`);
    }
    if (value.state === "known" && SECRET_VALUE.test(String(value.value))) return fail("its value looks like a secret");
    if (name.state === "unknown") return unknownAt("variable_name");
    return value.state === "unknown" && value.references.length === 0 ? unknownAt("value") : pass;
  },
};
