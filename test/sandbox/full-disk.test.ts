import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { project } from "../../deploy/synthesize";
import { shippedTexts, writeFiles } from "../support/configuration";
import { withMounts } from "../support/mounts";

interface Result {
  readonly writer: string;
  readonly size: number;
  readonly room: number;
  readonly message?: string;
  readonly stack: boolean;
  readonly held: string;
  readonly left: readonly string[];
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-full-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const writers = (limitedBy: "room" | "size"): string =>
  `exec "${process.execPath}" --require tsx/cjs test/support/full-disk.ts "${folder}" ${limitedBy}`;

/** A file system of 160 kB that only these processes see; undefined where nobody may mount one. */
function onSmallDisk(): string | undefined {
  const mount = `mount -t tmpfs -o size=160k tmpfs "${folder}"`;
  return withMounts(mount, `${mount} && ${writers("room")}`, project);
}

/** Files may be no larger than 20 kB: the other way in which the system takes a part and refuses the rest. */
const withSmallFiles = (): string =>
  execFileSync("bash", ["-c", `ulimit -f 20; ${writers("size")}`], { cwd: project, encoding: "utf8" });

function check(output: string): void {
  const { results, logged } = JSON.parse(output) as { results: readonly Result[]; logged?: string };
  expect(new Set(results.map(({ writer }) => writer)).size).toBe(7);
  for (const result of results) {
    const { writer, size, room, message, stack, held, left } = result;
    expect({ writer, size, room, stack, left }).toEqual({ writer, size, room, stack: false, left: [] });
    expect({ writer, size, room, held }).toEqual({ writer, size, room, held: message === undefined ? "new" : "old" });
    if (message !== undefined) expect(message).toMatch(/ MLOPS-(FILE-001|REVIEW-015) this (file )?cannot be written: /);
  }
  // The disk was too full for some and had room for others, or nothing was tried.
  for (const writer of new Set(results.map((result) => result.writer))) {
    const of = results.filter((result) => result.writer === writer);
    expect(of.some(({ message }) => message !== undefined)).toBe(true);
    expect(of.some(({ message }) => message === undefined)).toBe(true);
  }
  expect(logged).toMatch(/log MLOPS-FILE-001 this cannot be written: /);
}

describe("every writer, when the disk is full", () => {
  it("leaves the old file or the new one, nothing beside it, and a sentence", () => {
    const output = onSmallDisk();
    if (output === undefined)
      console.warn("nobody may mount a file system here: tried with a limit of file sizes only");
    else check(output);
  });

  it("does the same when only a part of a file is taken", () => {
    check(withSmallFiles());
  });
});

describe("a configuration on a file system that is read-only", () => {
  it("is not written by new and rollback, which say so and end with 2", () => {
    const config = join(folder, "config");
    writeFiles(config, shippedTexts());
    const answers = {
      name: "parts-demand",
      description: "Predicts which spare parts each depot needs next week",
      task: "regression",
      team: "PFS Logistics",
      group: "5b1f0c7e-2d34-4a89-9f10-6c7d8e9fa0b1",
      contact: "logistics@pfs.example",
      training: "parts_demand_training:1",
      gate: "r2 >= 0.7",
    };
    writeFiles(folder, new Map([["answers.yaml", JSON.stringify(answers)]]));
    const mount = `mount --bind "${config}" "${config}" && mount -o remount,ro,bind "${config}"`;
    const mlops = `"${process.execPath}" cli/mlops.js`;
    const output = withMounts(
      mount,
      `${mount}; ${mlops} new --answers "${folder}/answers.yaml" --yes --config "${config}" 2>&1; echo "exit $?"
       ${mlops} rollback customer-churn --env prod --by me --reason "twice as many errors as before" --config "${config}" 2>&1; echo "exit $?"`,
      project,
    );
    if (output === undefined) return;
    expect(output.match(/MLOPS-FILE-001 this cannot be written: the file system is read-only \(EROFS\)/g)).toHaveLength(
      2,
    );
    expect(output.match(/^exit .*$/gm)).toEqual(["exit 2", "exit 2"]);
    expect(output).not.toMatch(/defect|^\s+at /m);
  });
});
