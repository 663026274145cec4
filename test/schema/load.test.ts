import fc from "fast-check";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { loadConfiguration } from "../../schema/load";
import { environmentSchema, organizationSchema } from "../../schema/configuration";
import { salvage } from "../../schema/walk";
import { subnetsOf } from "../../domain/network/subnets";
import { YamlFile } from "../../schema/yaml/file";
import { Duration } from "../../domain/time/duration";
import {
  exampleConfiguration,
  inFolder,
  shippedTexts,
  SHIPPED,
  withoutUseCases,
  writeConfiguration,
  writeFiles,
} from "../support/configuration";

const named = (name: string) => exampleConfiguration().environments.find((environment) => environment.name === name)!;

describe("the shipped configuration", () => {
  it("has no problems and comes in promotion order", () => {
    const { organization, environments } = loadConfiguration(SHIPPED);
    expect(organization.promotionOrder).toEqual(["dev", "preprod", "prod"]);
    expect(environments.map(({ name }) => name)).toEqual(["dev", "preprod", "prod"]);
  });

  it("is what tests vary", () => {
    expect(exampleConfiguration()).toEqual(loadConfiguration(SHIPPED));
  });

  it("gives lengths of time as durations", () => {
    expect(named("dev").logs.retention).toEqual(Duration.days(30));
    expect(named("dev").compute.clusters["cpu"]!.idleTimeout.toIso()).toBe("PT15M");
  });
});

describe("an environment that says nothing but what it must", () => {
  const minimal = environmentSchema.parse({
    subscription: "2e704d9c-3186-4c58-9e3f-9d0214c6f303",
    location: "westeurope",
    network: { addressSpace: "10.40.8.0/22" },
    access: {},
    alerts: { receivers: { critical: ["oncall@pfs.example"], warning: [], informational: [] } },
    budget: { amount: 1, startMonth: "2026-12" },
  });

  it("is as safe as production", () => {
    expect(minimal).toMatchObject({
      generation: 1,
      network: { inbound: { mode: "private" }, outbound: { mode: "approved-only", rules: {} } },
      access: { level: "read-only", dataScientists: [], mlEngineers: [], auditors: [] },
      compute: { clusters: {}, instances: {} },
      alerts: { quotaPercent: 90 },
      budget: { thresholdPercents: [50, 80, 100], forecastPercents: [100] },
      logs: { retention: Duration.days(365) },
      resilience: { storageReplication: "GZRS", zoneRedundant: true, registryReplicas: [] },
      protection: { preventDestroy: true, lock: true },
      softDelete: { retention: Duration.days(90), purgeWorkspaceOnDestroy: false },
    });
  });
});

describe("determinism", () => {
  /** The same value with the keys of every mapping in another order. */
  const shuffled = (value: unknown, order: (keys: string[]) => string[]): unknown => {
    if (Array.isArray(value)) return value.map((item) => shuffled(item, order));
    if (typeof value !== "object" || value === null) return value;
    const mapping = value as Record<string, unknown>;
    return Object.fromEntries(order(Object.keys(mapping)).map((key) => [key, shuffled(mapping[key], order)]));
  };
  const inOrder = (order: (keys: string[]) => string[]): string =>
    inFolder((folder) => {
      const texts = [...shippedTexts()].map(([path, text]) => [path, stringify(shuffled(parse(text), order))] as const);
      writeFiles(folder, new Map(texts));
      return JSON.stringify(loadConfiguration(folder));
    });

  it("gives the same bytes whatever the order of keys", () => {
    const asShipped = JSON.stringify(loadConfiguration(SHIPPED));
    expect(inOrder((keys) => [...keys].reverse())).toBe(asShipped);
    expect(inOrder((keys) => [...keys].sort())).toBe(asShipped);
  });

  it("keeps the order of lists, which has a meaning", () => {
    const swapped = exampleConfiguration({
      ...withoutUseCases,
      organization: { promotionOrder: ["preprod", "dev", "prod"] },
    });
    expect(swapped.environments.map(({ name }) => name)).toEqual(["preprod", "dev", "prod"]);
  });
});

