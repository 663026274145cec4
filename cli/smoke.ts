import type { SmokeReport } from "../deploy/promotion/smoke";
import { visible } from "../domain/text/visible";

/** What smoke tests found, a line for each check. */
export function smokeLines({ environment, regions, tests }: SmokeReport): string {
  if (tests.length === 0) return `no use case has a smoke test in ${environment}, or nothing of one is released there`;
  const results = tests.flatMap(({ useCase, deployment, reasons }) =>
    reasons.map(
      ({ check, result, text }) =>
        `${result === "pass" ? "pass" : result === "fail" ? "FAIL" : "UNKNOWN"}  ${useCase} ${deployment}, ${check}: ${visible(text)}`,
    ),
  );
  return [...(regions === undefined ? [] : [`asked in ${regions}`]), ...results].join("\n");
}
