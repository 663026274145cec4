import { shown } from "../../attributes";
import { knownProviders } from "../../provider-settings";
import { fail, pass, type Rule, unknownAt } from "../../rule";

export const providerKnown: Rule = {
  title: "Providers come from where they are known to come from, in one exact release",
  severity: "critical",
  upstream: [],
  why: "A provider is a program that runs with the pipeline's token: another source or a range of versions lets another program in.",
  fix: "take source and version from policy/provider-settings.ts, where each is pinned",
  kinds: ["stack.requirement"],
  check: (requirement) => {
    const name = requirement.address.replace(/^required_providers\./, "");
    const known = Object.hasOwn(knownProviders, name) ? knownProviders[name] : undefined;
    if (known === undefined) return fail(`uses provider ${shown(name)}`);
    for (const path of ["source", "version"] as const) {
      if (requirement.isUnknown(path)) return unknownAt(path);
    }
    const source = (requirement.text("source") ?? "").toLowerCase().replace(/^registry\.terraform\.io\//, "");
    const short = known.source.replace(/^hashicorp\//, "");
    if (source !== known.source && source !== short) return fail(`comes from ${shown(source || "nowhere")}`);
    const version = (requirement.text("version") ?? "").replace(/^=\s*/, "");
    return version === known.version ? pass : fail(`asks for version ${shown(version || "any")}, not ${known.version}`);
  },
};
