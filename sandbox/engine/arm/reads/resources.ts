import { asked, parseFilter } from "../filter";
import { sameId } from "../../../../domain/azure/ids";
import { parseArmId } from "../arm-id";
import { isObject } from "../json";
import type { ArmResource, CloudView } from "../model";

const RESOURCES = /^(\/subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+)?)\/resources$/i;

/** `GET …/resources`: all that a group or subscription holds, children and extensions left out; `$filter` by type, name, group and tag. */
export function listResources(
  cloud: CloudView,
  path: string,
  query: URLSearchParams,
): readonly ArmResource[] | undefined {
  const scope = RESOURCES.exec(path)?.[1];
  if (scope === undefined) return undefined;
  const filter = parseFilter(query.get("$filter"));
  const [type, name, group, tag, tagValue] = ["resourceType", "name", "resourceGroup", "tagName", "tagValue"].map(
    (property) => asked(filter, property),
  );
  return cloud.within(scope).filter((resource) => {
    const id = parseArmId(resource.id)!;
    if (id.resourceGroup === undefined || sameId(id.type, "Microsoft.Resources/resourceGroups")) return false;
    if (resource.type.split("/").length !== 2 || resource.location === undefined) return false;
    const tags = isObject(resource.tags) ? resource.tags : {};
    return (
      (type === undefined || sameId(type, resource.type)) &&
      (name === undefined || sameId(name, resource.name)) &&
      (group === undefined || sameId(group, id.resourceGroup)) &&
      (tag === undefined || (tag in tags && (tagValue === undefined || tags[tag] === tagValue)))
    );
  });
}
