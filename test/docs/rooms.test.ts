import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { project, rooms } from "../support/documents";

/** What lint lets each folder import. */
const mayImport = JSON.parse(
  execFileSync(
    "node",
    ["--input-type=module", "-e", 'console.log(JSON.stringify((await import("./eslint.config.mjs")).mayImport))'],
    {
      cwd: project,
      encoding: "utf8",
    },
  ),
) as Record<string, readonly string[]>;

const page = (room: string) => readFileSync(join(project, room, "README.md"), "utf8");

describe("the page of a room", () => {
  it.each(rooms)("is one that is read in a minute: %s", (room) => {
    expect(page(room).split("\n").length).toBeLessThan(14);
  });

  it.each(Object.keys(mayImport))("says what lint lets it import: %s", (room) => {
    const allowed = [...mayImport[room]!].sort().map((name) => `\`${name}\``);
    expect(page(room)).toContain(`May import: ${allowed.length === 0 ? "nothing" : allowed.join(", ")}.`);
  });
});
