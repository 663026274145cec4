import { attributes, equals, present } from "../../attributes";
import { isKind } from "../../compute";
import type { Rule } from "../../rule";

const when = isKind("AmlCompute");

export const computeOwnIdentity: Rule = {
  title: "Clusters run as an identity that is made for them",
  severity: "medium",
  upstream: [],
  why: "Without one, jobs take the identity of whoever submits them, and work for some and not for others.",
  fix: "set identity.type = UserAssigned and identity_ids",
  ...attributes({
    "Microsoft.MachineLearningServices/workspaces/computes": [
      { path: "identity.type", is: equals("UserAssigned"), when },
      { path: "identity.identity_ids", is: present, when },
    ],
  }),
};
