import { join } from "node:path";
import type { Configuration } from "../schema/configuration";
import { showProgress } from "../print/progress";
import { initialize } from "./plan-stack";
import { inDependencyOrder } from "./schedule";
import { inOrder } from "./stacks";
import { synthesize } from "./synthesize";
import { openTarget } from "./target";
import { errorsIn, stoppable, terraform } from "./terraform";
import { inPrivateFolder } from "./workspace";

export interface DeploySimulatedOptions {
  /** Folder of the configuration. */
  readonly config: string;
  readonly configuration: Configuration;
  /** Names of the stacks; those that they stand on are among them. */
  readonly stacks: readonly string[];
  /** Folder of the simulated Azure. */
  readonly dir: string;
  /** How many stacks at a time. */
  readonly parallel: number;
}

/**
 * Deploys stacks into a simulated Azure of their own, as they are made by this version of the project: what another version
 * is planned against. Nobody reviews it, since nobody keeps it.
 * @returns why stacks could not be deployed, by their names; what stands on such a one is not begun
 */
export function deploySimulated(options: DeploySimulatedOptions): Promise<ReadonlyMap<string, string>> {
  const { config, configuration, stacks: names, dir, parallel } = options;
  return stoppable(() =>
    inPrivateFolder(async (temp) => {
      const target = await openTarget({ sandbox: true, dir });
      const failures = new Map<string, string>();
      const display = showProgress(names, console.error);
      try {
        const synthesized = await synthesize({ config, outdir: join(temp, "out"), env: target.env, only: names });
        const folders = new Map(synthesized.map((stack) => [stack.name, stack.dir]));
        const stacks = inOrder(configuration, synthesized);
        const skipped = await inDependencyOrder(stacks, parallel, async (name) => {
          const cwd = folders.get(name)!;
          display.update(name, { text: "deploying what is pinned" });
          let ran = { code: 0, stdout: "", stderr: "" };
          await initialize(target, cwd, (done) => void (ran = done));
          if (ran.code === 0) {
            ran = await terraform(target, ["apply", "-auto-approve", "-input=false", "-no-color"], { cwd });
          }
          if (ran.code !== 0) failures.set(name, errorsIn(ran.stderr).join("; ") || ran.stderr.trim());
          const ended = ran.code === 0 ? "done" : "failed";
          display.update(name, { text: ended === "done" ? "deployed as pinned" : "failed", ended });
          return ended;
        });
        for (const [name, culprit] of skipped) failures.set(name, `it stands on ${culprit ?? "one that was stopped"}`);
        return failures;
      } finally {
        await display.end(failures.size === 0);
        await target.close();
      }
    }),
  );
}
