import { App } from "cdktf";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfiguration } from "./schema/load";
import { formatProblem, UserError } from "./domain/problem/problem";
import { writeWhole } from "./files";
import { defineStacks } from "./stacks/app";
import { LOCK_FILE, providerLocks } from "./stacks/lock-providers";
import { fasterCdktf } from "./stacks/faster-cdktf";

/** Synthesizes every stack from the configuration. All that is read from outside the configuration is read here. */
function main(environment: NodeJS.ProcessEnv): void {
  if (environment["MLOPS_STACK_TRACES"] !== "1") fasterCdktf();

  // Before `new App`, which makes the output folder: bad configuration leaves nothing behind.
  const only = environment["MLOPS_STACKS"]?.split(",").map((pattern) => pattern.trim());
  const configuration = loadConfiguration(environment["MLOPS_CONFIG"] ?? join(__dirname, "config"), undefined, only);

  const sandbox = environment["MLOPS_SANDBOX"];
  const app = new App();
  defineStacks(app, configuration, {
    state: sandbox === undefined ? { kind: "azure" } : { kind: "folder", path: join(sandbox, "state") },
    only,
  });
  app.synth();
  const locks = readFileSync(join(__dirname, LOCK_FILE), "utf8");
  for (const [path, text] of providerLocks(app, locks)) writeWhole(path, text);
}

try {
  main(process.env);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.problems.map(formatProblem).join("\n"));
  process.exitCode = 2;
}
