import { existsSync } from "node:fs";
import { stringify } from "yaml";
import { UserError } from "../../domain/problem/problem";
import { writeWhole } from "../../files";
import { shownPath } from "../../schema/folders";
import { inShell } from "../ml/score";
import type { Answers } from "./questions";

/** What a run was started with, as far as the next one needs it. */
export interface Started {
  readonly answers?: string;
  readonly config?: string;
  readonly ml?: string;
  readonly data?: string;
  readonly target?: string;
  readonly id?: string;
  readonly time?: string;
  readonly prices?: string;
}

/**
 * Writes what was answered where the next run can read it, and says with which command; nothing if nothing was answered. Where
 * no file can be written the answers are shown, so that they are not lost either.
 * @param folder - where the file goes if none was given
 */
export function keepAnswers(answered: Partial<Answers>, started: Started, folder = "."): void {
  if (Object.keys(answered).length === 0) return;
  const text = stringify(answered, { lineWidth: 0 });
  const file = started.answers ?? freeFile(folder, answered.name);
  try {
    writeWhole(file, text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(`What you answered could not be kept in ${shownPath(file)}:\n${text}`);
    return;
  }
  const given = (["config", "ml", "data", "target", "id", "time", "prices"] as const).flatMap((option) => {
    const value = started[option];
    // The folders are called as the options are, unless somebody says otherwise.
    return value === undefined || value === option ? [] : [`--${option} ${asWord(value)}`];
  });
  const command = ["npx mlops new", `--answers ${asWord(shownPath(file))}`, ...given].join(" ");
  console.error(`What you answered is kept in ${shownPath(file)}. Go on with: ${command}`);
}

/** A file of answers that is not there yet; an earlier one of the same use case is written anew. */
const freeFile = (folder: string, name: string | undefined): string =>
  existsSync(`${folder}/answers.yaml`) ? `${folder}/answers-${name ?? "new"}.yaml` : `${folder}/answers.yaml`;

/** As a shell takes it for one word; quoted only where it must be. */
const asWord = (text: string): string => (/^[\w./@=:-]+$/.test(text) ? text : inShell(text));
