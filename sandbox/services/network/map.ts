import { NetworkMap, networkTypes } from "../../../domain/network/reach";
import { merge } from "../../../domain/json/merge";
import type { CloudView } from "../../engine/arm/model";
import type { CloudResource } from "../../engine/store/store";

/** The last map of a store, with the lists that it was read from: a list is another one once something in it has changed. */
const read = new WeakMap<object, { readonly from: readonly (readonly CloudResource[])[]; readonly map: NetworkMap }>();

/** Who reaches what among the resources of a store, as they are now. */
export function networkOf({ store }: CloudView): NetworkMap {
  const from = networkTypes.map((type) => store.ofType(type));
  const known = read.get(store);
  if (known !== undefined && from.every((list, index) => list === known.from[index])) return known.map;
  const described = from.flat().map(({ id, type, body, readOnly, azurerm }) => ({
    id,
    type,
    body: merge(body, readOnly),
    ...(azurerm && { terraform: azurerm.type, arguments: azurerm.values }),
  }));
  const map = new NetworkMap(described);
  read.set(store, { from, map });
  return map;
}
