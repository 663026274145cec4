import { AnnotationMetadataEntryType, TerraformProvider, TerraformStack, Testing } from "cdktf";
import { configureProviders } from "../../constructs/providers";
import { fasterCdktf } from "../../stacks/faster-cdktf";
import { testApp } from "./app";

// As main.ts does: two fifths of a synthesis are traces that nobody reads.
fasterCdktf();

/** Made-up identifiers for tests, of the right shape. */
export const SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";
export const TENANT = "22222222-2222-4222-8222-222222222222";

/** The arguments of one synthesized resource; references are Terraform expressions such as `${azurerm_subnet.A.id}`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk into arbitrary synthesized JSON
export type Attributes = Record<string, any>;

/** A generated binding, or one of ours: a class that knows its Terraform type. */
interface ResourceClass {
  readonly tfResourceType: string;
}

/** A stack's Terraform configuration, with ways to find things in it. */
export interface Synthesized {
  /** The whole configuration, without cdktf's metadata. */
  readonly json: Attributes;
  /** Texts of warning annotations. */
  readonly warnings: readonly string[];
  /** The one resource of this type; fails, listing what there is, if there is none or more than one. */
  only(type: ResourceClass): Attributes;
  /** All resources of this type, in the order of their logical ids. */
  all(type: ResourceClass): Attributes[];
  /** All resources of this Terraform type, by logical id. */
  resources(type: string): Record<string, Attributes>;
  /** All azapi resources of this ARM type, whatever their API version, by logical id. */
  arm(type: string): Record<string, Attributes>;
  /** The one azapi resource of this ARM type. */
  onlyArm(type: string): Attributes;
}

/** What a test expects besides a clean synthesis. */
export interface SynthOptions {
  /** Texts of the error annotations that are expected: exactly these. @default - none */
  readonly expectErrors?: readonly string[];
}

/**
 * Synthesizes one stack once, with validations and aspects, in this process. Adds the providers if `define` does not.
 * Fails on an error annotation the test did not announce.
 */
export function synth(define: (stack: TerraformStack) => unknown, options: SynthOptions = {}): Synthesized {
  const stack = new TerraformStack(testApp(), "test");
  define(stack);
  if (!stack.node.children.some((child) => TerraformProvider.isTerraformProvider(child))) {
    configureProviders(stack, { subscription: SUBSCRIPTION, tenant: TENANT });
  }
  const json = JSON.parse(Testing.synth(stack, true)) as Attributes;

  const annotations = stack.node.findAll().flatMap((construct) => construct.node.metadata);
  const texts = (level: string) => annotations.filter(({ type }) => type === level).map(({ data }) => String(data));
  expect(texts(AnnotationMetadataEntryType.ERROR)).toEqual(options.expectErrors ?? []);

  const resources = (type: string): Record<string, Attributes> => json["resource"]?.[type] ?? {};
  const arm = (type: string) =>
    Object.fromEntries(
      Object.entries(resources("azapi_resource")).filter(([, attributes]) => attributes["type"].split("@")[0] === type),
    );
  return {
    json,
    warnings: texts(AnnotationMetadataEntryType.WARN),
    resources,
    arm,
    all: (type) => Object.values(resources(type.tfResourceType)),
    only: (type) => single(type.tfResourceType, resources(type.tfResourceType)),
    onlyArm: (type) => single(type, arm(type)),
  };
}

function single(what: string, found: Record<string, Attributes>): Attributes {
  const ids = Object.keys(found);
  if (ids.length !== 1) throw new Error(`expected one ${what}, found ${ids.length}: ${ids.join(", ") || "none"}`);
  return found[ids[0]!]!;
}
