import {
  chmodSync,
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apply } from "../../deploy/apply";
import { filesOf, folderDigest, type PlanManifest } from "../../deploy/manifest";
import { plan } from "../../deploy/plan";
import { sha256 } from "../../deploy/plan-folder";
import { UserError } from "../../domain/problem/problem";
import { SHIPPED } from "../support/configuration";

/**
 * Everything that can be done to a plan folder: each file damaged, alone and with new sums in the manifest; each key of
 * the manifest changed or taken out, alone and with a new digest. Whoever applies it would be asked only if nothing was
 * found; nobody says yes.
 */
describe("a plan folder that somebody changed", () => {
  const temp = mkdtempSync(join(tmpdir(), "mlops-fuzz-"));
  const whole = join(temp, "whole");
  const place = { sandbox: true, dir: join(temp, "sandbox"), config: SHIPPED, parallel: 2 };
  let manifest: PlanManifest;
  let tried = 0;
  let refused = 0;

  beforeAll(async () => {
    jest.spyOn(console, "error").mockImplementation(() => undefined);
    await plan({ ...place, stacks: ["bootstrap", "registry"], out: whole, mode: "normal", lock: false });
    manifest = JSON.parse(readFileSync(join(whole, "manifest.json"), "utf8")) as PlanManifest;
    expect(manifest.stacks.map(({ status }) => status)).toEqual(["planned", "planned"]);
  });
  afterAll(() => {
    console.log(`${tried} tried, ${refused} refused`);
    rmSync(temp, { recursive: true, force: true });
  });

  /** Codes that it is refused with; none: whoever applies it would be asked. */
  async function attempt(change: (folder: string) => void, expectDigest?: string): Promise<readonly string[]> {
    const folder = join(temp, "changed");
    rmSync(folder, { recursive: true, force: true });
    cpSync(whole, folder, { recursive: true });
    change(folder);
    tried++;
    const given = expectDigest === undefined ? {} : { expectDigest };
    try {
      const outcome = await apply({ ...place, ...given, folder, stacks: [], confirm: async () => false });
      if (!("refused" in outcome)) {
        // Nothing was left to apply.
        expect(outcome.applied).toEqual([]);
        return [];
      }
      const codes = outcome.refused.map(({ code }) => code);
      if (codes.join() === "MLOPS-APPLY-021") return [];
      refused++;
      return codes;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refused++;
      return error.problems.map(({ code }) => code);
    }
  }

  /** Writes a manifest with the sums of the files as they are, and the digest that belongs to it. */
  function seal(folder: string, given: PlanManifest): void {
    const sealed = structuredClone(given);
    for (const file of filesOf(sealed)) {
      try {
        file.sha256 = sha256(readFileSync(join(folder, file.path)));
      } catch {
        // It is gone, or no file.
      }
    }
    const read = (path: string): unknown => {
      try {
        return JSON.parse(readFileSync(join(folder, path), "utf8"));
      } catch {
        return null;
      }
    };
    const facts = { context: read(sealed.files.context.path), waivers: read(sealed.files.waivers.path) };
    sealed.digest = folderDigest(sealed, facts);
    writeFileSync(join(folder, "manifest.json"), JSON.stringify(sealed));
  }

  const flip = (path: string) => {
    const content = readFileSync(path);
    content[Math.floor(content.length / 2)]! ^= 1;
    writeFileSync(path, content);
  };
  const DAMAGES: Readonly<Record<string, (path: string) => void>> = {
    flipped: flip,
    cut: (path) => writeFileSync(path, readFileSync(path).subarray(0, 100)),
    emptied: (path) => writeFileSync(path, ""),
    deleted: (path) => rmSync(path),
    appended: (path) => writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from("\n{}")])),
    "a link to the same": (path) => {
      const elsewhere = join(temp, "elsewhere");
      cpSync(path, elsewhere);
      rmSync(path);
      symlinkSync(elsewhere, path);
    },
    "a link to a device": (path) => {
      rmSync(path);
      symlinkSync("/dev/zero", path);
    },
    "a link to nothing": (path) => {
      rmSync(path);
      symlinkSync(join(temp, "nothing"), path);
    },
    "a folder": (path) => {
      rmSync(path);
      mkdirSync(path);
    },
    unreadable: (path) => chmodSync(path, 0),
  };

  it("is what it was: as planned, and with what means nothing", async () => {
    expect(await attempt(() => undefined, manifest.digest)).toEqual([]);
    const harmless = { ...manifest, plannedAt: "2026-01-01T00:00:00.000Z" };
    expect(await attempt((folder) => seal(folder, harmless), manifest.digest)).toEqual([]);
    // Another name for the same bytes, which are read once.
    const linked = (folder: string) => {
      const path = join(folder, "registry/plan.json");
      rmSync(path);
      linkSync(join(whole, "registry/plan.json"), path);
    };
    expect(await attempt(linked, manifest.digest)).toEqual([]);
  });

  it("is refused with any file damaged", async () => {
    const accepted: string[] = [];
    const paths = ["manifest.json", ...filesOf(manifest).map(({ path }) => path)];
    for (const path of paths) {
      for (const [how, damage] of Object.entries(DAMAGES)) {
        if (how === "unreadable" && process.getuid?.() === 0) continue;
        const codes = await attempt((folder) => damage(join(folder, path)));
        if (codes.length === 0) accepted.push(`${path} ${how}`);
      }
    }
    expect(accepted).toEqual([]);
  });

  it("is refused with any file damaged and the manifest made to fit, but for logs", async () => {
    const accepted: string[] = [];
    for (const { path } of filesOf(manifest)) {
      for (const [how, damage] of Object.entries(DAMAGES)) {
        if (how === "unreadable" && process.getuid?.() === 0) continue;
        const change = (folder: string) => {
          damage(join(folder, path));
          if (how !== "a link to a device") seal(folder, manifest);
        };
        if ((await attempt(change)).length === 0) accepted.push(`${path} ${how}`);
      }
    }
    // What Terraform printed decides nothing, and what stands behind the end of a plan file is read by nobody.
    const harmless = /plan\.log (flipped|cut|emptied|appended)$|plan\.tfplan appended$/;
    expect(accepted.filter((one) => !harmless.test(one))).toEqual([]);
  });

  it.each(["registry", ".", "registry/apply.jsonl", "registry/errored.tfstate"])(
    "is refused with a link in place of %s",
    async (name) => {
      const elsewhere = join(temp, "target");
      const change = (folder: string) => {
        rmSync(elsewhere, { recursive: true, force: true });
        const path = name === "." ? folder : join(folder, name);
        if (name.includes("/")) writeFileSync(elsewhere, "");
        else {
          cpSync(path, elsewhere, { recursive: true });
          rmSync(path, { recursive: true });
        }
        symlinkSync(elsewhere, path);
      };
      expect(await attempt(change)).toContain("MLOPS-PLAN-005");
      if (name.includes("/")) expect(readFileSync(elsewhere, "utf8")).toBe("");
    },
  );

  type Path = readonly (string | number)[];
  const leaves = (value: unknown, path: Path = []): Path[] =>
    value !== null && typeof value === "object" && Object.keys(value).length > 0
      ? [
          ...(path.length === 0 ? [] : [path]),
          ...Object.entries(value).flatMap(([key, part]) =>
            leaves(part, [...path, Array.isArray(value) ? Number(key) : key]),
          ),
        ]
      : [path];
  const parentOf = (value: unknown, path: Path) =>
    path.slice(0, -1).reduce((part, key) => (part as Record<string, unknown>)[key], value) as Record<string, unknown>;

  /** What a value may be changed to, so that the manifest still has its form. */
  function others(value: unknown): readonly unknown[] {
    if (typeof value === "boolean") return [!value];
    if (typeof value === "number") return [value + 1];
    if (Array.isArray(value))
      return [[], [...(value as readonly unknown[])].reverse(), [...(value as readonly unknown[]), "registry"]];
    if (typeof value !== "string") return [];
    if (/^[0-9a-f]{40,64}$/.test(value)) return [value.replace(/^./, (first) => (first === "0" ? "1" : "0"))];
    const enums: Record<string, string[]> = {
      sandbox: ["azure"],
      normal: ["destroy", "drift"],
      bootstrap: ["registry", "dev"],
      registry: ["bootstrap", "dev"],
    };
    if (value in enums) return enums[value]!;
    return /^\d{4}-/.test(value) ? ["2020-01-01T00:00:00.000Z"] : [`${value}x`];
  }

  it("is refused with any key of its manifest changed or taken out, sealed again or not", async () => {
    const accepted: string[] = [];
    const approved: string[] = [];
    for (const path of leaves(manifest)) {
      const value = parentOf(manifest, path)[path.at(-1)!];
      for (const other of [...others(value), undefined]) {
        if (JSON.stringify(other) === JSON.stringify(value)) continue;
        const changed = structuredClone(manifest);
        const parent = parentOf(changed, path);
        if (Array.isArray(parent) && other === undefined) parent.splice(Number(path.at(-1)), 1);
        else if (other === undefined) Reflect.deleteProperty(parent, path.at(-1)!);
        else parent[path.at(-1)!] = other;
        const name = `${path.join(".")} ${JSON.stringify(other) ?? "taken out"}`;
        const plain = (folder: string) => writeFileSync(join(folder, "manifest.json"), JSON.stringify(changed));
        const sealed = (folder: string) => {
          try {
            seal(folder, changed);
          } catch {
            plain(folder);
          }
        };
        if ((await attempt(plain)).length === 0) accepted.push(`${name}, as it is`);
        // Sealing would write these anew.
        if (/sha256 |^digest /.test(name)) continue;
        const codes = await attempt(sealed);
        if (codes.length > 0) continue;
        accepted.push(`${name}, sealed`);
        if ((await attempt(sealed, manifest.digest)).length === 0) approved.push(name);
      }
    }
    // When it was planned means nothing. Of what was approved, nothing else may differ; where nobody named a digest, a
    // folder of fewer stacks or, in the sandbox, of files that are said to be committed is another folder that may be applied.
    const later = 'plannedAt "2020-01-01T00:00:00.000Z"';
    expect(approved).toEqual([later]);
    const other = /^(dirty (true|false)|stacks \[\]|stacks\.\d taken out), sealed$/;
    expect(accepted.filter((name) => !other.test(name))).toEqual([`${later}, as it is`, `${later}, sealed`]);
  });
});
