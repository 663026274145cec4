import { plainTable } from "../../print/table";
import type { Setting } from "../../schema/settings";
import type { DefinedResource } from "./resources";

/** Every value with where it comes from. */
export function settingsTable(settings: readonly Setting[]): string {
  const rows = settings.map(({ key, value, origin, where }) => {
    const place = where === undefined ? "" : `${where.file}:${where.line}`;
    return [key, value, origin === "file" ? place : `${origin}${place === "" ? "" : ` ${place}`}`];
  });
  return ["Settings", plainTable(["key", "value", "from"], rows)].join("\n");
}

/** What a stack becomes in Azure. */
export function resourcesTable(resources: readonly Pick<DefinedResource, "kind" | "name" | "id">[]): string {
  const rows = resources.map(({ kind, name, id }) => [kind, name, id ?? "known once it is made"]);
  return [`In Azure, ${rows.length} resources`, plainTable(["kind", "name", "id"], rows)].join("\n");
}
