import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../../domain/problem/problem";
import { loadConfiguration } from "../../schema/load";
import { sharedNamesOf } from "../../schema/names";
import { python } from "./python";
import { Processes } from "./run/process";

export interface PublishOptions {
  readonly config: string;
  readonly ml: string;
  /** Only says what would be published. */
  readonly dryRun?: boolean;
}

/**
 * Publishes what `ml/` holds to the registry of the configuration, by `publish.py` there, as whoever is signed in.
 * @returns the exit code: 0 published or nothing to do, 1 blocked or refused by Azure, 2 the tree is wrong
 * @throws UserError if the configuration is wrong, or nothing in the folder publishes
 */
export async function publish({ config, ml, dryRun }: PublishOptions): Promise<number> {
  const { organization } = loadConfiguration(config);
  const { registry } = sharedNamesOf(organization);
  const script = join(ml, "publish.py");
  if (!existsSync(script)) {
    const fix = "name the folder of components and use cases with --ml";
    throw new UserError([{ code: "MLOPS-ML-042", where: script, message: "nothing here publishes", fix }]);
  }
  const interpreter = await python("publish", (line) => void process.stderr.write(`${line}\n`));
  const processes = new Processes();
  return processes.during(async () => {
    const code = await processes.run(
      `exec "$PUBLISH_WITH" "$PUBLISH_BY" --registry "$PUBLISH_TO"${dryRun === true ? " --dry-run" : ""}`,
      {
        cwd: process.cwd(),
        env: { ...process.env, PUBLISH_WITH: interpreter, PUBLISH_BY: resolve(script), PUBLISH_TO: registry },
      },
      (line, stream) => void process[stream].write(`${line}\n`),
    );
    return processes.stopping ? 130 : code;
  });
}
