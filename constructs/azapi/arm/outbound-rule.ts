import type { OutboundRule } from "./workspace";

/** `Microsoft.MachineLearningServices/workspaces/outboundRules`. */
export interface OutboundRuleBody {
  readonly properties: OutboundRule;
}
