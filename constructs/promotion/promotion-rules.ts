import type { Problem } from "../../domain/problem/problem";
import type { ProblemCode } from "../../domain/problem/codes";
import type { PromotionWay } from "../../domain/promotion/model";
import { checkPromotion, type PromotionRule } from "../../domain/promotion/rules";

/** Codes of what makes a way to production unsafe. */
const codes: Readonly<Record<PromotionRule, ProblemCode>> = {
  skipped: "MLOPS-PROMOTION-001",
  unapproved: "MLOPS-PROMOTION-002",
  "self-approval": "MLOPS-PROMOTION-003",
  share: "MLOPS-PROMOTION-004",
  unfinished: "MLOPS-PROMOTION-005",
  falling: "MLOPS-PROMOTION-006",
  "short-bake": "MLOPS-PROMOTION-007",
  "no-way-back": "MLOPS-PROMOTION-008",
  "at-once": "MLOPS-PROMOTION-009",
  gate: "MLOPS-PROMOTION-011",
  "smoke-test": "MLOPS-PROMOTION-013",
  "listed-twice": "MLOPS-PROMOTION-012",
};

/** What makes a way to production unsafe, as problems of a construct. @param where - its path */
export const promotionProblems = (way: PromotionWay, where: string): readonly Problem[] =>
  checkPromotion(way).map(({ rule, environment, path, says, ...facts }) => ({
    code: codes[rule],
    where,
    message: `${environment === undefined ? "" : `${environment}: `}${path.length === 0 ? "promotion" : path.join(".")} ${says}`,
    ...facts,
  }));
