import { guidOf } from "../../engine/arm/identities";
import type { ComputeContext, Values } from "../../engine/azurerm/type-entry";

/** The URL that calls a Logic App's trigger. Made up; nothing answers there. */
export function triggerUrl({ id, values }: ComputeContext): Values {
  const workflow = guidOf("workflow", String(values["logic_app_id"]));
  const signature = guidOf("signature", id).replaceAll("-", "");
  const name = encodeURIComponent(String(values["name"]));
  return {
    callback_url: `https://prod-00.logic.azure.com:443/workflows/${workflow}/triggers/${name}/paths/invoke?api-version=2016-10-01&sig=${signature}`,
  };
}
