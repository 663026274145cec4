import { isTree, type Tree } from "../domain/json/tree";
import type { ConfiguredModule, ConfiguredResource, ResourceChange, TerraformPlan } from "../domain/terraform/plan";

/** What a plan's values come from, as far as values do not tell it. */
export interface Behind {
  /** As written: what changes, and what that refers to, whatever module it is in. By address. */
  readonly written: Tree;
  /** What unknown values may be made of though nothing changes it: data that was read, resources that stay, variables. */
  readonly given: Tree;
  /** Commands that run when a resource is made or destroyed: nothing else in a plan tells of them. */
  readonly provisioners: Tree;
}

/**
 * What stands behind the values of a plan that are known after apply only: until then they are expressions, and who
 * writes another expression writes another value. Expressions of a resource that changes are taken whole, with whatever
 * they refer to that has none of its own in the plan: data, outputs and arguments of modules, directly or not.
 */
export function behindUnknown(plan: TerraformPlan, changing: readonly ResourceChange[]): Behind {
  return new Search(plan).run(changing);
}

/** A module as it is called: where references of its own lead. */
interface Scope {
  /** `module.a.module.b`; empty: the root. */
  readonly address: string;
  readonly module: ConfiguredModule;
  readonly parent?: { readonly scope: Scope; readonly call: string };
}

class Search {
  private readonly scopes = new Map<string, Scope>();
  private readonly resources = new Map<string, { readonly scope: Scope; readonly resource: ConfiguredResource }>();
  private readonly values: ReadonlyMap<string, readonly unknown[]>;
  private readonly written: Record<string, unknown> = {};
  private readonly given: Record<string, unknown> = {};
  private readonly followed = new Map<string, 1 | 2>();
  private readonly changing = new Set<string>();

  constructor(private readonly plan: TerraformPlan) {
    this.enter({ address: "", module: plan.configuration?.root_module ?? {} });
    this.values = valuesIn(plan.prior_state);
  }

  run(changes: readonly ResourceChange[]): Behind {
    const unknown = new Map<string, unknown[]>();
    for (const { address, change } of changes) {
      const place = withoutIndices(address);
      this.changing.add(place);
      const shapes = unknown.get(place);
      if (shapes === undefined) unknown.set(place, [change.after_unknown]);
      else shapes.push(change.after_unknown);
    }
    for (const [place, shapes] of unknown) this.takeResource(place, shapes);
    const root = this.scopes.get("")!;
    for (const [name, { actions, after_unknown }] of Object.entries(this.plan.output_changes ?? {})) {
      if (actions.join() !== "no-op") this.takeOutput(root, name, after_unknown === true || isTree(after_unknown));
    }
    this.follow(root, this.plan.configuration?.provider_config, true);
    const provisioners: Record<string, unknown> = {};
    for (const [address, { scope, resource }] of this.resources) {
      if ((resource.provisioners ?? []).length === 0) continue;
      provisioners[address] = resource.provisioners;
      this.follow(scope, resource.provisioners, true);
    }
    return { written: this.written, given: this.given, provisioners };
  }

  private enter(scope: Scope): void {
    this.scopes.set(scope.address, scope);
    for (const resource of scope.module.resources ?? []) {
      this.resources.set(below(scope, withoutIndices(resource.address)), { scope, resource });
    }
    for (const [call, { module = {} }] of Object.entries(scope.module.module_calls ?? {})) {
      this.enter({ address: below(scope, `module.${call}`), module, parent: { scope, call } });
    }
  }

  /** @param shapes - where its instances have unknown values */
  private takeResource(address: string, shapes: readonly unknown[]): void {
    const found = this.resources.get(address);
    if (found === undefined) return;
    const { scope, resource } = found;
    this.written[address] = resource;
    this.takeCalls(scope);
    const { expressions = {}, ...rest } = resource;
    this.follow(scope, rest, false);
    for (const [argument, expression] of Object.entries(expressions)) {
      this.follow(
        scope,
        expression,
        shapes.some((shape) => hasUnknown(shape, argument)),
      );
    }
  }

  /** How often a module is there, and on what it waits, is said where it is called. */
  private takeCalls({ parent }: Scope): void {
    if (parent === undefined) return;
    const key = `${below(parent.scope, `module.${parent.call}`)}()`;
    if (key in this.written) return;
    const call = { ...parent.scope.module.module_calls![parent.call]!, module: undefined, expressions: undefined };
    this.written[key] = call;
    this.follow(parent.scope, call, false);
    this.takeCalls(parent.scope);
  }

  private takeOutput(scope: Scope, name: string, unknown: boolean): void {
    const output = scope.module.outputs?.[name];
    if (output === undefined) return;
    this.written[below(scope, `output.${name}`)] = output;
    this.follow(scope, output, unknown);
  }

  /**
   * What an expression refers to.
   * @param unknown - it is evaluated on apply: the values it may then choose from count, too
   */
  private follow(scope: Scope, expression: unknown, unknown: boolean): void {
    for (const reference of longest(referencesIn(expression))) {
      const key = below(scope, reference);
      const level = unknown ? 2 : 1;
      if ((this.followed.get(key) ?? 0) >= level) continue;
      this.followed.set(key, level);
      this.resolve(scope, reference, unknown);
    }
  }

