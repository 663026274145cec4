import { subresourcesConnected } from "../../belongings";
import { every, fail, pass, type Rule, unknown } from "../../rule";

/** Parts that people and jobs use; the file share only where there is one to be kept. */
const PARTS = ["blob", "file"];

export const storagePrivateEndpoint: Rule = {
  title: "Storage accounts have a private endpoint for each part that is used",
  severity: "medium",
  severityIn: { development: "low" },
  upstream: ["CKV2_AZURE_33"],
  why: "Without one the only way to the data is through its public address.",
  fix: "add an azurerm_private_endpoint for blob and file",
  loosenedBy: ["network.inbound", "platform.state.inbound"],
  kinds: ["azurerm_storage_account", "Microsoft.Storage/storageAccounts"],
  check: (account, world) => {
    const connected = subresourcesConnected(account, world);
    if (connected.length === 0) return fail("has no private endpoint");
    if (connected.includes("unknown")) return unknown("what a private endpoint leads to is known after apply only");
    // A plan has what Azure fills in for accounts without shares, too.
    const shares = account.at("share_properties").state !== "absent" && !account.isLeftOut("share_properties");
    return every(
      PARTS.filter((part) => part !== "file" || shares).map((part) =>
        connected.includes(part) ? pass : fail(`has no private endpoint for ${part}`),
      ),
    );
  },
};
