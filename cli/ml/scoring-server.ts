import { createServer, type AddressInfo } from "node:net";
import { dirname, join, resolve } from "node:path";
import type { ScoringRunner, ScoringServer, Served } from "../../sandbox";
import { startCollector } from "./collector";
import { mlFolder, python, pythonEnvironment } from "./python";
import { Processes } from "./run/process";
import { inShell } from "./score";

/** What the server may need to start, in milliseconds. */
const START = 60_000;
/** Lines of the server's log that are told when it does not start. */
const LAST_LINES = 15;

/** What Azure's inference server is started with. */
interface Launch {
  readonly interpreter: string;
  readonly script: string;
  readonly model: string;
  /** Folder that `mlkit` is imported from. */
  readonly library: string;
  readonly port: number;
  /** Port of what takes the place of Azure's collector. @default - nothing is collected */
  readonly collector?: number;
}

/** Azure's own inference server as a process: when it answers, when it is over, and what it said. */
export function launch(launched: Launch, processes: Processes) {
  const { interpreter, script, model, library, port, collector } = launched;
  const lines: string[] = [];
  const commandLine = [
    `exec ${inShell(interpreter)} ${inShell(join(mlFolder, "local", "serve.py"))}`,
    `--entry_script ${inShell(script)} --port ${port} --model_dir ${inShell(model)}`,
  ].join(" ");
  const env = {
    ...process.env,
    ...pythonEnvironment(library),
    ...(collector !== undefined && {
      AZUREML_MDC_ENABLED: "true",
      AZUREML_MDC_HOST: "127.0.0.1",
      AZUREML_MDC_PORT: String(collector),
    }),
  };
  const ended = processes.run(commandLine, { cwd: resolve(mlFolder), env }, (line) => lines.push(line));
  const address = `http://127.0.0.1:${port}`;
  return {
    address,
    ended,
    /** Whether it answers before it has to, or ends. */
    started: Promise.race([answers(address), ended.then(() => false)]),
    /** What it said last. */
    last: () => lines.slice(-LAST_LINES).join("\n"),
  };
}

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

/** Servers of the sandbox's deployments: Azure's own, with the collector of `mlops ml serve`. */
export class LocalServers implements ScoringRunner {
  constructor(private readonly say: (line: string) => void) {}

  async start({ endpoint, deployment, script, model, collected }: Served): Promise<ScoringServer> {
    const interpreter = await python("score", this.say);
    const collector =
      collected &&
      (await startCollector({ folder: collected.folder, endpoint, deployment, only: collected.collections }));
    const processes = new Processes();
    const server = launch(
      {
        interpreter,
        script,
        model,
        library: dirname(script),
        port: await freePort(),
        ...(collector !== undefined && { collector: collector.port }),
      },
      processes,
    );
    const close = async () => {
      processes.stop();
      await server.ended;
      await collector?.close();
    };
    if (await server.started) return { address: server.address, close };
    await close();
    throw new Error(`the scoring server of ${deployment} does not start: ${server.last()}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
