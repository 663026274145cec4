import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { python, pythonEnvironment } from "../../cli/ml/python";

/**
 * What a backtest of a year of days takes: 10 million rows of 20 features against a reference of 100,000. Exits with 1 if it
 * takes more than 120 seconds of processors, which are 60 of the clock on two, or more than 2 GB of memory at once.
 * `node --require tsx/cjs test/bench/backtest.ts 1000000` takes fewer rows.
 */
const ROWS = Number(process.argv[2] ?? 10_000_000);
const MAX_PROCESSOR_SECONDS = 120;
const MAX_GIGABYTES = 2;

const library = resolve(__dirname, "../../ml/library");

/** Writes the tables: 14 columns of numbers, 3 of whole numbers, 3 of texts; rows in the order of time, a tenth at once. */
const TABLES = `
import sys
import numpy as np, pyarrow as pa, pyarrow.parquet as pq
folder, rows = sys.argv[1], int(sys.argv[2])
def table(random, count, begin, end):
    columns = {f"number_{i}": random.standard_normal(count, dtype=np.float32).round(3).astype(np.float64) for i in range(14)}
    columns |= {f"whole_{i}": random.integers(0, 500, count) for i in range(3)}
    columns |= {f"text_{i}": pa.DictionaryArray.from_arrays(random.integers(0, 8, count).astype(np.int8), list("abcdefgh")) for i in range(3)}
    if begin is not None:
        columns["at"] = pa.array(np.linspace(begin, end, count, endpoint=False).astype(np.int64), pa.timestamp("us"))
    return pa.table(columns)
random = np.random.default_rng(1)
pq.write_table(table(random, 100_000, None, None), f"{folder}/reference.parquet", compression="lz4")
start, year = 1_767_225_600_000_000, 365 * 86_400_000_000
for part in range(10):
    made = table(random, rows // 10, start + year * part // 10, start + year * (part + 1) // 10)
    if part == 0:
        writer = pq.ParquetWriter(f"{folder}/production.parquet", made.schema, compression="lz4")
    writer.write_table(made)
writer.close()
`;

/** Memory of a process and of all that it has started, shared pages counted once, in gigabytes. */
function gigabytesOf(root: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    try {
      const [, parent] = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, "utf8"))!;
      parents.set(Number(name), Number(parent));
    } catch {
      // It has ended since.
    }
  }
  const isOurs = (id: number): boolean => id === root || (parents.has(id) && isOurs(parents.get(id)!));
  let kilobytes = 0;
  for (const id of [...parents.keys()].filter(isOurs)) {
    try {
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, "utf8"))?.[1] ?? 0);
    } catch {
      // It has ended since.
    }
  }
  return kilobytes / 1024 ** 2;
}

async function main(): Promise<void> {
  const interpreter = await python("train", (line) => void process.stderr.write(`${line}\n`));
  const env = { ...process.env, ...pythonEnvironment(library), TIMEFORMAT: "%U %S" };
  const folder = mkdtempSync(join(tmpdir(), "mlops-bench-backtest-"));
  try {
    execFileSync(interpreter, ["-c", TABLES, folder, String(ROWS)], { env, stdio: "inherit" });
    const parameters = ["--production", `${folder}/production.parquet`, "--reference", `${folder}/reference.parquet`];
    const command = [interpreter, "-m", "mlkit.backtest", ...parameters, "--time", "at", "--json"];
    const began = performance.now();
    const told = openSync(join(folder, "report.json"), "w");
    const child = spawn("bash", ["-c", 'time "$@"', "bash", ...command], { env, stdio: ["ignore", told, "pipe"] });
    let errors = "";
    let gigabytes = 0;
    child.stderr!.on("data", (text: Buffer) => (errors += text.toString()));
    const watch = setInterval(() => (gigabytes = Math.max(gigabytes, gigabytesOf(child.pid!))), 200);
    const code = await new Promise<number | null>((done) => child.on("close", done));
    clearInterval(watch);
    if (code !== 0) throw new Error(errors);
    const clock = (performance.now() - began) / 1_000;
    const [user = 0, system = 0] = errors.trim().split("\n").at(-1)!.split(" ").map(Number);
    const { signals } = JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as {
      signals: readonly { readonly runs: number; readonly features: readonly unknown[] }[];
    };
    const processors = user + system;
    console.log("| a backtest of | seconds | of the processors | GB |\n| --- | --- | --- | --- |");
    console.log(
      `| ${ROWS.toLocaleString("en")} rows, ${signals[0]!.features.length} features, ${signals[0]!.runs} days | ${Math.round(clock)} | ${Math.round(processors)} | ${gigabytes.toFixed(2)} |`,
    );
    if (processors > MAX_PROCESSOR_SECONDS || gigabytes > MAX_GIGABYTES) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Memory is read where Linux keeps it.
if (spawnSync("test", ["-r", "/proc/self/smaps_rollup"]).status === 0) void main();
else console.log("the backtest is not measured: this system has no /proc");
