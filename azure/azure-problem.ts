import { UserError, type Problem } from "../domain/problem/problem";

/** What an error of Azure's clients may carry; they come from several packages, so `instanceof` does not tell. */
interface ClientError extends Error {
  readonly statusCode?: number;
  readonly code?: string;
}

const NETWORK = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "ENETUNREACH", "EPIPE"]);

/**
 * What the user can do about an error of one of Azure's clients; undefined if it is none of Azure's, so a defect of ours.
 * @param what - what was asked for, such as a resource id
 */
export function azureProblem(error: unknown, what: string): UserError | undefined {
  if (error instanceof UserError) return error;
  if (!(error instanceof Error)) return undefined;
  const { name, statusCode, code, message } = error as ClientError;
  const problem = (rest: Omit<Problem, "where">): UserError => new UserError([{ where: what, ...rest }]);
  if (/^(CredentialUnavailable|Authentication|AggregateAuthentication)/.test(name) || statusCode === 401) {
    return problem({
      code: "MLOPS-AZURE-001",
      message: "nobody is signed in to Azure",
      fix: "sign in with: az login; or add --sandbox to use the simulated Azure",
    });
  }
  if (statusCode === 403) {
    return problem({
      code: "MLOPS-AZURE-002",
      message: `whoever is signed in may not do this: ${oneLine(message)}`,
      fix: "the environment's access groups are in config/environments/",
    });
  }
  if (name === "AbortError" || NETWORK.has(code ?? "") || (name === "RestError" && statusCode === undefined)) {
    return problem({
      code: "MLOPS-AZURE-003",
      message: `Azure was not reached: ${oneLine(message)}`,
      fix: "check the connection and run the command again; nothing was changed here",
    });
  }
  if (statusCode === undefined) return undefined;
  return problem({
    code: "MLOPS-AZURE-004",
    message: `Azure refused with HTTP ${statusCode}: ${oneLine(message)}`,
    ...((statusCode === 429 || statusCode >= 500) && { fix: "run the command again in a few minutes" }),
  });
}

const oneLine = (text: string): string => text.split("\n")[0]!.slice(0, 300);
