import { didYouMean } from "../../domain/problem/did-you-mean";
import { isDataType, refusedValue } from "../../domain/ml/ports";
import { REGISTRY_INPUT } from "../../domain/promotion/publication";
import { parseBinding } from "../../domain/ml/placeholders";
import { formatProblem, type Problem } from "../../domain/problem/problem";
import type { Finding, ProblemKind } from "../finding";
import { Notes } from "../notes";
import { useCaseSchema, variantSchema, type VariantFile } from "../use-case/schema";
import { variantSource } from "../use-case/variant-sources";
import { salvage, type Draft } from "../walk";
import type { Path, YamlFile } from "../yaml/file";
import { PREPROCESSED_OUTPUT, SIGNAL_OUTPUT } from "./component-checks";
import { columnsOf, type ContractDraft } from "./contract";
import { componentOf } from "./pipeline-checks";
import { checkModelPort, checkPorts } from "./port-checks";
import { producedMetrics } from "./produced-metrics";
import { checkScoring } from "./scoring-checks";
import { pipelinesIn, type ComponentAsset, type MlTree, type PipelineAsset, type UseCaseFolder } from "./tree";

/** Tags by which a component tells what `config/` may ask for. */
const METRICS_TAG = "metrics.";
const REGISTERS_TAG = "registers";

/**
 * What `config/use-cases/<name>.yaml` says of `ml/`, in every environment.
 * @param publishing - names of environments whose trainings write into the registry
 * @param wanted - kinds of findings in the configuration that are asked for. @default - all
 */
export function checkConfigured(
  name: string,
  file: YamlFile,
  tree: MlTree,
  publishing: ReadonlySet<string>,
  wanted?: readonly ProblemKind[],
): readonly Problem[] {
  if (file.value === undefined) return [];
  const useCase = salvage(useCaseSchema, file.value);
  const environments = (useCase?.environments ?? []).filter((each) => each !== undefined);
  const found = (environments.length === 0 ? [""] : environments).flatMap((environment) => {
    const source = variantSource(file, environment);
    const notes = new Notes(source, wanted);
    const draft = salvage(variantSchema, source.value);
    if (draft === undefined) return notes.problems;
    const publishesIn = publishing.has(environment)
      ? environments.filter((one) => publishing.has(one)).join(", ")
      : undefined;
    const check = new ConfiguredCheck({ name, task: useCase?.task, publishesIn }, draft, tree, notes);
    check.run();
    return [...notes.problems, ...check.elsewhere];
  });
  return [...new Map(found.map((problem) => [formatProblem(problem), problem])).values()];
}

/** A use case, as far as it is the same for every setting that is checked. */
interface Checked {
  readonly name: string;
  readonly task: string | undefined;
  /** If this environment's trainings write into the registry: all of its environments of which that is so. */
  readonly publishesIn: string | undefined;
}

class ConfiguredCheck {
  /** What is wrong in files of `ml/`, because of what is configured. */
  readonly elsewhere: Problem[] = [];
  private readonly folder: UseCaseFolder | undefined;
  private readonly contract: ContractDraft | undefined;

  constructor(
    private readonly of: Checked,
    private readonly draft: Draft<VariantFile>,
    private readonly tree: MlTree,
    private readonly notes: Notes,
  ) {
    this.folder = tree.useCases.find((useCase) => useCase.name === of.name);
    this.contract = this.folder?.contract?.draft;
  }

  run(): void {
    const pipeline = this.training();
    if (pipeline !== undefined) {
      const supplied = this.of.publishesIn === undefined ? undefined : REGISTRY_INPUT;
      checkPorts({ path: ["training"], what: "the training", pipeline, supplied }, this.draft.training, this.notes);
      this.publication(pipeline);
      this.gates(pipeline);
      this.servedModel(pipeline);
    }
    this.batch();
    this.columns();
    this.signals();
    const { tree, contract } = this;
    checkScoring(this.of.name, this.draft, { tree, contract }, (path, finding) => this.note(path, finding));
  }

  private note(path: Path, finding: Finding, at: "key" | "value" = "value"): void {
    this.notes.add(path, finding, { at });
  }

  private training(): PipelineAsset | undefined {
    const { component, version, external } = this.draft.training ?? {};
    if (component === undefined || external === true) return undefined;
    return this.existing(["training"], { component, version }, pipelinesIn(this.tree));
  }