  private resolve(scope: Scope, reference: string, unknown: boolean): void {
    const [first = "", second = "", third = "", fourth] = reference.replace(/\[[^\]]*\]/g, "").split(".");
    if (first === "var") return this.resolveVariable(scope, second, unknown);
    if (first === "module") return this.resolveModule(scope, second, third, unknown);
    if (first === "local") return this.resolveLocal(scope, unknown);
    if (["each", "count", "self", "path", "terraform"].includes(first)) return;
    const data = first === "data";
    const address = below(scope, data ? `data.${second}.${third}` : `${first}.${second}`);
    if (this.changing.has(address)) return;
    if (unknown) {
      const attribute = data ? fourth : third === "" ? undefined : third;
      this.given[below(scope, reference)] = (this.values.get(address) ?? []).map((one) =>
        attribute === undefined || !isTree(one) ? one : (one[attribute] ?? null),
      );
    }
    const found = data ? this.resources.get(address) : undefined;
    if (found === undefined) return;
    this.written[address] = found.resource;
    this.follow(found.scope, found.resource, false);
  }

  private resolveVariable(scope: Scope, name: string, unknown: boolean): void {
    if (scope.parent === undefined) {
      if (!unknown) return;
      const fallback = (scope.module.variables?.[name] as { default?: unknown } | undefined)?.default;
      this.given[`var.${name}`] = this.plan.variables?.[name]?.value ?? fallback ?? null;
      return;
    }
    const { scope: outer, call } = scope.parent;
    const argument = outer.module.module_calls![call]!.expressions?.[name];
    this.written[`${scope.address}(${name})`] = argument ?? scope.module.variables?.[name] ?? null;
    this.follow(outer, argument, unknown);
  }

  /** What a local value is made of, no plan tells: it may be anything that was read in its module. */
  private resolveLocal(scope: Scope, unknown: boolean): void {
    for (const { address, mode } of scope.module.resources ?? []) {
      if (mode === "data") this.resolve(scope, withoutIndices(address), unknown);
    }
  }

  private resolveModule(scope: Scope, call: string, output: string, unknown: boolean): void {
    const module = this.scopes.get(below(scope, `module.${call}`));
    if (module === undefined) return;
    this.takeCalls(module);
    const names = output === "" ? Object.keys(module.module.outputs ?? {}) : [output];
    for (const name of names) this.takeOutput(module, name, unknown);
  }
}

const below = ({ address }: Scope, path: string): string => (address === "" ? path : `${address}.${path}`);

/** `module.a.azurerm_x.y` of `module.a["b"].azurerm_x.y[0]`. */
export function withoutIndices(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, "");
}

/** Whether an argument is unknown as a whole or somewhere in it. */
function hasUnknown(shape: unknown, argument: string): boolean {
  const some = (value: unknown): boolean =>
    value === true || (value !== null && typeof value === "object" && Object.values(value).some(some));
  return shape === true || (isTree(shape) && some(shape[argument]));
}

/** All references in expressions, blocks and commands. */
function referencesIn(expression: unknown): string[] {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value === "string") for (const one of templatesIn(value)) found.add(one);
    if (value === null || typeof value !== "object") return;
    for (const [key, part] of Object.entries(value)) {
      if ((key === "references" || key === "depends_on") && Array.isArray(part)) {
        for (const reference of part) if (typeof reference === "string") found.add(reference);
      } else walk(part);
    }
  };
  walk(expression);
  return [...found];
}

/** Terraform shows a template inside an object that has any type as the text it is. */
function templatesIn(text: string): string[] {
  return text.includes("${")
    ? (text.match(/[A-Za-z_][\w-]*(?:\[[^\]]*\])?(?:\.[A-Za-z_][\w-]*(?:\[[^\]]*\])?)+/g) ?? [])
    : [];
}

/** `a.b.c` is given as `a.b.c` and `a.b`: the shorter ones say nothing more. */
const longest = (references: readonly string[]): string[] =>
  references.filter((one) => !references.some((other) => other.startsWith(`${one}.`) || other.startsWith(`${one}[`)));

/** Values by address without indices: one entry for each instance, in their order. */
function valuesIn(state: unknown): ReadonlyMap<string, readonly unknown[]> {
  const found = new Map<string, { readonly address: string; readonly values: unknown }[]>();
  const walk = (module: unknown): void => {
    if (!isTree(module)) return;
    for (const resource of listOf(module["resources"])) {
      if (!isTree(resource) || typeof resource["address"] !== "string") continue;
      const place = withoutIndices(resource["address"]);
      const instance = { address: resource["address"], values: resource["values"] };
      const instances = found.get(place);
      if (instances === undefined) found.set(place, [instance]);
      else instances.push(instance);
    }
    for (const child of listOf(module["child_modules"])) walk(child);
  };
  const values = isTree(state) ? state["values"] : undefined;
  walk(isTree(values) ? values["root_module"] : undefined);
  return new Map(
    [...found].map(([place, instances]) => [
      place,
      instances.sort((a, b) => (a.address < b.address ? -1 : 1)).map((one) => one.values),
    ]),
  );
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
