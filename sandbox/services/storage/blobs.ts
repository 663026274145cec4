import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { writeWhole } from "../../../files";
import { ArmError } from "../../engine/arm/arm-error";

/** A blob's place. */
export interface BlobId {
  readonly account: string;
  readonly container: string;
  /** With forward slashes, without one at its start. */
  readonly path: string;
}

/** What storage keeps of a blob beside its bytes. */
export interface BlobFacts {
  readonly size: number;
  readonly etag: string;
  readonly modified: Date;
  readonly metadata: Readonly<Record<string, string>>;
}

const ACCOUNT = /^[a-z0-9]{3,24}$/;
const CONTAINER = /^(\$root|\$web|\$logs|[a-z0-9](-?[a-z0-9])*)$/;
/** Of an address below an account of Azure: account, container and path. */
const ADDRESS = /^https:\/\/([a-z0-9]+)\.(?:blob|dfs)\.core\.windows\.net\/([^/?]+)\/?([^?]*)/;

/** Names that Azure's storage takes. @throws ArmError 400 for any other, and for a path that leads out of its container */
export function blobId(account: string, container: string, path: string): BlobId {
  const parts = path.split("/");
  if (!ACCOUNT.test(account) || !CONTAINER.test(container) || container.length > 63 || path.length > 1024)
    throw new ArmError(400, "InvalidResourceName", "The specified resource name contains invalid characters.");
  if (parts.some((part) => part === "." || part === ".." || part.includes("\0") || part.includes("\\")))
    throw new ArmError(400, "InvalidUri", "The requested URI does not represent any resource on the server.");
  return { account, container, path };
}

/** What an address of Azure's storage names; undefined for any other. */
export function blobAddress(address: string): BlobId | undefined {
  const [, account, container, path] = ADDRESS.exec(address) ?? [];
  return account === undefined ? undefined : blobId(account, container!, decodeURIComponent(path!).replace(/\/+$/, ""));
}

/** Storage accounts' blobs on disk: `<folder>/<account>/<container>/<path>`, with what else is known of them beside. */
export class Blobs {
  constructor(readonly folder: string) {}

  /** Where a blob, or the folder of a prefix, lies on this machine. */
  fileOf({ account, container, path }: BlobId): string {
    return join(this.folder, account, container, ...path.split("/").filter((part) => part !== ""));
  }

  facts(blob: BlobId): BlobFacts | undefined {
    const file = this.fileOf(blob);
    const found = existsSync(file) ? statSync(file) : undefined;
    if (found === undefined || !found.isFile()) return undefined;
    const kept = this.metadataFile(blob);
    const metadata = existsSync(kept) ? (JSON.parse(readFileSync(kept, "utf8")) as Record<string, string>) : {};
    const etag = createHash("sha256").update(`${found.mtimeMs}|${found.size}|${JSON.stringify(metadata)}`);
    return {
      size: found.size,
      etag: `"0x${etag.digest("hex").slice(0, 15).toUpperCase()}"`,
      modified: found.mtime,
      metadata,
    };
  }

  /** Writes a blob whole: what is read meanwhile, or after a crash, is what was there before. */
  write(blob: BlobId, content: Buffer, metadata: Readonly<Record<string, string>>): void {
    const file = this.fileOf(blob);
    mkdirSync(dirname(file), { recursive: true });
    writeWhole(file, content);
    this.annotate(blob, metadata);
  }

  annotate(blob: BlobId, metadata: Readonly<Record<string, string>>): void {
    const kept = this.metadataFile(blob);
    if (Object.keys(metadata).length === 0) return rmSync(kept, { force: true });
    mkdirSync(dirname(kept), { recursive: true });
    writeWhole(kept, JSON.stringify(metadata));
  }

  delete(blob: BlobId): void {
    rmSync(this.fileOf(blob), { force: true });
    rmSync(this.metadataFile(blob), { force: true });
  }

  /** Paths of the blobs in a container that begin with a prefix, in order. */
  list(account: string, container: string, prefix = ""): readonly string[] {
    const root = join(this.folder, account, container);
    if (!existsSync(root)) return [];
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
      .filter((path) => path.startsWith(prefix))
      .sort();
  }

  private metadataFile({ account, container, path }: BlobId): string {
    return join(
      this.folder,
      ".metadata",
      account,
      container,
      `${createHash("sha256").update(path).digest("hex")}.json`,
    );
  }
}
