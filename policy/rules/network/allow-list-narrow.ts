import { breadthOf } from "../../addresses";
import { allowListKinds, letIn } from "../../allow-lists";
import { every, fail, pass, type Rule, unknown } from "../../rule";

/** As many as a /16 holds: more than any office, VPN and cloud of one organization. */
const MOST = 2 ** 16;

export const allowListNarrow: Rule = {
  title: "Firewalls let in few addresses, no subnets, and nobody while they are closed",
  severity: "medium",
  upstream: [],
  why: "A wide list makes a firewall a formality; one behind a closed door opens the day somebody opens the door.",
  fix: "list the addresses of offices and VPNs in network.inbound.allowedAddresses, and reach the rest by private endpoints",
  loosenedBy: ["network.inbound", "platform.state.inbound"],
  kinds: allowListKinds,
  partial: true,
  check: (resource) => {
    const { addresses, subnets, partlyUnknown, open } = letIn(resource);
    const breadth = breadthOf(addresses);
    const listed = addresses.length + subnets > 0;
    return every([
      breadth > MOST ? fail(`lets in ${breadth} addresses`) : undefined,
      subnets > 0 ? fail(`lets in ${subnets} ${subnets === 1 ? "subnet" : "subnets"}`) : undefined,
      open === false && listed ? fail("lists whom to let in although it is closed") : undefined,
      partlyUnknown ? unknown("whom it lets in is known after apply only") : undefined,
      open === "unknown" && listed ? unknown("whether it is closed is known after apply only") : undefined,
      pass,
    ]);
  },
};
