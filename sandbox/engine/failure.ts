import type { ProblemCode } from "../../domain/problem/codes";

const CODE: ProblemCode = "MLOPS-SANDBOX-009";

/**
 * What is said when the simulation fails where it should not: somebody changed its store by hand into what no Azure holds,
 * or it is a defect. Which of the two, the error does not tell; where, it does with MLOPS_STACK_TRACES=1.
 */
export function sandboxFailure(error: unknown): { readonly summary: string; readonly detail: string } {
  const { message, stack } = error instanceof Error ? error : { message: String(error) };
  return {
    summary: `${CODE} the sandbox cannot go on with what its store holds`,
    detail:
      process.env["MLOPS_STACK_TRACES"] === "1"
        ? (stack ?? message)
        : `${message}; if cloud.json was edited, undo that, else this is a defect of the sandbox`,
  };
}
