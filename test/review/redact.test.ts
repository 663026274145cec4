import type { TerraformPlan } from "../../domain/terraform/plan";
import { redactPlan } from "../../review/redact";

const secret = 'pa$$"w0rd<&>/é+x';

/** A plan in which one resource's attribute is marked, and another's is not. */
function planWith(value: unknown, elsewhere: unknown, more: object = {}): TerraformPlan {
  return {
    format_version: "1.2",
    resource_changes: [
      {
        address: "azurerm_a.marked",
        mode: "managed",
        type: "azurerm_a",
        name: "marked",
        provider_name: "registry.terraform.io/hashicorp/azurerm",
        change: { actions: ["create"], before: null, after: { hidden: value }, after_sensitive: { hidden: true } },
      },
      {
        address: "azurerm_b.copy",
        mode: "managed",
        type: "azurerm_b",
        name: "copy",
        provider_name: "registry.terraform.io/hashicorp/azurerm",
        change: { actions: ["create"], before: null, after: { copy: elsewhere }, after_sensitive: {} },
      },
    ],
    ...more,
  } as TerraformPlan;
}

const copyOf = (plan: TerraformPlan): unknown => (plan.resource_changes![1]!.change.after as { copy: unknown }).copy;
const hiddenOf = (plan: TerraformPlan): unknown =>
  (plan.resource_changes![0]!.change.after as { hidden: unknown }).hidden;

const base64 = (text: string, encoding: BufferEncoding = "utf8") => Buffer.from(text, encoding).toString("base64");
const goJson = (text: string) =>
  JSON.stringify(text).replace(/[<>&]/g, (found) => `\\u00${found.charCodeAt(0).toString(16)}`);

