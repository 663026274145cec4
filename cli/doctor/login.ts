import { UserError } from "../../domain/problem/problem";
import { azureProblem } from "../../azure/azure-problem";
import type { AzureConnection } from "../../azure/connection";
import { fail, pass, unknown, type Finding } from "./line";

const SCOPE = "https://management.azure.com/.default";

/** Whether somebody is signed in, who, and to the right tenant. */
export async function checkLogin(azure: AzureConnection, tenant: string, signal: AbortSignal): Promise<Finding> {
  if (azure.target === "sandbox") return pass("the sandbox asks nobody to sign in");
  const signIn = `az login --tenant ${tenant}`;
  try {
    const token = await azure.credential.getToken(SCOPE, { abortSignal: signal });
    return token === null ? fail("nobody is signed in", signIn) : judgeToken(token.token, tenant, signIn);
  } catch (error) {
    if (signal.aborted) return unknown("Microsoft Entra did not answer in time", "check the connection");
    const problem = error instanceof UserError ? error : azureProblem(error, "Azure");
    if (problem?.problems[0]!.code === "MLOPS-AZURE-001") return fail("nobody is signed in", signIn);
    if (problem === undefined) throw error;
    return unknown(problem.problems[0]!.message, "check the connection");
  }
}

/**
 * Who a token is for. It is only read here, not verified: Azure does that.
 * @param token - of Microsoft Entra; never shown
 */
export function judgeToken(token: string, tenant: string, signIn: string): Finding {
  const claims = claimsOf(token);
  if (claims === undefined) return pass("somebody is signed in; the token does not say who");
  const { tid } = claims;
  const who = identityOf(claims);
  if (tid !== undefined && tid.toLowerCase() !== tenant.toLowerCase()) {
    return fail(`${who} is signed in to tenant ${tid}, but organization.yaml says ${tenant}`, signIn);
  }
  return pass(`${who}, tenant ${tid ?? tenant}`);
}

type Claims = Readonly<
  Partial<Record<"tid" | "upn" | "unique_name" | "app_displayname" | "appid" | "oid" | "idtyp", string>>
>;

function identityOf({ upn, unique_name, app_displayname, appid, oid, idtyp }: Claims): string {
  const person = upn ?? unique_name;
  if (idtyp !== "app" && person !== undefined) return person;
  return `identity ${app_displayname ?? appid ?? oid ?? "without a name"}`;
}

function claimsOf(token: string): Claims | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    return typeof claims === "object" && claims !== null ? claims : undefined;
  } catch {
    return undefined;
  }
}
