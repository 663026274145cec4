import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { placesOf } from "../../deploy/promotion/place";
import { loadConfiguration } from "../../schema/load";
import type { Review } from "../../review";
import { registerModel, startSandbox } from "../../sandbox";
import { Checkout, type Ran } from "../support/checkout";
import { against, BEATEN } from "../release/facts";

const STACK = "dev-customer-churn";

describe("a release and its evidence, with real Terraform", () => {
  const checkout = new Checkout();
  const at = (...path: string[]) => join(checkout.path, ...path);
  const mlops = (parameters: string): Ran =>
    checkout.run(`node cli/mlops.js ${parameters}`, { MLOPS_PLAN_KEY: "", NO_COLOR: "1", COLUMNS: "200" });
  const release = at("config/releases/customer-churn.yaml");
  const evidence = (version: string) => at("config/releases/evidence/customer-churn", `dev-${version}.json`);
  const edit = (file: string, from: string | RegExp, to: string) => {
    const text = readFileSync(file, "utf8");
    expect(text).toMatch(from);
    writeFileSync(file, text.replace(from, to));
  };

  const register = async (version: string, auc: string) => {
    const home = placesOf(loadConfiguration(at("config")), "customer-churn").get("dev")!.ids.registry;
    const sandbox = await startSandbox({ dir: at(".sandbox") });
    const metrics = { auc, recall: "0.7", baseline_gain: "0.3" };
    const made = { "data.hash": "ad5f", "data.rows": "6000", "code.key": "1f2a", "environment.key": "f697" };
    const tags = { ...BEATEN, ...against(), ...made };
    registerModel(sandbox.cloud, { home, model: "customer-churn", version, metrics, tags, job: `train-${version}` });
    await sandbox.close();
  };
  /** Plans and reviews; what the review says in every form, and how it ended. */
  const reviewed = () => {
    const planned = mlops(`plan ${STACK} --sandbox`);
    expect(planned).toMatchObject({ code: 0 });
    const outputs = ["json", "markdown", "html", "sarif"].map((format) => `--${format} out/review.${format}`);
    const { code, stdout } = mlops(`review plans ${outputs.join(" ")}`);
    const read = (format: string) => readFileSync(at("out", `review.${format}`), "utf8");
    const { digest } = JSON.parse(readFileSync(at("plans/manifest.json"), "utf8")) as { digest: string };
    return {
      code,
      text: stdout,
      digest,
      json: JSON.parse(read("json")) as Review,
      markdown: read("markdown"),
      html: read("html"),
      sarif: read("sarif"),
    };
  };
  const deploy = (digest: string) => {
    const { code, stdout, stderr } = mlops(`apply plans --sandbox --yes --expect-digest ${digest}`);
    if (code !== 0) throw new Error(`${stdout}\n${stderr}`);
  };
  const blockedFor = (command: string, why: string | RegExp) => {
    const { code, json, text, markdown, html, sarif } = reviewed();
    expect(code).toBe(1);
    expect(json.verdict).toBe("blocked");
    for (const said of [text, markdown, html]) expect(said).toContain(command);
    expect(json.releases[0]!.problems.join()).toMatch(why);
    expect(sarif).toContain("review/release-evidence");
    expect(json.releases[0]!.commands[0]).toBe(command);
    return json.releases[0]!;
  };
  let shipped: string;
  let promoted: string;

  beforeAll(async () => {
    shipped = readFileSync(release, "utf8");
    expect(mlops(`plan registry dev ${STACK} --sandbox`).code).toBe(0);
    expect(mlops("review plans --json first.json --fail-on never").code).toBe(0);
    expect(mlops("apply plans --sandbox --yes")).toMatchObject({ code: 0 });
    await register("13", "0.85");
    await register("14", "0.87");
  });
  afterAll(() => checkout.remove());

  it("is shown, and not blocked, where nothing served before", () => {
    const first = JSON.parse(readFileSync(at("first.json"), "utf8")) as Review;
    expect(first.releases).toMatchObject([{ status: "first", what: "13 answers all requests", environment: "dev" }]);
    expect(first.reasons).toContain("1 version serves where nothing did before, without evidence");
  });

  it("is blocked if a person wrote it by hand, and names the command that decides", () => {
    edit(release, /dev:\n {2}live:\n {4}model: "13"\n/, '$&  candidate:\n    model: "14"\n    mirrorPercent: 20\n');
    const command = "npx mlops promote customer-churn --to dev --model 14 --sandbox";
    const found = blockedFor(command, "no evidence of exactly this step");
    expect(found.what).toBe("14 beside 13: copies of 20 % of the requests");
    expect(found.before).toBe("13 alone");
    writeFileSync(release, shipped);
  });

  it("is blocked if the facts behind it are no longer what they were", async () => {
    const decided = mlops("promote customer-churn --to dev --sandbox --by 'Ana Ruiz'");
    expect(decided).toMatchObject({ code: 0, stdout: expect.stringContaining("metric auc") });
    promoted = readFileSync(release, "utf8");
    await register("14", "0.83");
    blockedFor(
      "npx mlops promote customer-churn --to dev --model 14 --sandbox",
      'metric auc: it says "0.87, at least 0.82 asked for", now it is "0.83',
    );
    await register("14", "0.87");
  });

  it("is blocked if the gate was loosened since", () => {
    const useCase = at("config/use-cases/customer-churn.yaml");
    const before = readFileSync(useCase, "utf8");
    edit(useCase, "atLeast: 0.82", "atLeast: 0.1");
    blockedFor(
      "npx mlops promote customer-churn --to dev --model 14 --sandbox",
      "another promotion definition than the one in force",
    );
    writeFileSync(useCase, before);
  });

  it("is shown with its figures and who decided, is applied, and then changes nothing", () => {
    const { code, json, text, markdown, html, digest } = reviewed();
    expect(json.releases).toMatchObject([
      { status: "evidenced", problems: [], steps: [{ by: "Ana Ruiz", notes: [] }] },
    ]);
    expect(json.releases[0]!.steps[0]!.readAgainAt).toBeDefined();
    expect(code).toBe(0);
    for (const said of [text, markdown.replaceAll("\\", ""), html]) {
      expect(said).toContain("14 beside 13: copies of 20 % of the requests");
      expect(said).toMatch(/metric auc[^]{0,80}0\.87, at least 0\.82 asked for/);
      expect(said).toContain("higher is better, may lose 0.005");
      expect(said).toContain("Ana Ruiz");
      expect(said).toMatch(/ade from code 1f2a, environment f697, data ad5f, 6000 rows/);
    }
    // Before anything else that is told.
    expect(markdown.indexOf("14 beside 13")).toBeLessThan(markdown.indexOf("| Stack"));
    deploy(digest);
    expect(reviewed().json).toMatchObject({ verdict: "no-change", releases: [] });
  });

  it("is blocked with evidence that was forged", () => {
    const genuine = readFileSync(evidence("14"), "utf8");
    edit(release, "mirrorPercent: 20", "trafficPercent: 10");
    const command = "npx mlops rollout customer-churn --env dev --sandbox";
    const record = JSON.parse(genuine) as { decisions: Record<string, never>[] };
    const step = structuredClone(record.decisions[0]!) as unknown as Record<string, unknown> & {
      step: Record<string, unknown>;
    };
    const before = step.step["after"];
    step.step["before"] = before;
    step.step["after"] = {
      ...(before as object),
      candidate: { version: "14", mirrorPercent: 0, trafficPercent: 10 },
    };
    writeFileSync(evidence("14"), JSON.stringify({ ...record, decisions: [...record.decisions, step] }));
    blockedFor(command, "it was changed after it was written");
    // The file of the version that was decided on, under the name of another.
    writeFileSync(evidence("14"), genuine);
    writeFileSync(release, promoted.replaceAll('"14"', '"15"'));
    writeFileSync(evidence("15"), genuine);
    const { json } = reviewed();
    expect(json.verdict).toBe("blocked");
    writeFileSync(evidence("15"), genuine.replaceAll('"14"', '"15"'));
    expect(reviewed().json).toMatchObject({ verdict: "blocked" });
    checkout.run(`rm ${evidence("15")}`);
    writeFileSync(release, promoted);
  });

  it("is taken over by name and with a reason, in red, and security has to agree", () => {
    edit(release, "mirrorPercent: 20", "trafficPercent: 10");
    const { commands } = blockedFor("npx mlops rollout customer-churn --env dev --sandbox", "no evidence");
    const accept = commands[1]!.replace("npx mlops", "").replace("…", "no traffic at night, agreed with the owner");
    expect(mlops(`${accept} --by 'Ana Ruiz'`)).toMatchObject({ code: 0 });
    const { code, json, text, markdown } = reviewed();
    expect(json).toMatchObject({ verdict: "needs-security-approval", releases: [{ status: "overridden" }] });
    expect(code).toBe(0);
    expect(mlops("review plans --fail-on security").code).toBe(1);
    for (const said of [text, markdown])
      expect(said).toContain("OVERRIDDEN** by".replace(said === text ? "**" : "", ""));
    expect(text).toContain("OVERRIDDEN by Ana Ruiz: no traffic at night, agreed with the owner");
    expect(existsSync(evidence("14"))).toBe(true);
  });
});
