import { attributes, equals, present } from "../../attributes";
import { isKind } from "../../compute";
import type { Rule } from "../../rule";

const when = isKind("ComputeInstance");

export const computePersonal: Rule = {
  title: "A compute instance is one person's",
  severity: "medium",
  upstream: [],
  why: "Whoever opens another's notebook server runs code as that person, with that person's data.",
  fix: "set applicationSharingPolicy = Personal, computeInstanceAuthorizationType = personal and an assigned user",
  ...attributes({
    "Microsoft.MachineLearningServices/workspaces/computes": [
      { path: "properties.properties.applicationSharingPolicy", is: equals("Personal"), when },
      { path: "properties.properties.computeInstanceAuthorizationType", is: equals("personal"), when },
      { path: "properties.properties.personalComputeInstanceSettings.assignedUser.objectId", is: present, when },
    ],
  }),
};
