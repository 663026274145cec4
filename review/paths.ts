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

/** The value at a path, through lists and texts that hold JSON; undefined if there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const step of path) {
    if (found === null || typeof found !== "object") return undefined;
    found = (found as Record<string | number, unknown>)[step];
  }
  return found;
}

/** Whether something stands at or above a path in a tree of marks: `true` marks all below it. */
export function isMarked(marks: unknown, path: Path): boolean {
  let found = marks;
  for (const step of path) {
    if (found === true) return true;
    if (found === null || typeof found !== "object") return false;
    found = (found as Record<string | number, unknown>)[step];
  }
  return found === true || anyMark(found);
}

function anyMark(marks: unknown): boolean {
  if (marks === true) return true;
  return marks !== null && typeof marks === "object" && Object.values(marks).some(anyMark);
}
