import { existsSync } from "node:fs";
import { join } from "node:path";
import { didYouMean } from "../../domain/problem/did-you-mean";
import type { Finding } from "../finding";
import type { VariantFile } from "../use-case/schema";
import type { Draft } from "../walk";
import type { Path } from "../yaml/file";
import { columnsOf, type ContractDraft } from "./contract";
import type { MlTree } from "./tree";

/** The script that `ml/publish.py` publishes, at the root of the code. */
const SCRIPT = "score.py";
/** What it appends to a use case's name for the code asset, which has the version of the use case's pipeline. */
const CODE_SUFFIX = "-score";

export type Note = (path: Path, finding: Finding) => void;

/** What `serving.scoring` names must be in `ml/`, and what signals read of its answers must be what the script collects. */
export function checkScoring(
  name: string,
  { serving, monitors, data }: Draft<VariantFile>,
  { tree, contract }: { readonly tree: MlTree; readonly contract: ContractDraft | undefined },
  note: Note,
): void {
  const scoring = serving?.scoring;
  if (scoring === undefined || scoring.external === true) return;
  checkCode(name, scoring, tree, note);
  checkEnvironment(scoring.environment, tree, note);
  checkCollected({ monitors, data }, contract, note);
}

type Scoring = NonNullable<NonNullable<Draft<VariantFile>["serving"]>["scoring"]>;

function checkCode(name: string, { code, script }: Scoring, tree: MlTree, note: Note): void {
  const path = ["serving", "scoring"];
  const published = tree.useCases.filter(({ folder }) => existsSync(join(folder, SCRIPT)));
  const asset = code?.asset;
  if (asset !== undefined) {
    const known = published.map((useCase) => `${useCase.name}${CODE_SUFFIX}`);
    const owner = published.find((useCase) => `${useCase.name}${CODE_SUFFIX}` === asset);
    if (owner === undefined) {
      const meant = didYouMean(asset, known);
      const fix =
        meant === undefined ? `add ${SCRIPT}, or say external: true if it is kept elsewhere` : `did you mean ${meant}?`;
      const allowed = known.join(", ") || "nothing: ml/ has none";
      note([...path, "code", "asset"], { kind: "mlScoring", says: "is no scoring code of ml/", allowed, fix });
    } else if (owner.name !== name) {
      const says = `answers by the contract of ${owner.name}, not of ${name}`;
      note([...path, "code", "asset"], { kind: "mlScoring", says, allowed: `${name}${CODE_SUFFIX}` });
    } else {
      const there = owner.pipeline?.draft.version;
      if (code?.version !== undefined && there !== undefined && there !== code.version) {
        const says = `is not the version of ${asset} that is in ml/: code has its pipeline's`;
        note([...path, "code", "version"], { kind: "mlScoring", says, allowed: there, fix: `write "${there}"` });
      }
    }
  }
  if (script !== undefined && script !== SCRIPT) {
    note([...path, "script"], { kind: "mlScoring", says: "is not in the published code", allowed: SCRIPT });
  }
}

function checkEnvironment(environment: Scoring["environment"], tree: MlTree, note: Note): void {
  const { name, version } = environment ?? {};
  if (name === undefined) return;
  const path = ["serving", "scoring", "environment"];
  const serving = tree.environments.filter(({ file }) => file.has(["inference_config"]));
  const known = serving.flatMap(({ draft }) => draft.name ?? []);
  const found = tree.environments.find(({ draft }) => draft.name === name);
  if (found === undefined) {
    const meant = didYouMean(name, known);
    const fix = meant === undefined ? {} : { fix: `did you mean ${meant}?` };
    const allowed = known.join(", ") || "nothing: ml/ has none that serves";
    note([...path, "name"], { kind: "mlScoring", says: "is no environment of ml/", allowed, ...fix });
    return;
  }
  if (!serving.includes(found)) {
    const says = "has no inference_config: nothing would answer in it";
    note([...path, "name"], { kind: "mlScoring", says, allowed: known.join(", ") || "none" });
  }
  const there = found.draft.version;
  if (version !== undefined && there !== undefined && version !== there) {
    const says = `is not the version of ${name} that is in ml/`;
    note([...path, "version"], { kind: "mlScoring", says, allowed: there, fix: `write "${there}"` });
  }
}

/** Columns that a signal on answers is told of by name: the script collects them under the contract's. */
function checkCollected(
  { monitors, data }: Pick<Draft<VariantFile>, "monitors" | "data">,
  contract: ContractDraft | undefined,
  note: Note,
): void {
  const columns = columnsOf(contract).map(([, column]) => column);
  const of = (use: string) => columns.filter((column) => column.use === use).map((column) => column.name);
  const [[id], [target, second]] = [of("id"), of("target")];
  // Another target is told of where the reference names it, and two where the contract does.
  const isOther = data?.reference?.targetColumn !== undefined && data.reference.targetColumn !== target;
  if (id === undefined || target === undefined || second !== undefined || isOther) return;
  const collected: Readonly<Record<string, string>> = {
    id_column: id,
    label_column: target,
    prediction_column: target,
    ...(contract?.task === "classification" && { score_column: `${target}_probability` }),
  };
  for (const [key, signal] of Object.entries(monitors?.signals ?? {})) {
    if (signal?.type !== "custom" || signal.production !== "answers") continue;
    for (const [input, allowed] of Object.entries(collected)) {
      const given = signal.inputs?.[input];
      if (given === undefined || given === allowed) continue;
      const says = "is no column that the scoring script collects under this meaning";
      note(["monitors", "signals", key, "inputs", input], { kind: "mlScoring", says, allowed });
    }
  }
}