describe("redacting a plan", () => {
  const forms: [string, string][] = [
    ["as it is", `user:${secret}@host`],
    ["JSON-escaped", `{"a":${JSON.stringify(secret)}}`],
    ["JSON-escaped as Go does it", `{"a":${goJson(secret)}}`],
    ["JSON-escaped twice", JSON.stringify(JSON.stringify({ a: secret }))],
    ["URL-encoded", `https://h/?p=${encodeURIComponent(secret)}&x`],
    ["URL-encoded in lower case", `https://h/?p=${encodeURIComponent(secret).replace(/%../g, (x) => x.toLowerCase())}`],
    ["URL-encoded as a form", `p=${new URLSearchParams({ p: secret }).toString().slice(2)}`],
    ["in hex", `0x${Buffer.from(secret).toString("hex")}`],
    ["in base64", base64(secret)],
    ["in base64 without padding", base64(secret).replace(/=+$/, "")],
    ["in URL-safe base64", Buffer.from(secret).toString("base64url")],
    ["in base64 after one byte", base64(`:${secret}:tail`)],
    ["in base64 after two bytes", base64(`u:${secret}:tail`)],
    ["in base64 after three bytes", base64(`us:${secret}:tail`)],
    ["in URL-safe base64 after one byte", Buffer.from(`>${secret}?>?`).toString("base64url")],
    ["in base64 of UTF-16", base64(secret, "utf16le")],
    ["in base64 of base64", base64(`{"auth":"${base64(`user:${secret}`)}"}`)],
  ];

  it.each(forms)("masks a marked value that stands elsewhere %s", (_, text) => {
    expect(copyOf(redactPlan(planWith("something else that is marked", text)))).toBe(text);
    const copy = copyOf(redactPlan(planWith(secret, text))) as string;
    expect(copy).toContain("(sensitive)");
    const rest = copy.replaceAll("(sensitive)", "");
    expect(text.length - rest.length).toBeGreaterThanOrEqual(secret.length);
  });

  it("leaves the words around a masked part", () => {
    expect(copyOf(redactPlan(planWith(secret, `user:${secret}@host`)))).toBe("user:(sensitive)@host");
  });

  it("masks what two secrets that overlap cover together", () => {
    const plan = planWith(["abcdefghij", "hijklmnopq"], "-abcdefghijklmnopq-");
    expect(copyOf(redactPlan(plan))).toBe("-(sensitive)-");
  });

  it("masks keys of objects and instances in addresses", () => {
    const plan = planWith(secret, { [secret]: 1, other: 2 });
    const change = plan.resource_changes![1]!;
    const redacted = redactPlan({
      ...plan,
      resource_changes: [plan.resource_changes![0]!, { ...change, address: `azurerm_b.copy["${secret}"]` }],
    });
    expect(copyOf(redacted)).toEqual({ "(sensitive)": 1, other: 2 });
    expect(redacted.resource_changes![1]!.address).toBe('azurerm_b.copy["(sensitive)"]');
  });

  it("masks short values where they are marked and nowhere else", () => {
    const redacted = redactPlan(planWith("no", "no, nothing is known"));
    expect(hiddenOf(redacted)).toBe("(sensitive)");
    expect(copyOf(redacted)).toBe("no, nothing is known");
  });

  it("masks values of four characters as words of their own", () => {
    expect(copyOf(redactPlan(planWith("x9y8", "a x9y8 b x9y8z")))).toBe("a (sensitive) b x9y8z");
  });

  it("masks numbers, as numbers and in texts, but no small ones", () => {
    expect(copyOf(redactPlan(planWith(918273, { n: 918273, t: "pin 918273", longer: "19182734" })))).toEqual({
      n: "(sensitive)",
      t: "pin (sensitive)",
      longer: "19182734",
    });
    expect(copyOf(redactPlan(planWith(42, 42)))).toBe(42);
    expect(hiddenOf(redactPlan(planWith(42, 42)))).toBe("(sensitive)");
  });

  it("masks the whole of a marked block, and its long values elsewhere", () => {
    const redacted = redactPlan(
      planWith({ user: "admin", port: 443, token: "t0k3n-of-length" }, "admin t0k3n-of-length"),
    );
    expect(hiddenOf(redacted)).toBe("(sensitive)");
    expect(copyOf(redacted)).toBe("admin (sensitive)");
  });

  it("masks the lines of a key of several lines", () => {
    const lines = ["MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", "BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"];
    const key = `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
    const copy = copyOf(redactPlan(planWith(key, `key: |\n    ${lines.join("\n    ")}`)));
    expect(copy).toBe("key: |\n    (sensitive)\n    (sensitive)");
  });

  it("takes what is inside a marked JSON text or connection string for a secret, too", () => {
    const json = copyOf(redactPlan(planWith(JSON.stringify({ inner: secret }), `is ${secret}`)));
    expect(json).toBe("is (sensitive)");
    const connection = "DefaultEndpointsProtocol=https;AccountName=st;AccountKey=c2VjcmV0LWtleS1vZg==;EndpointSuffix=x";
    expect(copyOf(redactPlan(planWith(connection, "k c2VjcmV0LWtleS1vZg== https")))).toBe("k (sensitive) https");
  });

  it.each([
    ["primary_access_key", "a2V5LXRoYXQtbm9ib2R5LW1hcmtlZA", true],
    ["connectionString", "InstrumentationKey=0f0f", true],
    ["client_secret", "short", true],
    ["adminUserPassword", "hunter2", true],
    ["registration_key", "a2V5LXRoYXQtbm9ib2R5LW1hcmtlZA", true],
    ["partition_key", "a-long-name-of-a-column", false],
    ["sort_key", "id", false],
    ["key", "data.RunTags.azureml_modelmonitor", false],
    ["local_auth_enabled", "a-long-text-without-secret", false],
  ])("knows by its name whether %s is a secret", (name, value, masked) => {
    const redacted = redactPlan(planWith("x", { [name]: value, body: JSON.stringify({ deep: { [name]: value } }) }));
    const copy = copyOf(redacted) as Record<string, string>;
    expect(copy[name]).toBe(masked ? "(sensitive)" : value);
    expect(copy["body"]!.includes(value)).toBe(!masked);
  });

  it("masks signatures of URLs", () => {
    const url = "https://prod.logic.azure.com/workflows/1/triggers/x?sp=%2Frun&sv=1.0&sig=N0tAR3alS1gnature";
    expect(copyOf(redactPlan(planWith("x", url)))).toBe(url.replace("N0tAR3alS1gnature", "(sensitive)"));
  });

  it("masks sensitive variables, outputs and states, and constants of the configuration", () => {
    const redacted = redactPlan(
      planWith("x", `one-${secret}-two`, {
        variables: { v: { value: secret }, open: { value: "open" } },
        planned_values: { outputs: { o: { sensitive: true, value: "output-value" } } },
        output_changes: { o: { actions: ["create"], before: null, after: "output-value", after_sensitive: true } },
        prior_state: {
          values: {
            root_module: {
              resources: [
                {
                  address: "azurerm_a.x",
                  mode: "managed",
                  type: "azurerm_a",
                  values: { list: [{ a: "state-value", b: "open" }], note: `${secret} state-value` },
                  sensitive_values: { list: [{ a: true }] },
                },
              ],
            },
          },
        },
        configuration: {
          root_module: {
            variables: { v: { sensitive: true, default: "default-value" }, open: {} },
            resources: [
              {
                address: "azurerm_a.x",
                mode: "managed",
                type: "azurerm_a",
                expressions: { text: { constant_value: "say default-value" }, password: { constant_value: "abcd" } },
              },
            ],
          },
        },
      }),
    );
    const text = JSON.stringify(redacted);
    for (const hidden of [
      JSON.stringify(secret).slice(1, -1),
      "output-value",
      "state-value",
      "default-value",
      "abcd",
    ]) {
      expect(text).not.toContain(hidden);
    }
    expect(redacted).toMatchObject({
      variables: { v: { value: "(sensitive)" }, open: { value: "open" } },
      prior_state: {
        values: { root_module: { resources: [{ values: { list: [{ a: "(sensitive)", b: "open" }] } }] } },
      },
    });
  });

  it("masks what a provider's schema calls sensitive", () => {
    const plan = planWith("x", [{ inner: "schema-secret" }], { variables: { v: { value: "is schema-secret" } } });
    const options = { sensitiveSchemaAttributes: { azurerm_b: ["copy.inner"] } };
    expect(copyOf(redactPlan(plan, options))).toEqual([{ inner: "(sensitive)" }]);
    expect(redactPlan(plan, options).variables).toEqual({ v: { value: "is (sensitive)" } });
    expect(copyOf(redactPlan(plan))).toEqual([{ inner: "schema-secret" }]);
  });

  it("tells that a masked value changes, without telling how", () => {
    const plan = planWith("x", "y");
    const change = {
      actions: ["update"] as const,
      before: { hidden: "secret-one", text: "a secret-one", same: "secret-one", open: 1 },
      after: { hidden: "secret-two", text: "a secret-two", same: "secret-one", open: 2 },
      before_sensitive: { hidden: true },
      after_sensitive: { hidden: true },
    };
    const redacted = redactPlan({ ...plan, resource_changes: [{ ...plan.resource_changes![0]!, change }] });
    expect(redacted.resource_changes![0]!.change.sensitive_changes).toEqual([["hidden"], ["text"]]);
    expect(redactPlan(redacted)).toEqual(redacted);
  });

  it("keeps what Terraform itself says, even if a secret is such a word", () => {
    const redacted = redactPlan(planWith("create", "azurerm_a", { variables: { managed: { value: "managed" } } }));
    expect(redacted.resource_changes!.map(({ change }) => change.actions)).toEqual([["create"], ["create"]]);
    expect(hiddenOf(redacted)).toBe("(sensitive)");
  });

  it("leaves the plan it is given as it is, and keys like __proto__ as data", () => {
    const plan = planWith(secret, JSON.parse('{"__proto__": {"a": 1}}'));
    const before = JSON.stringify(plan);
    const redacted = redactPlan(plan);
    expect(JSON.stringify(plan)).toBe(before);
    expect(JSON.stringify(copyOf(redacted))).toBe('{"__proto__":{"a":1}}');
  });

  it("takes 1,000 secrets and 20 megabytes", () => {
    const secrets = Array.from({ length: 1000 }, (_, i) => `secret-${i}-${"k".repeat(30)}${i}`);
    const texts = Array.from({ length: 20_000 }, (_, i) => `${i} ${"lorem ipsum dolor ".repeat(55)}`);
    texts[777] = `a ${base64(`xy${secrets[999]}z`)} b`;
    const copy = copyOf(redactPlan(planWith(secrets, texts))) as string[];
    expect(copy[777]).toContain("(sensitive)");
    expect(copy[778]).toBe(texts[778]);
  });
});
