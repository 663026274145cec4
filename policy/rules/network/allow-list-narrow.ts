import { breadthOf } from "../../addresses";
import { isModelRegistry } from "../../../domain/network/reach";
import { sameId } from "../../../domain/azure/ids";
import { allowListKinds, letIn } from "../../allow-lists";
import { shown } from "../../attributes";
import { sharedOf } from "../../network";
import { every, fail, pass, type Rule, unknown } from "../../rule";
import type { World } from "../../world";

/** As many as a /16 holds: more than any office, VPN and cloud of one organization. */
const MOST = 2 ** 16;

export const allowListNarrow: Rule = {
  title:
    "Firewalls let in few addresses, no subnets, no resource but the shared registry, and nobody while they are closed",
  severity: "medium",
  upstream: [],
  why: "A wide list makes a firewall a formality; one behind a closed door opens the day somebody opens the door.",
  fix: "list the addresses of offices and VPNs in network.inbound.allowedAddresses, and reach the rest by private endpoints",
  loosenedBy: ["network.inbound", "platform.state.inbound"],
  kinds: allowListKinds,
  partial: true,
  check: (resource, world) => {
    const { addresses, subnets, resources, partlyUnknown, open } = letIn(resource);
    const breadth = breadthOf(addresses);
    const listed = addresses.length + subnets + resources.length > 0;
    const strangers = resources.filter((id) => id === undefined || !isShared(id, world));
    return every([
      breadth > MOST ? fail(`lets in ${breadth} addresses`) : undefined,
      subnets > 0 ? fail(`lets in ${subnets} ${subnets === 1 ? "subnet" : "subnets"}`) : undefined,
      ...strangers.map((id) =>
        fail(`lets in ${id === undefined ? "a resource" : shown(id)}, which is not the shared registry`),
      ),
      open === false && listed ? fail("lists whom to let in although it is closed") : undefined,
      partlyUnknown ? unknown("whom it lets in is known after apply only") : undefined,
      open === "unknown" && listed ? unknown("whether it is closed is known after apply only") : undefined,
      pass,
    ]);
  },
};

/** Whether an id is the registry's that environments share; where its stack is not looked at, whether it is one registry's. */
function isShared(id: string, world: World): boolean {
  const own = sharedOf(world).modelRegistry?.id;
  return own === undefined ? isModelRegistry(id) : sameId(id, own);
}
