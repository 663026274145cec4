import { type TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { Bug } from "../../domain/problem/problem";
import { GENERATOR } from "./version";

/** How Terraform writes an argument: a nested block, or a value. */
interface Argument {
  readonly value: unknown;
  readonly block?: boolean;
}

/** Repeats a request that failed in a way that passes, such as a role that has not reached every region yet. */
export interface AzapiRetry {
  /** Regular expressions (Go); a failure whose message matches one is tried again until the time-out. At least one. */
  readonly errorMessageRegex: readonly string[];
  /** First pause, in seconds; pauses grow from there. At least 1. @default 10 */
  readonly intervalSeconds?: number;
  /** Longest pause, in seconds. @default 180 */
  readonly maxIntervalSeconds?: number;
}

/** How long each operation may take, as Go durations: `30m`, `1h`. */
export interface AzapiTimeouts {
  /** @default 30m */
  readonly create?: string;
  /** @default 5m */
  readonly read?: string;
  /** @default 30m */
  readonly update?: string;
  /** @default 30m */
  readonly delete?: string;
}

/** What the three azapi resources have in common. */
export interface AzapiElementConfig extends TerraformMetaArguments {
  /** ARM resource ids; two azapi resources that name the same id never run at the same time. @default - none */
  readonly locks?: readonly string[];
  /**
   * What to keep of the response: our name for it → JMESPath into the response, read back with `output(name)`.
   * @default - nothing is kept
   */
  readonly responseExportValues?: Readonly<Record<string, string>>;
  /** When to repeat a failed request. @default - only on throttling and server errors */
  readonly retry?: AzapiRetry;
  /** @default - azapi's own */
  readonly timeouts?: AzapiTimeouts;
}

/**
 * What the azapi resources share: one table of arguments per resource, written out as JSON or HCL.
 * Unlike the arguments themselves, a body keeps its keys as they are: ARM's are camelCase.
 */
export abstract class AzapiElement extends TerraformResource {
  protected constructor(
    scope: Construct,
    id: string,
    terraformResourceType: string,
    private readonly common: AzapiElementConfig,
  ) {
    super(scope, id, {
      terraformResourceType,
      terraformGeneratorMetadata: GENERATOR,
      provider: common.provider,
      dependsOn: common.dependsOn,
      count: common.count,
      lifecycle: common.lifecycle,
      provisioners: common.provisioners,
      connection: common.connection,
      forEach: common.forEach,
    });
  }

  /** ARM id of the resource, known after it is made. */
  get id(): string {
    return this.getStringAttribute("id");
  }

  /** A value kept by `responseExportValues`, as a reference. */
  output(name: string): string {
    if (this.common.responseExportValues?.[name] === undefined) {
      throw new Bug(`${this.node.path} keeps no output named ${name}; add it to responseExportValues`);
    }
    return this.getStringAttribute(`output.${name}`);
  }

  /** The resource's own arguments, by Terraform name. */
  protected abstract ownArguments(): Record<string, Argument>;

  protected override synthesizeAttributes(): Record<string, unknown> {
    return Object.fromEntries(this.setArguments().map(([name, { value }]) => [name, value]));
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return Object.fromEntries(
      this.setArguments().map(([name, { value, block }]) => [
        name,
        block === true
          ? { value: hclBlock(value), isBlock: true, type: Array.isArray(value) ? "list" : "struct" }
          : { value, isBlock: false, type: "any", storageClassType: "any" },
      ]),
    );
  }

  private setArguments(): [string, Argument][] {
    const { locks, responseExportValues, retry, timeouts } = this.common;
    const shared: Record<string, Argument> = {
      locks: { value: locks },
      response_export_values: { value: responseExportValues },
      retry: {
        value: retry && {
          error_message_regex: retry.errorMessageRegex,
          interval_seconds: retry.intervalSeconds,
          max_interval_seconds: retry.maxIntervalSeconds,
        },
      },
      timeouts: { value: timeouts, block: true },
    };
    return Object.entries({ ...this.ownArguments(), ...shared }).filter(([, { value }]) => value !== undefined);
  }
}

/** cdktf's HCL writer wants each argument of a block wrapped like a top-level one. */
function hclBlock(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hclBlock);
  return Object.fromEntries(
    Object.entries(value as object)
      .filter(([, inner]) => inner !== undefined)
      .map(([name, inner]) => [name, { value: inner, isBlock: false, type: "any", storageClassType: "any" }]),
  );
}
