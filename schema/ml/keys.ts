import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { filesIn, snapshotOf, type CodeDraft } from "./snapshot";

/*
 * Keys that follow from content. The rules are those of `ml/library/mlkit/keys.py`, to the byte: a test computes both.
 */

const sha = (data: Buffer | string): string => createHash("sha256").update(data).digest("hex");

/** Content with CRLF read as LF. */
const content = (data: Buffer): Buffer => {
  if (!data.includes("\r\n")) return data;
  return Buffer.from(data.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
};

/** Rule 2: a YAML file without the lines that give its version. */
export function yamlContent(data: Buffer): Buffer {
  const lines = content(data)
    .toString("latin1")
    .split(/(?<=\n)/);
  return Buffer.from(lines.filter((line) => !line.startsWith("version:")).join(""), "latin1");
}

/** Rule 1: the key of files by their relative paths. */
export function treeKey(files: ReadonlyMap<string, Buffer>): string {
  const digest = createHash("sha256");
  const paths = [...files.keys()].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  for (const path of paths) digest.update(`${path}\0${sha(content(files.get(path)!))}\n`);
  return digest.digest("hex");
}

/** Rule 3: the key of an environment. */
export function environmentKey(file: string): string {
  const folder = join(file, "..");
  const described = (parse(readFileSync(file, "utf8")) ?? {}) as {
    readonly conda_file?: unknown;
    readonly build?: { readonly path?: string };
  };
  const files = new Map([["environment.yaml", yamlContent(readFileSync(file))]]);
  if (typeof described.conda_file === "string") {
    files.set(described.conda_file.replace(/^\.\//, ""), readFileSync(join(folder, described.conda_file)));
  }
  if (described.build !== undefined) {
    const path = described.build.path ?? ".";
    for (const [name, each] of filesIn(join(folder, path))) {
      files.set(`${path.replace(/^\.\//, "")}/${name}`, readFileSync(each));
    }
  }
  return treeKey(files);
}

/** Rule 5: the key of a component. `environment` is its environment's key, or the reference as written. */
export function componentKey(file: string, code: CodeDraft, environment: string): string {
  const { files } = snapshotOf(join(file, ".."), code);
  const snapshot = treeKey(new Map([...files].map(([path, each]) => [path, readFileSync(each)])));
  return sha(`${["component", sha(yamlContent(readFileSync(file))), snapshot, environment].join("\0")}\n`);
}

/**
 * Rule 6: the key of a pipeline.
 * @param components - for each job the key of its component, or the reference as written where it is not in `ml/`
 */
export function pipelineKey(file: string, components: ReadonlyMap<string, string>): string {
  const jobs = [...components].sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  const lines = [["pipeline", sha(yamlContent(readFileSync(file)))], ...jobs].map((line) => `${line.join("\0")}\n`);
  return sha(lines.join(""));
}

/** The key of an endpoint's code, as `ml/publish.py` publishes it: the scoring script, and the library beside it. */
export function scoringKey(script: string, library: string): string {
  const beside = filesIn(library).map(([path, file]): [string, string] => [`${basename(library)}/${path}`, file]);
  const files = [[basename(script), script] as const, ...beside.filter(([path]) => !path.includes("__pycache__"))];
  return treeKey(new Map(files.map(([path, file]) => [path, readFileSync(file)])));
}

/** The key of data: that of its files by their paths, or of the file itself by its name. */
export function dataKey(path: string): string {
  if (!existsSync(path)) return "";
  if (!statSync(path).isDirectory()) return sha(readFileSync(path));
  return treeKey(new Map(filesIn(path).map(([name, file]) => [name, readFileSync(file)])));
}