describe("variants of the example", () => {
  it("change what they name and nothing else", () => {
    const changed = exampleConfiguration({
      environments: { dev: { compute: { clusters: { cpu: { maxNodes: 9 }, memory: undefined } } } },
    });
    const dev = changed.environments[0]!;
    expect(Object.keys(dev.compute.clusters)).toEqual(["cpu"]);
    expect(dev.compute.clusters["cpu"]!.maxNodes).toBe(9);
    expect(changed.environments.slice(1)).toEqual(exampleConfiguration().environments.slice(1));
  });

  it("are checked", () => {
    expect(() => exampleConfiguration({ environments: { dev: { location: "mars" } } })).toThrow(
      "location is not a region of public Azure (given mars)",
    );
  });

  it("may leave environments out", () => {
    const { environments } = exampleConfiguration({
      ...withoutUseCases,
      organization: { promotionOrder: ["dev", "prod"] },
      environments: { preprod: undefined },
    });
    expect(environments.map(({ name }) => name)).toEqual(["dev", "prod"]);
  });
});

describe("many environments", () => {
  it("loads 300 of them in seconds and finds the one overlap", () => {
    const dev = parse(shippedTexts().get("environments/dev.yaml")!) as Record<string, Record<string, unknown>>;
    const names = Array.from({ length: 300 }, (_, index) => `env-${String(index).padStart(3, "0")}`);
    const environment = (index: number) => ({
      ...dev,
      network: { ...dev["network"], addressSpace: `10.${Math.floor(index / 64)}.${(index % 64) * 4}.0/22` },
      compute: { clusters: dev["compute"]!["clusters"] },
    });
    inFolder((folder) => {
      writeConfiguration(folder, {
        ...withoutUseCases,
        organization: { promotionOrder: names },
        environments: {
          ...Object.fromEntries(["dev", "preprod", "prod"].map((name) => [name, undefined])),
          ...Object.fromEntries(names.map((name, index) => [name, environment(index)])),
        },
      });
      expect(loadConfiguration(folder).environments).toHaveLength(300);

      writeFileSync(join(folder, "environments", "env-299.yaml"), stringify(environment(0)));
      expect(() => loadConfiguration(folder)).toThrow(
        /env-299\.yaml:\d+:\d+ MLOPS-CONFIG-056 .* shares addresses with env-000/,
      );
    });
  });
});

describe("aliases", () => {
  it("may repeat a value, and problems in it are placed where it is written", () => {
    const text = "tags: &tags\n  owner: x\n  bad/key: y\nname: *nobody\n".replace("*nobody", "PFS");
    const file = YamlFile.parse(`${text}again: *tags\n`, "organization.yaml");
    expect(file.problems).toEqual([]);
    expect(file.value!["again"]).toEqual({ owner: "x", "bad/key": "y" });
    expect(file.positionOf(["again", "bad/key"])).toMatchObject({ line: 3, column: 12 });
  });
});

describe("salvage", () => {
  it("keeps all of what is right", () => {
    const raw = parse(shippedTexts().get("organization.yaml")!) as Record<string, unknown>;
    expect(salvage(organizationSchema, raw)).toEqual(organizationSchema.parse(raw));
  });

  it("keeps the rest when any one key is taken away", () => {
    const raw = parse(shippedTexts().get("environments/dev.yaml")!) as Record<string, unknown>;
    const whole = environmentSchema.parse(raw) as Record<string, unknown>;
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(raw)), (key) => {
        const draft = salvage(environmentSchema, { ...raw, [key]: 7 }) as Record<string, unknown>;
        expect(draft[key]).toBeUndefined();
        expect({ ...draft, [key]: 0 }).toEqual({ ...whole, [key]: 0 });
      }),
    );
  });
});

describe("subnetsOf", () => {
  const of = (subnets?: { privateEndpoints?: string; operations?: string }) =>
    subnetsOf({ network: { addressSpace: "10.40.0.0/22", subnets } });

  it("takes the first two /26 of the address space", () => {
    expect(of()).toEqual({ privateEndpoints: "10.40.0.0/26", operations: "10.40.0.64/26" });
  });

  it("moves no default into a block that is named", () => {
    expect(of({ operations: "10.40.0.0/27" })).toEqual({
      privateEndpoints: "10.40.0.64/26",
      operations: "10.40.0.0/27",
    });
    expect(of({ privateEndpoints: "10.40.0.0/24" }).operations).toBe("10.40.1.0/26");
  });
});
