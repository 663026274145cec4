import type { Values } from "./type-entry";

const placeholder = /\{(\w+)\}/g;

/**
 * Composes an id from its template and a resource's arguments. `{group}` stands for the resource group's providers,
 * `{subscription}` for the subscription; undefined if an argument it needs is not known.
 */
export function composeId(template: string, values: Readonly<Values>, subscription: string): string | undefined {
  let complete = true;
  const lookUp = (name: string): string => {
    if (name === "subscription") return subscription;
    if (name === "group")
      return `/subscriptions/${subscription}/resourceGroups/${lookUp("resource_group_name")}/providers`;
    const value = values[name];
    if (typeof value !== "string" || value === "") complete = false;
    return String(value);
  };
  const id = template.replace(placeholder, (_, name: string) => lookUp(name));
  return complete ? id : undefined;
}
