import { breadthOf } from "../../addresses";
import { shown } from "../../attributes";
import { every, fail, pass, type Rule, unknownAt } from "../../rule";
import { isTree, leaves, lookup, Unknown } from "../../value";

const TRIGGERS = "properties.definition.triggers";
const ACCESS = "properties.accessControl";
const MOST = 2 ** 16;

export const workflowNotOpen: Rule = {
  title: "Workflows start for whoever has their signed address, and for nobody else",
  severity: "critical",
  upstream: [],
  why: "A workflow acts with its identity for everyone who may start it.",
  fix: "leave one trigger of type Request and kind Http, its signature on, and no wide list of callers",
  kinds: ["Microsoft.Logic/workflows"],
  partial: true,
  check: (workflow) => {
    const [triggers, access] = [workflow.at(TRIGGERS), workflow.at(ACCESS)];
    if (triggers.state === "unknown") return unknownAt(TRIGGERS);
    if (access.state === "unknown") return unknownAt(ACCESS);
    const found = triggers.state === "known" && isTree(triggers.value) ? Object.entries(triggers.value) : [];
    if (!workflow.partial && found.length !== 1) return fail(`has ${found.length} triggers`);
    return every([
      pass,
      ...found.map(([name, trigger]) => {
        if (trigger instanceof Unknown) return unknownAt(TRIGGERS);
        const [type, kind, method] = ["type", "kind", "inputs.method"].map((path) => lookup(trigger, path));
        if ([type, kind, method].some((one) => one!.state === "unknown")) return unknownAt(TRIGGERS);
        const is = (one: typeof type, wanted: string) => one!.state === "known" && one!.value === wanted;
        return is(type, "Request") && is(kind, "Http") && is(method, "POST")
          ? pass
          : fail(`${shown(name)} starts by other means`);
      }),
      ...(access.state === "known" ? accessOf(access.value) : []),
    ]);
  },
};

function accessOf(access: unknown) {
  return ["triggers", "contents", "actions", "workflowManagement"].map((part) => {
    const found = lookup(access, part);
    if (found.state === "unknown") return unknownAt(`${ACCESS}.${part}`);
    if (found.state === "absent") return undefined;
    const unsigned = lookup(found.value, "sasAuthenticationPolicy.state");
    const ranges = lookup(found.value, "allowedCallerIpAddresses");
    if (unsigned.state === "unknown" || ranges.state === "unknown") return unknownAt(`${ACCESS}.${part}`);
    const addresses = ranges.state === "known" ? leaves(ranges.value) : [];
    if (addresses.some((one) => one instanceof Unknown)) return unknownAt(`${ACCESS}.${part}`);
    if (unsigned.state === "known" && /^disabled$/i.test(String(unsigned.value)))
      return fail(`asks nobody of ${part} for a signature`);
    return breadthOf(addresses.map(String)) > MOST ? fail(`lets everybody at its ${part}`) : pass;
  });
}
