import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TerraformPlan } from "../../domain/terraform/plan";
import { parsePlan, planDigest, redactPlan } from "../../review";
import { inGroup, resourceGroup, Workbench } from "../support/terraform";

const secret = 'S3cr<t&"pw/é+42';

/** The secret in every form that Terraform's functions make of it; `nonsensitive` takes the mark off. */
const forms: Record<string, string> = {
  plain: "${nonsensitive(var.secret)}",
  inside: '${nonsensitive("https://user:${var.secret}@host")}',
  json: "${nonsensitive(jsonencode({ password = var.secret }))}",
  jsonTwice: "${nonsensitive(jsonencode(jsonencode([var.secret])))}",
  url: "${nonsensitive(urlencode(var.secret))}",
  base64: "${nonsensitive(base64encode(var.secret))}",
  basicAuth: '${nonsensitive(base64encode("user:${var.secret}"))}',
  shifted: '${nonsensitive(base64encode("u:${var.secret}:x"))}',
  urlSafe: '${nonsensitive(replace(replace(base64encode(var.secret), "+", "-"), "/", "_"))}',
  utf16: '${nonsensitive(textencodebase64(var.secret, "UTF-16LE"))}',
  dockerConfig: '${nonsensitive(base64encode(jsonencode({ auth = base64encode("u:${var.secret}") })))}',
};

const base64 = (text: string, encoding: BufferEncoding = "utf8") => Buffer.from(text, encoding).toString("base64");
/** What of each form must not be left: for base64 in a longer text, characters that the secret alone decides on. */
const traces: Record<string, string> = {
  plain: secret,
  json: "S3cr\\u003ct\\u0026",
  url: encodeURIComponent(secret).replaceAll("%20", "+"),
  base64: base64(secret),
  basicAuth: base64(`user:${secret}`).slice(8, 20),
  shifted: base64(`u:${secret}:x`).slice(4, 20),
  urlSafe: Buffer.from(secret).toString("base64url"),
  utf16: base64(secret, "utf16le"),
  dockerConfig: base64(`{"auth":"${base64(`u:${secret}`)}"}`).slice(20, 40),
};
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

describe("a secret in a real plan", () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
    writeFileSync(
      join(bench.dir, "variables.tf.json"),
      JSON.stringify({
        variable: { secret: { type: "string", sensitive: true }, size: { type: "string", default: "s" } },
      }),
    );
  });
  afterAll(() => bench.close());

  const configure = () => {
    bench.write(
      {
        azurerm_resource_group: { rg: { ...resourceGroup, tags: { marked: "${var.secret}", size: "${var.size}" } } },
        terraform_data: {
          source: { input: "${var.secret}" },
          copies: { input: { ...forms, size: "${var.size}" } },
        },
        azurerm_user_assigned_identity: {
          reader: {
            name: "id-test",
            ...inGroup,
            tags: { computed: "${nonsensitive(terraform_data.source.output)}" },
            depends_on: ["azurerm_resource_group.rg"],
          },
        },
      },
      {
        output: {
          marked: { value: "${var.secret}", sensitive: true },
          computed: { value: "${nonsensitive(terraform_data.copies.output.inside)}" },
        },
      },
    );
  };

  const plan = async (...parameters: string[]): Promise<TerraformPlan> => {
    const { code, output } = await bench.terraform("plan", "-input=false", "-out=plan", ...parameters);
    expect([code, output]).toEqual([0, expect.stringContaining("Plan: ")]);
    // The sandbox answers from this process: it must not wait.
    const { stdout } = await promisify(execFile)("terraform", ["show", "-json", "plan"], {
      cwd: bench.dir,
      env: bench.environment(),
      maxBuffer: 64 * 1024 * 1024,
    });
    return parsePlan(stdout, "plan");
  };
  const given = (value: string, size = "s") => [`-var=secret=${value}`, `-var=size=${size}`];

  const expectRedacted = (raw: TerraformPlan, expected: readonly string[]) => {
    const [before, after] = [JSON.stringify(raw), JSON.stringify(redactPlan(raw))];
    const found = Object.entries(traces).filter(([, trace]) => before.includes(inJson(trace)));
    expect(found.map(([name]) => name)).toEqual(expect.arrayContaining([...expected]));
    for (const [name, trace] of Object.entries(traces)) {
      expect([name, after.includes(inJson(trace)), after.includes(trace)]).toEqual([name, false, false]);
    }
    expect(after).toContain('"marked":"(sensitive)"');
  };

  it("stands nowhere in the redacted plan that creates, in no form", async () => {
    configure();
    const raw = await plan(...given(secret));
    expectRedacted(raw, Object.keys(traces));
    expect(redactPlan(raw).resource_changes!.map(({ address }) => address)).toEqual(
      raw.resource_changes!.map(({ address }) => address),
    );
  });

  it("has one digest for the same plan made twice, and another with another secret", async () => {
    const [one, again, other] = [
      await plan(...given(secret)),
      await plan(...given(secret)),
      await plan(...given("another-secret")),
    ];
    expect(planDigest(again, "key")).toBe(planDigest(one, "key"));
    expect(planDigest(other, "key")).not.toBe(planDigest(one, "key"));
  });

  it("stands nowhere in the redacted plans that update and destroy, with what is read back", async () => {
    expect((await bench.apply(...given(secret))).code).toBe(0);
    const update = await plan(...given(secret, "m"));
    expectRedacted(update, Object.keys(traces));
    expect(JSON.stringify(redactPlan(update))).toContain('"size":"m"');
    const rotate = await plan(...given("another-secret"));
    expectRedacted(rotate, Object.keys(traces));
    const group = redactPlan(rotate).resource_changes!.find(({ type }) => type === "azurerm_resource_group")!;
    expect(group.change.sensitive_changes).toEqual([["tags", "marked"]]);
    expectRedacted(await plan("-destroy", ...given(secret)), Object.keys(traces));
  });
});
