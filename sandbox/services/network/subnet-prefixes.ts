import { strings } from "../../engine/arm/rules/helpers";
import type { JsonObject } from "../../engine/store/store";

/** A subnet's blocks of addresses: ARM takes one by itself or several in a list. */
export const subnetPrefixes = ({ addressPrefix, addressPrefixes }: JsonObject): readonly string[] => {
  const several = strings(addressPrefixes);
  return several.length > 0 ? several : typeof addressPrefix === "string" ? [addressPrefix] : [];
};
