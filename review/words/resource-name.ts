/**
 * Two resources by their ids, each in as few words as tell them apart: by name, or by name and where it is; undefined if
 * they are the same one.
 */
export function apart(before: string, after: string): readonly [before: string, after: string] | undefined {
  if (before.toLowerCase() === after.toLowerCase()) return undefined;
  const [was, becomes] = [nameOf(before), nameOf(after)];
  return was.toLowerCase() === becomes.toLowerCase() ? [placed(before), placed(after)] : [was, becomes];
}

const nameOf = (id: string): string => id.split("/").at(-1)!;

/** `/subscriptions/<id>/resourceGroups/<name>/providers/…/<parent>/<kind>/<name>`: `<name> of <parent> in <group> of <subscription>`. */
function placed(id: string): string {
  const [, , subscription, , group, , , ...path] = id.split("/");
  const parent = path.length > 2 ? ` of ${path.at(-3)!}` : "";
  return `${nameOf(id)}${parent} in ${group ?? "?"} of subscription ${subscription ?? "?"}`;
}
