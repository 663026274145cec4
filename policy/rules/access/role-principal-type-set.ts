import { expect, oneOf } from "../../attributes";
import { assignmentKinds, principalTypePath } from "../../grants";
import type { Rule } from "../../rule";

const type = oneOf("Group", "ServicePrincipal", "User", "ForeignGroup", "Device");

export const rolePrincipalTypeSet: Rule = {
  title: "Role assignments say what kind of principal they are for",
  severity: "medium",
  upstream: ["AMLZ-RBAC-04"],
  why: "Conditions and Azure policies judge by it: without it they refuse the assignment, or let it through unseen.",
  fix: "set principal_type",
  kinds: assignmentKinds,
  check: (assignment) => expect(assignment, { path: principalTypePath(assignment), is: type }),
};
