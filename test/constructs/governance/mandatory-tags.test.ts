import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import type { TerraformStack } from "cdktf";
import { AzapiResource } from "../../../constructs/azapi";
import { MandatoryTags } from "../../../constructs/governance/mandatory-tags";
import { SUBSCRIPTION, synth } from "../../support/synth";

const RG = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`;
const TAGS = { owner: "ml-platform", "cost-center": "CC-1" };
const group = (stack: TerraformStack, tags?: Record<string, string>) =>
  new ResourceGroup(stack, "Group", { name: "rg", location: "westeurope", tags });
const tagsOf = (define: (stack: TerraformStack) => unknown) => synth(define).only(ResourceGroup)["tags"];

describe("MandatoryTags", () => {
  it("tags a resource that has no tags", () => {
    const tags = tagsOf((stack) => {
      group(stack);
      MandatoryTags.add(stack, TAGS);
    });
    expect(tags).toEqual(TAGS);
  });

  it("keeps a resource's own tags, and lets them win", () => {
    const tags = tagsOf((stack) => {
      group(stack, { owner: "team-churn", purpose: "test" });
      MandatoryTags.add(stack, TAGS);
    });
    expect(tags).toEqual({ owner: "team-churn", purpose: "test", "cost-center": "CC-1" });
  });

  it("gives the same result before or after resources are defined, and twice", () => {
    const after = tagsOf((stack) => {
      group(stack, { purpose: "test" });
      MandatoryTags.add(stack, TAGS);
      MandatoryTags.add(stack, TAGS);
    });
    const before = tagsOf((stack) => {
      MandatoryTags.add(stack, { "cost-center": "CC-1", owner: "ml-platform" });
      group(stack, { purpose: "test" });
    });
    expect(JSON.stringify(before)).toBe(JSON.stringify(after));
    expect(before).toMatchObject({ purpose: "test", owner: "ml-platform" });
  });

  it("tags azapi resources that have a location, and leaves those without alone", () => {
    const { arm } = synth((stack) => {
      new AzapiResource(stack, "Registry", {
        type: "Microsoft.MachineLearningServices/registries@2025-06-01",
        name: "mlr",
        parentId: RG,
        location: "westeurope",
        body: { properties: { regionDetails: [{ location: "westeurope" }] } },
      } as never);
      new AzapiResource(stack, "Schedule", {
        type: "Microsoft.MachineLearningServices/workspaces/schedules@2025-06-01",
        name: "s",
        parentId: `${RG}/providers/Microsoft.MachineLearningServices/workspaces/mlw`,
        body: { properties: {} },
      } as never);
      MandatoryTags.add(stack, TAGS);
    });
    const tags = (type: string) => Object.values(arm(`Microsoft.MachineLearningServices/${type}`))[0]!["tags"];
    expect(tags("registries")).toEqual(TAGS);
    expect(tags("workspaces/schedules")).toBeUndefined();
  });

  it("leaves tags that others set as they are, beside what is left for other reasons", () => {
    const { only } = synth((stack) => {
      group(stack).lifecycle = { ignoreChanges: ["managed_by"], preventDestroy: true };
      new StorageContainer(stack, "Container", { name: "c", storageAccountId: `${RG}/st` });
      MandatoryTags.add(stack, TAGS, ["stamped-by", "StampedAt"]);
      MandatoryTags.add(stack, TAGS, ["stamped-by"]);
    });
    expect(only(ResourceGroup)["lifecycle"]).toEqual({
      ignore_changes: ["managed_by", 'tags["stamped-by"]', 'tags["StampedAt"]'],
      prevent_destroy: true,
    });
    expect(only(StorageContainer)).not.toHaveProperty("lifecycle");
  });

  it("leaves resources that take no tags as they are", () => {
    const { only } = synth((stack) => {
      new RoleAssignment(stack, "Grant", { scope: RG, principalId: "p", roleDefinitionId: "r" });
      new StorageContainer(stack, "Container", { name: "c", storageAccountId: `${RG}/st` });
      group(stack);
      MandatoryTags.add(stack, TAGS);
    });
    expect(only(RoleAssignment)).not.toHaveProperty("tags");
    expect(only(StorageContainer)).not.toHaveProperty("tags");
    expect(only(ResourceGroup)).toHaveProperty("tags");
  });

  it.each([
    ["a name with a slash", { "cost/center": "1" }, "MLOPS-TAG-001"],
    ["an empty name", { "": "1" }, "MLOPS-TAG-001"],
    ["a value of 257 characters", { note: "x".repeat(257) }, "MLOPS-TAG-002"],
    ["51 tags", Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`t${i}`, ""])), "MLOPS-TAG-003"],
  ])("rejects %s", (_, tags, code) => {
    expect(() => synth((stack) => MandatoryTags.add(stack, tags))).toThrow(code);
  });

  it("takes a value of 256 characters and 50 tags", () => {
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`t${i}`, "x".repeat(256)]));
    expect(
      tagsOf((stack) => {
        group(stack);
        MandatoryTags.add(stack, tags);
      }),
    ).toEqual(tags);
  });
});
