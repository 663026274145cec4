import { z } from "zod";
import { Duration } from "../core/duration";

const guid = z.string();
const duration = z.string().transform((text) => Duration.parse(text)!);
const reason = z.string();
const cidr = z.string();

/** An Entra group, by object id; the name is for people who read plans and reviews. */
const group = z.strictObject({ group: guid, name: z.string() });

const inbound = z.discriminatedUnion("mode", [
  z.strictObject({ mode: z.literal("private") }),
  z.strictObject({ mode: z.literal("public"), reason, allowedAddresses: z.array(cidr).default([]) }),
]);

const outboundRule = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("fqdn"), host: z.string() }),
  z.strictObject({
    type: z.literal("service-tag"),
    tag: z.string(),
    protocol: z.enum(["TCP", "UDP", "ICMP", "*"]),
    ports: z.string(),
  }),
  z.strictObject({ type: z.literal("private-endpoint"), resource: z.string(), subresource: z.string() }),
]);

const outbound = z.discriminatedUnion("mode", [
  z.strictObject({ mode: z.literal("internet"), reason }),
  z.strictObject({ mode: z.literal("approved-only"), rules: z.record(z.string(), outboundRule).default({}) }),
]);

export const organizationSchema = z.strictObject({
  name: z.string(),
  prefix: z.string(),
  tenant: guid,
  documentation: z.string(),
  repository: z.strictObject({
    provider: z.literal("github"),
    owner: z.string(),
    name: z.string(),
    defaultBranch: z.string().default("main"),
    /** Numeric ids of owner and repository: repositories made since 2026-07-15 carry them in their OIDC subject. */
    ownerId: z.number().int().optional(),
    repositoryId: z.number().int().optional(),
  }),
  promotionOrder: z.array(z.string()),
  tags: z.record(z.string(), z.string()),
  platform: z.strictObject({
    subscription: guid,
    location: z.string(),
    state: z
      .strictObject({
        inbound: inbound.default({ mode: "private" }),
        /** Whether bootstrap's own state has moved into the storage that bootstrap made. */
        migrated: z.boolean().default(false),
      })
      .prefault({}),
    registry: z
      .strictObject({
        inbound: inbound.default({ mode: "private" }),
        replicas: z.array(z.string()).default([]),
        promoters: z.array(group).default([]),
      })
      .prefault({}),
  }),
});

export const environmentSchema = z.strictObject({
  subscription: guid,
  location: z.string(),
  generation: z.number().int().default(1),
  network: z.strictObject({
    addressSpace: cidr,
    subnets: z.strictObject({ privateEndpoints: cidr.optional(), operations: cidr.optional() }).prefault({}),
    inbound: inbound.default({ mode: "private" }),
    outbound: outbound.prefault({ mode: "approved-only" }),
  }),
  access: z.strictObject({
    level: z.enum(["full", "restricted", "read-only"]).default("read-only"),
    reason: reason.optional(),
    dataScientists: z.array(group).default([]),
    mlEngineers: z.array(group).default([]),
    auditors: z.array(group).default([]),
  }),
  compute: z
    .strictObject({
      clusters: z
        .record(
          z.string(),
          z.strictObject({
            size: z.string(),
            minNodes: z.number().int().default(0),
            maxNodes: z.number().int(),
            idleTimeout: duration.prefault("15m"),
            reason: reason.optional(),
          }),
        )
        .default({}),
      instances: z
        .record(
          z.string(),
          z.strictObject({
            size: z.string(),
            idleShutdown: duration.prefault("1h"),
            assignedTo: z.strictObject({ user: guid, name: z.string() }),
          }),
        )
        .default({}),
    })
    .prefault({}),
  alerts: z.strictObject({
    receivers: z.strictObject({
      critical: z.array(z.string()),
      warning: z.array(z.string()),
      informational: z.array(z.string()),
    }),
    quotaPercent: z.number().int().default(90),
  }),
  budget: z.strictObject({
    amount: z.number(),
    startMonth: z.string(),
    thresholdPercents: z.array(z.number().int()).default([50, 80, 100]),
    forecastPercents: z.array(z.number().int()).default([100]),
  }),
  logs: z.strictObject({ retention: duration.prefault("365d"), reason: reason.optional() }).prefault({}),
  resilience: z
    .strictObject({
      storageReplication: z.enum(["LRS", "ZRS", "GRS", "GZRS", "RAGRS", "RAGZRS"]).default("GZRS"),
      zoneRedundant: z.boolean().default(true),
      registryReplicas: z.array(z.string()).default([]),
      reason: reason.optional(),
    })
    .prefault({}),
  protection: z
    .strictObject({
      preventDestroy: z.boolean().default(true),
      lock: z.boolean().default(true),
      reason: reason.optional(),
    })
    .prefault({}),
  softDelete: z
    .strictObject({
      retention: duration.prefault("90d"),
      purgeWorkspaceOnDestroy: z.boolean().default(false),
      reason: reason.optional(),
    })
    .prefault({}),
});

/** `config/organization.yaml`, checked and with defaults. */
export type Organization = z.output<typeof organizationSchema>;
/** `config/environments/<name>.yaml`, checked and with defaults; its name is the file's. */
export type Environment = z.output<typeof environmentSchema> & { readonly name: string };

/** The whole configuration. */
export interface Configuration {
  readonly organization: Organization;
  /** In promotion order. */
  readonly environments: readonly Environment[];
}
