import { z } from "zod";
import { environmentSchema, organizationSchema } from "./schema";

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
  readonly [keyword: string]: unknown;
}

/** Schemas for editors, by file name. Editors complete and check with them; the loader checks more. */
export function jsonSchemas(): Readonly<Record<string, JsonSchema>> {
  return {
    "organization.schema.json": toJsonSchema(organizationSchema, "Organization"),
    "environment.schema.json": toJsonSchema(environmentSchema, "Environment"),
  };
}

/** What a person may write, not what the program gets: defaults may be left out, and lengths of time are text. */
export const toJsonSchema = (schema: z.ZodType, title: string): JsonSchema => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input", target: "draft-7" });
  return { $schema, title, ...rest } as JsonSchema;
};
