import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { markOf } from "../../deploy/plan-file";
import {
  foreignState,
  keepGood,
  lastGood,
  mayMakeNoState,
  neverDeployed,
  NO_STATE,
  replaceState,
  withoutState,
  wrongState,
} from "../../deploy/state-file";
import type { Target } from "../../deploy/target";

const target = { kind: "sandbox", sandbox: ".sandbox" } as Target;
const arm = (group: string, name: string) => `/subscriptions/s/resourceGroups/${group}/providers/Microsoft.X/y/${name}`;
const state = (names: readonly string[], more: object = {}) =>
  JSON.stringify({
    version: 4,
    lineage: "one",
    serial: 3,
    outputs: {},
    resources: names.map((name) => ({
      mode: "managed",
      type: "azurerm_x",
      instances: [{ attributes: { id: arm("rg-dev", name) } }],
    })),
    ...more,
  });
const configuration = (names: readonly string[]) =>
  JSON.stringify({ resource: { azurerm_x: Object.fromEntries(names.map((name) => [name, { name }])) } });

describe("a state in a file", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mlops-state-"));
    path = join(folder, "dev.tfstate");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const wrong = () => wrongState(path, "dev", target);

  it("is believed if it is Terraform's, or if nothing was deployed yet", () => {
    expect(wrong()).toBeUndefined();
    writeFileSync(path, state(["a"]));
    expect(wrong()).toBeUndefined();
    expect(wrongState(undefined, "dev", target)).toBeUndefined();
  });

  it.each([
    ["{}", "is no state of Terraform's"],
    ["[]", "is no state of Terraform's"],
    ["null", "is no state of Terraform's"],
    ["7", "is no state of Terraform's"],
    [state(["a"], { version: 3 }), "is a state of version 3, not 4"],
    [state(["a"], { version: 5 }), "is a state of version 5, not 4"],
    [state(["a"]).slice(0, 40), "is cut off or damaged: run mlops recover dev --sandbox"],
    ["", "is an empty file"],
    [" ", "is cut off or damaged"],
  ])("is refused as %s, with the way out", (content, says) => {
    writeFileSync(path, content);
    expect(wrong()).toContain(says);
    expect(wrong()).toContain("mlops recover dev --sandbox");
  });

  it("is refused behind a link that leads nowhere, and where it cannot be read", () => {
    symlinkSync(join(folder, "nowhere"), path);
    expect(wrong()).toContain("is a link that leads nowhere");
    rmSync(path);
    mkdirSync(path);
    expect(wrong()).toContain("cannot be read (EISDIR)");
  });

  it("is refused if the last apply left another one, or one and now there is none; and the copy is named", () => {
    writeFileSync(path, state(["a"]));
    keepGood(path);
    expect(wrong()).toBeUndefined();
    writeFileSync(path, state([], { lineage: "two" }));
    expect(wrong()).toMatch(
      /lineage two, then one\): put the last good one back with mlops recover dev --sandbox --state /,
    );
    expect(wrong()).toContain(lastGood(path));
    rmSync(path);
    expect(wrong()).toContain("is gone, though something was deployed");
    for (const content of ["", "{}", "null"]) {
      writeFileSync(path, content);
      expect(wrong()).toContain(lastGood(path));
      keepGood(path);
    }
    expect(readFileSync(lastGood(path), "utf8")).toBe(state(["a"]));
    const former = replaceState(path, readFileSync(lastGood(path)));
    expect([wrong(), existsSync(former!)]).toEqual([undefined, true]);
  });

  it("is somebody else's while it is made for the first time: who, and since when", () => {
    writeFileSync(path, "");
    writeFileSync(
      join(folder, ".dev.tfstate.lock.info"),
      JSON.stringify({ ID: "x", Operation: "OperationTypeApply", Who: "ada@ci-7", Created: "2026-11-29T10:00:00Z" }),
    );
    expect(wrong()).toBe(
      "it is being deployed for the first time (ada@ci-7, apply, since 2026-11-29T10:00:00Z): wait until that ends; if it was killed, run mlops recover dev --sandbox",
    );
    expect(wrong()).not.toContain("remove it");
  });
});

describe("a state of another stack", () => {
  const named = (stack: string) => state(["a"], { outputs: { stack: { value: stack, type: "string" } } });

  it("is refused as it says itself, whatever is in it", () => {
    expect(foreignState(named("registry"), "dev", configuration(["a"]))).toContain("its state is that of registry");
    expect(foreignState(named("dev"), "dev", configuration(["other"]))).toBeUndefined();
  });

  it("is refused where it says nothing, if the configuration names hardly anything of it", () => {
    expect(foreignState(state(["a", "b", "c"]), "dev", configuration(["x", "y"]))).toContain(
      "holds 3 resources, of which the configuration names none",
    );
    expect(foreignState(state(["a", "b", "c"]), "dev", configuration(["a", "y"]))).toBeUndefined();
    expect(foreignState(state([]), "dev", configuration(["a"]))).toBeUndefined();
    expect(foreignState("", "dev", configuration(["a"]))).toBeUndefined();
  });
});

describe("a stack without a state", () => {
  // As `terraform init` puts it, broken where its box ends.
  const refused = (what: string) =>
    `╷\n│ Error: Error loading state: failed to lock azure state: executing request:\n│ unexpected status 403 (403 This request is not authorized …) with\n│ ${what}: This request is not authorized\n╵\n`;

  it("is known by the refusal to make one, and by nothing else", () => {
    expect(mayMakeNoState({ code: 1, stderr: refused("AuthorizationPermissionMismatch") })).toBe(true);
    expect(mayMakeNoState({ code: 0, stderr: refused("AuthorizationPermissionMismatch") })).toBe(false);
    expect(mayMakeNoState({ code: 1, stderr: refused("AuthorizationFailure") })).toBe(false);
    const unread = refused("AuthorizationPermissionMismatch").replace("failed to lock azure state: ", "");
    expect(mayMakeNoState({ code: 1, stderr: unread })).toBe(false);
    expect(mayMakeNoState({ code: 1, stderr: "failed to lock azure state: state blob is already locked" })).toBe(false);
  });

  it("is planned on none, with all else as it is", () => {
    const given = {
      resource: { azurerm_x: { a: {} } },
      terraform: { backend: { azurerm: { key: "dev.tfstate" } }, required_version: ">= 1.11" },
    };
    expect(JSON.parse(withoutState(JSON.stringify(given)))).toEqual({
      resource: given.resource,
      terraform: { backend: { local: { path: NO_STATE } }, required_version: ">= 1.11" },
    });
  });

  it.each([
    ["", true],
    [state([], { lineage: "" }), true],
    // What Terraform begins with in Azure.
    [state([], { serial: 1 }), true],
    [state(["a"], { serial: 1 }), false],
    [state([], { serial: 1, outputs: { Stack: { value: "dev" } } }), false],
    // Destroyed.
    [state([], { serial: 7 }), false],
  ])("was never deployed: %s is %s", (content, never) => {
    expect(neverDeployed(markOf(content), content)).toBe(never);
  });

  it("was deployed, though what a plan file keeps of it has neither lineage nor serial", () => {
    const kept = state(["a"], { lineage: "", serial: 0 });
    expect(neverDeployed({ lineage: "3f0c9d11", serial: 2 }, kept)).toBe(false);
    expect(neverDeployed({ lineage: "3f0c9d11", serial: 1 }, state([], { lineage: "", serial: 0 }))).toBe(true);
  });
});
