import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { Journal, readJournal, Tail } from "../../deploy/journal";
import { markOf, readPlanFile } from "../../deploy/plan-file";
import { scrubber } from "../../deploy/scrub";
import { errorsIn } from "../../deploy/terraform";
import { unzip } from "../../deploy/unzip";

/** A zip archive, its first file stored and the others deflated. */
function zip(files: Record<string, string>): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [index, [name, text]] of Object.entries(files).entries()) {
    const content = index === 0 ? Buffer.from(text) : deflateRawSync(text);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(index === 0 ? 0 : 8, 10);
    entry.writeUInt32LE(content.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    local.push(header, Buffer.from(name), content);
    directory.push(entry, Buffer.from(name));
    at += header.length + name.length + content.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...local, ...directory, end]);
}

describe("plan files", () => {
  const state = JSON.stringify({ version: 4, lineage: "l", serial: 7 });
  const archive = zip({
    tfplan: "plan",
    tfstate: state,
    "tfconfig/m-/cdk.tf.json": "{}",
    ".terraform.lock.hcl": "lock",
  });

  it("tell the state they were made on, the configuration and the providers", () => {
    const { state: mark, configuration, lock } = readPlanFile(archive);
    expect({ mark, names: [...configuration.keys()], lock: lock!.toString() }).toEqual({
      mark: { lineage: "l", serial: 7 },
      names: ["cdk.tf.json"],
      lock: "lock",
    });
    expect(unzip(archive).get("tfplan")!.toString()).toBe("plan");
    expect(markOf("")).toEqual({ lineage: "", serial: 0 });
  });

  it.each(["../../evil", "folder/file", "..", "a\\b", ""])("rejects a file called %s in the configuration", (name) => {
    expect(() => readPlanFile(zip({ tfplan: "plan", tfstate: state, [`tfconfig/m-/${name}`]: "x" }))).toThrow(
      "no file name",
    );
  });

  it("rejects an archive that holds a name twice", () => {
    const twice = Buffer.from(zip({ tfplan: "plan", "one.json": "{}", "two.json": "{}" }).toString("latin1"), "latin1");
    for (let at = twice.indexOf("two.json"); at >= 0; at = twice.indexOf("two.json")) twice.write("one.json", at);
    expect(() => unzip(twice)).toThrow("one.json is twice");
  });

  it("rejects anything else", () => {
    expect(() => readPlanFile(Buffer.from("text"))).toThrow("no zip archive");
    expect(() => readPlanFile(Buffer.alloc(0))).toThrow("no zip archive");
    expect(() => readPlanFile(zip({ other: "x" }))).toThrow("it holds no state");
    expect(() => readPlanFile(archive.subarray(40))).toThrow();
  });
});

describe("errors of Terraform", () => {
  it("are one line each, with the resource, without warnings and places", () => {
    const stderr = `
Warning: old argument

  use another

Error: creating account

  with azurerm_storage_account.Storage,
  on cdk.tf.json line 12, in resource.azurerm_storage_account.Storage:
  12:       },

unexpected status 403
with a reason

╷
│ Error: No valid credential
│
│ sign in first
╵
`;
    expect(errorsIn(stderr)).toEqual([
      "azurerm_storage_account.Storage: creating account: unexpected status 403 with a reason",
      "No valid credential: sign in first",
    ]);
    expect(errorsIn("all is well")).toEqual([]);
    expect(errorsIn(`Error: ${"x".repeat(5000)}`)[0]!.length).toBeLessThan(1010);
  });

  it("ends with a whole word, and never advises to plan a part of a stack", () => {
    const [long] = errorsIn(`Error: Instance cannot be destroyed\n\n${"prevented ".repeat(300)}`);
    expect(long).toMatch(/ prevented …$/);
    const advice =
      "Resource a.b has lifecycle.prevent_destroy set, but the plan calls for it to be destroyed. To avoid this error and continue with the plan, either disable lifecycle.prevent_destroy or reduce the scope of the plan using the -target option.";
    expect(errorsIn(`Error: Instance cannot be destroyed\n\n${advice}\n`)).toEqual([
      "Instance cannot be destroyed: Resource a.b has lifecycle.prevent_destroy set, but the plan calls for it to be destroyed.",
    ]);
  });
});

