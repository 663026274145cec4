import { attributes, equals, present } from "../../attributes";
import { AUTHORIZATION, VARIABLES } from "../../azure-devops";
import type { Rule } from "../../rule";

export const azurePipelinesNamed: Rule = {
  title: "Connections, environments and variables are open to named pipelines, never to all of the project",
  severity: "critical",
  upstream: [],
  why: "Whoever may make a pipeline in the project would sign in as the identity that deploys.",
  fix: "name one pipeline in pipeline_id of each authorization, and leave allow_access of a variable group false",
  ...attributes({
    [AUTHORIZATION]: { path: "pipeline_id", is: present },
    [VARIABLES]: { path: "allow_access", is: equals(false), absent: "pass" },
  }),
};
