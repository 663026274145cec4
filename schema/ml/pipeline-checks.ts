import { didYouMean } from "../../domain/problem/did-you-mean";
import { fits, isDataType, refusedValue } from "../../domain/ml/ports";
import { isRegistryReference, parseAssetReference, parseBinding } from "../../domain/ml/placeholders";
import type { Finding } from "../finding";
import type { Path } from "../yaml/file";
import { checkDefaults } from "./component-checks";
import type { ComponentAsset, PipelineAsset } from "./tree";

/** Types of data that may change where it lies. Models are versions. */
const DATA: readonly string[] = ["uri_file", "uri_folder", "mltable"];

/** The component that a step names, if it is in `ml/` in that version. */
export function componentOf(
  reference: string | undefined,
  components: readonly ComponentAsset[],
): ComponentAsset | undefined {
  const named = reference === undefined ? undefined : parseAssetReference(reference);
  const found = components.filter(({ draft }) => draft.name === named?.name && draft.version === named?.version);
  // Of two with one name neither is the one that is meant; that they are two is told elsewhere.
  return found.length === 1 ? found[0] : undefined;
}

/** The steps that a step waits for, as far as they are there. */
export function waitsFor(inputs: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const steps = Object.values(inputs ?? {}).flatMap((value) => {
    const binding = parseBinding(String(value));
    return typeof binding === "object" && binding.to === "step" ? [binding.step] : [];
  });
  return [...new Set(steps)];
}

/** What must hold within a pipeline, and between its steps and their components. */
export function checkPipeline(pipeline: PipelineAsset, components: readonly ComponentAsset[]): void {
  new PipelineCheck(pipeline, components).run();
}

class PipelineCheck {
  private readonly steps: Readonly<Record<string, StepDraft | undefined>>;
  private readonly usedInputs = new Set<string>();
  private readonly boundOutputs = new Map<string, Path>();

  constructor(
    private readonly pipeline: PipelineAsset,
    private readonly components: readonly ComponentAsset[],
  ) {
    this.steps = (pipeline.draft.jobs ?? {}) as Readonly<Record<string, StepDraft | undefined>>;
  }

  run(): void {
    checkDefaults(this.pipeline as unknown as ComponentAsset);
    for (const [name, step] of Object.entries(this.steps)) if (step !== undefined) this.step(name, step);
    const { draft } = this.pipeline;
    for (const name of Object.keys(draft.inputs ?? {})) {
      if (this.usedInputs.has(name)) continue;
      this.note(
        ["inputs", name],
        { kind: "mlUnused", says: "is declared, and no step uses it", fix: "remove it" },
        "key",
      );
    }
    for (const name of Object.keys(draft.outputs ?? {})) {
      if (this.boundOutputs.has(name)) continue;
      const fix = `bind it in a step: \${{parent.outputs.${name}}}`;
      this.note(["outputs", name], { kind: "mlUnused", says: "is declared, and no step writes it", fix }, "key");
    }
    this.circles();
  }

  private note(path: Path, finding: Finding, at: "key" | "value" = "value"): void {
    this.pipeline.notes.add(path, finding, { at });
  }

  private step(name: string, step: StepDraft): void {
    const component = this.component(name, step);
    const at = ["jobs", name];
    const ports = component?.draft;
    if (ports?.type !== undefined && step.type !== undefined && ports.type !== step.type) {
      this.note([...at, "type"], { kind: "mlType", says: `is not what ${ports.name!} is`, allowed: ports.type });
    }
    for (const [port, value] of Object.entries(step.inputs ?? {})) {
      const path = [...at, "inputs", port];
      const declared = this.declared(component, "inputs", port, path);
      if (value !== undefined) this.input(path, value, declared);
    }
    if (component !== undefined) this.reads(component, step);
    for (const [port, declared] of Object.entries(ports?.inputs ?? {})) {
      if (declared === undefined || port in (step.inputs ?? {})) continue;
      if (declared.optional === true || ("default" in declared && declared.default !== undefined)) continue;
      const finding = {
        kind: "mlInputMissing",
        says: `lacks ${port}, which ${ports!.name!} cannot do without`,
      } as const;
      const place = this.pipeline.file.has([...at, "inputs"]) ? [...at, "inputs"] : at;
      this.note(place, { ...finding, allowed: `${port}: ${declared.type ?? "a value"}` }, "key");
    }
    for (const [port, value] of Object.entries(step.outputs ?? {})) {
      const path = [...at, "outputs", port];
      const declared = this.declared(component, "outputs", port, path);
      if (value !== undefined) this.output(path, value, declared?.type);
    }
  }