describe("scrubbing", () => {
  it("takes out what is marked in a plan or state, and credentials of this process", () => {
    const plan = { resource_changes: [{ change: { after: { key: "s3cret-key-1" }, after_sensitive: { key: true } } }] };
    const scrub = scrubber(plan, { ARM_CLIENT_SECRET: "client-secret-1" });
    expect(scrub("key s3cret-key-1, client-secret-1, name st1")).toMatch(/^key (?!.*secret).*, name st1$/);
    expect(scrubber(undefined, {})("key s3cret-key-1")).toBe("key s3cret-key-1");
  });

  it("knows credentials in the environment by their names", () => {
    const env = {
      GITHUB_TOKEN: "gh-token-1",
      MLOPS_PLAN_KEY: "0123456789abcdef".repeat(4),
      TF_TOKEN_app_example: "registry-1",
      AZURE_DEVOPS_EXT_PAT: "personal-1",
      HOME: "/home/somebody",
    };
    const text = Object.values(env).join(" ");
    expect(scrubber(undefined, env)(text).replaceAll("(sensitive)", "").trim()).toBe("/home/somebody");
  });

  it("finds a secret of several words where Terraform broke the line, and between colours", () => {
    const scrub = scrubber(undefined, { ARM_CLIENT_SECRET: "first words second" });
    expect(scrub("│ is first\n│ words second.")).toBe("│ is (sensitive).");
    expect(scrub("first\u001b[31m words\u001b[0m second")).toBe("(sensitive)");
    expect(scrub("first words, second")).toBe("first words, second");
  });

  it.each([
    ["Authorization: Bearer 0123456789abcdefgh", "Authorization: Bearer (sensitive)"],
    ["token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl!", "token (sensitive)!"],
    ["https://x.example/run?sp=r&sig=N0tAR3alS1gnature rest", "https://x.example/run?sp=r&sig=(sensitive) rest"],
    ["AccountName=st;AccountKey=c2VjcmV0;EndpointSuffix=x", "AccountName=st;AccountKey=(sensitive);EndpointSuffix=x"],
    ["bearer authentication failed", "bearer authentication failed"],
  ])("takes out credentials nobody marked: %s", (text, clean) => {
    expect(scrubber(undefined, {})(text)).toBe(clean);
  });
});

describe("journals", () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "mlops-test-"))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it("keep the last apply, without secrets and without a line that was cut off", () => {
    const path = join(dir, "apply.jsonl");
    for (const digest of ["first", "second"]) {
      const journal = new Journal(path, (text) => text.replaceAll("hunter2", "(sensitive)"));
      journal.add({ at: "t", event: "begin", digest }, { at: "t", event: "error", message: "hunter2 is wrong" });
      journal.close();
    }
    appendFileSync(path, '{"at":"t","event":"apply_com');
    expect(readJournal(path)).toEqual([
      { at: "t", event: "begin", digest: "second" },
      { at: "t", event: "error", message: "(sensitive) is wrong" },
    ]);
    expect(readFileSync(path, "utf8")).not.toContain("hunter2");
    expect(readJournal(join(dir, "none"))).toEqual([]);
  });

  it("are fed line by line, however Terraform's output is cut", () => {
    const path = join(dir, "out");
    writeFileSync(path, "");
    const lines: string[] = [];
    const tail = new Tail(path, (more) => lines.push(...more));
    const bytes = Buffer.from("eins\nzwölf\n");
    const rest = "x".repeat(200_000);
    appendFileSync(path, bytes.subarray(0, 8));
    appendFileSync(path, bytes.subarray(8));
    appendFileSync(path, `${rest}\nno end`);
    tail.end();
    expect(lines).toEqual(["eins", "zwölf", rest]);
  });
});
