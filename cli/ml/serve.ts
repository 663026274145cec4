import { createServer } from "node:net";
import { join } from "node:path";
import { UserError } from "../../domain/problem/problem";
import { shownPath } from "../../schema/folders";
import { startCollector } from "./collector";
import { python } from "./python";
import { Processes } from "./run/process";
import { runsFolder } from "./run/record";
import { scoringOf, type ScoreOptions } from "./score";
import { launch } from "./scoring-server";

export interface ServeOptions extends Omit<ScoreOptions, "input"> {
  /** Loopback port. */
  readonly port: number;
}

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
  try {
    return await processes.during(async () => {
      const launched = { interpreter, script, model, library, port: options.port, collector: collector.port };
      const server = launch(launched, processes);
      if ((await server.started) && !processes.stopping) {
        console.log(`${name}, model of run ${record.run}: POST ${server.address}/score`);
        console.log(`collected: ${shownPath(join(folder, "modelDataCollector", name, `run-${record.run}`))}`);
      }
      const code = await server.ended;
      if (processes.stopping) return 0;
      say(server.last());
      const fix = "mend the cause, and run it again";
      const message = `the scoring server ended by itself with exit code ${code}`;
      throw new UserError([{ code: "MLOPS-ML-036", where: script, message, fix }]);
    });
  } finally {
    await collector.close();
  }
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
