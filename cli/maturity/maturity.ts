import type { Inventory } from "../../schema/ml/inventory";
import type { UseCase } from "../../schema/use-case/model";
import { maturityCriteria, maturityLevels, type Judgement, type MaturityLevel } from "./criteria";

/** What a use case's configuration shows of the maturity model. */
export interface Maturity {
  readonly useCase: string;
  /** The environment that was judged: the last one it lives in. */
  readonly environment: string;
  /** The highest level of which, and of all below it, every criterion is met. */
  readonly level: 0 | MaturityLevel;
  readonly name: string;
  readonly criteria: readonly (Judgement & { readonly level: MaturityLevel; readonly asks: string })[];
}

const LEVELS: readonly MaturityLevel[] = [1, 2, 3, 4];

/**
 * Which level of Microsoft's MLOps maturity model a use case reaches, by facts in its configuration alone.
 * @param exists - tells which components count: one that is only named gives nothing
 */
export function maturityOf(useCase: UseCase, exists: Inventory): Maturity {
  const last = useCase.variants.at(-1)!;
  const criteria = maturityCriteria.map(({ level, asks, judge }) => ({ level, asks, ...judge(last, useCase, exists) }));
  const failing = LEVELS.find((level) => criteria.some((criterion) => criterion.level === level && !criterion.met));
  const level = (failing === undefined ? 4 : failing - 1) as Maturity["level"];
  return { useCase: useCase.name, environment: last.environment, level, name: maturityLevels[level], criteria };
}

/** For a terminal: the level, what shows it, and what is missing for the next. */
export function maturityText(results: readonly Maturity[]): string {
  const width = Math.max(...results.map(({ useCase }) => useCase.length));
  return results
    .map(({ useCase, environment, level, name, criteria }) => {
      const next = level === 4 ? undefined : level + 1;
      const lines = criteria.map((criterion) => {
        const mark = criterion.met ? "yes" : "no ";
        return `    ${criterion.level}  ${mark}  ${criterion.asks}: ${criterion.fact}`;
      });
      const lacking = criteria.filter((criterion) => criterion.level === next && !criterion.met);
      return [
        `${useCase.padEnd(width)}  level ${level} of 4, ${name} (judged in ${environment})`,
        ...lines,
        ...(next === undefined
          ? []
          : [
              `  For level ${next}, ${maturityLevels[next as MaturityLevel]}:`,
              ...lacking.map(({ fact }) => `    - ${fact}`),
            ]),
      ].join("\n");
    })
    .join("\n\n");
}
