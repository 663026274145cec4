import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { validate } from "../../cli/validation";

/**
 * What files cost that nobody writes by hand: the time per key of 60,000 unknown keys against 6,000, as a ratio that does
 * not depend on the machine. Exits with 1 if it is above 3: time that grows with the square gives 10.
 */
const MAX_RATIO = 3;
const shipped = resolve(__dirname, "../../config");

function secondsFor(file: string, text: string): number {
  const dir = mkdtempSync(join(tmpdir(), "mlops-bench-hostile-"));
  try {
    for (const name of ["organization.yaml", "environments", "use-cases", "releases"]) {
      cpSync(join(shipped, name), join(dir, name), { recursive: true });
    }
    writeFileSync(join(dir, file), text);
    const began = performance.now();
    validate(dir, "text", "2026-12-01");
    return (performance.now() - began) / 1_000;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("");

const kinds: Readonly<Record<string, (count: number) => number>> = {
  "unknown keys": (count) =>
    secondsFor(
      "environments/dev.yaml",
      lines(count, (index) => `k${index}: 1\n`),
    ),
  "one key again and again": (count) =>
    secondsFor(
      "environments/dev.yaml",
      lines(count, () => "k: 1\n"),
    ),
  "templates in a list": (count) => secondsFor("environments/dev.yaml", `a:\n${lines(count, () => " - ${x}\n")}`),
};

secondsFor("environments/dev.yaml", "a: 1\n");
for (const [kind, measure] of Object.entries(kinds)) {
  const few = Math.min(measure(6_000), measure(6_000));
  const many = measure(60_000);
  const ratio = many / few / 10;
  console.log(
    `${kind}: 6,000 in ${few.toFixed(2)} s, 60,000 in ${many.toFixed(2)} s, ${ratio.toFixed(1)} times as long each`,
  );
  if (ratio > MAX_RATIO) process.exitCode = 1;
}
