import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox";

/** What a Terraform command said, stdout and stderr in one, wrapped lines joined. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** A Terraform that works. */
export interface Begun {
  isRunning(): boolean;
  /** Ends it and all that it started, at once; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Resources by type and name, as in Terraform's JSON syntax. */
export type Blocks = Record<string, Record<string, object>>;

export const subscription = "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";
export const group = `/subscriptions/${subscription}/resourceGroups/rg-test`;
export const location = "westeurope";
export const inGroup = { resource_group_name: "rg-test", location };

/** A Terraform working directory beside a sandbox of its own. */
export class Workbench {
  static async open(options: SandboxOptions = {}): Promise<Workbench> {
    const dir = mkdtempSync(join(tmpdir(), "mlops-test-"));
    const sandbox = await startSandbox({ dir: join(dir, "sandbox"), ...options });
    const bench = new Workbench(dir, sandbox);
    bench.write({});
    const { code, output } = await bench.terraform("init", "-input=false");
    if (code !== 0) throw new Error(output);
    return bench;
  }

  private constructor(
    readonly dir: string,
    public sandbox: Sandbox,
  ) {}

  async close(): Promise<void> {
    await this.sandbox.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Ends the sandbox and starts it again on the same store, for example with other faults. */
  async restart(options: SandboxOptions = {}): Promise<void> {
    await this.sandbox.close();
    this.sandbox = await startSandbox({ dir: this.sandbox.dir, ...options });
  }

  write(
    resource: Blocks,
    more: {
      data?: Blocks;
      output?: object;
      features?: object;
      azurerm?: object;
      azapi?: object;
      github?: object;
      azuredevops?: object;
    } = {},
  ) {
    const configuration = {
      terraform: {
        required_providers: {
          azurerm: { source: "hashicorp/azurerm", version: "4.55.0" },
          azapi: { source: "azure/azapi", version: "2.12.0" },
          github: { source: "integrations/github", version: "6.9.0" },
          azuredevops: { source: "microsoft/azuredevops", version: "1.16.0" },
        },
      },
      provider: {
        azurerm: [{ features: [more.features ?? {}], subscription_id: subscription, ...more.azurerm }],
        azapi: [{ subscription_id: subscription, ...more.azapi }],
        github: [{ owner: "pfs-corporation", ...more.github }],
        azuredevops: [{ org_service_url: "https://dev.azure.com/northwind-energy", ...more.azuredevops }],
      },
      ...(Object.keys(resource).length > 0 && { resource }),
      ...(more.data !== undefined && { data: more.data }),
      ...(more.output !== undefined && { output: more.output }),
    };
    writeFileSync(join(this.dir, "main.tf.json"), JSON.stringify(configuration, undefined, 1));
  }

  async apply(...parameters: string[]): Promise<Outcome> {
    return this.terraform("apply", "-auto-approve", "-input=false", ...parameters);
  }

  /** A plan's exit code is 0 without changes, 1 for an error, 2 with changes. */
  async plan(): Promise<Outcome> {
    return this.terraform("plan", "-detailed-exitcode", "-input=false");
  }

  async destroy(): Promise<Outcome> {
    return this.terraform("destroy", "-auto-approve", "-input=false");
  }

  async terraform(...parameters: string[]): Promise<Outcome> {
    return execute("terraform", [...parameters, "-no-color"], this.dir, this.environment());
  }

  /**
   * Begins an apply that is to be killed. With all that it started: what `PATH` names stands in for Terraform and starts it, and a
   * Terraform that outlives its providers kills the process that served them.
   */
  begin(...parameters: string[]): Begun {
    const child = spawn("terraform", ["apply", "-auto-approve", "-input=false", ...parameters], {
      ...{ cwd: this.dir, env: this.environment(), stdio: "ignore", detached: true },
    });
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    return {
      isRunning: () => child.exitCode === null && child.signalCode === null,
      async kill() {
        if (this.isRunning()) process.kill(-child.pid!, "SIGKILL");
        await ended;
      },
    };
  }

  environment(): NodeJS.ProcessEnv {
    const kept = Object.entries(process.env).filter(([name]) => !this.sandbox.dropped.includes(name));
    return { ...Object.fromEntries(kept), ...this.sandbox.env };
  }

  /** Edits the store's file by hand, as a person would, while no sandbox is running. */
  async edit(change: (text: string) => string): Promise<void> {
    await this.sandbox.close();
    const file = join(this.sandbox.dir, "cloud.json");
    writeFileSync(file, change(readFileSync(file, "utf8")));
    this.sandbox = await startSandbox({ dir: this.sandbox.dir });
  }
}

export function execute(program: string, parameters: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { cwd, env });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const ending = signal === null ? "" : ` ended by ${signal}`;
      resolve({ code: code ?? -1, output: output.replace(/\s+/g, " ") + ending });
    });
  });
}

export const resourceGroup = { name: "rg-test", location };