  private batch(): void {
    const { component, version, external } = this.draft.serving?.batch ?? {};
    if (component === undefined || external === true) return;
    const { batch } = this.draft.serving!;
    const path = ["serving", "batch"];
    const pipeline = this.existing(path, { component, version }, pipelinesIn(this.tree));
    if (pipeline === undefined || batch === undefined) return;
    const at = { path, what: "the scoring", pipeline, supplied: batch.modelInput };
    checkPorts(at, batch, this.notes);
    checkModelPort(at, batch.modelInput, this.notes);
  }

  /** The asset that a place in the configuration names; notes if it is not in `ml/`. */
  private existing<A extends ComponentAsset | PipelineAsset>(
    path: Path,
    { component, version }: { readonly component: string; readonly version: string | undefined },
    assets: readonly A[],
  ): A | undefined {
    const known = assets.flatMap(({ draft }) => draft.name ?? []);
    const named = assets.find(({ draft }) => draft.name === component);
    if (named === undefined) {
      const meant = didYouMean(component, known);
      const fix =
        meant === undefined ? "add it, or say external: true if it is kept elsewhere" : `did you mean ${meant}?`;
      this.note([...path, "component"], {
        kind: "mlComponent",
        says: "is not in ml/",
        allowed: known.join(", ") || "nothing: ml/ has none",
        fix,
      });
      return undefined;
    }
    const there = named.draft.version;
    if (version !== undefined && there !== undefined && there !== version) {
      const says = `is not the version of ${component} that is in ml/`;
      this.note([...path, "version"], { kind: "mlComponent", says, allowed: there, fix: `write "${there}"` });
    }
    return named;
  }

  /** Where trainings publish, every job names the registry to its pipeline; Azure ML refuses an input that it does not have. */
  private publication({ draft, file }: PipelineAsset): void {
    const { publishesIn } = this.of;
    if (publishesIn === undefined) return;
    const path = ["inputs", REGISTRY_INPUT];
    const port = draft.inputs?.[REGISTRY_INPUT];
    const asked = `trainings of ${publishesIn} write into the registry that it names (compute.publishesModels)`;
    if (port === undefined) {
      if (file.has(path)) return;
      const says = `lacks the input ${REGISTRY_INPUT}: ${asked}`;
      const fix = `add ${REGISTRY_INPUT}: { type: string, optional: true } and give it to a step of publish_model`;
      const at = file.has(["inputs"]) ? ["inputs"] : [];
      this.elsewhere.push(file.problemAt(at, { kind: "mlInputMissing", says, fix }, { at: "key" }));
    } else if (port.type !== undefined && port.type !== "string") {
      const says = `is not text: ${asked}`;
      this.elsewhere.push(file.problemAt([...path, "type"], { kind: "mlType", says, allowed: "string" }));
    }
  }

  private stepsOf({ draft }: PipelineAsset) {
    return Object.values(draft.jobs ?? {}).flatMap((step) => {
      const component = componentOf(step?.component, this.tree.components);
      return step === undefined || component === undefined ? [] : [{ step, component }];
    });
  }

  private gates(pipeline: PipelineAsset): void {
    const { metrics = {}, champion } = this.draft.promotion?.gates ?? {};
    const task = this.contract?.task ?? this.of.task;
    const tags = this.stepsOf(pipeline).flatMap(
      ({ component }) => component.draft.tags?.[`${METRICS_TAG}${task}`] ?? [],
    );
    // A training with steps from elsewhere may produce what it likes.
    const all = Object.values(pipeline.draft.jobs ?? {}).length === this.stepsOf(pipeline).length;
    if (task === undefined || !all) return;
    const produced = producedMetrics(tags, this.contract);
    const check = (path: Path, name: string, at: "key" | "value"): void => {
      if (produced.includes(name)) return;
      const meant = didYouMean(name, produced);
      const fix = meant === undefined ? {} : { fix: `did you mean ${meant}?` };
      const says = "is a metric that no step of the training produces";
      this.note(
        path,
        {
          kind: "mlMetric",
          says,
          allowed: produced.join(", ") || `what a component lists in its tag metrics.${task}`,
          ...fix,
        },
        at,
      );
    };
    for (const name of Object.keys(metrics)) check(["promotion", "gates", "metrics", name], name, "key");
    if (champion?.metric !== undefined) check(["promotion", "gates", "champion", "metric"], champion.metric, "value");
  }

