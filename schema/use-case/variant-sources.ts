import type { SourceFile } from "../yaml/file";
import { overridable, VariantSource } from "./overrides";
import { variantSchema } from "./schema";

const OVERRIDABLE = Object.keys(variantSchema.shape);

interface Variants {
  readonly base: ReturnType<typeof overridable>;
  readonly byEnvironment: Map<string, VariantSource>;
}

const known = new WeakMap<SourceFile, Variants>();

/**
 * A use case's file as an environment sees it. Made once for each file and environment: whoever asks gets the same value, of
 * which what the schema makes is kept (`parseOnce`).
 */
export function variantSource(file: SourceFile, environment: string): VariantSource {
  const variants = known.get(file) ?? { base: overridable(file, OVERRIDABLE), byEnvironment: new Map() };
  known.set(file, variants);
  const source = variants.byEnvironment.get(environment) ?? new VariantSource(file, environment, variants.base);
  variants.byEnvironment.set(environment, source);
  return source;
}
