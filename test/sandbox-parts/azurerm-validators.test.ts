import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cloud } from "../../sandbox/engine/arm/cloud";
import { AzureClient } from "../../sandbox/engine/azure-client";
import { AzurermProvider } from "../../sandbox/engine/azurerm/azurerm-provider";
import { generalChecks } from "../../sandbox/engine/azurerm/general-checks";
import { Faults } from "../../sandbox/engine/faults";
import type { ObjectValue, Value } from "../../sandbox/engine/terraform/wire";
import { azurermTypes } from "../../sandbox/services/types";
import { proposed } from "../support/proposed";

/** Facts of azurerm's own schemas: what the validator of an argument takes, or values that it refuses. */
const facts = JSON.parse(readFileSync(join(__dirname, "azurerm-validators.json"), "utf8")) as {
  readonly provider: string;
  readonly types: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};

const GUID = "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";
const GROUP = `/subscriptions/${GUID}/resourceGroups/rg`;

/** An id of a type, as azurerm writes it. */
function idOf(type: string): string {
  const [namespace, ...kinds] = type.split("/");
  if (namespace === "Microsoft.Resources") return GROUP;
  return `${GROUP}/providers/${namespace!}${kinds.map((kind) => `/${kind}/a`).join("")}`;
}

interface Samples {
  readonly taken: readonly Value[];
  readonly refused: readonly Value[];
}

const kinds: Readonly<Record<string, (of: string) => Samples>> = {
  text: () => ({ taken: [], refused: [""] }),
  uuid: () => ({ taken: [GUID], refused: ["", "not-a-guid", `${GUID}0`] }),
  one: (of) => {
    const taken = of.split("|");
    // Upper and lower case count.
    const recased = [taken[0]!.toLowerCase(), taken[0]!.toUpperCase()].filter((value) => !taken.includes(value));
    return { taken, refused: ["", "Other", ...recased] };
  },
  numbers: (of) => ({ taken: of.split("|").map(Number), refused: [-1, 1] }),
  least: (of) => ({ taken: [Number(of), 1_000], refused: [Number(of) - 1] }),
  between: (of) => {
    const [least, most] = of.split(" ").map(Number) as [number, number];
    return { taken: [least, most], refused: [least - 1, most + 1] };
  },
  url: (of) => ({
    taken: of.split("|").map((scheme) => `${scheme}://example.com/a?b=c`),
    refused: ["", "example.com", "ftp://example.com", `${of.split("|")[0]!}://`],
  }),
  id: (of) => {
    const other = idOf("Microsoft.Example/others");
    if (of === "")
      return { taken: [GROUP, other], refused: ["", "id", GROUP.slice(1), `${GROUP}/providers`, `${other}//`] };
    const id = idOf(of);
    const recased = [id.replace("resourceGroups", "resourcegroups"), id.replace("Microsoft.", "microsoft.")];
    return {
      taken: [id],
      refused: [
        "",
        other,
        `${id}/`,
        `${id}/more/a`,
        ...recased.filter((one) => one !== id),
        id.replace(/\/[^/]+$/, ""),
      ],
    };
  },
};

function samplesOf(rule: string | readonly string[]): Samples {
  if (typeof rule !== "string") return { taken: [], refused: rule };
  const [kind, ...of] = rule.split(" ");
  return kinds[kind!]!(of.join(" "));
}

const provider = new AzurermProvider({ tenant: GUID } as Cloud, new AzureClient(Faults.none()));

/** Findings about one argument, of a configuration that holds nothing but it. */
function findings(type: string, path: string, value: Value): readonly string[] {
  const config = path
    .split(".")
    .reduceRight<Value>((inner, step, depth) => (depth === 0 ? { [step]: inner } : [{ [step]: inner }]), value);
  const checks = [...generalChecks(type, provider.schema.resources[type]!), ...(azurermTypes[type]!.checks ?? [])];
  return checks
    .flatMap((check) => check(config as ObjectValue))
    .filter((finding) => finding.path === path)
    .map(({ message }) => message);
}

/** Whether a value is refused for what it is, not for what is missing beside it. */
const isAboutValue = (message: string) => /^(expected|invalid value for|parsing the) /.test(message);

const rows = Object.entries(facts.types).flatMap(([type, rules]) =>
  Object.entries(rules).map(([path, rule]) => ({ type, path, rule: samplesOf(rule) })),
);

describe("what azurerm's validators refuse", () => {
  it("is known by the version that is pinned", () => {
    const bindings = join(__dirname, "../../node_modules/@cdktf/provider-azurerm/package.json");
    const { cdktf } = JSON.parse(readFileSync(bindings, "utf8")) as {
      readonly cdktf: { readonly provider: { readonly version: string } };
    };
    expect(facts.provider).toBe(cdktf.provider.version);
  });

  it.each(Object.keys(facts.types))("is refused by the sandbox at plan, too, of %s", (type) => {
    const let_through = rows
      .filter((row) => row.type === type)
      .flatMap(({ path, rule }) =>
        rule.refused
          .filter((value) => findings(type, path, value).length === 0)
          .map((value) => `${path} = ${JSON.stringify(value)}`),
      );
    expect(let_through).toEqual([]);
  });

  it.each(Object.keys(facts.types))("is nothing that they take, of %s", (type) => {
    const refused = rows
      .filter((row) => row.type === type)
      .flatMap(({ path, rule }) =>
        rule.taken
          .filter((value) => findings(type, path, value).some(isAboutValue))
          .map((value) => `${path} = ${JSON.stringify(value)}`),
      );
    expect(refused).toEqual([]);
  });

  it.each<[string, ObjectValue]>([
    ["azurerm_storage_account", { tags: { ["k".repeat(129)]: "v" } }],
    ["azurerm_storage_account", { tags: { k: "v".repeat(257) } }],
    ["azurerm_resource_group", { tags: { ["k".repeat(513)]: "v" } }],
    [
      "azurerm_resource_group",
      { tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, "v"])) },
    ],
    ["azurerm_application_insights_workbook", { tags: { "hidden-title": "v" } }],
    ["azurerm_application_insights_workbook", { storage_container_id: "a" }],
    ["azurerm_storage_container", { encryption_scope_override_enabled: true }],
    ["azurerm_consumption_budget_resource_group", { filter: [{}] }],
  ])("is refused of %s together: %#", (type, wrong) => {
    const block = provider.schema.resources[type]!;
    const refusals = (config: ObjectValue) =>
      provider.validateResource(type, proposed(block, config, null)).map(({ summary }) => summary);
    const alone = refusals({});
    expect(refusals(wrong).filter((one) => !alone.includes(one))).toHaveLength(1);
  });

  it("is not refused of tags at their limits", () => {
    const tags = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`k${index}`.padEnd(128, "k"), "v".repeat(256)]),
    );
    const checks = generalChecks("azurerm_storage_account", provider.schema.resources["azurerm_storage_account"]!);
    expect(checks.flatMap((check) => check({ tags }))).toEqual([]);
  });
});
