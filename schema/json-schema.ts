import { z } from "zod";
import { releaseSchema } from "./releases/schema";
import { environmentSchema, organizationSchema } from "./configuration";
import { useCaseSchema, variantSchema } from "./use-case/schema";
import { waiversSchema } from "./waivers/schema";

/** A JSON Schema as far as we read it ourselves. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly [keyword: string]: unknown;
}

/** Schemas for editors, by file name. Editors complete and check with them; the loader checks more. */
export function jsonSchemas(): Readonly<Record<string, JsonSchema>> {
  return {
    "organization.schema.json": toJsonSchema(organizationSchema, "Organization"),
    "environment.schema.json": toJsonSchema(environmentSchema, "Environment"),
    "use-case.schema.json": withOverrides(toJsonSchema(useCaseSchema, "Use case")),
    "release.schema.json": toJsonSchema(releaseSchema, "Release"),
    "waivers.schema.json": toJsonSchema(waiversSchema, "Waivers"),
  };
}

/** What a person may write, not what the program gets: defaults may be left out, and lengths of time are text. */
export const toJsonSchema = (schema: z.ZodType, title: string): JsonSchema => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input", target: "draft-7" });
  return { $schema, title, ...rest } as JsonSchema;
};

/** The schema of use cases with overrides that may be any part of what they override. */
function withOverrides(schema: JsonSchema): JsonSchema {
  const { properties, additionalProperties, type } = toJsonSchema(variantSchema, "Overrides");
  const overrides = {
    ...schema.properties?.["overrides"],
    additionalProperties: partial({ type, properties, additionalProperties }),
  };
  return { ...schema, properties: { ...schema.properties, overrides } };
}

/** A schema in which nothing is required and nothing has a default. Of a choice any member may be begun. */
function partial(schema: JsonSchema): JsonSchema {
  const { properties, additionalProperties, oneOf } = schema;
  const each = (schemas: Readonly<Record<string, JsonSchema>>) =>
    Object.fromEntries(Object.entries(schemas).map(([key, inner]) => [key, partial(inner)]));
  const kept = Object.entries(schema).filter(([keyword]) => !["required", "default", "oneOf"].includes(keyword));
  return {
    ...Object.fromEntries(kept),
    ...(oneOf && { anyOf: oneOf.map(partial) }),
    ...(properties && { properties: each(properties) }),
    ...(typeof additionalProperties === "object" && { additionalProperties: partial(additionalProperties) }),
  };
}
