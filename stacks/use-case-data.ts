import { Construct } from "constructs";
import type { BatchScoringSettings, UseCaseData as Data, UseCaseInEnvironment } from "../schema/use-case/model";
import { DataReaders, type ReadableFolders } from "../constructs/access";
import { placeInEnvironment } from "../domain/azure/datastore-uri";
import type { MonitoredData } from "../constructs/monitoring";
import { DataAsset, type ModelDeployment } from "../constructs/serving";
import { type BatchData, batchDataParts } from "../domain/azure/use-case-names";
import { Bug } from "../domain/problem/problem";
import type { UseCasePlace } from "./use-case-place";
import type { SignalData } from "./use-case-signals";

export interface UseCaseDataProps {
  readonly place: UseCasePlace;
  readonly data: Data;
  /** Names of data assets that are registered by another use case. */
  readonly shared: readonly string[];
  /** Outputs of batch scoring by name; each that `data.batch` names has a path. */
  readonly scored: BatchScoringSettings["outputs"];
}

/** What asset a part of a batch is, and what it is to a monitor. */
const BATCH: Readonly<Record<BatchData, { readonly id: string; readonly context: MonitoredData["context"] }>> = {
  inputs: { id: "BatchInputs", context: "model_inputs" },
  outputs: { id: "BatchOutputs", context: "model_outputs" },
  answers: { id: "BatchAnswers", context: "model_inputs_outputs" },
};

const CONTEXTS = {
  inputs: "model_inputs",
  outputs: "model_outputs",
  "inputs-and-outputs": "model_inputs_outputs",
} as const;

/** The data that a use case's monitors look at: assets with a path are registered here, others are there. */
export class UseCaseData extends Construct {
  private readonly reference: MonitoredData;
  private readonly labels: MonitoredData | undefined;
  private readonly production: Pick<SignalData, "inputs" | "outputs"> | undefined;
  private readonly batch: SignalData["batch"];
  /** One asset may be several. */
  private readonly made = new Map<string, DataAsset>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: UseCaseDataProps,
  ) {
    super(scope, id);
    const { asset, version, type, path, targetColumn } = props.data.reference;
    this.reference = {
      asset: this.asset("Reference", { name: asset, version, type, path }),
      type,
      context: "training",
      columns: targetColumn === undefined ? undefined : { target: targetColumn },
    };
    this.production = this.ownProduction();
    this.batch = this.ofBatch();
    const { labels } = props.data;
    this.labels = labels && {
      asset: this.asset("Labels", { ...labels, name: labels.asset }),
      type: labels.type,
      context: "ground_truth",
    };
  }

  /** What the signals of a deployment's monitor look at. */
  of(deployment: ModelDeployment): SignalData {
    const { reference, labels, component, batch } = this;
    return { ...(this.production ?? collectedBy(deployment)), batch, reference, labels, component };
  }

  /** Production data that the endpoint's collector does not keep, the same for every deployment. */
  private ownProduction(): Pick<SignalData, "inputs" | "outputs"> | undefined {
    const { production } = this.props.data;
    if (production.source !== "asset") return undefined;
    const { asset, version, type, path, contains, preprocessing } = production;
    const data = {
      asset: this.asset("Production", { name: asset, version, type, path }),
      type,
      context: CONTEXTS[contains],
      preprocessing: preprocessing && this.component(preprocessing),
    };
    return { inputs: data, outputs: data };
  }

  /** What batches write for monitors: a folder of each part, below which every run has one of its own. */
  private ofBatch(): SignalData["batch"] {
    const { batch } = this.props.data;
    if (batch === undefined) return undefined;
    const preprocessing = this.component(batch.preprocessing);
    const data = batchDataParts.flatMap((part) => {
      const output = batch[part];
      if (output === undefined) return [];
      const { id, context } = BATCH[part];
      const path = this.props.scored[output]?.path;
      if (path === undefined) throw new Bug(`nothing says where batches write ${output}`);
      const name = this.props.place.names.batchData(part);
      const asset = this.asset(id, { name, version: "1", type: "uri_folder", path });
      return [[part, { asset, type: "uri_folder", context, preprocessing }] as const];
    });
    return Object.fromEntries(data) as SignalData["batch"];
  }

  private asset(id: string, one: { name: string; version: string; type: Data["reference"]["type"]; path?: string }) {
    const workspace = this.props.place.ids.workspace;
    const { path, ...asset } = one;
    const known = { id: `${workspace}/data/${one.name}/versions/${one.version}` };
    if (path === undefined || this.props.shared.includes(one.name)) return known;
    const made = this.made.get(one.name.toLowerCase());
    if (made !== undefined) return made;
    const registered = new DataAsset(this, id, { workspace: { id: workspace }, ...asset, path });
    this.made.set(one.name.toLowerCase(), registered);
    return registered;
  }

  private readonly component = ({ component, version }: { component: string; version: string }): string =>
    `azureml://registries/${this.props.place.registry}/components/${component}/versions/${version}`;
}

function collectedBy({ collected, name }: ModelDeployment): Pick<SignalData, "inputs" | "outputs" | "answers"> {
  const { model_inputs, model_outputs, answers } = collected;
  if (model_inputs === undefined || model_outputs === undefined)
    throw new Bug(`nothing collects what ${name} is asked`);
  return {
    inputs: { asset: model_inputs, type: "uri_folder", context: "model_inputs" },
    outputs: { asset: model_outputs, type: "uri_folder", context: "model_outputs" },
    ...(answers !== undefined && {
      answers: { asset: answers, type: "uri_folder", context: "model_inputs_outputs" } as const,
    }),
  };
}

/** Lets whoever the configuration names read what batches write and what live answers are compared by. */
export function addDataReaders(scope: Construct, place: UseCasePlace, useCase: UseCaseInEnvironment): void {
  const { serving, promotion, data } = useCase;
  const { outputs = {}, readers = [] } = serving?.batch ?? {};
  const folderOf = (path: string | undefined) => (path === undefined ? undefined : placeInEnvironment(path));
  const written = Object.values(outputs).flatMap(({ path }) => folderOf(path) ?? []);
  const labels = folderOf(data.labels?.path);
  const answers = `modelDataCollector/${place.names.endpoint}/*/answers/*`;
  const below = ({ account, path }: NonNullable<typeof labels>) => ({
    account,
    paths: [`${path.replace(/\/$/, "")}/*`],
  });
  const folders: readonly ReadableFolders[] = [
    ...readers.flatMap((reader) => written.map((folder) => ({ reader, ...below(folder) }))),
    ...(promotion?.gates.live?.readers ?? []).flatMap((reader) => [
      { reader, account: "collected" as const, paths: [answers] },
      ...(labels === undefined ? [] : [{ reader, ...below(labels) }]),
    ]),
  ];
  if (folders.length === 0) return;
  const foreign = (id: string) => ({ id, key: id });
  const { storage, collected } = place.ids;
  new DataReaders(scope, "DataReaders", {
    accounts: { storage: foreign(storage), collected: foreign(collected) },
    folders,
  });
}
