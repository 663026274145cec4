import { z } from "zod";
import { publicAddress, reason } from "../fields";

/** Azure's smallest limit of address rules among the services that get the list: a container registry's. */
const MAX_ADDRESSES = 100;

/**
 * Who may reach a service from outside its virtual network.
 * @param whenEmpty - what an empty list of addresses means there, for the documentation
 * @param maxAddresses - how many addresses it takes there, for editors; below Azure's limit a check refuses more
 */
export const inbound = (whenEmpty: string, { maxAddresses = MAX_ADDRESSES } = {}) =>
  z
    .discriminatedUnion("mode", [
      z.strictObject({
        mode: z.literal("private").describe("Reachable through private endpoints only."),
      }),
      z.strictObject({
        mode: z.literal("public").describe("Reachable over the internet, for Entra identities with a role."),
        reason: reason(),
        allowedAddresses: z
          .array(publicAddress())
          .max(MAX_ADDRESSES)
          .default([])
          .meta({ maxItems: maxAddresses })
          .describe(
            maxAddresses === 0
              ? `No addresses: Azure has no list of them there. Empty: ${whenEmpty}.`
              : `Public IPv4 addresses and blocks (/8 to /30) that get in, at most ${maxAddresses}. Empty: ${whenEmpty}.`,
          ),
      }),
    ])
    .describe("Who may reach it: `private` (through private endpoints only) or `public` (needs a reason).");
