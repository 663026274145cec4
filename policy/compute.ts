import type { PolicyResource } from "./resource";

/** Whether a compute of Azure ML is of a kind; one of which it cannot be told counts as any. */
export const isKind =
  (kind: "AmlCompute" | "ComputeInstance") =>
  (compute: PolicyResource): boolean => {
    const found = compute.at("properties.computeType");
    return found.state === "unknown" || (found.state === "known" && found.value === kind);
  };
