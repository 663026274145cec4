import { attributes, equals, present } from "../../attributes";
import type { Rule } from "../../rule";

export const privateEndpointAutomatic: Rule = {
  title: "Private endpoints connect by themselves, to a part of a resource",
  severity: "medium",
  upstream: [],
  why: "A manual connection waits for an approval that nobody knows of, and meanwhile the way in is closed.",
  fix: "set is_manual_connection = false and subresource_names",
  ...attributes({
    azurerm_private_endpoint: [
      { path: "private_service_connection.is_manual_connection", is: equals(false) },
      { path: "private_service_connection.subresource_names", is: present },
    ],
  }),
};
