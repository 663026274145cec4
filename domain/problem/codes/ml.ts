import type { Codes, Meaning } from "./meaning";

/** What can be wrong with the files of `ml/`, and with what `config/` says of them. `kind` is how checks name it. */
export const mlCodes = {
  "MLOPS-ML-010": {
    kind: "mlNoSuchFile",
    meaning: "A file or folder that an asset needs does not exist.",
    fix: "Add it, or mend the path.",
  },
  "MLOPS-ML-011": {
    kind: "mlPlaceholder",
    meaning: "A placeholder of a command names no port, or is not written as Azure ML reads it.",
    fix: "Declare the port, or mend its name.",
  },
  "MLOPS-ML-012": {
    kind: "mlUnused",
    meaning: "A port is declared, and nothing uses it.",
    fix: "Use it, or remove it.",
  },
  "MLOPS-ML-013": {
    kind: "mlOptional",
    meaning: "An optional input stands outside of `$[[ ]]`, or these stand around what is never left out.",
    fix: "Put what goes with an optional input, and only that, into `$[[ ]]`.",
  },
  "MLOPS-ML-014": {
    kind: "mlEnvironment",
    meaning: "The software that a component runs in is not pinned, or is nowhere described.",
    fix: "Name a version of an environment in `ml/environments/`, or of a registry.",
  },
  "MLOPS-ML-015": {
    kind: "mlComponent",
    meaning: "A component that is named is not in `ml/` in that version.",
    fix: "Name the version that is there; one that is kept elsewhere is `external: true` in the use case's configuration.",
  },
  "MLOPS-ML-016": {
    kind: "mlBinding",
    meaning: "What a step binds does not exist, or steps wait for each other.",
    fix: "Bind an input of the pipeline, or an output of a step before.",
  },
  "MLOPS-ML-017": {
    kind: "mlType",
    meaning: "The types of two ports that are bound, or of a port and its value, do not fit.",
    fix: "Let both be of one type.",
  },
  "MLOPS-ML-018": {
    kind: "mlInputMissing",
    meaning: "An input that must be given is not, or may be left out where a step cannot do without it.",
    fix: "Give it, or give it a default.",
  },
  "MLOPS-ML-019": { kind: "mlNoSuchPort", meaning: "There is no such input or output.", fix: "Take the suggestion." },
  "MLOPS-ML-020": {
    kind: "mlSignal",
    meaning: "A component of a monitor lacks what Azure ML's monitors give to it or expect of it.",
    fix: "Give it the ports, the type and the version that are named.",
  },
  "MLOPS-ML-021": {
    kind: "mlMetric",
    meaning: "A gate asks for a metric that no step of the training produces.",
    fix: "Gate one of those that are named, or let a component say in its tags that it produces it.",
  },
  "MLOPS-ML-022": {
    kind: "mlModelName",
    meaning: "What is served is not what the training registers.",
    fix: "Let both have one name.",
  },
  "MLOPS-ML-023": {
    kind: "mlContract",
    meaning: "The column contract contradicts itself, or another file does.",
    fix: "Let all say the same of the columns.",
  },
  "MLOPS-ML-024": {
    kind: "mlSampleRequest",
    meaning: "The sample request is not one that the endpoint answers.",
    fix: "Give every feature of the contract a value that it allows.",
  },
  "MLOPS-ML-025": {
    kind: "mlName",
    meaning: "Two assets have one name, or a use case that its configuration trains is not in `ml/`.",
    fix: "Rename one, or add what is missing.",
  },
  "MLOPS-ML-026": {
    kind: "mlScoring",
    meaning:
      "What `serving.scoring` names is not in `ml/`, or what signals read of its answers is not what it collects.",
    fix: "Take the suggestion, or say `external: true` of a script that is kept elsewhere.",
  },
  "MLOPS-ML-027": {
    kind: "mlReused",
    meaning:
      "A step that reads data by its address may be answered from an earlier run, although the data has changed.",
    fix: "Write `is_deterministic: false` in its component: what comes after it is reused only if it gave the same.",
  },
  "MLOPS-ML-028": {
    kind: "mlVersion",
    meaning:
      "The content of an asset in `ml/` changed, and its version did not: what is published under a number is never changed.",
    fix: "Raise `version` and what refers to it, in all places that are named; then `mlops ml lock`.",
  },
} as const satisfies Codes<"ML", Meaning & { readonly kind: string }>;
