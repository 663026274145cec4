import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importIdOf } from "../../sandbox/engine/recovery/import-id";
import type { Values } from "../../sandbox/engine/azurerm/type-entry";
import { armTypeOfAzurerm, nounOf } from "../../domain/azure/types";
import { repositoryKindOf } from "../../review";
import { synthesize } from "../../deploy/synthesize";

/** A resource that a stack defines, with the id Azure will give it. */
export interface DefinedResource {
  /** Terraform's address. */
  readonly address: string;
  /** In words: `endpoint`, `metric alert`. */
  readonly kind: string;
  readonly name: string;
  /** ARM id; undefined where only Azure knows it. */
  readonly id?: string;
  /** Its arguments as synthesized, references resolved as far as they can be. */
  readonly arguments: Readonly<Record<string, unknown>>;
}

type Json = Readonly<Record<string, unknown>>;

/** What sets something on another resource, or asks something of it, and is none itself. */
const CHANGES_OTHERS = /^azapi_(update_resource|resource_action)\./;

/**
 * What stacks define, by stack. Needs no Azure: ids are a function of the configuration.
 */
export async function definedResources(
  config: string,
  stacks: readonly string[],
): Promise<ReadonlyMap<string, readonly DefinedResource[]>> {
  const synthesized = await synthesizedStacks(config, stacks);
  return new Map([...synthesized].map(([name, json]) => [name, resourcesIn(json)]));
}

/** The Terraform JSON of stacks, by stack: synthesizes them into a folder that is gone afterwards. */
export async function synthesizedStacks(config: string, stacks: readonly string[]): Promise<ReadonlyMap<string, Json>> {
  const folder = mkdtempSync(join(tmpdir(), "mlops-stacks-"));
  try {
    const made = await synthesize({ config, outdir: join(folder, "out"), env: process.env, only: stacks });
    return new Map(
      made
        .filter(({ name }) => stacks.includes(name))
        .map(({ name, dir }) => [name, JSON.parse(readFileSync(join(dir, "cdk.tf.json"), "utf8")) as Json]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every resource of a stack's Terraform configuration. */
export function resourcesIn(stack: Json): readonly DefinedResource[] {
  const byType = (stack["resource"] ?? {}) as Record<string, Record<string, Json>>;
  const all = new Map<string, { readonly type: string; readonly raw: Json }>(
    Object.entries(byType).flatMap(([type, byName]) =>
      Object.entries(byName).map(([name, raw]) => [`${type}.${name}`, { type, raw }] as const),
    ),
  );
  const subscription = subscriptionOf(stack);
  const done = new Map<string, DefinedResource>();

  const define = (address: string): DefinedResource => {
    const known = done.get(address);
    if (known !== undefined) return known;
    const { type, raw } = all.get(address)!;
    const values = resolve(raw) as Json;
    const id = importIdOf(type, knownOf(values) as Values, subscription)?.armId;
    const armType =
      typeof values["type"] === "string" && type.startsWith("azapi") ? values["type"].split("@")[0]! : undefined;
    const resource = {
      address,
      kind: repositoryKindOf(type) ?? nounOf(armType ?? armTypeOfAzurerm(type) ?? type),
      name: typeof values["name"] === "string" ? values["name"] : address.split(".")[1]!,
      id,
      arguments: values,
    };
    done.set(address, resource);
    return resource;
  };
  const resolve = (value: unknown): unknown => {
    if (typeof value === "string") {
      return value.replaceAll(
        /\$\{([a-z0-9_]+\.[A-Za-z0-9_-]+)\.(id|name)\}/g,
        (whole, address: string, field: string) => {
          if (!all.has(address)) return whole;
          const target = define(address);
          return (field === "id" ? target.id : target.name) ?? whole;
        },
      );
    }
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
    }
    return value;
  };
  return [...all.keys()]
    .filter((address) => !CHANGES_OTHERS.test(address))
    .map(define)
    .sort((a, b) => (`${a.kind}\t${a.name}` < `${b.kind}\t${b.name}` ? -1 : 1));
}

/** What a value refers to and nobody knows before Azure does is left out, as in a plan. */
const knownOf = (values: Json): Json =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value !== "string" || !value.includes("${")));

function subscriptionOf(stack: Json): string {
  const providers = (stack["provider"] as Record<string, readonly Json[]> | undefined)?.["azurerm"] ?? [];
  const id = providers[0]?.["subscription_id"];
  return typeof id === "string" ? id : "";
}
