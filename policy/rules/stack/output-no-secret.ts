import { shown } from "../../attributes";
import { fail, pass, type Rule } from "../../rule";
import { leaves, Unknown } from "../../value";

/** Attributes that hold a secret: keys, connection strings, signed addresses. */
const SECRET =
  /\.(primary|secondary)_(access_|shared_|blob_|file_)?(key|connection_string)|\.(instrumentation_key|connection_string|admin_password|admin_username|client_secret|sas|callback_url|sensitive_output|kube_config\w*|password|access_endpoint)\b/;

export const outputNoSecret: Rule = {
  title: "Outputs that hold a secret are marked as sensitive",
  severity: "high",
  upstream: [],
  why: "Outputs stand in logs, plans and reports as they are, unless they are marked.",
  fix: "remove the output, or set sensitive = true",
  kinds: ["stack.output"],
  check: (output) => {
    const sensitive = output.at("sensitive");
    if (sensitive.state === "known" && sensitive.value === true) return pass;
    const written = [output.at("value"), output.at("references")].flatMap((found) =>
      found.state === "known"
        ? leaves(found.value)
        : found.state === "unknown"
          ? [new Unknown(found.references, found.template)]
          : [],
    );
    const texts = written.map((one) =>
      one instanceof Unknown ? (one.template ?? one.references.join(" ")) : String(one),
    );
    const found = texts.map((text) => SECRET.exec(text)?.[0]).find((one) => one !== undefined);
    return found === undefined ? pass : fail(`shows ${shown(found.replace(/^\./, ""))}`);
  },
};
