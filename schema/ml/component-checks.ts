import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { didYouMean } from "../../domain/problem/did-you-mean";
import { refusedValue } from "../../domain/ml/ports";
import { isRegistryReference, parseAssetReference, parseCommand } from "../../domain/ml/placeholders";
import type { Notes } from "../notes";
import { snapshotOf } from "./snapshot";
import type { ComponentAsset, EnvironmentAsset } from "./tree";

/** Output of a custom signal; its presence makes a component one. Source: Azure/azureml-examples:cli/monitoring/components. */
export const SIGNAL_OUTPUT = "signal_metrics";
/** Output of a preprocessing component. Source: Azure/azureml-assets:…/model_data_collector_preprocessor/spec.yaml. */
export const PREPROCESSED_OUTPUT = "preprocessed_input_data";
const WINDOW = ["data_window_start", "data_window_end"] as const;
const SIZES = ["driver.cores", "driver.memory", "executor.cores", "executor.memory"].map((name) => `spark.${name}`);

/** What must hold within an environment. */
export function checkEnvironmentAsset({ draft, folder, notes, file }: EnvironmentAsset): void {
  const { image, conda_file: conda, build } = draft;
  if (!file.has(["image"]) && !file.has(["build"])) {
    const says = "says neither image nor build";
    notes.add(["name"], { kind: "mlEnvironment", says, allowed: "image, or build" }, { at: "key" });
  }
  if (image !== undefined && !/@sha256:[0-9a-f]{64}$/.test(image)) {
    const tag = /:([^/:@]+)$/.exec(image)?.[1];
    if (tag === undefined || tag === "latest") {
      notes.add(["image"], {
        kind: "mlEnvironment",
        says: tag === undefined ? "has no tag, and so changes without a review" : "changes without a review",
        allowed: "an image with a digest (@sha256:…) or a dated tag",
      });
    }
  }
  if (typeof conda === "string") noteMissing(["conda_file"], join(folder, conda), notes);
  else if (conda !== undefined) {
    const says = "stands in the file, where no lock is made for it";
    notes.add(["conda_file"], { kind: "mlEnvironment", says, allowed: "the path of a file" });
  }
  if (build?.path !== undefined) noteMissing(["build", "path"], join(folder, build.path), notes);
}

function noteMissing(path: readonly (string | number)[], place: string, notes: Notes): void {
  if (!existsSync(place)) notes.add(path, { kind: "mlNoSuchFile", says: "does not exist", fix: "mend the path" });
}

/** What must hold within a component, and between it and its environment and files. */
export function checkComponent(component: ComponentAsset, environments: readonly EnvironmentAsset[]): void {
  const { draft, notes } = component;
  checkCommand(component);
  checkDefaults(component);
  checkCode(component);
  if (draft.type === "command") checkEnvironmentOf(draft.environment, environments, notes);
  checkMonitorContract(component);
}

function checkCommand({ draft, notes, file }: ComponentAsset): void {
  const key = draft.type === "spark" ? "args" : "command";
  const text = draft.type === "spark" ? (draft.args ?? "") : draft.type === "command" ? draft.command : undefined;
  if (text === undefined) return;
  const at = file.has([key]) ? [key] : ["entry"];
  const command = parseCommand(text);
  for (const { given, says } of command.misread) {
    notes.add(
      at,
      { kind: "mlPlaceholder", says, allowed: "${{inputs.<name>}}, ${{outputs.<name>}}, $[[ … ]]" },
      { given },
    );
  }
  for (const side of ["inputs", "outputs"] as const) {
    const declared = file.value?.[side];
    // With ports that are no mapping nothing can be said of names.
    const names = typeof declared === "object" && declared !== null ? Object.keys(declared) : [];
    const used = new Set<string>();
    for (const { port } of command.placeholders.filter((each) => each.side === side)) {
      if (!names.includes(port) && !used.has(port)) {
        const meant = didYouMean(port, names);
        notes.add(
          at,
          {
            kind: "mlPlaceholder",
            says: `uses ${side.slice(0, -1)} ${port}, which is not declared`,
            allowed: names.join(", ") || `${side} that are declared`,
            ...(meant !== undefined && { fix: `did you mean ${meant}?` }),
          },
          { given: `\${{${side}.${port}}}` },
        );
      }
      used.add(port);
    }
    for (const port of names.filter((name) => !used.has(name))) {
      const says = `is declared, and ${key} does not use it`;
      notes.add(
        [side, port],
        { kind: "mlUnused", says, fix: `use \${{${side}.${port}}}, or remove it` },
        { at: "key" },
      );
    }
  }
  const inputs = draft.inputs ?? {};
  for (const name of Object.keys(inputs)) {
    if (inputs[name]?.optional !== true || "default" in inputs[name]) continue;
    if (!command.placeholders.some(({ side, port, bracketed }) => side === "inputs" && port === name && !bracketed))
      continue;
    notes.add(
      at,
      {
        kind: "mlOptional",
        says: `uses input ${name} outside of $[[ ]], and it may be left out`,
        fix: `write $[[--${name} \${{inputs.${name}}}]]`,
      },
      { given: `\${{inputs.${name}}}` },
    );
  }
  for (const names of command.brackets) {
    if (names.length > 0 && names.some((name) => inputs[name] === undefined || inputs[name].optional === true))
      continue;
    notes.add(
      at,
      {
        kind: "mlOptional",
        says: names.length === 0 ? "has $[[ ]] without an input" : "has $[[ ]] around what is always given",
        fix: "remove $[[ and ]], or make the input optional: true",
      },
      { given: names.length === 0 ? "$[[ ]]" : `$[[…\${{inputs.${names[0]!}}}]]` },
    );
  }
}

