import { inflateRawSync } from "node:zlib";

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;
/** More than any plan, state or configuration has; what is larger is there to fill the memory. Bytes. */
const LARGEST = 512 * 1024 * 1024;

/**
 * The files in a zip archive by their names. Reads what Terraform's plan files use: no encryption, less than 4 GiB.
 * Source: APPNOTE.TXT of PKWARE, sections 4.3.7 to 4.3.16.
 * @throws RangeError or Error if it is no such archive
 */
export function unzip(archive: Buffer): Map<string, Buffer> {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || archive.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error("no zip archive");
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  const files = new Map<string, Buffer>();
  for (let index = 0; index < count; index++) {
    if (archive.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error("a damaged zip archive");
    const method = archive.readUInt16LE(at + 10);
    const packed = archive.readUInt32LE(at + 20);
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString("utf8", at + 46, at + 46 + nameLength);
    // Others may read the first of the two where this reads the last.
    if (files.has(name)) throw new Error(`${name} is twice in a zip archive`);
    const header = archive.readUInt32LE(at + 42);
    // The lengths in the file's own header may differ from those in the directory.
    const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
    files.set(name, unpack(archive.subarray(start, start + packed), method));
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

function unpack(content: Buffer, method: number): Buffer {
  if (method === STORED) return content;
  if (method === DEFLATED) return inflateRawSync(content, { maxOutputLength: LARGEST });
  throw new Error(`compression ${method} in a zip archive`);
}
