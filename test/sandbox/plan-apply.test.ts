import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type JournalEntry, readJournal } from "../../deploy/journal";
import { folderDigest, type PlanManifest, type PlannedStack } from "../../deploy/manifest";
import { sha256 } from "../../deploy/plan-folder";
import { unzip } from "../../deploy/unzip";
import { dataOf } from "../support/data";
import { Checkout, type Ran } from "../support/checkout";

const KEY = "0123456789abcdef".repeat(4);

describe("mlops plan, apply and recover", () => {
  const checkout = new Checkout();
  const at = (...path: string[]) => join(checkout.path, ...path);
  const mlops = (parameters: string, env: Record<string, string> = {}): Ran =>
    checkout.run(`node cli/mlops.js ${parameters}`, { MLOPS_PLAN_KEY: "", ...env });
  const git = (...parameters: string[]) =>
    execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@pfs.example", ...parameters], {
      cwd: checkout.path,
    });
  const manifest = (folder = "plans") => JSON.parse(readFileSync(at(folder, "manifest.json"), "utf8")) as PlanManifest;
  const state = (stack: string, sandbox = ".sandbox") => readFileSync(at(sandbox, "state", `${stack}.tfstate`), "utf8");
  const edit = (file: string, from: string, to: string) => {
    const text = readFileSync(at(file), "utf8");
    expect(text).toContain(from);
    writeFileSync(at(file), text.replace(from, to));
  };
  let budget = 3000;
  /** A change of one resource in `dev`. */
  const raiseBudget = () => edit("config/environments/dev.yaml", `amount: ${budget}`, `amount: ${++budget}`);

  beforeAll(() => {
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message", "as shipped");
  });
  afterAll(() => checkout.remove());

  it("applies what it planned, and then plans no changes", () => {
    const planned = mlops("plan --sandbox registry dev --detailed-exitcode");
    expect(planned).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/^dev +\d+ to add; nothing was deployed/m),
    });
    const { digest, commit, stacks } = manifest();
    expect({ commit, names: stacks.map(({ name }) => name) }).toEqual({
      commit: git("rev-parse", "HEAD").toString().trim(),
      names: ["registry", "dev"],
    });
    expect(statSync(at("plans")).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(at("plans/dev"))) expect(statSync(at("plans/dev", name)).mode & 0o777).toBe(0o600);

    const other = mlops(`apply plans --sandbox --yes --json --expect-digest ${"0".repeat(64)}`);
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining("not the plans that were approved") });
    expect(dataOf("apply", other.stdout)).toMatchObject({ refused: [{ code: "MLOPS-APPLY-002" }] });
    const unasked = mlops("apply plans --sandbox < /dev/null");
    expect(unasked).toMatchObject({ code: 1, stderr: expect.stringContaining("say --yes to apply") });
    const asData = mlops("apply plans --sandbox --json < /dev/null");
    expect({ code: asData.code, said: dataOf("problems", asData.stdout) }).toMatchObject({ code: 1 });

    const applied = mlops(`apply plans --sandbox --yes --expect-digest ${digest}`);
    expect(applied).toMatchObject({ code: 0, stdout: expect.stringMatching(/^dev +\d+ added\n\n2 applied\.$/m) });
    const again = mlops("plan --sandbox registry dev --detailed-exitcode --json");
    expect({ code: again.code, said: dataOf("plan", again.stdout) }).toMatchObject({
      code: 0,
      said: {
        digest: manifest().digest,
        stacks: ["registry", "dev"].map((name) => ({ name, status: "planned", changes: false, first: false })),
      },
    });
    const nothing = mlops("apply plans --sandbox --yes --json");
    expect({ code: nothing.code, said: dataOf("apply", nothing.stdout) }).toMatchObject({
      code: 0,
      said: { applied: ["registry", "dev"].map((name) => ({ name, outcome: "no changes" })) },
    });
  });

  it("refuses altered plans before anything is changed", () => {
    raiseBudget();
    expect(mlops("plan --sandbox dev --out former-plans").code).toBe(0);
    raiseBudget();
    expect(mlops("plan --sandbox registry dev").code).toBe(0);
    const before = [state("registry"), state("dev")];
    const file = readFileSync(at("plans/dev/plan.tfplan"));
    const log = readFileSync(at("plans/registry/plan.log"));
    writeFileSync(at("plans/dev/plan.tfplan"), Buffer.concat([file, Buffer.from("x")]));
    rmSync(at("plans/registry/plan.log"));
    const altered = mlops("apply plans --sandbox --yes");
    expect(altered.code).toBe(1);
    expect(altered.stderr).toMatch(/plan\.log MLOPS-PLAN-003 .*missing\n.*plan\.tfplan MLOPS-PLAN-004 .*changed/);

    // Whoever alters a plan and the manifest with it is found out by the digest of what the plan does.
    const whole = readFileSync(at("plans/manifest.json"));
    const forged = manifest();
    const former = readFileSync(at("former-plans/dev/plan.tfplan"));
    writeFileSync(at("plans/registry/plan.log"), log);
    writeFileSync(at("plans/dev/plan.tfplan"), former);
    forged.stacks.find((stack): stack is PlannedStack => stack.name === "dev")!.files.plan.sha256 = sha256(former);
    writeFileSync(at("plans/manifest.json"), JSON.stringify(forged));
    const swapped = mlops("apply plans --sandbox --yes");
    expect(swapped).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("dev MLOPS-APPLY-016 its plan is not the"),
    });

    // Whoever alters digests as well is found out by what was shown to the reviewer.
    const devOf = ({ stacks }: PlanManifest) => stacks.find((stack): stack is PlannedStack => stack.name === "dev")!;
    devOf(forged).digest = devOf(manifest("former-plans")).digest;
    const said = (name: string) => JSON.parse(readFileSync(at("plans", name), "utf8")) as unknown;
    forged.digest = folderDigest(forged, { context: said("context.json"), waivers: said("waivers.json") });
    writeFileSync(at("plans/manifest.json"), JSON.stringify(forged));
    expect(mlops("apply plans --sandbox --yes").stderr).toContain(
      "dev MLOPS-APPLY-020 dev/plan.json, which is reviewed, tells something else",
    );
    const waivers = readFileSync(at("plans/waivers.json"));
    writeFileSync(at("plans/waivers.json"), "[]");
    forged.files.waivers.sha256 = sha256("[]");
    writeFileSync(at("plans/manifest.json"), JSON.stringify(forged));
    expect(mlops("apply plans --sandbox --yes").stderr).toContain(
      "waivers.json MLOPS-APPLY-008 the configuration says",
    );
    expect([state("registry"), state("dev")]).toEqual(before);
    writeFileSync(at("plans/waivers.json"), waivers);
    writeFileSync(at("plans/dev/plan.tfplan"), file);
    writeFileSync(at("plans/manifest.json"), whole);
  });

  it("keeps no secret in an encrypted plan folder, and applies it with its key only", () => {
    const [, secret] = /"primary_access_key": "([^"]+)"/.exec(state("dev"))!;
    const contents = () =>
      readdirSync(at("plans"), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .flatMap(({ parentPath, name }): Buffer[] => {
          const content = readFileSync(join(parentPath, name));
          return name.endsWith(".tfplan") ? [...unzip(content).values()] : [content];
        });
    const holders = () => contents().filter((content) => content.includes(secret!)).length;
    expect(holders()).toBeGreaterThan(0);
    const { digest } = manifest();
    expect(mlops("plan --sandbox registry dev", { MLOPS_PLAN_KEY: KEY }).code).toBe(0);
    expect(holders()).toBe(0);
    expect(manifest().digest).toBe(digest);
    cpSync(at("plans"), at("copied-plans"), { recursive: true });

    expect(mlops("apply plans --sandbox --yes").stderr).toContain("dev MLOPS-APPLY-017 its plan is encrypted");
    const wrong = mlops("apply plans --sandbox --yes", { MLOPS_PLAN_KEY: KEY.replace("0", "f") });
    expect(wrong.stderr).toContain("MLOPS_PLAN_KEY is not the key its plan was encrypted with");
    const applied = mlops("apply plans --sandbox --yes", { MLOPS_PLAN_KEY: KEY });
    expect(applied).toMatchObject({ code: 0, stdout: expect.stringMatching(/^dev +1 changed$/m) });

    const again = mlops("apply plans --sandbox --yes", { MLOPS_PLAN_KEY: KEY });
    expect(again.stderr).toContain("dev MLOPS-APPLY-014 this plan was applied already; plan again");
    const stale = mlops("apply copied-plans --sandbox --yes", { MLOPS_PLAN_KEY: KEY });
    expect(stale).toMatchObject({ code: 1, stderr: expect.stringMatching(/changed since it was planned: serial/) });
  });

  it("says which stack could not be planned and why, plans the others, and applies only those", () => {
    const { code, stdout } = mlops("plan --sandbox registry dev --faults Microsoft.Storage/storageAccounts=500:1");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^registry +no changes$/m);
    expect(stdout).toMatch(/^dev +failed: azurerm_storage_account\.\S+: unexpected status 500/m);
    expect(manifest().stacks).toMatchObject([{ status: "planned" }, { name: "dev", status: "failed" }]);
    expect(readFileSync(at("plans/dev/plan.log"), "utf8")).toContain("InternalServerError");
    expect(mlops("apply plans --sandbox --yes").stderr).toContain("dev MLOPS-APPLY-007 it could not be planned");
    expect(mlops("apply plans --sandbox --yes --stacks registry").code).toBe(0);
  });

  it("plans only what differs from another commit", () => {
    raiseBudget();
    git("commit", "--all", "--quiet", "--message", "a higher budget");
    const same = mlops("plan --sandbox --affected HEAD");
    expect({ ...same, stdout: same.stdout.split("\n")[1] }).toEqual({
      code: 0,
      stdout: "No stack differs.",
      stderr: "",
    });
    raiseBudget();
    rmSync(at("config/use-cases/fuel-efficiency.yaml"));
    rmSync(at("config/releases/fuel-efficiency.yaml"), { force: true });
    const { code, stdout } = mlops("plan --sandbox --affected HEAD");
    expect({ code, names: manifest().stacks.map(({ name }) => name) }).toEqual({ code: 0, names: ["dev"] });
    expect(stdout).toMatch(/^prod-fuel-efficiency +not planned: gone since [0-9a-f]{12}, but what it made stays/m);
    const elsewhere = mlops("apply plans --sandbox --dir elsewhere --yes --stacks dev");
    expect(elsewhere.stderr).toContain("dev MLOPS-APPLY-010 it was planned in another sandbox");
    expect(mlops("plan --sandbox --affected nonsense")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--affected MLOPS-PLAN-030 git knows no such commit here (given nonsense"),
    });
    git("checkout", "--quiet", "--", ".");
  });

  it("refuses mistakes in what it is asked", () => {
    const unknown = mlops("plan --sandbox dv prod-churn");
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(
      /MLOPS-PLAN-020 there is no stack of this name \(given dv; allowed .*\); did you mean dev\?/,
    );
    expect(mlops("plan --sandbox dev --out config")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--out MLOPS-PLAN-013 this is there already and is no plan folder"),
    });
    const key = mlops("plan --sandbox dev", { MLOPS_PLAN_KEY: "hunter2" });
    expect(key).toMatchObject({ code: 2, stderr: expect.stringContaining("MLOPS_PLAN_KEY MLOPS-PLAN-010") });
    expect(key.stderr).not.toContain("hunter2");
    expect(mlops("apply nowhere --sandbox --yes")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("nowhere MLOPS-PLAN-001 this is no plan folder"),
    });
  });

  describe("in a sandbox of its own", () => {
    const SLOW = "--sandbox --dir slow";
    const journal = (): JournalEntry[] => readJournal(at("plans/dev/apply.jsonl"));
    const made = () => journal().flatMap(({ event, id }) => (event === "apply_complete" ? [id!] : []));

    /** Starts an apply in which every request takes long, and waits until some resources are there. */
    async function begin(resources: number): Promise<{ child: ChildProcess; ended: Promise<number | null> }> {
      const parameters = ["cli/mlops.js", "apply", "plans", ...SLOW.split(" "), "--yes", "--faults", "latency:150ms"];
      const child = spawn(process.execPath, parameters, { cwd: checkout.path, stdio: "ignore" });
      const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
      while (made().length < resources && child.exitCode === null) await sleep(20);
      expect(child.exitCode).toBeNull();
      return { child, ended };
    }

    it("finishes and records what is in flight when it is stopped", async () => {
      expect(mlops(`plan ${SLOW} registry dev`).code).toBe(0);
      const { child, ended } = await begin(20);
      child.kill("SIGINT");
      await sleep(50);
      child.kill("SIGINT");
      expect(await ended).toBe(1);
      const recorded = state("dev", "slow");
      expect(made().length).toBeGreaterThanOrEqual(20);
      expect(made().filter((id) => !recorded.includes(`"${id}"`))).toEqual([]);
      expect(journal().at(-1)).toMatchObject({ event: "end", code: 1 });
      expect(mlops(`recover ${SLOW} dev`)).toMatchObject({ code: 0, stdout: "dev  lacks nothing\n" });
    });

    it("takes into the state what a killed apply made and could not record", async () => {
      expect(mlops(`plan ${SLOW} dev`).code).toBe(0);
      const before = state("dev", "slow");
      const { child, ended } = await begin(6);
      const wrappers = readdirSync(at("slow/running"));
      child.kill("SIGKILL");
      for (const wrapper of wrappers) process.kill(-Number(wrapper), "SIGKILL");
      await ended;
      // As with a state in Azure, which a killed Terraform has not written since it began.
      writeFileSync(at("slow/state/dev.tfstate"), before);
      const lost = made();
      expect(lost.length).toBeGreaterThanOrEqual(6);

      const recovered = mlops(`recover ${SLOW} dev`);
      expect(recovered.code).toBe(0);
      expect(recovered.stdout.split("\n").filter((line) => line.startsWith("dev  recovered "))).not.toHaveLength(0);
      const recorded = state("dev", "slow");
      expect(lost.filter((id) => !recorded.includes(`"${id}"`))).toEqual([]);
      expect(mlops(`apply plans ${SLOW} --yes`).stderr).toContain(
        "this plan was begun already and did not come to its end",
      );
      expect(mlops(`plan ${SLOW} dev`).code).toBe(0);
      expect(mlops(`apply plans ${SLOW} --yes`).code).toBe(0);
      expect(mlops(`plan ${SLOW} dev --detailed-exitcode`).code).toBe(0);
    });
  });
});
