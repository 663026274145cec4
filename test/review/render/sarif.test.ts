import { renderJson, renderSarif, reviewPlans } from "../../../review";
import { builtInRoles } from "../../../domain/access/roles";
import { change, inputOf, replaced, subscriptions } from "../plans";

interface Log {
  readonly version: string;
  readonly runs: {
    readonly tool: { readonly driver: { readonly rules: { readonly id: string }[] } };
    readonly results: {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: {
        readonly logicalLocations?: { readonly fullyQualifiedName: string }[];
        readonly physicalLocation?: { readonly artifactLocation: { readonly uri: string } };
      }[];
    }[];
  }[];
}

const scope = `/subscriptions/${subscriptions[0]!}/resourceGroups/rg`;
const input = inputOf({
  dev: [
    change("azurerm_storage_account.s", {
      before: { name: "st", location: "a" },
      after: { name: "st", location: "b", min_tls_version: "TLS1_0" },
      ...replaced(["location"]),
    }),
    change("azurerm_role_assignment.r", {
      after: {
        scope,
        role_definition_id: `${scope}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles.reader.id}`,
        principal_id: "p",
        principal_type: "Group",
      },
    }),
  ],
  prod: "no credentials",
});

describe("a review in SARIF", () => {
  const review = reviewPlans(input, { today: "2026-11-01" });
  const { version, runs } = JSON.parse(renderSarif(review)) as Log;
  const { tool, results } = runs[0]!;

  it("has dangers, access, failed stacks and policies, each with its rule and place", () => {
    expect(version).toBe("2.1.0");
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
    const found = results.map(({ ruleId, level, locations }) => [
      ruleId,
      level,
      locations[0]!.physicalLocation?.artifactLocation.uri ?? locations[0]!.logicalLocations?.[0]!.fullyQualifiedName,
    ]);
    expect(found).toEqual(
      expect.arrayContaining([
        ["review/plan-failed", "error", "prod"],
        ["review/danger", "error", "dev/azurerm_storage_account.s"],
        ["review/access-widens", "warning", "config/environments/dev.yaml"],
        ["storage-min-tls", "error", "dev/azurerm_storage_account.s"],
      ]),
    );
  });

  it("has a waived failure as a note with its reason", () => {
    const waivers = [
      {
        rule: "storage-min-tls",
        resource: "dev/*",
        reason: "old devices",
        owner: "me",
        granted: "2026-06-01",
        expires: "2026-12-01",
      },
    ];
    const log = JSON.parse(renderSarif(reviewPlans({ ...input, waivers }, { today: "2026-11-01" }))) as Log;
    const result = log.runs[0]!.results.find(({ ruleId }) => ruleId === "storage-min-tls");
    expect(result).toMatchObject({
      level: "note",
      message: { text: expect.stringContaining("old devices") as string },
    });
  });

  it("is the model with a version in JSON", () => {
    expect(JSON.parse(renderJson(review))).toEqual({
      schemaVersion: 1,
      ...(JSON.parse(JSON.stringify(review)) as object),
    });
  });
});