  /**
   * Azure ML compares addresses of data, not what lies there: a step that is deterministic is answered from an earlier run.
   * "How to debug pipeline reuse issues in Azure Machine Learning", learn.microsoft.com; Azure/MachineLearningNotebooks#298.
   */
  private reads({ draft, file, notes }: ComponentAsset, { inputs }: StepDraft): void {
    const read = Object.values(inputs ?? {}).flatMap((value) => {
      const binding = typeof value === "string" ? parseBinding(value) : undefined;
      if (typeof binding !== "object" || binding.to !== "parent input") return [];
      const source = this.pipeline.draft.inputs?.[binding.port] as PortDraft | undefined;
      return DATA.includes(source?.type ?? "") ? [binding.port] : [];
    });
    if (read.length === 0 || draft.is_deterministic === false) return;
    const says = `lets Azure ML take an earlier run's answer although ${read.join(" and ")} of ${this.pipeline.file.shownAs} changed`;
    const at = file.has(["is_deterministic"]) ? "is_deterministic" : "name";
    notes.add([at], { kind: "mlReused", says, allowed: "is_deterministic: false" }, { at: "value" });
  }

  private component(name: string, { component: reference }: StepDraft): ComponentAsset | undefined {
    if (reference === undefined || isRegistryReference(reference)) return undefined;
    const path = ["jobs", name, "component"];
    const known = this.components.flatMap(({ draft }) =>
      draft.name === undefined || draft.version === undefined ? [] : [`azureml:${draft.name}:${draft.version}`],
    );
    const parsed = parseAssetReference(reference);
    if (parsed === undefined) {
      const says = /\.ya?ml$/.test(reference)
        ? "is a file, and becomes an anonymous component in the registry"
        : "names no version of a component";
      this.note(path, { kind: "mlComponent", says, allowed: "azureml:<name>:<version>, or its id in a registry" });
      return undefined;
    }
    const found = componentOf(reference, this.components);
    if (found !== undefined) return found;
    const named = this.components.filter(({ draft }) => draft.name === parsed.name);
    if (named.length > 1 || named.some(({ draft }) => draft.version === undefined)) return undefined;
    const there = known.filter((each) => each.startsWith(`azureml:${parsed.name}:`));
    const meant = there[0] ?? didYouMean(reference, known);
    this.note(path, {
      kind: "mlComponent",
      says: there.length > 0 ? "is not the version that is in ml/" : "is not in ml/",
      allowed: known.join(", "),
      ...(meant !== undefined && { fix: there.length > 0 ? `write ${meant}` : `did you mean ${meant}?` }),
    });
    return undefined;
  }

  /** A port of the component; notes if it has none of the name. */
  private declared(component: ComponentAsset | undefined, side: "inputs" | "outputs", port: string, path: Path) {
    if (component === undefined) return undefined;
    const known = Object.keys(component.draft[side] ?? {});
    const found = component.draft[side]?.[port];
    if (found === undefined && !component.file.has([side, port])) {
      const meant = didYouMean(port, known);
      const says = `is no ${side.slice(0, -1)} of ${component.draft.name ?? "the component"}`;
      const fix = meant === undefined ? {} : { fix: `did you mean ${meant}?` };
      this.note(path, { kind: "mlNoSuchPort", says, allowed: known.join(", ") || "none", ...fix }, "key");
    }
    return found as PortDraft | undefined;
  }

