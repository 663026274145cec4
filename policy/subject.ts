import type { ConfiguredResource, ResourceChange, TerraformPlan } from "../domain/terraform/plan";
import type { Tree } from "../domain/json/tree";
import type { PolicySubject } from "./model";
import { PolicyResource } from "./resource";
import { settingsOfPlan, settingsOfSynthesized } from "./settings";
import { fromExpressions, fromPlan, fromSynthesized, isExpression, isTree } from "./value";

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
    after: [...changes.flatMap((change) => after(stack, change, configured)), ...settingsOfPlan(stack, plan)],
    before: changes.flatMap((change) => before(stack, change, configured)),
  };
}

function after(
  stack: string,
  { address, type, name, change }: ResourceChange,
  configured: ReadonlyMap<string, ConfiguredResource>,
): readonly PolicyResource[] {
  if (change.after === null || change.after === undefined || change.actions.includes("forget")) return [];
  const expressions = configured.get(`${type}.${name}`)?.expressions;
  const known = fromPlan({
    value: change.after,
    unknown: change.after_unknown,
    sensitive: change.after_sensitive,
    expression: expressions,
  });
  const values = isTree(known) ? { ...known, ...secretsSent(expressions) } : known;
  const parsed = parsedBody(values);
  return [new PolicyResource(stack, address, type, parsed, writtenIn(configured.get(`${type}.${name}`), parsed))];
}

/** What azapi sends and Terraform keeps nowhere: a plan has it in the configuration alone. */
function secretsSent(expressions: Readonly<Record<string, unknown>> | undefined): Tree {
  const sent = expressions?.["sensitive_body"];
  return sent === undefined ? {} : { sensitive_body: fromExpressions(sent) };
}

type Written = Pick<ConfiguredResource, "expressions" | "provisioners" | "provider_config_key">;

/**
 * What is written of a planned resource: of its values those that the configuration names, as the provider adds its own
 * beside them. A body is all written, and the plan shows it whole.
 */
function writtenIn(configured: Written | undefined, values: unknown): unknown {
  const { body } = (isTree(values) ? values : {}) as { body?: unknown };
  const named = configured === undefined ? {} : partNamed(values, configured.expressions ?? {});
  return {
    ...(isTree(named) ? named : {}),
    ...(body !== undefined && { body }),
    ...(configured?.provisioners !== undefined && { provisioner: configured.provisioners }),
    ...(configured?.provider_config_key?.includes(".") === true && { provider: configured.provider_config_key }),
  };
}

/** The part of a value that expressions give: of blocks only their arguments. */
function partNamed(value: unknown, expressions: unknown): unknown {
  if (Array.isArray(expressions) && Array.isArray(value)) {
    return value.map((one, index) => partNamed(one, expressions[index] ?? expressions[0]));
  }
  if (!isTree(expressions) || !isTree(value) || isExpression(expressions)) return value;
  return Object.fromEntries(
    Object.entries(expressions).flatMap(([key, inner]) =>
      Object.hasOwn(value, key) ? [[key, partNamed(value[key], inner)]] : [],
    ),
  );
}

function before(
  stack: string,
  { address, type, name, change }: ResourceChange,
  configured: ReadonlyMap<string, ConfiguredResource>,
): readonly PolicyResource[] {
  if (change.before === null || change.before === undefined) return [];
  const values = parsedBody(fromPlan({ value: change.before, sensitive: change.before_sensitive }));
  const { expressions } = configured.get(`${type}.${name}`) ?? {};
  return [new PolicyResource(stack, address, type, values, writtenIn(expressions && { expressions }, values))];
}

/** The Terraform JSON of a stack, as synthesized. */
function synthesized(stack: string, json: unknown): SubjectResources {
  const byType = isTree(json) && isTree(json["resource"]) ? json["resource"] : {};
  const resources = Object.entries(byType).flatMap(([type, byName]) =>
    Object.entries(isTree(byName) ? byName : {}).map(([name, written]) => {
      const values = parsedBody(fromSynthesized(argumentsOf(written)));
      return new PolicyResource(stack, `${type}.${name}`, type, values, values, true);
    }),
  );
  return { stack, after: [...resources, ...settingsOfSynthesized(stack, json)] };
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
