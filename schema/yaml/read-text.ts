import { isUnread, readRegularFile, type Unread } from "../../files";
import type { Finding } from "../finding";

/** No configuration is this long; what is has been put there by mistake. */
const MAX_BYTES = 1_000_000;

/** The text of a file, or why there is none and where in it the reason lies. */
export type ReadText =
  { readonly text: string } | { readonly finding: Finding; readonly line: number; readonly column: number };

/** @param within - the folder that the file must lie in after links have been followed. @default - anywhere */
export function readText(path: string, within?: string): ReadText {
  const at = (finding: Finding, line = 1, column = 1): ReadText => ({ finding, line, column });
  const bytes = readRegularFile(path, { maxBytes: MAX_BYTES, within });
  if (isUnread(bytes)) return at(findingOf(bytes));
  const utf16 = bytes.length >= 2 && ["fffe", "feff"].includes(bytes.subarray(0, 2).toString("hex"));
  if (utf16 || bytes.includes(0)) {
    return at({
      kind: "encoding",
      says: utf16 ? "is UTF-16 text" : "is not text: it holds NUL bytes",
      allowed: "UTF-8",
      fix: "save the file as UTF-8",
    });
  }
  const text = bytes.toString("utf8");
  const wrongByte = firstDifference(bytes, Buffer.from(text, "utf8"));
  if (wrongByte === undefined) return { text };
  const before = bytes.subarray(0, wrongByte).toString("utf8").split("\n");
  return at(
    {
      kind: "encoding",
      says: `is not UTF-8: byte 0x${bytes[wrongByte]!.toString(16)} starts no character`,
      allowed: "UTF-8",
      fix: "save the file as UTF-8; it is probably Latin-1 or Windows-1252 now",
    },
    before.length,
    before.at(-1)!.length + 1,
  );
}

const KINDS = {
  missing: "fileMissing",
  unreadable: "fileUnreadable",
  tooLarge: "tooLarge",
  outside: "fileOutside",
} as const satisfies Record<Unread["kind"], Finding["kind"]>;

const findingOf = ({ kind, says, allowed, fix }: Unread): Finding => ({ kind: KINDS[kind], says, allowed, fix });

/** Offset of the first byte that differs; undefined if the two are the same. */
function firstDifference(a: Buffer, b: Buffer): number | undefined {
  if (a.equals(b)) return undefined;
  const index = a.findIndex((byte, offset) => byte !== b[offset]);
  return index === -1 ? a.length : index;
}
