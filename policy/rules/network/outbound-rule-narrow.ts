import { shown } from "../../attributes";
import { breadthOf, EVERYWHERE } from "../../addresses";
import { every, fail, pass, type Rule, unknownAt } from "../../rule";

/** `*`, `*.com` and the like: a host name has a domain of its own. */
const ANY_HOST = /^(\*|\*\.[^.]+|\*\.(co|com|org|net|gov|ac)\.[a-z]{2})$/i;
/** Where anyone may rent a place to take data to. */
const ANYONES =
  /^\*\.(blob|file|dfs|queue|table|web)\.core\.windows\.net$|^\*\.(azurewebsites\.net|cloudapp\.azure\.com|amazonaws\.com|github\.io|azureedge\.net|trafficmanager\.net)$/i;

export const outboundRuleNarrow: Rule = {
  title: "The way out of an approved-only network leads to named places",
  severity: "high",
  upstream: [],
  why: "A rule for every host, or for whatever anyone rents, makes the firewall a formality that costs money.",
  fix: "name the host, or the service tag of one service, in network.outbound.rules",
  kinds: ["Microsoft.MachineLearningServices/workspaces/outboundRules"],
  check: (rule) => {
    const path = "properties.destination";
    const [type, destination, tag] = ["properties.type", path, `${path}.serviceTag`].map((one) => rule.at(one));
    if (type!.state === "unknown") return unknownAt("properties.type");
    if (destination!.state === "unknown") return unknownAt(path);
    const host =
      destination!.state === "known" && typeof destination!.value === "string" ? destination!.value : undefined;
    return every([
      host !== undefined && (ANY_HOST.test(host) || ANYONES.test(host)) ? fail(`leads to ${shown(host)}`) : pass,
      tag!.state === "unknown" ? unknownAt(`${path}.serviceTag`) : undefined,
      tag!.state === "known" && breadthOf([String(tag!.value)]) === EVERYWHERE
        ? fail(`leads to ${shown(tag!.value)}`)
        : undefined,
    ]);
  },
};
