import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { questions } from "../../cli/onboarding/questions";
import { readAnswers } from "../../cli/onboarding/read-answers";
import { readPrices } from "../../cli/prices";
import { validate } from "../../cli/validation";
import { readRegularFile } from "../../files";
import { shippedTexts, writeFiles } from "../support/configuration";

const TODAY = "2026-12-01";
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-read-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What may stand where a file is expected, and what is said of it. */
const oddities: Readonly<Record<string, readonly [make: (path: string) => unknown, says: string]>> = {
  "a pipe": [(path) => spawnSync("mkfifo", [path]), "is a pipe, no file"],
  "a folder": [(path) => mkdirSync(path), "is a folder"],
  "a device": [(path) => symlinkSync("/dev/zero", path), "is a device, no file"],
  "a link to nowhere": [(path) => symlinkSync("/nowhere/at/all", path), "does not exist"],
  "a link in a circle": [(path) => symlinkSync(path, path), "is a link that leads in a circle"],
  "a file that is too long": [(path) => writeFileSync(path, Buffer.alloc(1_000_001, "a")), "is 1000001 bytes long"],
};

describe("a file that somebody else may have put there", () => {
  it.each(Object.keys(oddities))("is not read if it is %s, and nobody waits for it", (name) => {
    const path = join(folder, "file.yaml");
    const [make, says] = oddities[name]!;
    make(path);
    expect(readRegularFile(path, { maxBytes: 1_000_000 })).toMatchObject({ says });
    for (const read of [() => readPrices(path), () => readAnswers(path, questions)]) expect(read).toThrow(says);
  });

  it("is not read if it is a socket", async () => {
    const path = join(folder, "s");
    const server = createServer().listen(path);
    await new Promise((resolve) => server.once("listening", resolve));
    expect(readRegularFile(path, { maxBytes: 10 })).toMatchObject({ says: "is a socket, no file" });
    server.close();
  });

  it("is read no further than it may be long, whatever its size says", () => {
    expect(readRegularFile("/proc/self/environ", { maxBytes: 10 })).toMatchObject({ says: "is longer than it said" });
    writeFileSync(join(folder, "ten"), "0123456789");
    expect(readRegularFile(join(folder, "ten"), { maxBytes: 10 })).toEqual(Buffer.from("0123456789"));
    expect(readRegularFile(join(folder, "ten"), { maxBytes: 9 })).toMatchObject({ kind: "tooLarge" });
  });

  it("may be a link, unless links are not wanted or it leads out of its folder", () => {
    mkdirSync(join(folder, "in"));
    writeFileSync(join(folder, "in", "file"), "in");
    writeFileSync(join(folder, "out"), "out");
    symlinkSync("file", join(folder, "in", "near"));
    symlinkSync("../out", join(folder, "in", "far"));
    const within = join(folder, "in");
    expect(readRegularFile(join(within, "near"), { maxBytes: 10, within })).toEqual(Buffer.from("in"));
    expect(readRegularFile(join(within, "far"), { maxBytes: 10 })).toEqual(Buffer.from("out"));
    expect(readRegularFile(join(within, "far"), { maxBytes: 10, within })).toMatchObject({ kind: "outside" });
    expect(readRegularFile(join(within, "near"), { maxBytes: 10, links: false })).toMatchObject({ says: "is a link" });
  });

  it("is told if it may not be read", () => {
    const path = join(folder, "file");
    writeFileSync(path, "a");
    chmodSync(path, 0);
    // Root may read anything.
    const expected = process.getuid?.() === 0 ? Buffer.from("a") : { says: "may not be read by this user" };
    expect(readRegularFile(path, { maxBytes: 10 })).toEqual(
      Buffer.isBuffer(expected) ? expected : expect.objectContaining(expected),
    );
  });
});

describe("a configuration", () => {
  const shipped = shippedTexts();
  const yaml = [...shipped.keys()].filter((path) => path.endsWith(".yaml"));

  it.each(yaml)("whose %s is anything but a file ends in a sentence with its place", (path) => {
    for (const [name, [make, says]] of Object.entries(oddities)) {
      rmSync(folder, { recursive: true, force: true });
      writeFiles(folder, new Map([...shipped].filter(([other]) => other !== path)));
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      make(join(folder, path));
      const { exitCode, output } = validate(folder, "text", TODAY);
      expect({ name, exitCode }).toEqual({ name, exitCode: 2 });
      expect(output).toContain(`${path}:1:1 MLOPS-CONFIG-00`);
      expect(output).toContain(`the file ${says}`);
    }
  });

  it.each(["organization.yaml", "environments", "use-cases/customer-churn.yaml"])(
    "whose %s is a link out of its folder is refused",
    (path) => {
      const elsewhere = mkdtempSync(join(tmpdir(), "mlops-elsewhere-"));
      writeFiles(elsewhere, shipped);
      writeFiles(folder, shipped);
      rmSync(join(folder, path), { recursive: true });
      symlinkSync(join(elsewhere, path), join(folder, path));
      const { exitCode, output } = validate(folder, "text", TODAY);
      rmSync(elsewhere, { recursive: true });
      expect(exitCode).toBe(2);
      expect(output).toMatch(
        /MLOPS-CONFIG-009 the file is a link to something outside of the folder; put the file itself/,
      );
    },
  );

  it("may itself be a link, and hold links to its own files", () => {
    writeFiles(join(folder, "real"), shipped);
    symlinkSync("real", join(folder, "config"));
    writeFiles(join(folder, "real"), new Map([["..data.yaml", shipped.get("waivers.yaml")!]]));
    rmSync(join(folder, "real", "waivers.yaml"));
    symlinkSync("..data.yaml", join(folder, "real", "waivers.yaml"));
    expect(validate(join(folder, "config"), "text", TODAY)).toMatchObject({ exitCode: 0 });
  });

  it("with more wrong than a person can read says how much more there is", () => {
    const keys = Array.from({ length: 1_000 }, (_, index) => `unknown${index}: 1\n`).join("");
    writeFiles(
      folder,
      new Map([...shipped, ["environments/dev.yaml", `${String(shipped.get("environments/dev.yaml"))}${keys}`]]),
    );
    const { output } = validate(folder, "text", TODAY);
    const lines = output.split("\n");
    expect(lines).toHaveLength(202);
    expect(lines[201]).toBe("more than 200 problems");
    expect(lines[200]).toMatch(
      /dev\.yaml:\d+:1 MLOPS-CLI-004 there are 800 more problems from here on, which are not shown; /,
    );
  });
});
