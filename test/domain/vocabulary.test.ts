import fc from "fast-check";
import {
  builtInRoleId,
  customRoleGuid,
  resourceGroupId,
  resourceId,
  roleAssignmentName,
  subscriptionId,
} from "../../domain/azure/ids";
import { Duration } from "../../domain/time/duration";
import { formatProblem, requireNone, UserError, type Problem } from "../../domain/problem/problem";
import { uuidV5 } from "../../domain/text/uuid";

describe("formatProblem", () => {
  const whole: Problem = {
    code: "MLOPS-CONFIG-024",
    where: { file: "config/dev.yaml", line: 3, column: 7 },
    message: "generation is too large",
    given: "100",
    allowed: "1 to 99",
    fix: "count from 1",
  };

  it("says place, code, message, facts and what to do", () => {
    expect(formatProblem(whole)).toBe(
      "config/dev.yaml:3:7 MLOPS-CONFIG-024 generation is too large (given 100; allowed 1 to 99); count from 1",
    );
  });

  it("leaves out what there is not", () => {
    expect(formatProblem({ code: "MLOPS-PLAN-001", where: "dev/Network", message: "is wrong" })).toBe(
      "dev/Network MLOPS-PLAN-001 is wrong",
    );
    expect(formatProblem({ ...whole, given: undefined, fix: undefined })).toBe(
      "config/dev.yaml:3:7 MLOPS-CONFIG-024 generation is too large (allowed 1 to 99)",
    );
  });

  it("is thrown for all problems at once, or not at all", () => {
    expect(() => requireNone([])).not.toThrow();
    expect(() => requireNone([whole, { ...whole, code: "MLOPS-PLAN-002" }])).toThrow(UserError);
    try {
      requireNone([whole, { ...whole, code: "MLOPS-PLAN-002" }]);
    } catch (error) {
      expect((error as UserError).problems).toHaveLength(2);
      expect((error as UserError).message.split("\n")).toHaveLength(2);
    }
  });
});

describe("Duration", () => {
  it.each([
    ["45s", 45, "PT45S"],
    ["15m", 900, "PT15M"],
    ["60m", 3_600, "PT1H"],
    ["36h", 129_600, "PT36H"],
    ["7d", 604_800, "P7D"],
  ])("reads %s as %d seconds, %s in ISO 8601", (text, seconds, iso) => {
    const duration = Duration.parse(text)!;
    expect([duration.toSeconds(), duration.toIso()]).toEqual([seconds, iso]);
  });

  it.each(["", "15", "m", "0m", "-1d", "1.5h", "15 m", "1w", "PT15M", "015m", "1000000s"])("rejects %p", (text) => {
    expect(Duration.parse(text)).toBeUndefined();
  });

  it("writes what it reads back to the same length", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), fc.constantFrom("s", "m", "h", "d"), (amount, unit) => {
        const duration = Duration.parse(`${amount}${unit}`)!;
        expect(Duration.parse(duration.toString())).toEqual(duration);
      }),
    );
  });

  it("counts a day as 24 hours", () => {
    expect(Duration.days(1)).toEqual(Duration.hours(24));
    expect(Duration.hours(1).toMinutes()).toBe(60);
    expect(Duration.hours(12).toDays()).toBe(0.5);
    expect(Duration.minutes(90).toHours()).toBe(1.5);
  });
});

describe("uuidV5", () => {
  it("gives the UUID of the RFC's test vector", () => {
    // RFC 9562, appendix A.4: the DNS namespace and www.example.com.
    expect(uuidV5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com")).toBe(
      "2ed6657d-e927-568b-95e1-2665a8aea6a2",
    );
  });

  it("is always of version 5 and of the RFC's variant", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string(), (namespace, name) => {
        expect(uuidV5(namespace, name)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });
});

describe("Azure ids", () => {
  const ref = { subscriptionId: "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101", resourceGroup: "rg-pfs-dev-ml" };
  const group = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101/resourceGroups/rg-pfs-dev-ml";

  it("are written as ARM writes them", () => {
    expect(subscriptionId(ref.subscriptionId)).toBe("/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101");
    expect(resourceGroupId(ref)).toBe(group);
    expect(resourceId(ref, "Microsoft.Storage/storageAccounts", "stpfs")).toBe(
      `${group}/providers/Microsoft.Storage/storageAccounts/stpfs`,
    );
    expect(resourceId(ref, "Microsoft.MachineLearningServices/workspaces/computes", "mlw", "cpu")).toBe(
      `${group}/providers/Microsoft.MachineLearningServices/workspaces/mlw/computes/cpu`,
    );
    expect(builtInRoleId(ref.subscriptionId, "acdd72a7-3385-48ef-bd42-f606fba81ae7")).toBe(
      "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
    );
  });

  it("name a role assignment by what it grants, whatever the case: a change here re-grants everything", () => {
    const name = roleAssignmentName(group, "role", "principal");
    expect(roleAssignmentName(group.toUpperCase(), "ROLE", "Principal")).toBe(name);
    expect(
      new Set([name, roleAssignmentName(group, "role2", "principal"), roleAssignmentName(group, "role", "other")]).size,
    ).toBe(3);
    expect(name).toBe(uuidV5("5e0d0b6b-2f3c-4d4e-9a52-7c7b3f1f6a10", `${group.toLowerCase()}|role|principal`));
  });

  it("name a custom role by scope and name", () => {
    expect(customRoleGuid(group, "Trainer")).toBe(customRoleGuid(group.toUpperCase(), "Trainer"));
    expect(customRoleGuid(group, "Trainer")).not.toBe(customRoleGuid(group, "trainer"));
  });
});
