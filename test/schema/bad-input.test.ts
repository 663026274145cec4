import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { complaintsAbout, writeFiles } from "../support/configuration";
import { badInputs, goodFiles, type Files } from "./bad-input-cases";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-config-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const write = (files: Files): void => writeFiles(folder, new Map(Object.entries(files)));
const complaints = (): readonly string[] => complaintsAbout(folder);

describe("loading a bad configuration", () => {
  it("accepts the files that every case spoils", () => {
    write(goodFiles());
    expect(complaints()).toEqual([]);
  });

  it.each(badInputs.map((input) => [input.name, input] as const))("tells of %s", (_, { spoil, says }) => {
    const files = goodFiles();
    spoil(files);
    write(files);
    expect(complaints()).toEqual(says);
  });

  it("tells of problems in all files, of shape and of agreement, in one run and in order", () => {
    const files = goodFiles();
    files["organization.yaml"] = String(files["organization.yaml"]).replace("prefix: pfs", "prefix: P");
    files["environments/dev.yaml"] = String(files["environments/dev.yaml"])
      .replace("westeurope", "westeurop")
      .replace("maxNodes: 4", "maxNodes: many\n      minNodes: 2")
      .replace("  startMonth: 2026-12\n", "");
    files["environments/prod.yaml"] = String(files["environments/prod.yaml"]).replace("10.40.8.0/22", "10.40.0.0/16");
    write(files);
    expect(complaints().map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "environments/dev.yaml:2:11 MLOPS-CONFIG-040",
      "environments/dev.yaml:4:17 MLOPS-CONFIG-056",
      "environments/dev.yaml:15:17 MLOPS-CONFIG-022",
      "environments/dev.yaml:16:17 MLOPS-CONFIG-070",
      "environments/dev.yaml:28:1 MLOPS-CONFIG-021",
      "organization.yaml:2:9 MLOPS-CONFIG-025",
    ]);
  });

  it("tells of a folder in the place of a file", () => {
    const files = goodFiles();
    const { "environments/prod.yaml": prod, ...others } = files;
    expect(prod).toBeDefined();
    write(others);
    mkdirSync(join(folder, "environments", "prod.yaml"));
    expect(complaints()).toEqual([
      "environments/prod.yaml:1:1 MLOPS-CONFIG-003 the file is a folder; put a file in its place",
    ]);
  });

  const asRoot = process.getuid?.() === 0;
  (asRoot ? it.skip : it)("tells of a file that may not be read", () => {
    write(goodFiles());
    chmodSync(join(folder, "organization.yaml"), 0);
    expect(complaints()).toEqual([
      "organization.yaml:1:1 MLOPS-CONFIG-003 the file may not be read by this user; grant read access to it",
    ]);
  });

  it("tells of a folder that does not exist", () => {
    rmSync(folder, { recursive: true });
    expect(complaints()).toEqual([
      expect.stringMatching(
        /^\S* ?MLOPS-CONFIG-001 the folder does not exist; run it in the project's folder, or name the folder of organization\.yaml and environments\/ with --config$/,
      ),
    ]);
  });

  it("expands no alias bomb: seven levels of nine are refused, unexpanded", () => {
    const bomb = badInputs.find(({ name }) => name === "an alias bomb")!;
    const files = goodFiles();
    bomb.spoil(files);
    write(files);
    expect(complaints()).toHaveLength(1);
  });
});
