import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeProposal } from "../../cli/onboarding/new-use-case";
import { writeOutputs } from "../../cli/review/outputs";
import { UserError } from "../../domain/problem/problem";
import { LogFile, writeInOrder, writeWhole } from "../../files";
import { recordMetrics } from "../../sandbox";
import { Cloud } from "../../sandbox/engine/arm/cloud";
import { Directory } from "../../sandbox/services/github/directory";
import { Store } from "../../sandbox/engine/store/store";

/**
 * Runs every writer of the project in a folder whose file system has little room, with less and less of it, and prints
 * what became of each file as JSON. A process of its own, because the small file system is this process's alone.
 */
const [folder, limitedBy] = process.argv.slice(2) as [string, "room" | "size"];
const SIZES = [100, 5_000, 20_000, 60_000];
/** Bytes that are free when the writer begins. */
const ROOM = [0, 4_096, 8_192, 24_576, 49_152, 90_112];

interface Writer {
  readonly name: string;
  readonly file: string;
  write(dir: string, text: string): void;
  /** What is to be compared, where the file holds more than the text. */
  holds?(content: string): string;
}

const cloudOf = (dir: string): Cloud =>
  new Cloud(new Store(dir), { tenant: "t", bodyOf: () => ({}), rulesFor: () => ({}) });
const resource = (text: string) => ({ id: "/subscriptions/s", type: "T", body: { text }, readOnly: {} });

const writers: readonly Writer[] = [
  { name: "any file", file: "file", write: (dir, text) => writeWhole(join(dir, "file"), text) },
  {
    name: "release",
    file: "release.yaml",
    write: (dir, text) => writeInOrder([{ path: join(dir, "release.yaml"), text }]),
  },
  {
    name: "use case",
    file: "use-case.yaml",
    write: (dir, text) => writeProposal({ path: join(dir, "use-case.yaml"), text, preview: "", existing: "none" }),
  },
  {
    name: "review",
    file: "review.html",
    write: (dir, text) => writeOutputs([["html", join(dir, "review.html"), text]]),
  },
  {
    name: "store",
    file: "cloud.json",
    write: (dir, text) => new Store(dir).put(resource(text)),
    holds: (content) => JSON.parse(content).resources["/subscriptions/s"].body.text as string,
  },
  {
    name: "telemetry",
    file: "telemetry.json",
    write: (dir, text) => {
      rmSync(join(dir, "cloud.json"), { force: true });
      recordMetrics(cloudOf(dir), [{ resource: "/r", metric: text, at: "2026-01-01T00:00:00Z", value: 1 }]);
    },
    holds: (content) => (JSON.parse(content)["/r"] as { metric: string }[]).at(-1)!.metric,
  },
  {
    name: "GitHub",
    file: "github.json",
    write: (dir, text) => new Directory(dir).put("one", { text }),
    holds: (content) => JSON.parse(content).objects.one.text as string,
  },
];

/** Leaves `bytes` free. */
function fill(bytes: number): void {
  const ballast = join(folder, "ballast");
  rmSync(ballast, { force: true });
  if (limitedBy === "size") return;
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
}

const results: unknown[] = [];
for (const writer of writers) {
  const whole = writer.holds ?? ((content: string) => content);
  for (const size of SIZES) {
    for (const room of ROOM) {
      const dir = join(folder, "dir");
      const path = join(dir, writer.file);
      rmSync(join(folder, "ballast"), { force: true });
      rmSync(dir, { recursive: true, force: true });
      mkdirSync(dir);
      const [before, after] = ["o".repeat(1_000), "n".repeat(size)];
      writer.write(dir, before);
      fill(room);
      let message: string | undefined;
      let stack = false;
      try {
        writer.write(dir, after);
      } catch (error) {
        stack = !(error instanceof UserError);
        message = (error as Error).message;
      }
      let held: string;
      try {
        const content = whole(readFileSync(path, "utf8"));
        held = content === after ? "new" : content === before ? "old" : "half";
      } catch (error) {
        held = `broken: ${(error as Error).message}`;
      }
      const left = readdirSync(dir).filter((name) => name.endsWith(".tmp"));
      rmSync(join(folder, "ballast"), { force: true });
      results.push({ writer: writer.name, size, room, message, stack, held, left });
    }
  }
}

// A log is no file that others read in part: it ends where the disk ended, and says so.
fill(4_096);
const log = new LogFile(join(folder, "log"));
for (let line = 0; line < 1_000; line++) log.add(`${"l".repeat(99)}\n`);
log.close();
let logged: string | undefined;
try {
  log.requireComplete();
} catch (error) {
  logged = (error as Error).message;
}
process.stdout.write(JSON.stringify({ results, logged, there: existsSync(join(folder, "log")) }));
