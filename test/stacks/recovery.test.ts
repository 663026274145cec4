import type { Configuration } from "../../schema/configuration";
import { exampleConfiguration } from "../support/configuration";
import { resourcesOf, synthStacks, type StackJson } from "../support/stacks";

const SECOND = "northeurope";
const ONLY = ["bootstrap", "prod", "prod-customer-churn", "prod-recovery*"];

type Recovery = Readonly<Record<string, unknown>>;
const configured = (recovery?: Recovery): Configuration =>
  exampleConfiguration({
    organization: { platform: { registry: { replicas: [SECOND] } } },
    environments: {
      prod: {
        recovery: recovery && { location: SECOND, network: { addressSpace: "10.40.12.0/22" }, ...recovery },
      },
    },
  });
const stacksWith = (recovery?: Recovery) => synthStacks(configured(recovery), ONLY);

const addressesOf = (stack: StackJson | undefined) => [...resourcesOf(stack!).keys()].sort();
const ofType = (stack: StackJson | undefined, type: string) =>
  [...resourcesOf(stack!)].filter(([address]) => address.startsWith(`${type}.`)).map(([, values]) => values);
const schedules = (stack: StackJson | undefined) =>
  ofType(stack, "azapi_resource")
    .filter(({ type }) => String(type).includes("workspaces/schedules@"))
    .map(({ body }) => (body as { properties: { isEnabled: boolean } }).properties.isEnabled);
const locationsOf = (stack: StackJson | undefined) => [
  ...new Set([...resourcesOf(stack!).values()].map(({ location }) => location).filter((one) => one !== undefined)),
];

describe("an environment with a second region", () => {
  const without = stacksWith();
  const cold = stacksWith({ mode: "cold" });
  const warm = stacksWith({ mode: "warm" });
  const active = stacksWith({ mode: "cold", active: true });

  it("has stacks of its own for it, and none where nobody asks for one", () => {
    const names = Object.keys(without);
    expect(names.filter((name) => name.startsWith("prod-recovery"))).toEqual([]);
    expect(Object.keys(cold).sort()).toEqual([...names, "prod-recovery"].sort());
    expect(Object.keys(warm)).toEqual(
      expect.arrayContaining(["prod-recovery", "prod-recovery-customer-churn", "prod-recovery-fuel-efficiency"]),
    );
    expect(Object.keys(active).sort()).toEqual(Object.keys(warm).sort());
  });

  it("leaves the first as it was until it takes over, but for what its pipeline may grant", () => {
    for (const stacks of [cold, warm]) {
      for (const name of ["prod", "prod-customer-churn"]) expect(stacks[name]).toEqual(without[name]);
      expect(addressesOf(stacks["bootstrap"])).toEqual(addressesOf(without["bootstrap"]));
    }
    const conditions = (stack: StackJson | undefined) =>
      ofType(stack, "azurerm_role_assignment")
        .map(({ condition }) => String(condition))
        .join();
    const roles = ofType(cold["prod-recovery"], "azurerm_role_definition").map((role) =>
      String(role["role_definition_id"]),
    );
    expect(roles.length).toBeGreaterThan(0);
    for (const role of roles) {
      expect(conditions(without["bootstrap"])).not.toContain(role);
      expect(conditions(cold["bootstrap"])).toContain(role);
    }
  });

  it("lies in that region, under the same addresses, with names that both can have", () => {
    expect(locationsOf(warm["prod-recovery"]).sort()).toEqual(["global", SECOND]);
    expect(locationsOf(warm["prod-recovery-customer-churn"])).not.toContain("westeurope");
    expect(addressesOf(warm["prod-recovery"])).toEqual(addressesOf(warm["prod"]));
    for (const type of ["azurerm_resource_group", "azurerm_storage_account", "azurerm_container_registry"]) {
      const names = [warm["prod"], warm["prod-recovery"]].flatMap((stack) =>
        ofType(stack, type).map(({ name }) => String(name)),
      );
      expect(new Set(names).size).toBe(names.length);
    }
    const titles = [warm["prod"], warm["prod-recovery"]].flatMap((stack) =>
      ofType(stack, "azurerm_role_definition").map(({ name }) => String(name)),
    );
    expect(new Set(titles).size).toBe(titles.length);
  });

  it("has no clusters and no use cases while it is cold, and all of both once it is in charge", () => {
    const clusters = (stack: StackJson | undefined) => ofType(stack, "azurerm_machine_learning_compute_cluster");
    expect(clusters(cold["prod-recovery"])).toEqual([]);
    expect(clusters(active["prod-recovery"])).toHaveLength(clusters(cold["prod"]).length);
    expect(addressesOf(active["prod-recovery"])).toEqual(addressesOf(active["prod"]));
  });

  it("trains, watches and scores in one region at a time", () => {
    const names = ["prod-customer-churn", "prod-recovery-customer-churn"] as const;
    const running = (stacks: Record<string, StackJson>) =>
      names.map((name) => schedules(stacks[name]).filter((enabled) => enabled).length);
    const [first] = running(warm);
    expect(first).toBeGreaterThan(0);
    expect(running(warm)).toEqual([first, 0]);
    expect(running(active)).toEqual([0, first]);
    expect(schedules(warm[names[1]])).toHaveLength(schedules(warm[names[0]]).length);
  });

  it("answers from one instance while it is warm, and from as many as the first once it is in charge", () => {
    const capacities = (stack: StackJson | undefined) =>
      ofType(stack, "azapi_resource")
        .filter(({ type }) => String(type).includes("onlineEndpoints/deployments@"))
        .map(({ body }) => (body as { sku: { capacity: number } }).sku.capacity);
    expect(capacities(warm["prod-customer-churn"]).some((one) => one > 1)).toBe(true);
    expect(new Set(capacities(warm["prod-recovery-customer-churn"]))).toEqual(new Set([1]));
    expect(capacities(active["prod-recovery-customer-churn"])).toEqual(capacities(active["prod-customer-churn"]));
  });

  it("has a jump host of its own where one is asked for, whose people its pipeline may let in", () => {
    const jumpHost = {
      access: [{ group: "9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f", name: "ML People" }],
      bastion: "Standard",
    };
    const stacks = stacksWith({ mode: "cold", network: { addressSpace: "10.40.12.0/22", jumpHost } });
    const machines = (stack: StackJson | undefined) =>
      ofType(stack, "azapi_resource").filter(({ type }) => /virtualMachines@|bastionHosts@/.test(String(type)));
    expect(stacks["prod"]).toEqual(cold["prod"]);
    expect(machines(stacks["prod"])).toEqual([]);
    expect(machines(cold["prod-recovery"])).toEqual([]);
    expect(machines(stacks["prod-recovery"])).toMatchObject([
      { name: "bas-pfs-prod", location: SECOND },
      { name: "vm-pfs-prod-jump", location: SECOND },
    ]);
    const [before, after] = [cold, stacks].map(({ bootstrap }) => JSON.stringify(bootstrap));
    const [role] = ofType(stacks["prod-recovery"], "azurerm_role_definition").filter(({ name }) =>
      String(name).startsWith("ML Jump Host User"),
    );
    for (const one of ["Microsoft.DevTestLab", "EncryptionAtHost", String(role!["role_definition_id"])]) {
      expect(before).not.toContain(one);
      expect(after).toContain(one);
    }
  });
});
