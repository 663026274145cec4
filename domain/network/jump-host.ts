/** Tiers of Azure Bastion that an environment may have, from the cheapest. */
export const bastionTiers = ["Developer", "Basic", "Standard"] as const;
export type BastionTier = (typeof bastionTiers)[number];

/** What Azure calls the subnet of a Bastion of one's own, and by which it knows it. */
export const BASTION_SUBNET = "AzureBastionSubnet";

/** Where Bastion's Developer tier comes from: Azure's own address in every network. Source: Azure Bastion, "Developer". */
export const BASTION_DEVELOPER_ADDRESS = "168.63.129.16";

/** Whether Bastion stands in the network itself, in a subnet of its own. The Developer tier is shared by many. */
export const standsInNetwork = (tier: BastionTier | undefined): boolean => tier !== undefined && tier !== "Developer";

/** A time of day as the service that shuts machines down takes it: `1900` of `19:00`. */
export const shutdownTime = (at: string): string => at.replace(":", "");

/** What decides whether anybody gets to a jump host. */
export interface JumpHostSource {
  /** Where the network is written, e.g. `network`. */
  readonly at: string;
  /** Keys of the network that somebody wrote. */
  readonly written: ReadonlySet<string>;
  /** Undefined without a Bastion of the environment's own. */
  readonly bastion: BastionTier | undefined;
}

/** Why nobody would get to a jump host; undefined if there is a way. */
export const checkJumpHost = ({ at, written, bastion }: JumpHostSource) =>
  bastion !== undefined || written.has("hub") || written.has("wayIn")
    ? undefined
    : {
        says: "is in a network that nobody gets to",
        fix: `choose a bastion (${bastionTiers.join(", ")}), peer the network with a hub that has one, or say in ${at}.wayIn.reason what leads in`,
      };
