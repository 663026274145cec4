import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { shownPath } from "../../schema/folders";
import { UserError } from "../../domain/problem/problem";
import { isUnread, readRegularFile } from "../../files";
import { hasForm, isIntact, parseRecord, type EvidenceRecord, type FoundRecord, type LiveProof } from "../../release";
import type { AzureTarget } from "../../azure/connection";

/** `config/releases/evidence/<use-case>/<environment>-<version>.json`: a version's way into an environment. */
export interface EvidenceFile {
  readonly useCase: string;
  readonly environment: string;
  readonly model: string;
  /** Oldest first. */
  readonly decisions: readonly EvidenceRecord[];
}

/** Where a version's evidence lies. The configuration is read from `*.yaml` only, so that it does not meet it. */
export const evidencePath = (directory: string, useCase: string, environment: string, model: string): string =>
  join(directory, "releases", "evidence", useCase, `${environment}-${model}.json`);

/** The evidence with one more decision, as text. One that was decided before and not made is replaced. */
export function withDecision(
  path: string,
  about: Pick<EvidenceFile, "useCase" | "environment" | "model">,
  decision: EvidenceRecord,
): string {
  const { decisions } = existsSync(path) ? readEvidence(path) : { decisions: [] };
  const last = decisions.at(-1);
  const again = last !== undefined && last.action === decision.action && isDeepStrictEqual(last.step, decision.step);
  const kept = again ? decisions.slice(0, -1) : decisions;
  const { useCase, environment, model } = about;
  return `${JSON.stringify({ useCase, environment, model, decisions: [...kept, decision] } satisfies EvidenceFile, undefined, 2)}\n`;
}

/** What former decisions on a use case saw live, at the same target. */
export function proofsOf(directory: string, useCase: string, target: AzureTarget): readonly LiveProof[] {
  return evidenceFiles(directory, useCase)
    .flatMap(({ path }) => readEvidence(path).decisions)
    .filter((decision) => decision.target === target)
    .flatMap(({ seenLive }) => seenLive);
}

/** Every decision on a use case, whatever is in its files: a review judges it. */
export function foundEvidence(directory: string, useCase: string, environments: readonly string[]): FoundRecord[] {
  // The longest first: a name may begin with another, as dev does of dev-west.
  const longest = [...environments].sort((a, b) => b.length - a.length);
  return evidenceFiles(directory, useCase).flatMap(({ name, path }) => {
    const environment = longest.find((one) => name.startsWith(`${one}-`));
    if (environment === undefined) return [];
    const version = name.slice(environment.length + 1, -".json".length);
    const about = { file: shownPath(path), environment, version };
    const { decisions } = (readTree(path) ?? {}) as Partial<EvidenceFile>;
    if (!Array.isArray(decisions)) return [{ ...about, content: { schema: "unreadable" } }];
    return decisions.map((decision) => ({ ...about, content: decision as unknown }));
  });
}

/** A file of a hundred decisions has a megabyte. */
const MOST_BYTES = 8 * 1024 * 1024;

/** What a file holds that a pull request may have put there; undefined if it is no file, too large or no JSON. */
function readTree(path: string): unknown {
  const bytes = readRegularFile(path, { maxBytes: MOST_BYTES, links: false });
  if (isUnread(bytes)) return undefined;
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

function evidenceFiles(directory: string, useCase: string): { readonly name: string; readonly path: string }[] {
  const folder = join(directory, "releases", "evidence", useCase);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json") && !name.startsWith("."))
    .sort()
    .map((name) => ({ name, path: join(folder, name) }));
}

function readEvidence(path: string): EvidenceFile {
  const bytes = readRegularFile(path, { maxBytes: MOST_BYTES, links: false });
  if (isUnread(bytes)) throw unreadable(path, `it ${bytes.says}`);
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw unreadable(path, (error as Error).message);
  }
  if (!isEvidence(content)) throw unreadable(path, "it is not the evidence of decisions");
  if (content.decisions.some(isSpoiled)) throw unreadable(path, "it was changed after it was written");
  return content;
}

/** Whether a decision is not what was written. Those from before there were seals have none to break. */
function isSpoiled(decision: unknown): boolean {
  if (!hasForm(decision)) return false;
  const record = parseRecord(decision);
  return record === undefined || !isIntact(record);
}

function isEvidence(content: unknown): content is EvidenceFile {
  const { decisions } = (content ?? {}) as Partial<EvidenceFile>;
  return (
    Array.isArray(decisions) &&
    decisions.every(
      (decision: Partial<EvidenceRecord> | null) =>
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
