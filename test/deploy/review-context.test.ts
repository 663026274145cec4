import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reviewContext } from "../../deploy/review-context";
import { personaAccess } from "../../domain/access/access";
import { UserError, type Position } from "../../domain/problem/problem";
import { roleTitle } from "../../domain/access/roles";
import type { ReviewContext } from "../../review/context";
import { SHIPPED, writeConfiguration, type ConfigurationChanges } from "../support/configuration";

const context = reviewContext(SHIPPED);

/** The line of the file that a position names, from its column on. */
const lineAt = ({ file, line, column }: Position) =>
  readFileSync(file, "utf8")
    .split("\n")
    [line - 1]!.slice(column - 1);
const principal = (name: string, from: ReviewContext = context) => {
  const found = from.principals.filter((one) => one.name === name);
  expect(found).toHaveLength(1);
  return found[0]!;
};
const withChanges = (changes: ConfigurationChanges): ReviewContext => {
  const folder = mkdtempSync(join(tmpdir(), "mlops-test-"));
  try {
    writeConfiguration(folder, changes);
    return reviewContext(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

describe("reviewContext", () => {
  test("names the organization, its environments in promotion order, and every stack", () => {
    expect(context.organization).toBe("PFS Corporation");
    expect(context.environments.map(({ name }) => name)).toEqual(["dev", "preprod", "prod"]);
    expect(context.stacks).toEqual([
      { name: "bootstrap" },
      { name: "pipelines" },
      { name: "registry" },
      ...["dev", "preprod", "prod"].flatMap((environment) => [
        { name: environment, environment },
        { name: `${environment}-customer-churn`, environment, useCase: "customer-churn" },
        { name: `${environment}-fuel-efficiency`, environment, useCase: "fuel-efficiency" },
      ]),
    ]);
  });

  test("knows the repository, and where the organization's file says what", () => {
    expect(context.repository).toEqual({
      provider: "github",
      owner: "pfs-corporation",
      name: "mlops-environments",
      folder: "",
    });
    expect(lineAt(context.at!["platform.registry.inbound"]!)).toBe("inbound:");
    expect(lineAt(context.at!["repository"]!)).toBe("repository:");
  });

  test("a use case that is not in every environment has a stack only where it is", () => {
    const less = withChanges({
      useCases: {
        "fuel-efficiency": { environments: ["dev"], promotion: undefined, overrides: undefined },
      },
      releases: { "fuel-efficiency": { preprod: undefined, prod: undefined } },
    });
    expect(less.stacks.filter(({ useCase }) => useCase === "fuel-efficiency").map(({ name }) => name)).toEqual([
      "dev-fuel-efficiency",
    ]);
  });

  test("every group stands where it is named, and each of its roles where that environment names it", () => {
    const audit = principal("PFS Audit");
    expect(audit.kind).toBe("group");
    expect(lineAt(audit.where!)).toMatch(/^group: ac8f2d7f/);
    const inProd = audit.reasons.filter(({ environment }) => environment === "prod");
    expect(inProd.map(({ role }) => role)).toEqual(
      personaAccess["read-only"].auditors.map(({ role }) => roleTitle(role)),
    );
    for (const { where } of inProd) {
      expect(where!.file).toMatch(/environments\/prod\.yaml$/);
      expect(lineAt(where!)).toMatch(/^group: ac8f2d7f/);
    }
    const owner = principal("PFS Customer Analytics");
    expect(owner.useCase).toBe("customer-churn");
    expect(lineAt(owner.where!)).toMatch(/^ce0a14f1/);
    expect(principal("PFS ML Model Promoters").where!.file).toMatch(/organization\.yaml$/);
    expect(principal("PFS Call Centre Apps")).toMatchObject({ useCase: "customer-churn", kind: "group" });
  });

  test("a group that two use cases name is neither's", () => {
    const shared = { group: "df1b2502-7e53-40c1-9cbf-41726381bf16", name: "PFS Call Centre Apps" };
    const both = withChanges({ useCases: { "fuel-efficiency": { serving: { callers: [shared] } } } });
    expect(principal(shared.name, both).useCase).toBeUndefined();
    expect(principal(shared.name).useCase).toBe("customer-churn");
  });

  test("identities are known by the ids that stacks will give them", () => {
    const group = "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303/resourcegroups/rg-pfs-prod-ml/providers";
    const keys = context.principals.filter(({ kind }) => kind === "identity").map(({ key }) => key);
    expect(keys).toEqual(
      expect.arrayContaining([
        `${group}/microsoft.managedidentity/userassignedidentities/id-pfs-prod-workspace`,
        `${group}/microsoft.managedidentity/userassignedidentities/id-pfs-prod-compute`,
        `${group}/microsoft.managedidentity/userassignedidentities/id-pfs-prod-customer-churn-endpoint`,
        `${group}/microsoft.managedidentity/userassignedidentities/id-pfs-prod-customer-churn-rollback`,
        `${group}/microsoft.eventgrid/systemtopics/evgt-pfs-prod-workspace`,
      ]),
    );
    expect(principal("id-pfs-prod-apply").key).toMatch(/\/resourcegroups\/rg-pfs-ml-state\//);
    expect(keys).toEqual(keys.map((key) => key.toLowerCase()));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("every principal has reasons, each for a role with a title", () => {
    for (const { name, reasons } of context.principals) {
      expect([name, reasons.length > 0 && reasons.every(({ role, reason }) => role !== "" && reason !== "")]).toEqual([
        name,
        true,
      ]);
    }
  });

  test("positions of settings lead to their keys, overrides and lists included", () => {
    const { where, release, rejected, timeZones } = context.useCases.find(({ name }) => name === "customer-churn")!;
    expect(lineAt(where["retraining.schedule"]!)).toBe("schedule:");
    expect(lineAt(where["monitors.signals.data-drift.numerical.above"]!)).toBe("above: 0.1");
    expect(lineAt(where["overrides.dev.serving.instances.max"]!)).toBe("max: 2");
    expect(lineAt(release["preprod.candidate"]!)).toBe("candidate:");
    expect(rejected).toEqual({ dev: [], preprod: [], prod: [] });
    expect(timeZones).toEqual(["Europe/Amsterdam"]);
    const prod = context.environments.find(({ name }) => name === "prod")!;
    expect(lineAt(prod.at!["compute.clusters.cpu.maxNodes"]!)).toBe("maxNodes: 8");
    expect(lineAt(prod.where)).toMatch(/^subscription:/);
  });

  test("is plain data: kept as JSON, it is the same", () => {
    expect(JSON.parse(JSON.stringify(context))).toEqual(context);
  });

  test("bad configuration is refused as everywhere else", () => {
    expect(() => withChanges({ environments: { prod: { location: "atlantis" } } })).toThrow(UserError);
  });
});
