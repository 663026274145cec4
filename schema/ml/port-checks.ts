import { didYouMean } from "../../domain/problem/did-you-mean";
import { fits, isDataType, refusedValue } from "../../domain/ml/ports";
import type { Finding } from "../finding";
import type { Notes } from "../notes";
import type { VariantFile } from "../use-case/schema";
import type { Draft } from "../walk";
import type { Path } from "../yaml/file";
import type { PipelineAsset } from "./tree";

/** What a released version is given to a job as. */
const MODEL = "mlflow_model";

/** Where the configuration names a pipeline. */
interface Place {
  /** The setting that names it, with its inputs and outputs below. */
  readonly path: Path;
  /** What it is, in words: `the training`. */
  readonly what: string;
  readonly pipeline: PipelineAsset;
  /** An input that is given elsewhere. @default - none is */
  readonly supplied?: string | undefined;
}
type Given = Draft<Pick<VariantFile["training"], "inputs" | "outputs">> | undefined;

/** What a pipeline is given, against what it takes and writes. */
export function checkPorts({ path: at, what, pipeline, supplied }: Place, settings: Given, notes: Notes): void {
  const { draft, file } = pipeline;
  const note = (path: Path, finding: Finding, place: "key" | "value" = "value"): void =>
    notes.add(path, finding, { at: place });
  const noSuchPort = (path: Path, given: string, known: readonly string[], what: string): void => {
    const meant = didYouMean(given, known);
    const fix = meant === undefined ? {} : { fix: `did you mean ${meant}?` };
    note(path, { kind: "mlNoSuchPort", says: `is no ${what}`, allowed: known.join(", ") || "none", ...fix }, "key");
  };
  const { inputs = {}, outputs = {} } = settings ?? {};
  for (const [name, given] of Object.entries(inputs)) {
    const path = [...at, "inputs", name];
    const port = draft.inputs?.[name];
    if (port === undefined) {
      if (!file.has(["inputs", name])) noSuchPort(path, name, Object.keys(draft.inputs ?? {}), `input of ${what}`);
      continue;
    }
    if (given?.type === undefined || port.type === undefined) continue;
    if (given.type === "literal") {
      if (isDataType(port.type)) {
        note([...path, "type"], {
          kind: "mlType",
          says: `is a value, where ${what} reads data`,
          allowed: port.type,
        });
      } else if (given.value !== undefined) {
        const allowed = refusedValue(port, given.value);
        if (allowed !== undefined) {
          note([...path, "value"], { kind: "mlType", says: `is not what ${what} takes`, allowed });
        }
      }
    } else if (!fits(given.type, port.type)) {
      note([...path, "type"], {
        kind: "mlType",
        says: `is not the type of ${what}'s input`,
        allowed: port.type,
      });
    }
  }
  for (const [name, port] of Object.entries(draft.inputs ?? {})) {
    if (port === undefined || name === supplied || name in inputs || port.optional === true) continue;
    if ("default" in port && port.default !== undefined) continue;
    const says = `lacks the input ${name}, which ${what} cannot do without`;
    const path = notes.has([...at, "inputs"]) ? [...at, "inputs"] : at;
    note(path, { kind: "mlInputMissing", says, allowed: `${name}: ${port.type ?? "a value"}` }, "key");
  }
  for (const [name, given] of Object.entries(outputs)) {
    const path = [...at, "outputs", name];
    const port = draft.outputs?.[name];
    if (port === undefined) {
      if (!file.has(["outputs", name])) noSuchPort(path, name, Object.keys(draft.outputs ?? {}), `output of ${what}`);
    } else if (given?.type !== undefined && port.type !== undefined && !fits(port.type, given.type)) {
      note([...path, "type"], {
        kind: "mlType",
        says: `is not the type of ${what}'s output`,
        allowed: port.type,
      });
    }
  }
}

/** The input that takes the live version. */
export function checkModelPort(
  { path: at, pipeline: { draft, file } }: Place,
  name: string | undefined,
  notes: Notes,
): void {
  if (name === undefined || !file.has(["inputs"])) return;
  const path = notes.has([...at, "modelInput"]) ? [...at, "modelInput"] : at;
  const place = path === at ? "key" : "value";
  const port = draft.inputs?.[name];
  if (port === undefined) {
    if (file.has(["inputs", name])) return;
    const taking = Object.entries(draft.inputs ?? {}).flatMap(([key, each]) =>
      each?.type !== undefined && fits(MODEL, each.type) ? [key] : [],
    );
    const says = path === at ? `gives the live version to ${name}, which is no input of the scoring` : "is no input of the scoring"; // prettier-ignore
    const fix = taking.length === 0 ? "add an input of type mlflow_model" : `write modelInput: ${taking[0]!}`;
    notes.add(path, { kind: "mlNoSuchPort", says, allowed: taking.join(", ") || "none", fix }, { at: place });
  } else if (port.type !== undefined && !fits(MODEL, port.type)) {
    notes.add(path, { kind: "mlType", says: `gives a model to ${name}, which takes ${port.type}`, allowed: MODEL }, { at: place }); // prettier-ignore
  }
}
