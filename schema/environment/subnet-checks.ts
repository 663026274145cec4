import { parseCidr } from "../../domain/network/cidr";
import { standsInNetwork } from "../../domain/network/jump-host";
import { agentsIn } from "../../domain/network/runners";
import { checkSubnets, type SubnetMistake, subnetsOf, type SubnetSource } from "../../domain/network/subnets";
import type { ProblemKind } from "../../domain/problem/codes";
import type { EnvironmentDraft } from "../drafts";
import type { Notes } from "../notes";
import { describePath } from "../yaml/file";

const SUBNET_KINDS: Readonly<Record<SubnetMistake["rule"], ProblemKind>> = {
  outside: "subnetOutside",
  overlap: "subnetOverlap",
};

/** Blocks of subnets: inside the network, apart, and for what there is. */
export function checkSubnetsAt({ network, recovery }: EnvironmentDraft, notes: Notes): void {
  if (network?.subnets?.runners !== undefined && !notes.has(["network", "runners"])) {
    notes.add(
      ["network", "subnets", "runners"],
      {
        kind: "together",
        says: "is a block for runners, and network.runners asks for none",
        fix: "add network.runners, or remove the block",
      },
      { at: "key" },
    );
  }
  const both = [
    [["network"], network],
    [["recovery", "network"], { ...recovery?.network, runners: undefined }],
  ] as const;
  for (const [path, { addressSpace, subnets, runners, jumpHost } = {}] of both) {
    if (subnets?.bastion !== undefined && !standsInNetwork(jumpHost?.bastion)) {
      const asked = describePath([...path, "jumpHost"]);
      notes.add(
        [...path, "subnets", "bastion"],
        {
          kind: "together",
          says: `is a block for a Bastion in the network, and ${asked} asks for none`,
          fix: `set ${asked}.bastion to Basic or Standard, or remove the block`,
        },
        { at: "key" },
      );
    }
    if (addressSpace === undefined) continue;
    const source = { network: { addressSpace, subnets, runners, jumpHost } };
    const mistakes = [...checkSubnets(source)];
    for (const { rule, subnet, says, allowed, fix } of mistakes) {
      notes.add([...path, "subnets", subnet], { kind: SUBNET_KINDS[rule], says, allowed, fix });
    }
    if (mistakes.length === 0) checkAgents(runners, source, notes);
  }
}

/** Each agent has an address of the subnet. */
function checkAgents(
  runners: NonNullable<EnvironmentDraft["network"]>["runners"],
  source: SubnetSource,
  notes: Notes,
): void {
  const block = subnetsOf(source).runners;
  if (runners?.type !== "azure-devops" || runners.maxAgents === undefined || block === undefined) return;
  const room = agentsIn(parseCidr(block)!.prefix);
  if (runners.maxAgents <= room) return;
  notes.add(["network", "runners", "maxAgents"], {
    kind: "together",
    says: `is more than the subnet of runners (${block}) has addresses for`,
    allowed: `1 to ${room}`,
    fix: "give network.subnets.runners a larger block, or fewer agents",
  });
}
