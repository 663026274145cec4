import { receivers as kinds } from "../../../domain/alerts/channels";
import { objects } from "../../engine/arm/rules/helpers";
import { isObject } from "../../engine/arm/json";
import type { CloudResource } from "../../engine/store/store";

/** Whom an action group tells. */
export interface Receivers {
  /** Addresses that start workflows. */
  readonly workflows: readonly string[];
  readonly emails: readonly string[];
  /** Everything else that is told, in words: `function func-alerts/on-alert`. */
  readonly others: readonly string[];
}

/** Whom a stored action group tells, whoever made it; nobody while it is off. */
export function receiversOf({ azurerm, body }: CloudResource): Receivers {
  const properties = isObject(body["properties"]) ? body["properties"] : {};
  const { enabled, apps, mails, address, email } =
    azurerm === undefined
      ? {
          enabled: properties["enabled"],
          apps: properties["logicAppReceivers"],
          mails: properties["emailReceivers"],
          address: "callbackUrl",
          email: "emailAddress",
        }
      : {
          enabled: azurerm.values["enabled"],
          apps: azurerm.values["logic_app_receiver"],
          mails: azurerm.values["email_receiver"],
          address: "callback_url",
          email: "email_address",
        };
  if (enabled === false) return { workflows: [], emails: [], others: [] };
  const others = Object.entries(kinds).flatMap(([kind, { azurerm: ofAzurerm, arm, inWords }]) => {
    if (kind === "logicApp") return [];
    const [list, ...keys] = azurerm === undefined ? arm : ofAzurerm;
    const told = azurerm === undefined ? properties[list] : azurerm.values[list];
    return objects(told).map((one) => inWords(...keys.map((key) => String(one[key] ?? ""))));
  });
  return {
    workflows: objects(apps).map((one) => String(one[address])),
    emails: objects(mails).map((one) => String(one[email])),
    others,
  };
}
