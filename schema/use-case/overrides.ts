import type { Path, SourceFile } from "../yaml/file";

type Mapping = Readonly<Record<string, unknown>>;

const isMapping = (value: unknown): value is Mapping =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Keys that say what else a mapping may hold: when they change, nothing of the base can stay. */
const KINDS = ["type", "source"];

/** Keys that stand for the same choice: an override that makes one drops what the base had of the others. */
const DISPLACED: Readonly<Record<string, readonly string[]>> = {
  cron: ["every", "on", "days", "at"],
  every: ["cron"],
  top: ["only", "all"],
  only: ["top", "all"],
  all: ["top", "only"],
  above: ["below"],
  below: ["above"],
};

const isReplaced = (base: Mapping, override: Mapping): boolean =>
  KINDS.some((key) => key in base && key in override && base[key] !== override[key]);

function displacedBy(base: Mapping, override: Mapping): ReadonlySet<string> {
  const otherRhythm = "every" in override && override["every"] !== base["every"] ? ["on", "days"] : [];
  return new Set([...Object.keys(override).flatMap((key) => DISPLACED[key] ?? []), ...otherRhythm]);
}

/** `base` with `override` laid over it: mappings are merged, everything else is replaced. */
export function mergeOverride(base: unknown, override: unknown): unknown {
  if (!isMapping(base) || !isMapping(override) || isReplaced(base, override)) return override;
  const displaced = displacedBy(base, override);
  const kept = Object.entries(base).filter(([key]) => key in override || !displaced.has(key));
  const merged = Object.entries(override).map(([key, value]) => [
    key,
    key in base ? mergeOverride(base[key], value) : value,
  ]);
  return { ...Object.fromEntries(kept), ...Object.fromEntries(merged) };
}

/** What of a file an environment may override: the values of these keys. */
export const overridable = (file: SourceFile, keys: readonly string[]): Mapping =>
  Object.fromEntries(Object.entries(file.value ?? {}).filter(([key]) => keys.includes(key)));

/**
 * A use case's file as one environment sees it: overrides merged in, and every problem placed where the value it is
 * about was written, be it above or in the environment's override.
 */
export class VariantSource implements SourceFile {
  readonly value: Readonly<Record<string, unknown>>;
  private readonly override: Mapping;

  constructor(
    private readonly file: SourceFile,
    private readonly environment: string,
    /** What of the file an environment may override, see {@link overridable}: one value for all environments. */
    private readonly base: Mapping,
  ) {
    const overrides = file.value?.["overrides"];
    const override = isMapping(overrides) ? overrides[environment] : undefined;
    this.override = isMapping(override) ? override : {};
    // Without an override it is the very same value, so that it is looked at once.
    this.value = isMapping(override) ? (mergeOverride(base, override) as Mapping) : base;
  }

  problemAt(...[path, finding, options]: Parameters<SourceFile["problemAt"]>): ReturnType<SourceFile["problemAt"]> {
    return this.file.problemAt(this.originOf(path), finding, options);
  }

  written(path: Path): string | undefined {
    return this.file.written(this.originOf(path));
  }

  has(path: Path): boolean {
    return this.file.has(this.originOf(path));
  }

  isAmbiguous(path: Path): boolean {
    return this.file.isAmbiguous(this.originOf(path)) || this.file.isAmbiguous(path);
  }

  /** Where in the file a value of the merged whole was written, whether above or in the environment's override. */
  originOf(path: Path): Path {
    const overridden: Path = ["overrides", this.environment, ...path];
    let base: unknown = this.base;
    let override: unknown = this.override;
    for (const segment of path) {
      if (!isMapping(base) || !isMapping(override) || isReplaced(base, override)) return overridden;
      if (!(segment in override)) return path;
      if (!(segment in base)) return overridden;
      base = base[segment];
      override = override[segment];
    }
    return path.length === 0 ? path : overridden;
  }
}
