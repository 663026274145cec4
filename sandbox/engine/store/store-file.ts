import { isTree } from "../../../domain/json/tree";
import { accessSync, constants } from "node:fs";
import { UserError } from "../../../domain/problem/problem";
import type { ProblemCode } from "../../../domain/problem/codes";
import { isUnread, readRegularFile } from "../../../files";
import type { CloudResource, SoftDeleted } from "./resource";

/** What `cloud.json` holds. */
export interface StoreFile {
  readonly version: 1;
  readonly resources: Record<string, CloudResource>;
  readonly softDeleted: Record<string, SoftDeleted>;
}

/** No simulated Azure is this large: a thousand use cases take a tenth of it. */
const MAX_BYTES = 500_000_000;

type Wrong = string | undefined;

/**
 * Reads one of the sandbox's JSON files, which a person may have edited and a full disk may have cut.
 * @param what - the file in words: `the sandbox's store`
 * @param check - what is wrong with the content, after "it": `has no resources`
 * @throws UserError MLOPS-SANDBOX-003 with what is wrong
 */
export function readSandboxFile<Content>(
  file: string,
  what: string,
  check: (content: unknown) => Wrong,
  code: ProblemCode = "MLOPS-SANDBOX-003",
): Content {
  const refuse = (reason: string): UserError =>
    new UserError([
      {
        code,
        where: file,
        message: `${what} cannot be read: ${reason}`,
        fix: "mend the file, or move it and the state folder beside it away and start anew; nothing was changed",
      },
    ]);
  const read = readRegularFile(file, { maxBytes: MAX_BYTES });
  if (isUnread(read)) throw refuse(`it ${read.says}`);
  let content: unknown;
  try {
    accessSync(file, constants.W_OK);
    content = JSON.parse(read.toString("utf8"));
  } catch (error) {
    throw refuse((error as Error).message);
  }
  const wrong = check(content);
  if (wrong !== undefined) throw refuse(`it ${wrong}`);
  return content as Content;
}

/** @throws UserError MLOPS-SANDBOX-003 with what is wrong */
export const readStore = (file: string): StoreFile => readSandboxFile(file, "the sandbox's store", wrongStore);

function wrongStore(content: unknown): Wrong {
  const form = "does not have the form of a sandbox store, version 1";
  if (!isTree(content)) return form;
  if (content["version"] !== 1) return `${form}: version is ${short(content["version"])}`;
  const { resources, softDeleted } = content;
  if (!isTree(resources)) return `${form}: resources is no mapping of ids`;
  if (!isTree(softDeleted)) return `${form}: softDeleted is no mapping of ids`;
  return (
    firstWrong(resources, (id, resource) => wrongResource(id, resource)) ??
    firstWrong(softDeleted, (id, gone) => wrongGone(id, gone))
  );
}

function firstWrong(entries: Readonly<Record<string, unknown>>, check: (id: string, value: unknown) => Wrong): Wrong {
  for (const [id, value] of Object.entries(entries)) {
    const wrong = check(id, value);
    if (wrong !== undefined) return `has no valid entry for ${short(id)}: ${wrong}`;
  }
  return undefined;
}

function wrongResource(id: string, resource: unknown): Wrong {
  if (!isTree(resource)) return "it is no resource";
  const { id: own, type, body, readOnly, azurerm } = resource;
  if (typeof own !== "string" || own.toLowerCase() !== id.toLowerCase()) return `its id is ${short(own)}`;
  if (!/^\/[^/]/.test(own)) return "its id is none of Azure's";
  if (typeof type !== "string" || type === "") return `its type is ${short(type)}`;
  if (!isTree(body)) return `its body is ${short(body)}`;
  if (!isTree(readOnly)) return `its readOnly is ${short(readOnly)}`;
  if (azurerm === undefined) return undefined;
  const made = isTree(azurerm) && typeof azurerm["type"] === "string" && isTree(azurerm["values"]);
  return made ? undefined : "its azurerm has no type and values";
}

function wrongGone(id: string, gone: unknown): Wrong {
  if (!isTree(gone)) return "it is no deleted resource";
  const { resource, deletedAt, retentionDays, purgeProtected } = gone;
  if (typeof deletedAt !== "string" || Number.isNaN(Date.parse(deletedAt)))
    return `its deletedAt is ${short(deletedAt)}`;
  if (typeof retentionDays !== "number") return `its retentionDays is ${short(retentionDays)}`;
  if (typeof purgeProtected !== "boolean") return `its purgeProtected is ${short(purgeProtected)}`;
  return wrongResource(id, resource);
}

function short(value: unknown): string {
  if (value === undefined) return "missing";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
