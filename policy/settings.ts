import type { Tree } from "../domain/json/tree";
import type { TerraformPlan } from "../domain/terraform/plan";
import { PolicyResource } from "./resource";
import { fromExpressions, fromSynthesized, isTree } from "./value";

/** What rules name the settings of a stack by; none of it is a resource. */
export const settingKinds = [
  /** Where the state is kept: `backend.azurerm`. Plans do not tell. */
  "stack.backend",
  /** How a provider is set up: `provider.azurerm`; a second one of a kind has its alias behind it. */
  "stack.provider",
  /** Which provider is downloaded, from where: `required_providers.azurerm`. */
  "stack.requirement",
  "stack.module",
  /** What is read while planning: `data.azurerm_user_assigned_identity.X`. */
  "stack.data",
  /** What is asked for on every run and kept nowhere: `ephemeral.azapi_resource_action.X`. */
  "stack.ephemeral",
  "stack.output",
  /** A block of another kind, such as `removed`. Plans do not tell. */
  "stack.block",
] as const;

type Kind = (typeof settingKinds)[number];

const tree = (value: unknown): Tree => (isTree(value) ? value : {});
const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] => Object.entries(tree(value));

/** Blocks of which each has a kind of its own. */
const TOLD_APART = ["//", "resource", "provider", "terraform", "data", "module", "output", "ephemeral"];

/** The settings of a stack as synthesized. */
export function settingsOfSynthesized(stack: string, json: unknown): readonly PolicyResource[] {
  const setting = (kind: Kind, address: string, values: unknown) =>
    new PolicyResource(stack, address, kind, fromSynthesized(values), undefined, true);
  const { provider, terraform, data, module, output, ephemeral, ...rest } = tree(json);
  const { backend, required_providers: required, cloud } = tree(terraform);
  return [
    ...entriesOf(backend).map(([type, values]) => setting("stack.backend", `backend.${type}`, withType(type, values))),
    ...(cloud === undefined ? [] : [setting("stack.backend", "backend.cloud", { type: "cloud" })]),
    ...entriesOf(provider).flatMap(([name, given]) =>
      [given].flat().map((values) => {
        const { alias } = tree(values);
        const address = typeof alias === "string" ? `provider.${name}.${alias}` : `provider.${name}`;
        return setting("stack.provider", address, withType(name, values));
      }),
    ),
    ...entriesOf(required).map(([name, values]) => setting("stack.requirement", `required_providers.${name}`, values)),
    ...entriesOf(data).flatMap(([type, byName]) =>
      entriesOf(byName).map(([name, values]) =>
        setting("stack.data", `data.${type}.${name}`, { ...tree(withoutMetadata(values)), type }),
      ),
    ),
    ...ephemeralsOf(ephemeral).map(([address, values]) => setting("stack.ephemeral", address, values)),
    ...entriesOf(module).map(([name, values]) => setting("stack.module", `module.${name}`, values)),
    ...entriesOf(output).map(([name, values]) => setting("stack.output", `output.${name}`, values)),
    ...Object.keys(rest)
      .filter((block) => !TOLD_APART.includes(block))
      .map((block) => setting("stack.block", block, { type: block })),
  ];
}

/** Ephemeral blocks as written, by their addresses. */
const ephemeralsOf = (byType: unknown): readonly (readonly [string, Tree])[] =>
  entriesOf(byType).flatMap(([type, byName]) =>
    entriesOf(byName).map(
      ([name, values]) => [`ephemeral.${type}.${name}`, { ...tree(withoutMetadata(values)), of: type }] as const,
    ),
  );

/** The resource whose id alone a text is: `type.name`; empty if it is something else. */
const referenceIn = (text: unknown): string => /^\$\{(\w+\.[\w-]+)\.id\}$/.exec(String(text))?.[1] ?? "";

const withType = (type: string, values: unknown): Tree => ({ ...tree(values), type });

const withoutMetadata = (values: unknown): unknown =>
  Object.fromEntries(entriesOf(values).filter(([key]) => key !== "//"));

/** The settings that a plan's configuration tells. */
export function settingsOfPlan(
  stack: string,
  { configuration, resource_changes: changes = [] }: TerraformPlan,
): readonly PolicyResource[] {
  const setting = (kind: Kind, address: string, values: unknown) => new PolicyResource(stack, address, kind, values);
  const { resources = [], outputs = {}, module_calls: modules = {}, ephemerals } = configuration?.root_module ?? {};
  // Of what is configured and will not be, as `destroy` does with all of it, Terraform asks nothing any more. What was never
  // deployed has no change at all then.
  const staying = new Set(
    changes.filter(({ change }) => change.actions.join() !== "delete").map(({ type, name }) => `${type}.${name}`),
  );
  const going = new Set(
    resources
      .filter(({ mode }) => mode === "managed")
      .map(({ type, name }) => `${type}.${name}`)
      .filter((address) => !staying.has(address)),
  );
  const providers = Object.values(configuration?.provider_config ?? {}).map(tree);
  return [
    ...providers.flatMap(({ name, alias, full_name: source, version_constraint: version, expressions }) => [
      setting("stack.provider", alias === undefined ? `provider.${name}` : `provider.${name}.${alias}`, {
        ...tree(fromExpressions(expressions)),
        ...(alias !== undefined && { alias }),
        type: name,
      }),
      setting("stack.requirement", `required_providers.${name}`, { source, version }),
    ]),
    ...resources
      .filter(({ mode }) => mode === "data")
      .map(({ address, type, expressions }) =>
        setting("stack.data", address, { ...tree(fromExpressions(expressions ?? {})), type }),
      ),
    ...ephemeralsOf(ephemerals)
      .filter(([, values]) => !going.has(referenceIn(values["resource_id"])))
      .map(([address, values]) => setting("stack.ephemeral", address, fromSynthesized(values))),
    ...Object.entries(modules).map(([name, call]) => setting("stack.module", `module.${name}`, call)),
    ...Object.entries(outputs).map(([name, output]) => {
      const { expression, ...rest } = tree(output);
      const { references } = tree(expression);
      return setting("stack.output", `output.${name}`, { ...rest, value: fromExpressions(expression), references });
    }),
  ];
}
