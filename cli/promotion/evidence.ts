import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { shownPath } from "../../config/folders";
import { UserError } from "../../core/problem";
import type { LiveProof, Reason } from "../../release";
import type { AzureTarget } from "../azure/connection";

/** One decision with all that spoke for and against it, for the review of the change it led to. */
export interface DecisionRecord {
  readonly action: "promote" | "rollout" | "rollback";
  /** When, by Azure's clock; for a rollback without Azure, by ours. */
  readonly at: string;
  /** Where the facts are from. What the sandbox showed proves nothing about Azure. */
  readonly target: AzureTarget;
  /** What was changed, in a sentence. */
  readonly change: string;
  /** Why a person decided against checks. */
  readonly override?: string;
  /** Why it was rolled back. */
  readonly because?: string;
  readonly reasons: readonly Omit<Reason, "overridable">[];
  /** What was seen live, and since when at the latest: what later decisions may count on. */
  readonly seenLive: readonly LiveProof[];
}

/** `config/releases/evidence/<use-case>/<environment>-<version>.json`: a version's way into an environment. */
export interface EvidenceFile {
  readonly useCase: string;
  readonly environment: string;
  readonly model: string;
  /** Oldest first. */
  readonly decisions: readonly DecisionRecord[];
}

/** Where a version's evidence lies. The configuration is read from `*.yaml` only, so that it does not meet it. */
export const evidencePath = (directory: string, useCase: string, environment: string, model: string): string =>
  join(directory, "releases", "evidence", useCase, `${environment}-${model}.json`);

/** The evidence with one more decision, as text. One that was decided before and not made is replaced. */
export function withDecision(
  path: string,
  about: Pick<EvidenceFile, "useCase" | "environment" | "model">,
  decision: DecisionRecord,
): string {
  const { decisions } = existsSync(path) ? readEvidence(path) : { decisions: [] };
  const kept = decisions.at(-1)?.change === decision.change ? decisions.slice(0, -1) : decisions;
  const { useCase, environment, model } = about;
  return `${JSON.stringify({ useCase, environment, model, decisions: [...kept, decision] } satisfies EvidenceFile, undefined, 2)}\n`;
}

/** What former decisions on a use case saw live, at the same target. */
export function proofsOf(directory: string, useCase: string, target: AzureTarget): readonly LiveProof[] {
  const folder = join(directory, "releases", "evidence", useCase);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json") && !name.startsWith("."))
    .sort()
    .flatMap((name) => readEvidence(join(folder, name)).decisions)
    .filter((decision) => decision.target === target)
    .flatMap(({ seenLive }) => seenLive);
}

function readEvidence(path: string): EvidenceFile {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw unreadable(path, (error as Error).message);
  }
  if (!isEvidence(content)) throw unreadable(path, "it is not the evidence of decisions");
  return content;
}

function isEvidence(content: unknown): content is EvidenceFile {
  const { decisions } = (content ?? {}) as Partial<EvidenceFile>;
  return (
    Array.isArray(decisions) &&
    decisions.every(
      (decision: Partial<DecisionRecord> | null) =>
        typeof decision?.change === "string" &&
        Array.isArray(decision.seenLive) &&
        decision.seenLive.every((proof) => typeof proof?.environment === "string" && typeof proof.model === "string"),
    )
  );
}

const unreadable = (path: string, reason: string): UserError =>
  new UserError([
    {
      code: "MLOPS-PROMOTE-004",
      where: shownPath(path),
      message: `this evidence cannot be read: ${reason}`,
      fix: "restore it from git; nothing was changed",
    },
  ]);
