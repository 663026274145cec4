import { z } from "zod";
import { armId, matching } from "../fields";

const GROUP = "/subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resourceGroups/rg-keys/providers";

/** What encrypts what an environment keeps. */
export const encryption = z
  .strictObject({
    customerManagedKey: z
      .discriminatedUnion("source", [
        z.strictObject({
          source: z
            .literal("own")
            .describe("A key that is made in the environment's own vault, and rotates every year."),
        }),
        z.strictObject({
          source: z.literal("existing").describe("A key that others made and keep."),
          vault: armId("Microsoft.KeyVault/vaults", `${GROUP}/Microsoft.KeyVault/vaults/kv-company-keys`).describe(
            "ARM id of the key's vault, in the environment's subscription and region, with purge protection, and open to trusted services.",
          ),
          key: matching(/^[0-9A-Za-z-]{1,127}$/, "the name of a key: 1 to 127 letters, digits and -", {
            examples: ["ml-prod"],
          }).describe("Name of the key there, RSA of 3072 bits or more. Without a version: the newest counts."),
          identity: armId(
            "Microsoft.ManagedIdentity/userAssignedIdentities",
            `${GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/id-company-keys`,
          ).describe(
            "ARM id of a user-assigned identity that has the role Key Vault Crypto Service Encryption User on the key.",
          ),
        }),
      ])
      .describe(
        "The company's key for the workspace, its storage accounts and its container registry. Decided before the first deployment: Azure makes all of them anew for it.",
      )
      .optional(),
  })
  .describe("What encrypts what the environment keeps, beside Microsoft's keys.");