  private input(path: Path, value: string | number | boolean, port: PortDraft | undefined): void {
    const binding = typeof value === "string" ? parseBinding(value) : undefined;
    if (binding === undefined) {
      if (port?.type === undefined) return;
      if (isDataType(port.type)) {
        return this.note(path, {
          kind: "mlType",
          says: "is a value, where data is read",
          allowed: `a binding to ${port.type}`,
        });
      }
      const allowed = refusedValue(port, value);
      if (allowed !== undefined) this.note(path, { kind: "mlType", says: "is not what the input takes", allowed });
      return;
    }
    if (binding === "misread" || binding.to === "parent output") return this.misread(path, "input");
    if (binding.to === "step") {
      const type = this.outputOf(path, binding.step, binding.port);
      return this.compare(path, type, port?.type);
    }
    const inputs = this.pipeline.draft.inputs ?? {};
    const source = inputs[binding.port] as PortDraft | undefined;
    this.usedInputs.add(binding.port);
    if (source === undefined) {
      if (!this.pipeline.file.has(["inputs", binding.port]))
        this.nowhere(path, binding.port, Object.keys(inputs), "input of the pipeline");
      return;
    }
    this.compare(path, source.type, port?.type);
    const always = source.optional !== true || source.default !== undefined;
    if (!always && port !== undefined && port.optional !== true && port.default === undefined) {
      this.note(path, {
        kind: "mlInputMissing",
        says: `may be left out of the pipeline, and the step cannot do without it`,
        fix: `give the pipeline's input ${binding.port} a default, or let the component's be optional`,
      });
    }
  }

  private output(path: Path, value: string, type: string | undefined): void {
    const binding = parseBinding(value);
    if (typeof binding !== "object" || binding.to !== "parent output") return this.misread(path, "output");
    const outputs = this.pipeline.draft.outputs ?? {};
    const target = outputs[binding.port];
    if (target === undefined) {
      if (!this.pipeline.file.has(["outputs", binding.port]))
        this.nowhere(path, binding.port, Object.keys(outputs), "output of the pipeline");
      return;
    }
    if (this.boundOutputs.has(binding.port)) {
      this.note(path, { kind: "mlBinding", says: "is written by another step, too", fix: "bind it once" });
    }
    this.boundOutputs.set(binding.port, path);
    this.compare(path, type, target.type);
  }

  private misread(path: Path, side: "input" | "output"): void {
    const allowed =
      side === "input"
        ? "a value, ${{parent.inputs.<name>}}, ${{parent.jobs.<step>.outputs.<name>}}"
        : "${{parent.outputs.<name>}}";
    this.note(path, { kind: "mlBinding", says: `is no binding of an ${side}`, allowed });
  }

  private nowhere(path: Path, given: string, known: readonly string[], what: string): void {
    const meant = didYouMean(given, known);
    const fix = meant === undefined ? {} : { fix: `did you mean ${meant}?` };
    this.note(path, { kind: "mlBinding", says: `is bound to no ${what}`, allowed: known.join(", ") || "none", ...fix });
  }

  /** Type of what a step writes; notes if there is no such step or output. */
  private outputOf(path: Path, name: string, port: string): string | undefined {
    if (!this.pipeline.file.has(["jobs", name])) {
      this.nowhere(path, name, Object.keys(this.steps), "step");
      return undefined;
    }
    const component = componentOf(this.steps[name]?.component, this.components);
    if (component === undefined) return undefined;
    const known = Object.keys(component.draft.outputs ?? {});
    if (!component.file.has(["outputs", port])) this.nowhere(path, port, known, `output of ${name}`);
    return component.draft.outputs?.[port]?.type;
  }

  private compare(path: Path, from: string | undefined, to: string | undefined): void {
    if (from === undefined || to === undefined || fits(from, to)) return;
    this.note(path, { kind: "mlType", says: `binds ${from} to ${to}`, allowed: to });
  }

  private circles(): void {
    const done = new Set<string>();
    const visit = (name: string, way: readonly string[]): void => {
      if (done.has(name)) return;
      if (way.includes(name)) {
        const circle = [...way.slice(way.indexOf(name)), name].join(" → ");
        for (const each of way) done.add(each);
        const says = `waits for itself: ${circle}`;
        return this.note(["jobs", name], { kind: "mlBinding", says, fix: "break the circle" }, "key");
      }
      for (const next of waitsFor(this.steps[name]?.inputs)) if (next in this.steps) visit(next, [...way, name]);
      done.add(name);
    };
    for (const name of Object.keys(this.steps)) visit(name, []);
  }
}

interface StepDraft {
  readonly type?: string;
  readonly component?: string;
  readonly inputs?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly outputs?: Readonly<Record<string, string | undefined>>;
}

interface PortDraft {
  readonly type?: string;
  readonly optional?: boolean;
  readonly default?: string | number | boolean;
  readonly min?: number;
  readonly max?: number;
  readonly enum?: readonly (string | undefined)[];
}
