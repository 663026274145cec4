import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { evidencePath, foundEvidence, proofsOf, withDecision } from "../../../deploy/promotion/evidence";
import { editRelease, loadPromoted } from "../../../deploy/promotion/use-case";
import { loadConfiguration } from "../../../schema/load";
import { releasedVersion, type ReleaseInEnvironment } from "../../../domain/promotion/release";
import { writeInOrder as writeDecided } from "../../../files";
import { parseRecord, sealed, type EvidenceRecord, type ReleaseEdit } from "../../../release";
import { shippedTexts, writeConfiguration, writeFiles } from "../../support/configuration";

const USE_CASE = "customer-churn";
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-release-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function configure(release: string | undefined): void {
  const texts = shippedTexts();
  texts.delete(`releases/${USE_CASE}.yaml`);
  if (release !== undefined) texts.set(`releases/${USE_CASE}.yaml`, release);
  writeFiles(folder, texts);
}

const edit = (environment: string, after: Partial<ReleaseInEnvironment>): ReleaseEdit => {
  const { stages } = loadPromoted(folder, USE_CASE);
  const before = stages.find(({ release }) => release.environment === environment)!.release;
  return { before, after: { ...before, ...after }, summary: "" };
};

describe("a release file that promotion writes", () => {
  it("comes into being with its first version", () => {
    configure(undefined);
    const text = editRelease(folder, loadPromoted(folder, USE_CASE), [edit("dev", { live: releasedVersion("1") })]);
    expect(text).toBe(`# yaml-language-server: $schema=../schemas/release.schema.json
# Which version of the model serves where. Written by promotion, reviewed like code.
dev:
  live:
    model: "1"
`);
  });

  it("is not written if the configuration would be wrong", () => {
    configure('dev:\n  live:\n    model: "1"\n');
    const skip = [edit("prod", { live: releasedVersion("1") })];
    expect(() => editRelease(folder, loadPromoted(folder, USE_CASE), skip)).toThrow("was never live in preprod");
  });

  it("is not written over what somebody else wrote meanwhile", () => {
    configure('dev:\n  live:\n    model: "1"\n');
    const promoted = loadPromoted(folder, USE_CASE);
    writeFileSync(promoted.file.path, 'dev:\n  live:\n    model: "2"\n');
    expect(() => editRelease(folder, promoted, [])).toThrow(
      "MLOPS-PROMOTE-003 somebody changed this file while the decision was made",
    );
  });

  it("needs one name for the model", () => {
    const overrides = { dev: { serving: { model: "another-name" } } };
    writeConfiguration(folder, { useCases: { [USE_CASE]: { overrides } } });
    expect(() => loadPromoted(folder, USE_CASE)).toThrow(
      "MLOPS-PROMOTE-011 environments serve models of different names",
    );
  });

  it("needs a use case that serves", () => {
    const gone = { serving: undefined, promotion: undefined, monitors: undefined, retraining: undefined };
    const data = { production: undefined, batch: undefined };
    writeConfiguration(folder, {
      useCases: { [USE_CASE]: { ...gone, overrides: undefined, data } },
      releases: { [USE_CASE]: undefined },
    });
    expect(() => loadPromoted(folder, USE_CASE)).toThrow("MLOPS-PROMOTE-001 this use case serves nowhere");
  });
});

describe("evidence", () => {
  const decision = (change: string, target: EvidenceRecord["target"] = "azure", at = "2026-12-01T12:00:00Z") =>
    sealed({
      schema: 1,
      useCase: USE_CASE,
      environment: "prod",
      version: "13",
      action: "promote",
      step: { before: null, after: { model: USE_CASE, live: change, history: [], rejected: [] } },
      definition: "0".repeat(64),
      at,
      by: "Somebody",
      target,
      change,
      reasons: [],
      seenLive: [{ environment: "dev", model: "13", from: "2026-11-01T00:00:00Z", until: "2026-12-01T12:00:00Z" }],
      stages: [],
      asked: { kind: "rollback", environment: "prod" },
    });
  const about = { useCase: USE_CASE, environment: "prod", model: "13" };
  const record = (one: EvidenceRecord) => {
    const path = evidencePath(folder, USE_CASE, "prod", "13");
    writeDecided([{ path, text: withDecision(path, about, one) }]);
    return JSON.parse(readFileSync(path, "utf8")) as { decisions: EvidenceRecord[] };
  };

  it("lies where the configuration does not look, and grows by one decision at a time", () => {
    configure('dev:\n  live:\n    model: "1"\n');
    record(decision("a candidate"));
    // Decided again because the change was not made the first time.
    expect(record(decision("a candidate", "azure", "2026-12-02T12:00:00Z")).decisions.map(({ at }) => at)).toEqual([
      "2026-12-02T12:00:00Z",
    ]);
    expect(record(decision("half the requests")).decisions.map(({ change }) => change)).toEqual([
      "a candidate",
      "half the requests",
    ]);
    expect(loadConfiguration(folder).releases.map(({ useCase }) => useCase)).toContain(USE_CASE);
  });

  it("from a sandbox proves nothing about Azure", () => {
    record(decision("tried out", "sandbox"));
    expect(proofsOf(folder, USE_CASE, "azure")).toEqual([]);
    expect(proofsOf(folder, USE_CASE, "sandbox")).toHaveLength(1);
    expect(proofsOf(folder, "another", "sandbox")).toEqual([]);
  });

  it("is not built upon when it was changed by hand", () => {
    record(decision("tried out"));
    const path = evidencePath(folder, USE_CASE, "prod", "13");
    writeFileSync(path, readFileSync(path, "utf8").replace("2026-11-01T00:00:00Z", "2026-01-01T00:00:00Z"));
    expect(() => proofsOf(folder, USE_CASE, "azure")).toThrow("it was changed after it was written");
  });

  it("is found whatever lies there, without following links or waiting for a pipe", () => {
    record(decision("tried out"));
    const at = (name: string) => join(dirname(evidencePath(folder, USE_CASE, "prod", "13")), name);
    symlinkSync("/dev/zero", at("prod-14.json"));
    execFileSync("mkfifo", [at("prod-15.json")]);
    writeFileSync(at("prod-16.json"), '{"decisions": 7}');
    writeFileSync(at("elsewhere-1.json"), "{}");
    const found = foundEvidence(folder, USE_CASE, ["dev", "prod"]);
    expect(
      found.map(({ environment, version, content }) => [environment, version, parseRecord(content)?.change]),
    ).toEqual([
      ["prod", "13", "tried out"],
      ["prod", "14", undefined],
      ["prod", "15", undefined],
      ["prod", "16", undefined],
    ]);
  });

  it.each(["", "{", "null", "{}", '{"decisions":[{}]}', '{"decisions":[{"change":"x","seenLive":[null]}]}'])(
    "is not built upon when it is torn: %j",
    (text) => {
      const path = evidencePath(folder, USE_CASE, "prod", "13");
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      expect(() => proofsOf(folder, USE_CASE, "azure")).toThrow("MLOPS-PROMOTE-004 this evidence cannot be read");
      expect(() => withDecision(path, about, decision("x"))).toThrow("MLOPS-PROMOTE-004");
    },
  );
});