  private servedModel(pipeline: PipelineAsset): void {
    const served = this.draft.serving?.model;
    if (served === undefined) return;
    for (const { step, component } of this.stepsOf(pipeline)) {
      const port = component.draft.tags?.[REGISTERS_TAG];
      if (port === undefined) continue;
      const registered = this.valueOf(pipeline, step.inputs?.[port] ?? defaultOf(component.draft.inputs?.[port]));
      if (registered !== undefined && registered !== served) {
        const says = "is not what the training registers";
        this.note(["serving", "model"], {
          kind: "mlModelName",
          says,
          allowed: registered,
          fix: `write ${registered}, or give the training its name`,
        });
      }
    }
  }

  /** What a step's input is, as far as it is a value: of the configuration, else the pipeline's default. */
  private valueOf({ draft }: PipelineAsset, given: unknown): string | undefined {
    if (given === undefined) return undefined;
    const binding = parseBinding(String(given));
    if (binding === undefined) return String(given);
    if (binding === "misread" || binding.to !== "parent input") return undefined;
    const configured = this.draft.training?.inputs?.[binding.port];
    if (configured?.type === "literal") return configured.value;
    const value = defaultOf(draft.inputs?.[binding.port]);
    return value === undefined ? undefined : String(value);
  }

  private columns(): void {
    const columns = columnsOf(this.contract).map(([, column]) => column);
    if (columns.length === 0) return;
    const target = columns.find(({ use }) => use === "target")?.name;
    const features = columns.flatMap(({ use, name }) => (use === "feature" && name !== undefined ? [name] : []));
    if (this.of.task !== undefined && this.contract?.task !== undefined && this.of.task !== this.contract.task) {
      this.note(["task"], {
        kind: "mlContract",
        says: "is not the task of contract.yaml",
        allowed: this.contract.task,
      });
    }
    const asked = this.draft.data?.reference?.targetColumn;
    if (asked !== undefined && target !== undefined && asked !== target) {
      const says = "is not the target of contract.yaml";
      this.note(["data", "reference", "targetColumn"], { kind: "mlContract", says, allowed: target });
    }
    for (const [key, signal] of Object.entries(this.draft.monitors?.signals ?? {})) {
      if (signal?.type !== "data-drift" && signal?.type !== "data-quality") continue;
      const path = ["monitors", "signals", key];
      for (const [index, name] of (signal.features?.only ?? []).entries()) {
        if (name !== undefined) this.feature([...path, "features", "only", index], name, features, "value");
      }
      for (const name of Object.keys(signal.featureTypes ?? {})) {
        this.feature([...path, "featureTypes", name], name, features, "key");
      }
    }
  }

  private feature(path: Path, name: string, known: readonly string[], at: "key" | "value"): void {
    if (known.includes(name)) return;
    const meant = didYouMean(name, known);
    const fix = meant === undefined ? {} : { fix: `did you mean ${meant}?` };
    this.note(
      path,
      { kind: "mlContract", says: "is no feature of contract.yaml", allowed: known.join(", "), ...fix },
      at,
    );
  }

  private signals(): void {
    const production = this.draft.data?.production;
    if (production?.source === "asset")
      this.preprocessing(["data", "production", "preprocessing"], production.preprocessing);
    this.preprocessing(["data", "batch", "preprocessing"], this.draft.data?.batch?.preprocessing);
    for (const [key, signal] of Object.entries(this.draft.monitors?.signals ?? {})) {
      if (signal?.type !== "custom") continue;
      const path = ["monitors", "signals", key];
      this.preprocessing([...path, "preprocessing"], signal.preprocessing);
      const { component, version, external, metric } = signal;
      if (component === undefined || external === true) continue;
      const found = this.existing(path, { component, version }, this.tree.components);
      if (found === undefined) continue;
      if (!found.file.has(["outputs", SIGNAL_OUTPUT])) {
        const says = `writes no ${SIGNAL_OUTPUT}, and so is no signal`;
        this.note([...path, "component"], { kind: "mlSignal", says });
        continue;
      }
      this.signalInputs(path, signal.inputs ?? {}, metric, found);
      this.signalData(path, signal.data ?? {}, found);
    }
  }

