import { breadthOf } from "../../addresses";
import { allowListKinds, letIn } from "../../allow-lists";
import { fail, pass, type Rule, unknown } from "../../rule";

/** As many as a /8 holds, the widest that the configuration takes. */
const MOST = 2 ** 24;

export const allowListNotInternet: Rule = {
  title: "No firewall lets a part of the internet in",
  severity: "high",
  upstream: [],
  why: "Together 0.0.0.0/1 and 128.0.0.0/1 are everybody, and no rule about a single block sees it: the sum counts.",
  fix: "list the addresses of offices and VPNs only",
  kinds: allowListKinds,
  partial: true,
  check: (resource) => {
    const { addresses, partlyUnknown } = letIn(resource);
    const breadth = breadthOf(addresses);
    if (breadth > MOST) return fail(`lets in ${breadth} addresses in sum`);
    return partlyUnknown ? unknown("whom it lets in is known after apply only") : pass;
  },
};
