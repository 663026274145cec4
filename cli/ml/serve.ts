import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { UserError } from "../../domain/problem/problem";
import { shownPath } from "../../schema/folders";
import { startCollector } from "./collector";
import { mlFolder, python, pythonEnvironment } from "./python";
import { Processes } from "./run/process";
import { runsFolder } from "./run/record";
import { inShell, scoringOf, type ScoreOptions } from "./score";

export interface ServeOptions extends Omit<ScoreOptions, "input"> {
  /** Loopback port. */
  readonly port: number;
}

/** Lines of the server's log that are shown when it ends by itself. */
const LAST_LINES = 15;
/** What the server may need to start, in milliseconds. */
const START = 60_000;

/**
 * Serves a run's model with Azure's own inference server and collector until a signal ends it.
 * @returns the exit code: 0 if it was asked to end
 * @throws UserError if something is wrong with `ml/`, nothing was trained, or the server does not start
 */
export async function serve(name: string, options: ServeOptions): Promise<number> {
  const { record, model, script, library } = scoringOf(name, options);
  await requireFree(options.port);
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const interpreter = await python("score", say);
  const folder = join(runsFolder(options.ml), "collected");
  const collector = await startCollector({
    folder,
    endpoint: name,
    deployment: `run-${record.run}`,
    tell: (collection, rows) => say(`${collection}: ${rows} ${rows === 1 ? "row" : "rows"} collected`),
  });
  const processes = new Processes();
  const lines: string[] = [];
  const commandLine = [
    `exec ${inShell(interpreter)} ${inShell(join(mlFolder, "local", "serve.py"))}`,
    `--entry_script ${inShell(script)} --port ${options.port} --model_dir ${inShell(model)}`,
  ].join(" ");
  const env = {
    ...process.env,
    ...pythonEnvironment(library),
    AZUREML_MDC_ENABLED: "true",
    AZUREML_MDC_HOST: "127.0.0.1",
    AZUREML_MDC_PORT: String(collector.port),
  };
  try {
    return await processes.during(async () => {
      const ended = processes.run(commandLine, { cwd: resolve(mlFolder), env }, (line) => lines.push(line));
      const address = `http://127.0.0.1:${options.port}`;
      const started = await Promise.race([answers(address), ended.then(() => false)]);
      if (started && !processes.stopping) {
        console.log(`${name}, model of run ${record.run}: POST ${address}/score`);
        console.log(`collected: ${shownPath(join(folder, "modelDataCollector", name, `run-${record.run}`))}`);
      }
      const code = await ended;
      if (processes.stopping) return 0;
      say(lines.slice(-LAST_LINES).join("\n"));
      const fix = "mend the cause, and run it again";
      const message = `the scoring server ended by itself with exit code ${code}`;
      throw new UserError([{ code: "MLOPS-ML-036", where: script, message, fix }]);
    });
  } finally {
    await collector.close();
  }
}

/** Whether the server answers before it has to. */
async function answers(address: string): Promise<boolean> {
  for (const until = Date.now() + START; Date.now() < until;) {
    try {
      if ((await fetch(address)).ok) return true;
    } catch {
      // It has not opened its port yet.
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  return false;
}

/** @throws UserError MLOPS-ML-037 if something else answers on the port */
async function requireFree(port: number): Promise<void> {
  const free = await new Promise<boolean>((done) => {
    const server = createServer();
    server.once("error", () => done(false));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
  if (free) return;
  const message = "another program is using the port";
  throw new UserError([{ code: "MLOPS-ML-037", where: "--port", message, given: String(port), fix: "name another" }]);
}