  private signalInputs(
    path: Path,
    given: Readonly<Record<string, string | undefined>>,
    metric: string | undefined,
    { draft, file }: ComponentAsset,
  ): void {
    const ports = Object.keys(draft.inputs ?? {});
    const threshold = `${metric}_threshold`;
    if (metric !== undefined && !file.has(["inputs", threshold])) {
      const metrics = ports
        .filter((port) => port.endsWith("_threshold"))
        .map((port) => port.slice(0, -"_threshold".length));
      const meant = didYouMean(metric, metrics);
      const fix = meant === undefined ? {} : { fix: `did you mean ${meant}?` };
      this.note([...path, "metric"], {
        kind: "mlSignal",
        says: `has no threshold in ${draft.name!}`,
        allowed: metrics.join(", "),
        ...fix,
      });
    }
    for (const [name, value] of Object.entries(given)) {
      const port = draft.inputs?.[name];
      if (port === undefined) {
        if (file.has(["inputs", name])) continue;
        const meant = didYouMean(name, ports);
        const fix = meant === undefined ? {} : { fix: `did you mean ${meant}?` };
        this.note(
          [...path, "inputs", name],
          { kind: "mlNoSuchPort", says: `is no input of ${draft.name!}`, allowed: ports.join(", "), ...fix },
          "key",
        );
      } else if (value !== undefined && port.type !== undefined && !isDataType(port.type)) {
        const allowed = refusedValue(port, value);
        if (allowed !== undefined)
          this.note([...path, "inputs", name], { kind: "mlType", says: `is not what ${draft.name!} takes`, allowed });
      }
    }
    for (const [name, port] of Object.entries(draft.inputs ?? {})) {
      const supplied = name === "production_data" || name === threshold || name in given;
      if (port === undefined || supplied || port.optional === true || defaultOf(port) !== undefined) continue;
      if (isDataType(port.type)) continue;
      const says = `lacks the input ${name}, which ${draft.name!} cannot do without`;
      const at = this.notes.has([...path, "inputs"]) ? [...path, "inputs"] : path;
      this.note(at, { kind: "mlInputMissing", says, allowed: `${name}: ${port.type ?? "a value"}` }, "key");
    }
  }

  /** Data ports that a monitor binds: those that are named, of which none may be missing that the component needs. */
  private signalData(path: Path, given: Readonly<Record<string, unknown>>, { draft, file }: ComponentAsset): void {
    const ports = Object.entries(draft.inputs ?? {}).filter(([, port]) => isDataType(port?.type));
    const names = ports.map(([name]) => name).filter((name) => name !== "production_data");
    for (const name of Object.keys(given)) {
      if (names.includes(name) || (draft.inputs?.[name] === undefined && file.has(["inputs", name]))) continue;
      const meant = didYouMean(name, names);
      const fix = meant === undefined ? {} : { fix: `did you mean ${meant}?` };
      const says = `is no data that ${draft.name!} takes`;
      this.note([...path, "data", name], { kind: "mlNoSuchPort", says, allowed: names.join(", "), ...fix }, "key");
    }
    for (const [name, port] of ports) {
      if (name === "production_data" || name in given || port!.optional === true) continue;
      const says = `lacks the data ${name}, which ${draft.name!} cannot do without`;
      const at = this.notes.has([...path, "data"]) ? [...path, "data"] : path;
      this.note(at, { kind: "mlInputMissing", says, allowed: "inputs, outputs, answers, reference or labels" }, "key");
    }
  }

  private preprocessing(
    path: Path,
    given:
      { readonly component?: string; readonly version?: string; readonly external?: boolean | undefined } | undefined,
  ): void {
    if (given?.component === undefined || given.external === true) return;
    const { component, version } = given;
    const found = this.existing(path, { component, version }, this.tree.components);
    if (found !== undefined && !found.file.has(["outputs", PREPROCESSED_OUTPUT])) {
      this.note([...path, "component"], {
        kind: "mlSignal",
        says: `writes no ${PREPROCESSED_OUTPUT}, and so prepares nothing for a monitor`,
      });
    }
  }
}

const defaultOf = (port: unknown): string | number | boolean | undefined =>
  (port as { readonly default?: string | number | boolean } | undefined)?.default;
