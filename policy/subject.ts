import type { ConfiguredResource, ResourceChange, TerraformPlan } from "../core/terraform-plan";
import type { PolicySubject } from "./model";
import { PolicyResource } from "./resource";
import { fromPlan, fromSynthesized, isTree } from "./value";

/** A stack's resources as they will be, and as they are where a plan tells. */
export interface SubjectResources {
  readonly stack: string;
  readonly after: readonly PolicyResource[];
  readonly before?: readonly PolicyResource[];
}

/** The managed resources of a stack. Data sources and what a former replacement left behind are not judged. */
export function resourcesOf(subject: PolicySubject): SubjectResources {
  return "plan" in subject ? planned(subject.stack, subject.plan) : synthesized(subject.stack, subject.synthesized);
}

function planned(stack: string, plan: TerraformPlan): SubjectResources {
  const configured = new Map((plan.configuration?.root_module?.resources ?? []).map((one) => [one.address, one]));
  const changes = (plan.resource_changes ?? []).filter(
    ({ mode, deposed }) => mode === "managed" && deposed === undefined,
  );
  return {
    stack,
    after: changes.flatMap((change) => after(stack, change, configured)),
    before: changes.flatMap((change) => before(stack, change)),
  };
}

function after(
  stack: string,
  { address, type, name, change }: ResourceChange,
  configured: ReadonlyMap<string, ConfiguredResource>,
): readonly PolicyResource[] {
  if (change.after === null || change.after === undefined || change.actions.includes("forget")) return [];
  const values = fromPlan({
    value: change.after,
    unknown: change.after_unknown,
    sensitive: change.after_sensitive,
    expression: configured.get(`${type}.${name}`)?.expressions,
  });
  return [new PolicyResource(stack, address, type, parsedBody(values))];
}

function before(stack: string, { address, type, change }: ResourceChange): readonly PolicyResource[] {
  if (change.before === null || change.before === undefined) return [];
  const values = fromPlan({ value: change.before, sensitive: change.before_sensitive });
  return [new PolicyResource(stack, address, type, parsedBody(values))];
}

/** The Terraform JSON of a stack, as synthesized. */
function synthesized(stack: string, json: unknown): SubjectResources {
  const byType = isTree(json) && isTree(json["resource"]) ? json["resource"] : {};
  const resources = Object.entries(byType).flatMap(([type, byName]) =>
    Object.entries(isTree(byName) ? byName : {}).map(
      ([name, written]) => new PolicyResource(stack, `${type}.${name}`, type, fromSynthesized(argumentsOf(written))),
    ),
  );
  return { stack, after: resources };
}

/** Without cdktf's metadata. */
function argumentsOf(written: unknown): unknown {
  if (!isTree(written)) return written;
  return Object.fromEntries(Object.entries(written).filter(([key]) => key !== "//"));
}

/** azapi takes a body as text, too. */
function parsedBody(values: unknown): unknown {
  if (!isTree(values) || typeof values["body"] !== "string") return values;
  try {
    return { ...values, body: JSON.parse(values["body"]) as unknown };
  } catch {
    return values;
  }
}
