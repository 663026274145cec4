import { sameId } from "./ids";

/** What of an environment's logs decides whether its keys go together; undefined where nothing usable is written. */
export interface LogsSource {
  /** Whether a length of time to keep them is written. */
  readonly retentionWritten: boolean;
  /** ARM id of a Log Analytics workspace that others made. */
  readonly workspace: string | undefined;
  readonly diagnostics: "own" | "policy" | undefined;
  readonly copies:
    | { readonly workspace?: string | undefined; readonly storageAccount?: unknown; readonly eventHub?: unknown }
    | undefined;
}

/** What is wrong with the keys of logs as a whole. */
export interface LogsMistake {
  readonly path: readonly string[];
  /** After the key's name. */
  readonly says: string;
  readonly fix: string;
}

/** Keys that do not go together. */
export function* checkLogs({ retentionWritten, workspace, diagnostics, copies }: LogsSource): Generator<LogsMistake> {
  if (workspace !== undefined && retentionWritten)
    yield {
      path: ["retention"],
      says: "is for a workspace of the environment's own, and there is logs.workspace",
      fix: "remove it: whoever keeps that workspace sets it there",
    };
  if (workspace === undefined && diagnostics === "policy")
    yield {
      path: ["diagnostics"],
      says: "is policy, which sends to a workspace that is not named here",
      fix: "name it in logs.workspace: alerts look for logs there",
    };
  if (copies === undefined) return;
  if (Object.values(copies).every((one) => one === undefined))
    yield { path: ["copies"], says: "names no place", fix: "name a workspace, a storageAccount or an eventHub" };
  if (copies.workspace !== undefined && workspace !== undefined && sameId(copies.workspace, workspace))
    yield {
      path: ["copies", "workspace"],
      says: "is logs.workspace, and Azure refuses two settings with the same destination",
      fix: "remove it, or name another",
    };
}
