import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../domain/problem/problem";
import { childEnvironment, startSandbox } from "../sandbox";
import { requireSignIn, requireTerraform, terraformProgram } from "./machine";

/** Where Terraform works: Azure as the environment says, or a sandbox. */
export interface Target {
  readonly kind: "azure" | "sandbox";
  /** Folder of the sandbox. */
  readonly sandbox: string | undefined;
  /** Environment of Terraform and of a synthesis. */
  readonly env: NodeJS.ProcessEnv;
  /** Terraform's command. */
  readonly terraform: string;
  /** Its version, e.g. `1.11.4`. */
  readonly version: string;
  /** Base URL of Azure Resource Manager in the sandbox. */
  readonly armUrl: string | undefined;
  /** What one stack's environment has besides. */
  readonly besides?: ((stack: string) => NodeJS.ProcessEnv) | undefined;
  close(): Promise<void>;
}

/** The target as one stack is planned or applied in it. */
export const targetOf = (target: Target, stack: string): Target => {
  const { besides } = target;
  return besides === undefined ? target : { ...target, env: { ...target.env, ...besides(stack) } };
};

export interface TargetOptions {
  /** Whether to start the simulated Azure in this process. */
  readonly sandbox?: boolean;
  /** Where it lives. @default ".sandbox" */
  readonly dir?: string;
  /** What goes wrong in it: for tests. */
  readonly faults?: string;
  /** What a stack's environment has besides, e.g. who it is signed in as. @default - nothing, all are signed in as one */
  readonly besides?: (stack: string) => NodeJS.ProcessEnv;
}

/**
 * Opens where Terraform is to work: the sandbox this process already runs in (`mlops sandbox -- …`), one that it starts
 * itself, or Azure. What this machine lacks for it is told before anything else is done.
 * @throws UserError without Terraform, or without a way to sign in to Azure
 */
export async function openTarget(options: TargetOptions): Promise<Target> {
  const { besides } = options;
  const version = await requireTerraform();
  const inside = process.env["MLOPS_SANDBOX"];
  if (inside !== undefined) {
    if (options.dir !== undefined && resolve(options.dir) !== resolve(inside)) {
      throw new UserError([
        {
          code: "MLOPS-PLAN-011",
          where: "--dir",
          message: "this command runs in another sandbox already",
          given: options.dir,
          allowed: inside,
          fix: "leave --dir away",
        },
      ]);
    }
    return target("sandbox", process.env, { sandbox: inside, version, besides, close: async () => undefined });
  }
  if (options.sandbox !== true) {
    requireSignIn();
    return target("azure", process.env, { sandbox: undefined, version, besides, close: async () => undefined });
  }
  const sandbox = await startSandbox({
    ...(options.dir !== undefined && { dir: options.dir }),
    ...(options.faults !== undefined && { faults: options.faults }),
  });
  const close = () => sandbox.close();
  return target("sandbox", childEnvironment(sandbox), { sandbox: sandbox.dir, version, besides, close });
}

function target(
  kind: Target["kind"],
  given: NodeJS.ProcessEnv,
  rest: Pick<Target, "sandbox" | "version" | "besides" | "close">,
): Target {
  // What a shell was left with must not change what is planned, or show requests with their tokens in a log.
  const logsToFile = (given["TF_LOG_PATH"] ?? "") !== "";
  const leftover = (name: string): boolean =>
    /^TF_CLI_ARGS|^TF_WORKSPACE$/.test(name) || (/^TF_LOG/.test(name) && !logsToFile);
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(Object.entries(given).filter(([name]) => !leftover(name))),
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    // Below each stack's own working directory: a common one would be shared by stacks that run at the same time.
    TF_DATA_DIR: ".terraform",
  };
  const settings = env["TF_CLI_CONFIG_FILE"];
  if (settings !== undefined && !existsSync(settings)) delete env["TF_CLI_CONFIG_FILE"];
  return {
    kind,
    env,
    terraform: terraformProgram(env),
    armUrl: env["MLOPS_SANDBOX_ARM"],
    ...rest,
  };
}

/** Terraform's state file of a stack in the sandbox. */
export const sandboxState = (sandbox: string, stack: string): string => join(sandbox, "state", `${stack}.tfstate`);
