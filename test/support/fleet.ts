import { App } from "cdktf";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Configuration } from "../../schema/configuration";
import { startSandbox, type Sandbox } from "../../sandbox";
import { defineStacks } from "../../stacks/app";
import { execute, type Outcome } from "./terraform";

/** The stacks of a configuration, synthesized, with a sandbox of their own to deploy them into by real Terraform. */
export class Fleet {
  /**
   * @param given - a file of resources that others made before. Default: none
   * @param faults - what goes wrong, as `--faults` says it. Default: nothing
   */
  static async launch(
    configuration: Configuration,
    only?: readonly string[],
    given?: string,
    faults?: string,
  ): Promise<Fleet> {
    const dir = mkdtempSync(join(tmpdir(), "mlops-fleet-"));
    const sandbox = await startSandbox({
      dir: join(dir, "sandbox"),
      ...(given !== undefined && { given }),
      ...(faults !== undefined && { faults }),
    });
    const fleet = new Fleet(dir, sandbox);
    fleet.define(configuration, only);
    return fleet;
  }

  private stacks: readonly Manifest["stacks"][string][] = [];
  private out = "";

  private constructor(
    private readonly dir: string,
    readonly sandbox: Sandbox,
  ) {}

  /** Synthesizes the stacks of another configuration in place of these; what is deployed stays. */
  define(configuration: Configuration, only?: readonly string[]): void {
    this.out = mkdtempSync(join(this.dir, "out-"));
    const app = new App({ outdir: this.out, stackTraces: false });
    defineStacks(app, configuration, { state: { kind: "folder", path: join(this.sandbox.dir, "state") }, only });
    app.synth();
    const { stacks } = JSON.parse(readFileSync(join(this.out, "manifest.json"), "utf8")) as Manifest;
    this.stacks = Object.values(stacks);
  }

  get names(): readonly string[] {
    return this.stacks.map(({ name }) => name);
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Runs Terraform in the stacks one after the other, as they depend on each other; what failed, by stack. */
  async each(parameters: readonly string[], options: EachOptions = {}): Promise<Record<string, string>> {
    const { allowed = [0], names = this.names, backwards = false } = options;
    const failed: Record<string, string> = {};
    for (const name of this.ordered(names, backwards)) {
      const { code, output } = await this.terraform(name, ...parameters);
      if (!allowed.includes(code))
        failed[name] = `exit code ${code}: ${(/Error:.*/.exec(output)?.[0] ?? output.slice(-2_000)).slice(0, 1_500)}`;
    }
    return failed;
  }

  terraform(name: string, ...parameters: string[]): Promise<Outcome> {
    const { workingDirectory } = this.stacks.find((stack) => stack.name === name)!;
    const kept = Object.entries(process.env).filter(([key]) => !this.sandbox.dropped.includes(key));
    const env = { ...Object.fromEntries(kept), ...this.sandbox.env };
    return execute("terraform", [...parameters, "-no-color"], join(this.out, workingDirectory), env);
  }

  private ordered(names: readonly string[], backwards: boolean): readonly string[] {
    const order: string[] = [];
    const visit = (name: string): void => {
      if (order.includes(name)) return;
      this.stacks.find((stack) => stack.name === name)!.dependencies.forEach(visit);
      order.push(name);
    };
    // What environments look up is not in their dependencies: whoever deploys one alone need not deploy the other.
    ["bootstrap", "registry", ...this.names].filter((name) => this.names.includes(name)).forEach(visit);
    const wanted = order.filter((name) => names.includes(name));
    return backwards ? wanted.reverse() : wanted;
  }
}

interface EachOptions {
  /** Exit codes that are right. @default - 0 */
  readonly allowed?: readonly number[];
  /** @default - all */
  readonly names?: readonly string[];
  /** Begin with what depends on others. @default false */
  readonly backwards?: boolean;
}

interface Manifest {
  readonly stacks: Readonly<
    Record<
      string,
      { readonly name: string; readonly workingDirectory: string; readonly dependencies: readonly string[] }
    >
  >;
}