/** Defaults must be values that the port itself takes. */
export function checkDefaults({ draft, notes }: Pick<ComponentAsset, "draft" | "notes">): void {
  for (const [name, port] of Object.entries(draft.inputs ?? {})) {
    if (port === undefined || !("default" in port) || port.default === undefined) continue;
    const allowed = refusedValue(port, port.default);
    if (allowed !== undefined) {
      notes.add(["inputs", name, "default"], { kind: "mlType", says: "is not what the input takes", allowed });
    }
  }
}

function checkCode({ draft, folder, notes, file }: ComponentAsset): void {
  const snapshot = snapshotOf(folder, draft);
  if (snapshot.codeMissing) {
    notes.add(["code"], { kind: "mlNoSuchFile", says: "is no folder that exists", fix: "mend the path" });
  }
  for (const index of snapshot.missing) {
    notes.add(["additional_includes", index], { kind: "mlNoSuchFile", says: "does not exist", fix: "mend the path" });
  }
  for (const path of snapshot.twice) {
    const says = "give two files the same path in the code";
    notes.add(["additional_includes"], { kind: "mlName", says, fix: "rename one" }, { given: path });
  }
  for (const { file: ignore, pattern } of snapshot.unread) {
    notes.add(
      [file.has(["code"]) ? "code" : "additional_includes"],
      {
        kind: "mlNoSuchFile",
        says: `leaves out files by a pattern that content keys do not know (${relative(folder, ignore)})`,
        allowed: "name, name/, *.ending",
      },
      { given: pattern },
    );
  }
  const entry = draft.type === "spark" ? draft.entry?.file : undefined;
  if (entry !== undefined && !snapshot.codeMissing && !snapshot.files.has(entry)) {
    notes.add(["entry", "file"], { kind: "mlNoSuchFile", says: "is not in the code", fix: "mend the path" });
  }
}

function checkEnvironmentOf(given: unknown, environments: readonly EnvironmentAsset[], notes: Notes): void {
  const path = ["environment"];
  const known = environments.flatMap(({ draft: { name, version } }) =>
    name === undefined || version === undefined ? [] : [`azureml:${name}:${version}`],
  );
  const allowed = [...known, "azureml://registries/<registry>/environments/<name>/versions/<version>"].join(", ");
  const note = (says: string, fix?: string): void =>
    notes.add(
      path,
      { kind: "mlEnvironment", says, allowed, ...(fix !== undefined && { fix }) },
      {
        at: notes.has(path) ? "value" : "key",
      },
    );
  if (given === undefined || given === null) return note("is missing: nothing says what it runs in");
  if (typeof given !== "string") {
    return note("is described in the component, and becomes an anonymous one", "give it a folder in ml/environments");
  }
  if (isRegistryReference(given)) return;
  const reference = parseAssetReference(given);
  if (reference === undefined) {
    const says = given.includes("@")
      ? "is a label, which changes without a review"
      : "names no version of an environment";
    return note(says);
  }
  if (known.includes(given)) return;
  const meant = didYouMean(given, known);
  note("is not in ml/environments", meant === undefined ? undefined : `did you mean ${meant}?`);
}

/** What Azure ML's monitors give to their custom components, and expect of them. */
function checkMonitorContract({ draft, notes, file }: ComponentAsset): void {
  const { inputs = {}, outputs = {} } = draft;
  const isSignal = SIGNAL_OUTPUT in outputs;
  const isPreprocessing = PREPROCESSED_OUTPUT in outputs || WINDOW.some((name) => name in inputs);
  if (!isSignal && !isPreprocessing) return;
  const note = (path: readonly string[], says: string, allowed?: string, at: "key" | "value" = "value"): void =>
    notes.add(path, { kind: "mlSignal", says, ...(allowed !== undefined && { allowed }) }, { at });
  if (draft.type !== "spark") {
    return note(["type"], "is nothing that monitors run: they run on Spark alone", "spark");
  }
  if (draft.version !== undefined && !/^\d+\.\d+\.\d+$/.test(draft.version)) {
    note(["version"], "is no version that monitors take", 'three numbers, such as "1.0.0"');
  }
  const conf = draft.conf ?? {};
  for (const name of SIZES.filter((each) => !(each in conf))) {
    note(["conf"], `lacks ${name}, which Azure ML asks for`, SIZES.join(", "), "key");
  }
  const port = (side: "inputs" | "outputs", name: string, type: string, direct: boolean): void => {
    const found = draft[side]?.[name];
    if (found === undefined) {
      if (!file.has([side, name])) note([side], `lack ${name}, which monitors give or read`, `${name}: ${type}`, "key");
      return;
    }
    if (found.type !== undefined && found.type !== type) note([side, name, "type"], "is not what monitors give", type);
    if (direct && "mode" in found && found.mode !== "direct") {
      note([side, name, "mode"], "is nothing that Spark reads or writes", "direct");
    } else if (direct && !("mode" in found)) note([side, name], "has no mode", "mode: direct", "key");
  };
  if (isPreprocessing) {
    for (const name of WINDOW) port("inputs", name, "string", false);
    port("inputs", "input_data", "uri_folder", true);
    port("outputs", PREPROCESSED_OUTPUT, "mltable", true);
  }
  if (!isSignal) return;
  port("inputs", "production_data", "mltable", true);
  port("outputs", SIGNAL_OUTPUT, "mltable", true);
  const thresholds = Object.keys(inputs).filter((name) => name.endsWith("_threshold"));
  if (thresholds.length === 0) {
    note(["inputs"], "take no threshold, and so no monitor can set one", "<metric>_threshold, type: number", "key");
  }
  for (const name of thresholds) {
    const type = inputs[name]?.type;
    if (type !== undefined && type !== "number") note(["inputs", name, "type"], "is no threshold", "number");
  }
}
