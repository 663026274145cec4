/** Way to a value below a resource, as Terraform's JSON gives it. */
export type Path = readonly (string | number)[];

/** `network_rules.ip_rules`, `tags["cost-center"]`, `rule[2].port`: as one would write it in Terraform. */
export function formatPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** Whether one path leads through the other; indexes of lists aside, for blocks of a set have none that stay. */
export function overlap(one: Path, other: Path): boolean {
  const [a, b] = [names(one), names(other)];
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const names = (path: Path): readonly string[] => path.filter((step) => typeof step === "string");

/** The value at a path; undefined if there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const step of path) {
    if (found === null || typeof found !== "object") return undefined;
    found = (found as Record<string | number, unknown>)[step];
  }
  return found;
}

/** Blocks that stand once are shown without an index. */
export function shownPath(path: Path, change: { readonly before: unknown; readonly after: unknown }): Path {
  let [was, is] = [change.before, change.after];
  return path.filter((step) => {
    const lone = step === 0 && isLone(was) && isLone(is);
    was = member(was, step);
    is = member(is, step);
    return !lone;
  });
}

const isLone = (value: unknown): boolean =>
  value == null || (Array.isArray(value) && value.length <= 1 && value.every((item) => item === null || isTree(item)));

/** What is below, for showing: a named item is found by its name. */
function member(value: unknown, step: string | number): unknown {
  if (Array.isArray(value) && typeof step === "string") {
    return value.find((item) => isTree(item) && Object.values(item).includes(step)) as unknown;
  }
  return value !== null && typeof value === "object" ? (value as Record<string | number, unknown>)[step] : undefined;
}

const isTree = (value: unknown): value is object =>
  value !== null && typeof value === "object" && !Array.isArray(value);
