import { privateLinkTargets } from "../../domain/network/managed-network";
/** Files of a configuration by path; bytes where the text is not UTF-8. */
export type Files = Record<string, string | Buffer>;

/** One way to get a configuration wrong, and everything that is then said. */
export interface BadInput {
  readonly name: string;
  /** Spoils the files of {@link goodFiles}. */
  readonly spoil: (files: Files) => void;
  /** Every line of the message, paths without the folder. */
  readonly says: readonly string[];
}

const ORGANIZATION = `name: PFS Corporation
prefix: pfs
tenant: 7b1f7a52-3c0e-4f6b-9a65-0e5a3f0c9d11
documentation: https://pfs.example/docs
repository:
  provider: github
  owner: pfs-corporation
  name: mlops-environments
promotionOrder: [dev, prod]
tags:
  owner: ml-platform
  cost-center: CC-4711
platform:
  subscription: 2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10
  location: westeurope
  registry:
    replicas: [northeurope]
`;

const DEV = `subscription: 0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101
location: westeurope
network:
  addressSpace: 10.40.0.0/22
access:
  level: full
  reason: development is where people build
  auditors:
    - group: ac8f2d7f-4b20-4d9e-8f8c-1e4f305d6c13
      name: PFS Audit
compute:
  clusters:
    cpu:
      size: Standard_D4ds_v5
      maxNodes: 4
  instances:
    ci-ada:
      size: Standard_D4ds_v5
      assignedTo:
        user: bd903e80-5c31-4eaf-9a9d-2f50416e7d14
        name: Ada Okafor
alerts:
  receivers:
    critical: [oncall@pfs.example]
    warning: []
    informational: []
budget:
  amount: 3000
  startMonth: 2026-12
`;

const KEYS = "/subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resourceGroups/rg-keys/providers";
const CENTRAL_LOGS =
  "/subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resourceGroups/rg-logs/providers/Microsoft.OperationalInsights/workspaces/log-central";

const PROD = `subscription: 2e704d9c-3186-4c58-9e3f-9d0214c6f303
location: westeurope
network:
  addressSpace: 10.40.8.0/22
access:
  level: read-only
alerts:
  receivers:
    critical: [oncall@pfs.example]
    warning: []
    informational: []
budget:
  amount: 12000
  startMonth: 2026-12
`;

export const goodFiles = (): Files => ({
  "organization.yaml": ORGANIZATION,
  "environments/dev.yaml": DEV,
  "environments/prod.yaml": PROD,
});

const replaced =
  (path: string) =>
  (from: string, to: string) =>
  (files: Files): void => {
    const text = String(files[path]);
    if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
    files[path] = text.replace(from, () => to);
  };

const organization = replaced("organization.yaml");
const dev = replaced("environments/dev.yaml");
const prod = replaced("environments/prod.yaml");
const appended =
  (path: string, text: string) =>
  (files: Files): void => {
    files[path] = `${String(files[path])}${text}`;
  };
const ALERTS = "/subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resourceGroups/rg-alerts/providers";
const tooMany = (at: string, name: string) =>
  `environments/dev.yaml:${at} MLOPS-CONFIG-084 alerts.channels.${name} is one more Logic App or function that hears of critical alerts (allowed at most 2 of a severity: each has an action group of its own, and Azure takes five in an alert rule); let one of them pass alerts on to the others`;
/** Channels of alerts in dev. */
const channels = (...lines: readonly string[]) =>
  dev(
    "    informational: []\n",
    `    informational: []\n  channels:\n${lines.map((line) => `    ${line}\n`).join("")}`,
  );
const devEnd = (text: string) => appended("environments/dev.yaml", text);
const prodEnd = (text: string) => appended("environments/prod.yaml", text);
const file =
  (path: string, content: string | Buffer) =>
  (files: Files): void => {
    files[path] = content;
  };
const without =
  (path: string) =>
  (files: Files): void => {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- files are keyed by path
    delete files[path];
  };
const all =
  (...spoils: readonly ((files: Files) => void)[]) =>
  (files: Files): void => {
    for (const spoil of spoils) spoil(files);
  };

/** A second region, as the last key of an environment. */
const recovery = (location: string, network: string): string =>
  `recovery: {location: ${location}, mode: cold, network: ${network}}\n`;

const bomb = (): string => {
  const levels = ["a", "b", "c", "d", "e", "f", "g"];
  const lines = levels.map((name, index) =>
    index === 0
      ? "a: &a [x, x, x, x, x, x, x, x, x]"
      : `${name}: &${name} [${Array(9)
          .fill(`*${levels[index - 1]}`)
          .join(", ")}]`,
  );
  return `${lines.join("\n")}\n`;
};

const IN_HUB = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101/resourceGroups/rg-hub/providers/Microsoft.Network";
const IN_DATA = "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303/resourceGroups/rg-data/providers";
/** The registry of the organization above, closed as it is without a word. */
const REGISTRY =
  "/subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resourceGroups/rg-pfs-ml-registry/providers/Microsoft.MachineLearningServices/registries/mlr-pfs";
const approvedOnly = (rule: string) =>
  dev("10.40.0.0/22\n", `10.40.0.0/22\n  outbound:\n    mode: approved-only\n    rules:\n${rule}`);
const allowed = (addresses: string) =>
  dev(
    "10.40.0.0/22\n",
    `10.40.0.0/22\n  inbound:\n    mode: public\n    reason: the office has no private line yet\n    allowedAddresses: [${addresses}]\n`,
  );

/** Files and YAML. */
const yamlCases: readonly BadInput[] = [
  {
    name: "the organization's file is missing",
    spoil: without("organization.yaml"),
    says: ["organization.yaml:1:1 MLOPS-CONFIG-002 the file does not exist; create it"],
  },
  {
    name: "the environments' folder is missing",
    spoil: all(without("environments/dev.yaml"), without("environments/prod.yaml")),
    says: [
      "environments:1:1 MLOPS-CONFIG-001 the folder does not exist; name the folder that holds organization.yaml and environments/",
      "organization.yaml:9:18 MLOPS-CONFIG-081 promotionOrder[0] names an environment without a file (given dev); add environments/dev.yaml, or remove the name",
      "organization.yaml:9:23 MLOPS-CONFIG-081 promotionOrder[1] names an environment without a file (given prod); add environments/prod.yaml, or remove the name",
    ],
  },
  {
    name: "a file ends in .yml",
    spoil: file("environments/qa.yml", PROD),
    says: [
      "environments/qa.yml:1:1 MLOPS-CONFIG-004 qa.yml would not be read (allowed names that end in .yaml); rename it to qa.yaml",
    ],
  },
  {
    name: "an environment has a reserved name",
    spoil: file("environments/registry.yaml", PROD.replace("40.8", "40.16")),
    says: [
      "environments/registry.yaml:1:1 MLOPS-CONFIG-004 registry.yaml is a name that is taken by a stack of ours (allowed any but bootstrap, pipelines, publish, registry, shared); choose another name for the environment",
    ],
  },
  {
    name: "an environment has a bad name",
    spoil: file("environments/Pre_Prod.yaml", PROD.replace("40.8", "40.16")),
    says: [
      "environments/Pre_Prod.yaml:1:1 MLOPS-CONFIG-004 Pre_Prod.yaml is not a name for an environment (allowed 2 to 12 lower-case letters, digits and dashes, starting with a letter, not ending in a dash)",
    ],
  },
  {
    name: "UTF-16",
    spoil: file("organization.yaml", Buffer.from(`\uFEFF${ORGANIZATION}`, "utf16le")),
    says: ["organization.yaml:1:1 MLOPS-CONFIG-005 the file is UTF-16 text (allowed UTF-8); save the file as UTF-8"],
  },
  {
    name: "UTF-16 without a mark",
    spoil: file("organization.yaml", Buffer.from(ORGANIZATION, "utf16le")),
    says: [
      "organization.yaml:1:1 MLOPS-CONFIG-005 the file is not text: it holds NUL bytes (allowed UTF-8); save the file as UTF-8",
    ],
  },
  {
    name: "Latin-1",
    spoil: file(
      "organization.yaml",
      Buffer.from(ORGANIZATION.replace("owner: ml-platform", "owner: Équipe"), "latin1"),
    ),
    says: [
      "organization.yaml:11:10 MLOPS-CONFIG-005 the file is not UTF-8: byte 0xc9 starts no character (allowed UTF-8); save the file as UTF-8; it is probably Latin-1 or Windows-1252 now",
    ],
  },
  {
    name: "a byte order mark",
    spoil: file("organization.yaml", `\uFEFF${ORGANIZATION}`),
    says: [
      "organization.yaml:1:1 MLOPS-CONFIG-006 the file starts with a byte order mark; save the file as UTF-8 without BOM",
    ],
  },
  {
    name: "an empty file",
    spoil: file("environments/dev.yaml", ""),
    says: [
      "environments/dev.yaml:1:1 MLOPS-CONFIG-007 the file is empty; fill it in, or delete it if it is not needed",
    ],
  },
  {
    name: "comments only",
    spoil: file("environments/dev.yaml", "# later\n"),
    says: [
      "environments/dev.yaml:1:1 MLOPS-CONFIG-007 the file is empty; fill it in, or delete it if it is not needed",
    ],
  },
  {
    name: "a huge file",
    spoil: file("environments/dev.yaml", `${DEV}#${"x".repeat(1_000_000)}`),
    says: ["environments/dev.yaml:1:1 MLOPS-CONFIG-008 the file is 1000625 bytes long (allowed up to 1000000 bytes)"],
  },
  {
    name: "a list for a file",
    spoil: file("environments/dev.yaml", "- subscription\n"),
    says: [
      "environments/dev.yaml:1:1 MLOPS-CONFIG-018 the file holds a list instead of keys (allowed `key: value` lines)",
    ],
  },
  {
    name: "a single value for a file",
    spoil: file("environments/dev.yaml", "subscription\n"),
    says: [
      "environments/dev.yaml:1:1 MLOPS-CONFIG-018 the file holds a single value instead of keys (allowed `key: value` lines)",
    ],
  },
  {
    name: "a tab",
    spoil: dev("  addressSpace", "\taddressSpace"),
    says: ["environments/dev.yaml:4:1 MLOPS-CONFIG-011 the line is indented with a tab; indent with spaces"],
  },
  {
    name: "bad syntax",
    spoil: dev("[oncall@pfs.example]", "[oncall@pfs.example"),
    says: [
      "environments/dev.yaml:25:5 MLOPS-CONFIG-010 the file is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
  },
  {
    name: "a duplicate key",
    spoil: dev("location: westeurope", "location: westeurope\nlocation: northeurope"),
    says: [
      "environments/dev.yaml:3:1 MLOPS-CONFIG-012 location stands twice in the same mapping; remove one of the two",
    ],
  },
  {
    name: "two documents",
    spoil: devEnd("---\nname: second\n"),
    says: [
      "environments/dev.yaml:30:1 MLOPS-CONFIG-013 the file holds a second YAML document (allowed one document); remove the --- line, or move what follows to a file of its own",
    ],
  },
  {
    name: "an alias bomb",
    spoil: file("environments/dev.yaml", bomb()),
    says: [
      "environments/dev.yaml:1:1 MLOPS-CONFIG-014 the file expands to far more than it holds, because aliases repeat aliases; write the values out",
    ],
  },
  {
    name: "an alias without an anchor",
    spoil: dev("westeurope", "*home"),
    says: ["environments/dev.yaml:2:11 MLOPS-CONFIG-014 the alias *home has no anchor before it; write the value out"],
  },
  {
    name: "an alias inside its anchor",
    spoil: dev("[oncall@pfs.example]", "&all [*all]"),
    says: ["environments/dev.yaml:24:21 MLOPS-CONFIG-014 the alias *all contains itself; write the value out"],
  },
  {
    name: "a tag of its own",
    spoil: dev("10.40.0.0/22", "!cidr 10.40.0.0/22"),
    says: ["environments/dev.yaml:4:23 MLOPS-CONFIG-015 the tag !cidr is not known here; remove the tag"],
  },
  {
    name: "a binary value",
    spoil: dev("10.40.0.0/22", "!!binary aGVsbG8="),
    says: ["environments/dev.yaml:4:26 MLOPS-CONFIG-015 the tag !!binary is not known here; remove the tag"],
  },
  {
    name: "a merge key",
    spoil: dev("  level: full", "  <<: {level: full}"),
    says: [
      "environments/dev.yaml:6:3 MLOPS-CONFIG-016 << is a merge key, which YAML 1.2 does not have; write the keys out, or use an alias for the whole value",
    ],
  },
  {
    name: "a key that is no text",
    spoil: dev("    ci-ada:", "    7:"),
    says: ["environments/dev.yaml:17:5 MLOPS-CONFIG-017 a key is not text; put the key in quotes"],
  },
  {
    name: "endless nesting",
    spoil: file("environments/dev.yaml", `a: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`),
    says: ["environments/dev.yaml:1:1 MLOPS-CONFIG-010 the file is nested too deeply to be read"],
  },
  {
    name: "the YAML of 2005",
    spoil: file("environments/dev.yaml", `%YAML 1.1\n---\n${DEV}`),
    says: [
      "environments/dev.yaml:1:1 MLOPS-CONFIG-010 the file asks for YAML 1.1 (allowed YAML 1.2); remove the %YAML line",
    ],
  },
];

/** Keys, types and forms. */
const shapeCases: readonly BadInput[] = [
  {
    name: "an unknown key",
    spoil: dev("addressSpace", "address_space"),
    says: [
      "environments/dev.yaml:3:1 MLOPS-CONFIG-021 network.addressSpace is missing; add it, or name a network that exists in network.existing",
      "environments/dev.yaml:4:3 MLOPS-CONFIG-020 network.address_space is not a known key of network (allowed addressSpace, reason, subnets, existing, hub, dnsServers, firewall, runners, jumpHost, wayIn, privateDns, inbound, outbound); did you mean addressSpace?",
    ],
  },
  {
    name: "an unknown key near none",
    spoil: prodEnd("kubernetes: true\n"),
    says: [
      "environments/prod.yaml:15:1 MLOPS-CONFIG-020 kubernetes is not a known key (allowed subscription, location, generation, resourceGroup, network, access, deployment, compute, alerts, storageEvents, workbook, budget, logs, encryption, resilience, recovery, protection, softDelete)",
    ],
  },
  {
    name: "a missing section",
    spoil: dev("budget:\n  amount: 3000\n  startMonth: 2026-12\n", ""),
    says: [
      "environments/dev.yaml:1:1 MLOPS-CONFIG-021 budget is missing; it means: The monthly budget; it warns, it stops nothing",
    ],
  },
  {
    name: "a key without a value",
    spoil: dev("location: westeurope", "location:"),
    says: [
      "environments/dev.yaml:2:1 MLOPS-CONFIG-021 location has no value; it means: Azure region of everything in the environment",
    ],
  },
  {
    name: "text where a number belongs",
    spoil: dev("maxNodes: 4", "maxNodes: 1_000"),
    says: [
      "environments/dev.yaml:15:17 MLOPS-CONFIG-022 compute.clusters.cpu.maxNodes is not a number (given 1_000; allowed a number); write 1000",
    ],
  },
  {
    name: "a fraction where a whole number belongs",
    spoil: dev("maxNodes: 4", "maxNodes: 4.5"),
    says: [
      "environments/dev.yaml:15:17 MLOPS-CONFIG-022 compute.clusters.cpu.maxNodes is not a whole number (given 4.5; allowed a whole number)",
    ],
  },
  {
    name: "a number where text belongs",
    spoil: organization("prefix: pfs", "prefix: 0x2A"),
    says: [
      "organization.yaml:2:9 MLOPS-CONFIG-022 prefix is not text (given 0x2A; allowed 2 to 6 lower-case letters and digits, starting with a letter)",
    ],
  },
  {
    name: "yes for true",
    spoil: prodEnd("protection:\n  lock: yes\n"),
    says: [
      "environments/prod.yaml:16:9 MLOPS-CONFIG-022 protection.lock is not true or false (given yes; allowed true or false); write true",
    ],
  },
  {
    name: "text where a list belongs",
    spoil: dev("[oncall@pfs.example]", "oncall@pfs.example"),
    says: [
      "environments/dev.yaml:24:15 MLOPS-CONFIG-022 alerts.receivers.critical is not a list (given oncall@pfs.example; allowed a list); make it a list: [oncall@pfs.example]",
    ],
  },
  {
    name: "a list where keys belong",
    spoil: dev(
      "    critical: [oncall@pfs.example]\n    warning: []\n    informational: []\n",
      "    - oncall@pfs.example\n",
    ),
    says: [
      "environments/dev.yaml:24:5 MLOPS-CONFIG-022 alerts.receivers is not a mapping of keys (given a list of 1; allowed a mapping of keys)",
    ],
  },
  {
    name: "a choice that does not exist",
    spoil: dev("level: full", "level: readonly"),
    says: [
      "environments/dev.yaml:6:10 MLOPS-CONFIG-023 access.level is not one of the choices (given readonly; allowed full, restricted, read-only); did you mean read-only?",
    ],
  },
  {
    name: "a mode that does not exist",
    spoil: dev("10.40.0.0/22\n", "10.40.0.0/22\n  outbound: {mode: approved}\n"),
    says: [
      "environments/dev.yaml:5:20 MLOPS-CONFIG-023 network.outbound.mode is not one of the choices (given approved; allowed internet, approved-only)",
    ],
  },
  {
    name: "a number out of range",
    spoil: dev("location: westeurope", "location: westeurope\ngeneration: 100"),
    says: ["environments/dev.yaml:3:13 MLOPS-CONFIG-024 generation is too large (given 100; allowed 1 to 99)"],
  },
  {
    name: "a budget of less than Azure takes",
    spoil: dev("amount: 3000", "amount: 0.999"),
    says: [
      "environments/dev.yaml:28:11 MLOPS-CONFIG-024 budget.amount is too small (given 0.999; allowed 1 to 1000000000)",
    ],
  },
  {
    name: "addresses for a registry that cannot tell them apart",
    spoil: organization(
      "    replicas: [northeurope]",
      "    replicas: [northeurope]\n    inbound:\n      mode: public\n      reason: hosted runners reach the registry over the internet\n      allowedAddresses: [203.0.113.0/24]",
    ),
    says: [
      "organization.yaml:21:25 MLOPS-CONFIG-084 platform.registry.inbound.allowedAddresses does not go with a registry, which cannot let in some addresses only (given 1 address; allowed `private`, or `public` without addresses); remove them: public lets every address try, with a role in Entra",
    ],
  },
  {
    name: "a budget of nothing",
    spoil: dev("amount: 3000", "amount: 0"),
    says: [
      "environments/dev.yaml:28:11 MLOPS-CONFIG-024 budget.amount is too small (given 0; allowed 1 to 1000000000)",
    ],
  },
  {
    name: "encryption with nothing",
    spoil: devEnd("encryption: {}\n"),
    says: [
      "environments/dev.yaml:30:1 MLOPS-CONFIG-021 encryption asks for nothing; name a customerManagedKey, or remove it",
    ],
  },
  {
    name: "a key, and whoever may use it, in another subscription",
    spoil: devEnd(
      `encryption:\n  customerManagedKey:\n    source: existing\n    vault: ${KEYS}/Microsoft.KeyVault/vaults/kv-company\n    key: ml dev\n    identity: ${KEYS}/Microsoft.ManagedIdentity/userAssignedIdentities/id-company\n`,
    ),
    says: [
      "environments/dev.yaml:33:12 MLOPS-CONFIG-084 encryption.customerManagedKey.vault is in another subscription than the environment, from where Azure ML takes no key (given /subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resource…; allowed a vault in /subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101); have the key made in a vault of that subscription",
      "environments/dev.yaml:34:10 MLOPS-CONFIG-025 encryption.customerManagedKey.key does not have the right form (given ml dev; allowed the name of a key: 1 to 127 letters, digits and -)",
      "environments/dev.yaml:35:15 MLOPS-CONFIG-084 encryption.customerManagedKey.identity is in another subscription than the environment, whose pipelines may not assign it (given /subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resource…; allowed an identity in /subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101); have one made there, and given its role on the key",
    ],
  },
  {
    name: "a key of the environment's own that lies elsewhere",
    spoil: devEnd("encryption:\n  customerManagedKey:\n    source: own\n    key: ml-dev\n"),
    says: [
      "environments/dev.yaml:33:5 MLOPS-CONFIG-020 encryption.customerManagedKey.key is not a known key of encryption.customerManagedKey (allowed source)",
    ],
  },
  {
    name: "logs that a policy sends nowhere, for no reason",
    spoil: devEnd("logs:\n  diagnostics: policy\n  copies: {}\n"),
    says: [
      "environments/dev.yaml:31:3 MLOPS-CONFIG-084 logs.diagnostics is policy, which sends to a workspace that is not named here; name it in logs.workspace: alerts look for logs there",
      "environments/dev.yaml:31:16 MLOPS-CONFIG-070 logs.diagnostics leaves what is logged to a policy and needs a reason (given policy); add logs.reason, or remove the key for the safe default",
      "environments/dev.yaml:32:3 MLOPS-CONFIG-084 logs.copies names no place; name a workspace, a storageAccount or an eventHub",
    ],
  },
  {
    name: "logs of others that are kept, and sent to twice",
    spoil: devEnd(
      `logs:\n  workspace: ${CENTRAL_LOGS}\n  copies:\n    workspace: ${CENTRAL_LOGS.replace("log-central", "LOG-CENTRAL")}\n  retention: 365d\n`,
    ),
    says: [
      "environments/dev.yaml:33:5 MLOPS-CONFIG-084 logs.copies.workspace is logs.workspace, and Azure refuses two settings with the same destination; remove it, or name another",
      "environments/dev.yaml:34:3 MLOPS-CONFIG-084 logs.retention is for a workspace of the environment's own, and there is logs.workspace; remove it: whoever keeps that workspace sets it there",
    ],
  },
  {
    name: "channels with keys in their addresses",
    spoil: channels(
      "a: {type: webhook, url: https://hooks.example/T1?routing=s3cr3t}",
      "b: {type: webhook, url: https://events.example/integration/0f1e2d3c4b5a69788796a5b4c3d2e1f0/enqueue}",
      "c: {type: webhook, url: https://user:pass@pager.example/x}",
    ),
    says: [
      "environments/dev.yaml:28:29 MLOPS-CONFIG-028 alerts.channels.a.url holds a query, where keys and signatures stand, and everybody who reads the repository could use it (given https://hooks.example/…; allowed https://host/path without a key); have it revoked, and name an address of your own that holds the key and passes alerts on",
      "environments/dev.yaml:29:29 MLOPS-CONFIG-028 alerts.channels.b.url holds a part that looks like a key, and everybody who reads the repository could use it (given https://events.example/…; allowed https://host/path without a key); have it revoked, and name an address of your own that holds the key and passes alerts on",
      "environments/dev.yaml:30:29 MLOPS-CONFIG-028 alerts.channels.c.url holds what looks like a password in an address, which everyone who reads the repository could use (given https://user:(sensitive)@pager.example/x); take it out and have it revoked; data and services are reached by identity here, so none is needed",
    ],
  },
  {
    name: "channels that lead nowhere, or twice to one place",
    spoil: channels(
      "a: {type: webhook, url: http://pager.example/x}",
      'b: {type: sms, countryCode: "+31", phoneNumber: "0201234567"}',
      "c: {type: eventHub, eventHub: evhns/alerts}",
      "d: {type: pigeon, url: https://pager.example/x}",
      "e: {type: armRole, role: 43d0d8ad-25c7-4714-9337-8ba259a9fe05, severities: []}",
      "f: {type: webhook, url: https://pager.example/x}",
      "g: {type: webhook, url: https://PAGER.example/x, severities: [warning, warning]}",
    ),
    says: [
      "environments/dev.yaml:28:29 MLOPS-CONFIG-032 alerts.channels.a.url is not an https URL (given http://pager.example/x; allowed https://host/path)",
      'environments/dev.yaml:29:33 MLOPS-CONFIG-025 alerts.channels.b.countryCode does not have the right form (given "+31"; allowed 1 to 3 digits without + and zeros)',
      'environments/dev.yaml:29:53 MLOPS-CONFIG-025 alerts.channels.b.phoneNumber does not have the right form (given "0201234567"; allowed 4 to 14 digits without the leading zero)',
      "environments/dev.yaml:30:35 MLOPS-CONFIG-025 alerts.channels.c.eventHub does not have the right form (given evhns/alerts; allowed the ARM id of a eventhub: /subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resourceGroups/rg-siem/providers/Microsoft.EventHub/namespaces/evhns-siem/eventhubs/alerts)",
      "environments/dev.yaml:31:15 MLOPS-CONFIG-023 alerts.channels.d.type is not one of the choices (given pigeon; allowed webhook, sms, armRole, eventHub, logicApp, function)",
      "environments/dev.yaml:32:80 MLOPS-CONFIG-024 alerts.channels.e.severities lists too few (given an empty list; allowed at least 1)",
      "environments/dev.yaml:34:5 MLOPS-CONFIG-026 alerts.channels.g leads where f leads; remove one, and give the other the severities of both",
      "environments/dev.yaml:34:76 MLOPS-CONFIG-026 alerts.channels.g.severities[1] is listed twice (given warning); remove one",
    ],
  },
  {
    name: "more channels that are called than an alert rule has room for, and one that is none",
    spoil: channels(
      ...["a", "b", "c"].map(
        (name) => `${name}: {type: logicApp, workflow: ${ALERTS}/Microsoft.Logic/workflows/${name}}`,
      ),
      `d: {type: function, function: ${ALERTS}/Microsoft.Web/sites/f/functions/g, severities: [critical, warning]}`,
      `e: {type: function, function: ${ALERTS}/Microsoft.Web/sites/f}`,
      `f: {type: logicApp, workflow: ${ALERTS}/Microsoft.Logic/workflows/f, trigger: a/b}`,
    ),
    says: [
      ...["30:5 c", "31:5 d"].map((place) => tooMany(...(place.split(" ") as [string, string]))),
      "environments/dev.yaml:32:35 MLOPS-CONFIG-025 alerts.channels.e.function does not have the right form (given /subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resource…; allowed the ARM id of a function: /subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resourceGroups/rg-alerts/providers/Microsoft.Web/sites/func-alerts/functions/on-alert)",
      tooMany("33:5", "f"),
      "environments/dev.yaml:33:160 MLOPS-CONFIG-025 alerts.channels.f.trigger does not have the right form (given a/b; allowed 1 to 80 letters, digits, dashes and underscores)",
    ],
  },
  {
    name: "nobody to wake",
    spoil: dev("[oncall@pfs.example]", "[]"),
    says: [
      "environments/dev.yaml:24:15 MLOPS-CONFIG-024 alerts.receivers.critical lists too few (given an empty list; allowed at least 1)",
    ],
  },
  {
    name: "a bad prefix",
    spoil: organization("prefix: pfs", "prefix: PFS-Corp"),
    says: [
      "organization.yaml:2:9 MLOPS-CONFIG-025 prefix does not have the right form (given PFS-Corp; allowed 2 to 6 lower-case letters and digits, starting with a letter)",
    ],
  },
  {
    name: "a bad GUID",
    spoil: dev("ac8f2d7f-4b20-4d9e-8f8c-1e4f305d6c13", "ac8f2d7f-4b20-4d9e-8f8c"),
    says: [
      "environments/dev.yaml:9:14 MLOPS-CONFIG-030 access.auditors[0].group is not a GUID (given ac8f2d7f-4b20-4d9e-8f8c; allowed 32 lower-case hex digits as 8-4-4-4-12)",
    ],
  },
  {
    name: "a GUID in capitals",
    spoil: dev("ac8f2d7f-4b20-4d9e-8f8c-1e4f305d6c13", "AC8F2D7F-4B20-4D9E-8F8C-1E4F305D6C13"),
    says: [
      "environments/dev.yaml:9:14 MLOPS-CONFIG-030 access.auditors[0].group is not a GUID (given AC8F2D7F-4B20-4D9E-8F8C-1E4F305D6C13; allowed 32 lower-case hex digits as 8-4-4-4-12); write ac8f2d7f-4b20-4d9e-8f8c-1e4f305d6c13",
    ],
  },
  {
    name: "a bad e-mail address",
    spoil: dev("oncall@pfs.example", "oncall.pfs.example"),
    says: [
      "environments/dev.yaml:24:16 MLOPS-CONFIG-031 alerts.receivers.critical[0] is not an e-mail address (given oncall.pfs.example; allowed name@domain)",
    ],
  },
  {
    name: "a URL without encryption",
    spoil: organization("https://pfs.example/docs", "http://pfs.example/docs"),
    says: [
      "organization.yaml:4:16 MLOPS-CONFIG-032 documentation is not an https URL to build links from (given http://pfs.example/docs; allowed https://host/path without user name and closing slash)",
    ],
  },
  {
    name: "an ISO duration",
    spoil: dev("maxNodes: 4", "maxNodes: 4\n      idleTimeout: PT15M"),
    says: [
      "environments/dev.yaml:16:20 MLOPS-CONFIG-033 compute.clusters.cpu.idleTimeout is not a length of time (given PT15M; allowed a whole number from 1 and s, m, h or d); did you mean 15m?",
    ],
  },
  {
    name: "an idle time-out too short",
    spoil: dev("maxNodes: 4", "maxNodes: 4\n      idleTimeout: 29s"),
    says: [
      "environments/dev.yaml:16:20 MLOPS-CONFIG-024 compute.clusters.cpu.idleTimeout is out of range (given 29s; allowed 30s to 1d)",
    ],
  },
  {
    name: "a retention that Application Insights lacks",
    spoil: prodEnd("logs:\n  retention: 100d\n"),
    says: [
      "environments/prod.yaml:16:14 MLOPS-CONFIG-023 logs.retention is not a length Azure offers (given 100d; allowed 30d, 60d, 90d, 120d, 180d, 270d, 365d, 550d, 730d)",
    ],
  },
  {
    name: "a soft delete of part of a day",
    spoil: prodEnd("softDelete:\n  retention: 2161h\n"),
    says: [
      "environments/prod.yaml:16:14 MLOPS-CONFIG-024 softDelete.retention is out of range (given 2161h; allowed 7d to 90d)",
    ],
  },
  {
    name: "a soft delete of 36 hours more than a week",
    spoil: prodEnd("softDelete:\n  retention: 204h\n  reason: the vault is emptied once a week\n"),
    says: [
      "environments/prod.yaml:16:14 MLOPS-CONFIG-024 softDelete.retention is not a number of whole days (given 204h; allowed 7d to 90d)",
    ],
  },
  {
    name: "a month that is none",
    spoil: dev("2026-12", "2026-13"),
    says: [
      "environments/dev.yaml:29:15 MLOPS-CONFIG-034 budget.startMonth is not a month to start a budget in (given 2026-13; allowed YYYY-MM from 2017-06)",
    ],
  },
  {
    name: "a month that YAML reads as a number",
    spoil: dev("2026-12", "202612"),
    says: [
      "environments/dev.yaml:29:15 MLOPS-CONFIG-022 budget.startMonth is not text (given 202612; allowed YYYY-MM from 2017-06); write 2026-12",
    ],
  },
  {
    name: "a mandatory tag is missing",
    spoil: organization("  cost-center: CC-4711\n", ""),
    says: [
      "organization.yaml:10:1 MLOPS-CONFIG-035 tags lack the mandatory tag cost-center; add it: cost reports and on-call look for it",
    ],
  },
  {
    name: "a tag key with a slash",
    spoil: organization("  owner: ml-platform\n", "  owner: ml-platform\n  team/unit: x\n"),
    says: [
      "organization.yaml:12:3 MLOPS-CONFIG-035 tags.team/unit is not a key for a tag (given team/unit; allowed 1 to 128 characters without < > % & \\ ? / ( ) and blanks, starting with a letter, not with azure, microsoft or windows)",
    ],
  },
  {
    name: "a tag twice but for case",
    spoil: organization("  owner: ml-platform\n", "  owner: ml-platform\n  Owner: x\n"),
    says: [
      "organization.yaml:10:1 MLOPS-CONFIG-035 tags hold owner twice: Azure does not tell upper from lower case in tag keys",
    ],
  },
  {
    name: "a tag that others set and we, too",
    spoil: organization("tags:\n", "tagsManagedElsewhere: [stamped, Owner, managed-by, stamped]\ntags:\n"),
    says: [
      "organization.yaml:10:33 MLOPS-CONFIG-035 tagsManagedElsewhere[1] is a tag that we set, too (given Owner); remove it here, or from tags or tagNames if Owner is one of yours there",
      "organization.yaml:10:40 MLOPS-CONFIG-035 tagsManagedElsewhere[2] is a tag that we set, too (given managed-by); remove it here, or from tags or tagNames if managed-by is one of yours there",
      "organization.yaml:10:52 MLOPS-CONFIG-026 tagsManagedElsewhere[3] is listed twice (given stamped); remove one",
    ],
  },
  {
    name: "tags that Azure takes for one",
    spoil: organization(
      "tags:\n",
      "tagNames: { owner: Team, use-case: team, managed-by: Stamped }\ntagsManagedElsewhere: [stamped]\ntags:\n  TEAM: x\n  Environment: y\n",
    ),
    says: [
      "organization.yaml:10:36 MLOPS-CONFIG-035 tagNames.use-case is the key of a tag that we write already: Azure does not tell upper from lower case (given team); choose another name",
      "organization.yaml:11:24 MLOPS-CONFIG-035 tagsManagedElsewhere[0] is a tag that we set, too (given stamped); remove it here, or from tags or tagNames if stamped is one of yours there",
      "organization.yaml:13:3 MLOPS-CONFIG-035 tags.TEAM is the key of a tag that we write already: Azure does not tell upper from lower case (given TEAM); remove it, or give ours another name in tagNames",
      "organization.yaml:14:3 MLOPS-CONFIG-035 tags.Environment is the key of a tag that we write already: Azure does not tell upper from lower case (given Environment); remove it, or give ours another name in tagNames",
    ],
  },
  {
    name: "a name of a tag that Azure does not take",
    spoil: organization("tags:\n", "tagNames: { owner: azure-owner, team: Team }\ntags:\n"),
    says: [
      "organization.yaml:10:20 MLOPS-CONFIG-035 tagNames.owner is not a key for a tag (given azure-owner; allowed 1 to 128 characters without < > % & \\ ? / ( ) and blanks, starting with a letter, not with azure, microsoft or windows)",
      "organization.yaml:10:33 MLOPS-CONFIG-020 tagNames.team is not a known key of tagNames (allowed owner, cost-center, environment, use-case, managed-by)",
    ],
  },
  {
    name: "patterns for names that tell nothing apart",
    spoil: organization(
      "tags:\n",
      `naming:
  regions: { westeurop: weu }
  environments: { prd: p, dev: Dev-1 }
  patterns:
    resourceGroup: rg-{prefix}-ml
    workspace: mlw-{environment}-{kind}
    keyVault: kv-{environment
    alertRule: "{use}-{environment}"
    bucket: x
tags:
`,
    ),
    says: [
      "organization.yaml:11:14 MLOPS-CONFIG-040 naming.regions.westeurop is not a region of public Azure (given westeurop); did you mean westeurope?",
      "organization.yaml:12:19 MLOPS-CONFIG-081 naming.environments.prd names an environment without a file (given prd); remove it, or add the file",
      "organization.yaml:12:32 MLOPS-CONFIG-025 naming.environments.dev does not have the right form (given Dev-1; allowed 1 to 12 lower-case letters and digits)",
      "organization.yaml:14:20 MLOPS-CONFIG-175 naming.patterns.resourceGroup lacks {environment}: several resources would have one name (given rg-{prefix}-ml; allowed {environment} {prefix} {region} {hash}); add {environment}",
      "organization.yaml:15:16 MLOPS-CONFIG-175 naming.patterns.workspace holds {kind}, which nothing is known of here (given mlw-{environment}-{kind}; allowed {environment} {prefix} {region} {hash})",
      "organization.yaml:16:15 MLOPS-CONFIG-175 naming.patterns.keyVault holds a brace without its other (given kv-{environment; allowed {environment} {prefix} {region} {hash})",
      'organization.yaml:17:16 MLOPS-CONFIG-175 naming.patterns.alertRule does not end in {use}, which says what it is (given "{use}-{environment}"; allowed …{use})',
      "organization.yaml:18:5 MLOPS-CONFIG-020 naming.patterns.bucket is not a known key of naming.patterns (allowed resourceGroup, virtualNetwork, virtualNetworkPeering, routeTable, natGateway, publicIpAddress, gitHubNetworkSettings, agentPool, devCenter, devCenterProject, jumpHost, bastion, bastionPublicIpAddress, networkSecurityGroup, privateEndpoint, storageAccount, keyVault, containerRegistry, logAnalytics, applicationInsights, workspace, managedIdentity, actionGroup, alertRule, systemTopic, budget, useCaseBudget, logicApp, onlineEndpoint, registryResourceGroup, registry, stateResourceGroup, stateStorageAccount); did you mean budget?",
    ],
  },
  {
    name: "names by patterns that Azure does not take, and the same twice",
    spoil: organization(
      "tags:\n",
      `naming:
  environments: { dev: x, prod: x }
  patterns:
    workspace: mlw-the-very-long-name-of-a-workspace-{environment}
    storageAccount: st-{environment}{hash}
    stateStorageAccount: st_tf{hash}
    containerRegistry: pfsml{environment}
tags:
`,
    ),
    says: [
      ...["dev", "prod"].map(
        (one) =>
          `organization.yaml:13:16 MLOPS-CONFIG-060 naming.patterns.workspace makes a name in ${one} that Azure does not accept (given mlw-the-very-long-name-of-a-workspace-x (39 characters); allowed 3 to 33 characters matching ^[a-zA-Z0-9][a-zA-Z0-9_-]+$); shorten it by 6`,
      ),
      "organization.yaml:14:21 MLOPS-CONFIG-060 naming.patterns.storageAccount makes a name in dev that Azure does not accept (given st-xba0e2b48 (12 characters); allowed 3 to 24 characters matching ^[a-z0-9]+$); write what Azure takes",
      "organization.yaml:14:21 MLOPS-CONFIG-060 naming.patterns.storageAccount makes a name in prod that Azure does not accept (given st-xce87ab66 (12 characters); allowed 3 to 24 characters matching ^[a-z0-9]+$); write what Azure takes",
      "organization.yaml:15:26 MLOPS-CONFIG-060 naming.patterns.stateStorageAccount makes a bad name: the composed name of the storageAccount is not one that Azure accepts (given st_tf3dd19515 (13 characters); allowed 3 to 24 characters matching ^[a-z0-9]+$)",
      "organization.yaml:16:24 MLOPS-CONFIG-175 naming.patterns.containerRegistry gives dev and prod one name (given pfsmlx); let pfsml{environment} tell them apart, or what it says of the environment",
    ],
  },
  {
    name: "a resource group that no group can be, and that of another",
    spoil: (files) => {
      files["environments/dev.yaml"] = `resourceGroup: { existing: rg-pfs-prod-ml. }\n${DEV}`;
      files["environments/prod.yaml"] = PROD.replace(
        "location: westeurope\n",
        "location: westeurope\nresourceGroup: { existing: rg-pfs-ml-state }\n",
      ).replace("2e704d9c-3186-4c58-9e3f-9d0214c6f303", "2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10");
    },
    says: [
      "environments/dev.yaml:1:28 MLOPS-CONFIG-060 resourceGroup.existing is not the name of a resource group (given rg-pfs-prod-ml.; allowed 1 to 90 letters, digits and . _ - ( ), not ending in a dot)",
      "environments/prod.yaml:3:28 MLOPS-CONFIG-061 resourceGroup.existing is the resource group of what all environments share: whoever deploys one could change the other (given rg-pfs-ml-state); give each a group of its own",
    ],
  },
  {
    name: "too many tags",
    spoil: organization(
      "  owner: ml-platform\n",
      `  owner: ml-platform\n${Array.from({ length: 11 }, (_, i) => `  t${i}: x\n`).join("")}`,
    ),
    says: ["organization.yaml:10:1 MLOPS-CONFIG-035 tags are 13 (allowed up to 12)"],
  },
  {
    name: "a host with a protocol",
    spoil: approvedOnly("      pypi: {type: fqdn, host: https://pypi.org}\n"),
    says: [
      "environments/dev.yaml:8:32 MLOPS-CONFIG-025 network.outbound.rules.pypi.host does not have the right form (given https://pypi.org; allowed a host name in lower case, *. only in front)",
    ],
  },
  {
    name: "ports that are none",
    spoil: approvedOnly('      sql: {type: service-tag, tag: Sql.WestEurope, protocol: tcp, ports: "1433-80"}\n'),
    says: [
      "environments/dev.yaml:8:63 MLOPS-CONFIG-023 network.outbound.rules.sql.protocol is not one of the choices (given tcp; allowed TCP, UDP, ICMP, *); did you mean TCP?",
      'environments/dev.yaml:8:75 MLOPS-CONFIG-025 network.outbound.rules.sql.ports is not a list of ports (given "1433-80"; allowed 443 or 80,443 or 1024-65535 or *)',
    ],
  },
  {
    name: "ports without quotes",
    spoil: approvedOnly("      sql: {type: service-tag, tag: Sql, protocol: TCP, ports: 1433}\n"),
    says: [
      'environments/dev.yaml:8:64 MLOPS-CONFIG-022 network.outbound.rules.sql.ports is not text (given 1433; allowed text); put it in quotes: "1433"',
    ],
  },
  {
    name: "ports for ICMP",
    spoil: approvedOnly('      sql: {type: service-tag, tag: Sql, protocol: ICMP, ports: "80"}\n'),
    says: [
      'environments/dev.yaml:8:65 MLOPS-CONFIG-084 network.outbound.rules.sql.ports do not go with protocol ICMP, which has none (given "80"; allowed "*"); choose TCP or UDP to name ports',
    ],
  },
  {
    name: "a rule with a short name",
    spoil: approvedOnly("      x: {type: fqdn, host: pypi.org}\n"),
    says: [
      "environments/dev.yaml:8:7 MLOPS-CONFIG-025 network.outbound.rules.x does not have the right form (given x; allowed 3 to 33 letters, digits, dashes and underscores, first a letter or digit)",
    ],
  },
  {
    name: "a private endpoint to no resource",
    spoil: approvedOnly("      lake: {type: private-endpoint, resource: lake, subresource: dfs}\n"),
    says: [
      "environments/dev.yaml:8:48 MLOPS-CONFIG-025 network.outbound.rules.lake.resource does not have the right form (given lake; allowed the ARM id of a resource: /subscriptions/…/resourceGroups/…/providers/…)",
    ],
  },
];

/** What Azure has, and what addresses allow. */
const azureCases: readonly BadInput[] = [
  {
    name: "an unknown region",
    spoil: prod("westeurope", "West Europ"),
    says: [
      "environments/prod.yaml:2:11 MLOPS-CONFIG-040 location is not a region of public Azure (given West Europ); did you mean westeurope?",
    ],
  },
  {
    name: "a region near none",
    spoil: prod("westeurope", "mars"),
    says: [
      "environments/prod.yaml:2:11 MLOPS-CONFIG-040 location is not a region of public Azure (given mars); take a name from `az account list-locations`",
    ],
  },
  {
    name: "a region without zones",
    spoil: all(prod("westeurope", "westus"), organization("[northeurope]", "[westus]")),
    says: [
      "environments/prod.yaml:2:11 MLOPS-CONFIG-041 location has no availability zones, which the default of resilience.zoneRedundant needs (given westus); set resilience.zoneRedundant to false with a reason, or choose another region",
      "environments/prod.yaml:2:11 MLOPS-CONFIG-041 location has no availability zones, which the default of resilience.storageReplication needs (given westus); set resilience.storageReplication to LRS, GRS or RAGRS with a reason, or choose another region",
    ],
  },
  {
    name: "a region without a pair",
    spoil: all(prod("westeurope", "polandcentral"), organization("[northeurope]", "[polandcentral]")),
    says: [
      "environments/prod.yaml:2:11 MLOPS-CONFIG-041 location has no paired region, which the default of resilience.storageReplication needs (given polandcentral); set resilience.storageReplication to LRS or ZRS with a reason, or choose another region",
    ],
  },
  {
    name: "an unknown VM size",
    spoil: dev("size: Standard_D4ds_v5", "size: D4ds_v55"),
    says: [
      "environments/dev.yaml:14:13 MLOPS-CONFIG-042 compute.clusters.cpu.size is not a VM size offered for Azure ML (given D4ds_v55); did you mean Standard_D4ds_v5?",
    ],
  },
  {
    name: "an unknown VM family",
    spoil: dev("size: Standard_D4ds_v5", "size: Standard_HB120rs_v3"),
    says: [
      "environments/dev.yaml:14:13 MLOPS-CONFIG-042 compute.clusters.cpu.size is not a VM size offered for Azure ML (given Standard_HB120rs_v3); take one from docs/reference/configuration.md",
    ],
  },
  {
    name: "a VM size that will retire",
    spoil: dev("size: Standard_D4ds_v5", "size: Standard_DS3_v2"),
    says: [
      "environments/dev.yaml:14:13 MLOPS-CONFIG-043 compute.clusters.cpu.size is of the Dsv2 series, whose end Azure has set for 2028-05-01 (given Standard_DS3_v2); use Standard_D4ds_v5",
    ],
  },
  {
    name: "a VM size that has retired",
    spoil: dev("size: Standard_D4ds_v5", "size: Standard_NC6s_v3"),
    says: [
      "environments/dev.yaml:14:13 MLOPS-CONFIG-043 compute.clusters.cpu.size is of the NCv3 series, whose end Azure has set for 2025-09-30 (given Standard_NC6s_v3); use Standard_NC24ads_A100_v4",
    ],
  },
  {
    name: "low priority",
    spoil: dev("maxNodes: 4", "maxNodes: 4\n      priority: LowPriority"),
    says: [
      "environments/dev.yaml:16:7 MLOPS-CONFIG-044 compute.clusters.cpu.priority cannot be chosen: Azure ML retired low-priority nodes on 2026-03-31, all nodes are dedicated (given LowPriority); remove the key; minNodes 0 and a short idleTimeout keep the cost down",
    ],
  },
  {
    name: "no CIDR",
    spoil: dev("10.40.0.0/22", "10.40.0.0"),
    says: [
      "environments/dev.yaml:4:17 MLOPS-CONFIG-050 network.addressSpace is not a block of IPv4 addresses (given 10.40.0.0; allowed four numbers and a length: 10.40.0.0/22)",
    ],
  },
  {
    name: "a CIDR with an octet over 255",
    spoil: dev("10.40.0.0/22", "10.40.256.0/22"),
    says: [
      "environments/dev.yaml:4:17 MLOPS-CONFIG-050 network.addressSpace is not a block of IPv4 addresses (given 10.40.256.0/22; allowed four numbers and a length: 10.40.0.0/22)",
    ],
  },
  {
    name: "a CIDR with host bits",
    spoil: dev("10.40.0.0/22", "10.40.1.7/22"),
    says: [
      "environments/dev.yaml:4:17 MLOPS-CONFIG-051 network.addressSpace is not written with the first address of its block (given 10.40.1.7/22); write 10.40.0.0/22",
    ],
  },
  {
    name: "a public address space",
    spoil: dev("10.40.0.0/22", "52.10.0.0/22"),
    says: [
      "environments/dev.yaml:4:17 MLOPS-CONFIG-070 network.addressSpace is addresses that belong to somebody on the internet and needs a reason (given 52.10.0.0/22); add network.reason, or remove the key for the safe default",
    ],
  },
  {
    name: "an address space that Azure keeps",
    spoil: dev("10.40.0.0/22", "169.254.0.0/16"),
    says: [
      "environments/dev.yaml:4:17 MLOPS-CONFIG-052 network.addressSpace is kept by Azure for purposes of its own, or is nobody's (given 169.254.0.0/16; allowed inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10)",
    ],
  },
  {
    name: "no address space and no network that exists",
    spoil: dev("  addressSpace: 10.40.0.0/22\n", "  dnsServers: []\n"),
    says: [
      "environments/dev.yaml:3:1 MLOPS-CONFIG-021 network.addressSpace is missing; add it, or name a network that exists in network.existing",
    ],
  },
  {
    name: "a network of others with keys of one's own",
    spoil: dev(
      "10.40.0.0/22\n",
      `10.40.0.0/22\n  existing: {virtualNetwork: ${IN_HUB}/virtualNetworks/vnet-spoke, privateEndpoints: pe}\n  firewall: 10.0.0.4\n`,
    ),
    says: [
      "environments/dev.yaml:4:3 MLOPS-CONFIG-084 network.addressSpace is for a network of the environment's own, and there is an existing one; remove it: whoever made the network sets it there",
      "environments/dev.yaml:6:3 MLOPS-CONFIG-084 network.firewall is for a network of the environment's own, and there is an existing one; remove it: whoever made the network sets it there",
    ],
  },
  {
    name: "a second region that is the first, on the first one's addresses, of a registry that is elsewhere",
    spoil: all(
      devEnd(recovery("westeurope", "{addressSpace: 10.40.0.0/24}")),
      prodEnd(recovery("uksouth", "{addressSpace: 10.40.8.0/24}")),
    ),
    says: [
      "environments/dev.yaml:30:22 MLOPS-CONFIG-085 recovery.location is the first region, and both would be lost together (given westeurope); northeurope is the pair of westeurope",
      "environments/dev.yaml:30:70 MLOPS-CONFIG-056 recovery.network.addressSpace shares addresses with dev (10.40.0.0/22) (given 10.40.0.0/24); 10.40.4.0/24 is free among the environments",
      "environments/prod.yaml:15:22 MLOPS-CONFIG-082 recovery.location has no replica of the model registry, so the workspace could not use it (given uksouth; allowed westeurope, northeurope); add uksouth to platform.registry.replicas in organization.yaml",
      "environments/prod.yaml:15:67 MLOPS-CONFIG-056 recovery.network.addressSpace shares addresses with prod (10.40.8.0/22) (given 10.40.8.0/24); 10.40.5.0/24 is free among the environments",
    ],
  },
  {
    name: "a second region without what both need, or on what is in the first",
    spoil: all(
      devEnd(`${recovery("uksouth", "{}")}resourceGroup: {existing: rg-theirs}\n`),
      prodEnd(
        recovery(
          "francesouth",
          `{existing: {virtualNetwork: ${IN_HUB}/virtualNetworks/vnet-spoke, privateEndpoints: pe}, dnsServers: [10.0.0.4]}`,
        ),
      ),
      prod(
        "addressSpace: 10.40.8.0/22",
        `existing: {virtualNetwork: ${IN_HUB}/virtualNetworks/vnet-spoke, privateEndpoints: pe}`,
      ),
      prodEnd(
        `logs: {copies: {storageAccount: ${IN_HUB.replace("Microsoft.Network", "Microsoft.Storage")}/storageAccounts/stlogs}}\n`,
      ),
      prodEnd(
        `encryption: {customerManagedKey: {source: existing, key: ml, vault: ${IN_DATA}/Microsoft.KeyVault/vaults/kv-keys, identity: ${IN_DATA}/Microsoft.ManagedIdentity/userAssignedIdentities/id-keys}}\n`,
      ),
      organization("[northeurope]", "[northeurope, uksouth, francesouth]"),
    ),
    says: [
      "environments/dev.yaml:30:1 MLOPS-CONFIG-084 recovery needs a resource group in another region, and pipelines hold their roles only on the one that others made; remove it, or remove resourceGroup",
      "environments/dev.yaml:30:43 MLOPS-CONFIG-021 recovery.network.addressSpace is missing; add it, or name a network that exists in recovery.network.existing",
      "environments/prod.yaml:15:22 MLOPS-CONFIG-041 recovery.location has no availability zones, which resilience.zoneRedundant needs in both regions (given francesouth); choose another region, or ask less of both with a reason",
      "environments/prod.yaml:15:22 MLOPS-CONFIG-041 recovery.location has no availability zones, which resilience.storageReplication needs in both regions (given francesouth); choose another region, or ask less of both with a reason",
      "environments/prod.yaml:15:84 MLOPS-CONFIG-085 recovery.network.existing.virtualNetwork is the network of the first region (given /subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101/resource…); name one in the second",
      "environments/prod.yaml:15:237 MLOPS-CONFIG-084 recovery.network.dnsServers is for a network of the environment's own, and there is an existing one; remove it: whoever made the network sets it there",
      "environments/prod.yaml:16:17 MLOPS-CONFIG-084 logs.copies.storageAccount is in the first region, and Azure takes logs of the second to one in their own region only; copy logs to logs.copies.workspace instead, or remove recovery",
      "environments/prod.yaml:17:14 MLOPS-CONFIG-085 encryption.customerManagedKey is kept in the first region, and what the second holds would be lost with it; let source be own, which makes a key in each region, or remove recovery",
    ],
  },
  {
    name: "a jump host of the second region that nobody gets to, a block for no Bastion, and one in networks of others",
    spoil: all(
      prodEnd(
        recovery("northeurope", "{addressSpace: 10.40.12.0/22, subnets: {bastion: 10.40.16.0/26}, jumpHost: {access: [{group: 9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f, name: People}, {group: 9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f, name: People}]}}"), // prettier-ignore
      ),
      devEnd(
        recovery("northeurope", `{existing: {virtualNetwork: ${IN_HUB}/virtualNetworks/vnet-spoke, privateEndpoints: pe}, jumpHost: {access: [{group: 9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f, name: People}], bastion: Basic}}`), // prettier-ignore
      ),
    ),
    says: [
      "environments/dev.yaml:30:237 MLOPS-CONFIG-084 recovery.network.jumpHost is for a network of the environment's own, and there is an existing one; remove it: whoever made the network sets it there",
      "environments/prod.yaml:15:96 MLOPS-CONFIG-084 recovery.network.subnets.bastion is a block for a Bastion in the network, and recovery.network.jumpHost asks for none; set recovery.network.jumpHost.bastion to Basic or Standard, or remove the block",
      "environments/prod.yaml:15:105 MLOPS-CONFIG-054 recovery.network.subnets.bastion is not inside the address space (given 10.40.16.0/26; allowed blocks inside 10.40.12.0/22)",
      "environments/prod.yaml:15:121 MLOPS-CONFIG-084 recovery.network.jumpHost is in a network that nobody gets to; choose a bastion (Developer, Basic, Standard), peer the network with a hub that has one, or say in recovery.network.wayIn.reason what leads in",
      "environments/prod.yaml:15:210 MLOPS-CONFIG-026 recovery.network.jumpHost.access[1].group is listed twice (given 9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f); remove one",
    ],
  },
  {
    name: "a jump host in a network of others",
    spoil: prod(
      "addressSpace: 10.40.8.0/22",
      `existing: {virtualNetwork: ${IN_HUB}/virtualNetworks/vnet-spoke, privateEndpoints: pe}\n  jumpHost: {access: [{group: 9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f, name: People}], bastion: Basic}`,
    ),
    says: [
      "environments/prod.yaml:5:3 MLOPS-CONFIG-084 network.jumpHost is for a network of the environment's own, and there is an existing one; remove it: whoever made the network sets it there",
    ],
  },
  {
    name: "a second region of no mode",
    spoil: prodEnd("recovery: {location: northeurope, mode: hot}\n"),
    says: [
      "environments/prod.yaml:15:1 MLOPS-CONFIG-021 recovery.network is missing; it means: What of the network is another in that region. Who gets in and out, and by which zones, is as in `network`. Runners are in the first region only; a jump host is where it is asked for, so that people get in by one of their own after the first is lost",
      "environments/prod.yaml:15:41 MLOPS-CONFIG-023 recovery.mode is not one of the choices (given hot; allowed cold, warm)",
    ],
  },
  {
    name: "a hub and name servers that are none",
    spoil: dev(
      "10.40.0.0/22\n",
      `10.40.0.0/22\n  hub: {virtualNetwork: ${IN_HUB}/virtualNetwork/vnet-hub, peering: theirs}\n  dnsServers: [10.0.0.300, 8.8.8.8, 10.0.0.4, 10.0.0.4]\n  firewall: 10.0.0.0/24\n`,
    ),
    says: [
      "environments/dev.yaml:5:25 MLOPS-CONFIG-025 network.hub.virtualNetwork does not have the right form (given /subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101/resource…; allowed the ARM id of a virtualNetwork: /subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub)",
      "environments/dev.yaml:5:161 MLOPS-CONFIG-023 network.hub.peering is not one of the choices (given theirs; allowed own, both)",
      "environments/dev.yaml:6:16 MLOPS-CONFIG-050 network.dnsServers[0] is not an IPv4 address (given 10.0.0.300; allowed four numbers: 10.0.0.4)",
      "environments/dev.yaml:6:28 MLOPS-CONFIG-052 network.dnsServers[1] is not an address inside your networks (given 8.8.8.8; allowed inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10)",
      "environments/dev.yaml:6:47 MLOPS-CONFIG-026 network.dnsServers[3] is listed twice (given 10.0.0.4); remove one",
      "environments/dev.yaml:7:13 MLOPS-CONFIG-050 network.firewall is not an IPv4 address (given 10.0.0.0/24; allowed four numbers: 10.0.0.4)",
    ],
  },
  {
    name: "zones for private endpoints that are not there",
    spoil: dev(
      "10.40.0.0/22\n",
      "10.40.0.0/22\n  inbound:\n    mode: public\n    reason: the office has no private line yet\n  privateDns: {mode: policy}\n",
    ),
    says: [
      "environments/dev.yaml:8:3 MLOPS-CONFIG-084 network.privateDns is for private endpoints, and where inbound is public there are none; remove it, or set network.inbound.mode to private",
    ],
  },
  {
    name: "runners of GitHub that are not described as they have to be, and a block for none",
    spoil: (files) => {
      dev(
        "10.40.0.0/22\n",
        "10.40.0.0/22\n  subnets: { operations: 10.40.0.64/26, runners: 10.40.0.96/27 }\n  runners: { type: gitlab, businessId: E_kgDO }\n",
      )(files);
      replaced("environments/prod.yaml")("10.40.8.0/22\n", "10.40.8.0/22\n  subnets: { runners: 10.40.8.128/26 }\n")(
        files,
      );
    },
    says: [
      "environments/dev.yaml:5:50 MLOPS-CONFIG-055 network.subnets.runners shares addresses with operations (10.40.0.64/26) (given 10.40.0.96/27); choose blocks inside 10.40.0.0/22 that share nothing",
      "environments/dev.yaml:6:20 MLOPS-CONFIG-023 network.runners.type is not one of the choices (given gitlab; allowed github, azure-devops); did you mean github?",
      "environments/prod.yaml:5:14 MLOPS-CONFIG-084 network.subnets.runners is a block for runners, and network.runners asks for none; add network.runners, or remove the block",
    ],
  },
  {
    name: "a jump host that nobody gets to, that is not described as it has to be, and a block for no Bastion",
    spoil: (files) => {
      dev(
        "10.40.0.0/22\n",
        '10.40.0.0/22\n  subnets: { bastion: 10.40.0.128/27 }\n  jumpHost: { access: [], bastion: Premium, size: Standard_B2s, shutdown: { at: "7:00", timeZone: Atlantis } }\n',
      )(files);
      replaced("environments/prod.yaml")(
        "10.40.8.0/22\n",
        "10.40.8.0/22\n  subnets: { bastion: 10.40.8.128/26 }\n  jumpHost: { access: [{ group: 9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f, name: People }] }\n",
      )(files);
    },
    says: [
      "environments/dev.yaml:5:23 MLOPS-CONFIG-053 network.subnets.bastion is too large or too small (given 10.40.0.128/27; allowed /16 to /26)",
      "environments/dev.yaml:6:23 MLOPS-CONFIG-024 network.jumpHost.access lists too few (given an empty list; allowed at least 1)",
      "environments/dev.yaml:6:36 MLOPS-CONFIG-023 network.jumpHost.bastion is not one of the choices (given Premium; allowed Developer, Basic, Standard)",
      "environments/dev.yaml:6:51 MLOPS-CONFIG-043 network.jumpHost.size is of the B series, whose end Azure has set for 2028-11-15 (given Standard_B2s); use Standard_D2ds_v5",
      'environments/dev.yaml:6:81 MLOPS-CONFIG-025 network.jumpHost.shutdown.at does not have the right form (given "7:00"; allowed HH:MM in quotes, such as "19:00")',
      "environments/dev.yaml:6:99 MLOPS-CONFIG-112 network.jumpHost.shutdown.timeZone is not a time zone (given Atlantis; allowed IANA names, such as Europe/Amsterdam or UTC)",
      "environments/prod.yaml:5:14 MLOPS-CONFIG-084 network.subnets.bastion is a block for a Bastion in the network, and network.jumpHost asks for none; set network.jumpHost.bastion to Basic or Standard, or remove the block",
      "environments/prod.yaml:6:3 MLOPS-CONFIG-084 network.jumpHost is in a network that nobody gets to; choose a bastion (Developer, Basic, Standard), peer the network with a hub that has one, or say in network.wayIn.reason what leads in",
    ],
  },
  {
    name: "an address space that Docker uses",
    spoil: dev("10.40.0.0/22", "172.17.4.0/22"),
    says: [
      "environments/dev.yaml:4:17 MLOPS-CONFIG-052 network.addressSpace shares addresses with the network of Docker on runners and in Azure ML's images (given 172.17.4.0/22; allowed blocks outside 172.17.0.0/16)",
    ],
  },
  {
    name: "an address space too small",
    spoil: dev("10.40.0.0/22", "10.40.0.0/26"),
    says: [
      "environments/dev.yaml:4:17 MLOPS-CONFIG-053 network.addressSpace is too large or too small (given 10.40.0.0/26; allowed /16 to /24)",
    ],
  },
  {
    name: "a subnet outside",
    spoil: dev("10.40.0.0/22\n", "10.40.0.0/22\n  subnets:\n    operations: 10.40.4.0/26\n"),
    says: [
      "environments/dev.yaml:6:17 MLOPS-CONFIG-054 network.subnets.operations is not inside the address space (given 10.40.4.0/26; allowed blocks inside 10.40.0.0/22)",
    ],
  },
  {
    name: "subnets that overlap",
    spoil: dev(
      "10.40.0.0/22\n",
      "10.40.0.0/22\n  subnets:\n    privateEndpoints: 10.40.0.0/24\n    operations: 10.40.0.64/26\n",
    ),
    says: [
      "environments/dev.yaml:7:17 MLOPS-CONFIG-055 network.subnets.operations shares addresses with privateEndpoints (10.40.0.0/24) (given 10.40.0.64/26); choose blocks inside 10.40.0.0/22 that share nothing",
    ],
  },
  {
    name: "a subnet that leaves no room",
    spoil: dev("10.40.0.0/22\n", "10.40.0.0/22\n  subnets:\n    privateEndpoints: 10.40.0.0/22\n"),
    says: [
      "environments/dev.yaml:6:23 MLOPS-CONFIG-055 network.subnets.privateEndpoints leaves no room for operations, which needs a /26 (given 10.40.0.0/22); choose blocks inside 10.40.0.0/22 that share nothing",
    ],
  },
  {
    name: "environments that overlap",
    spoil: prod("10.40.8.0/22", "10.40.2.0/24"),
    says: [
      "environments/prod.yaml:4:17 MLOPS-CONFIG-056 network.addressSpace shares addresses with dev (10.40.0.0/22) (given 10.40.2.0/24); 10.40.4.0/24 is free among the environments",
    ],
  },
  {
    name: "an allowed address that is private",
    spoil: allowed("10.1.2.0/24"),
    says: [
      "environments/dev.yaml:8:24 MLOPS-CONFIG-057 network.inbound.allowedAddresses[0] is not public: Azure sees the address that leaves your network (given 10.1.2.0/24; allowed public IPv4 addresses); use the public address of your proxy or gateway",
    ],
  },
  {
    name: "an allowed block of two addresses",
    spoil: allowed("203.0.113.4/31"),
    says: [
      "environments/dev.yaml:8:24 MLOPS-CONFIG-057 network.inbound.allowedAddresses[0] is a block too small for Azure's firewalls (given 203.0.113.4/31; allowed single addresses, and blocks /8 to /30); list its addresses one by one, without /31",
    ],
  },
  {
    name: "an allowed block of everything",
    spoil: allowed("0.0.0.0/0"),
    says: [
      "environments/dev.yaml:8:24 MLOPS-CONFIG-057 network.inbound.allowedAddresses[0] is so large that it restricts nothing (given 0.0.0.0/0; allowed single addresses, and blocks /8 to /30); name the public ranges that your own people come from",
    ],
  },
  {
    name: "a name over its limit after composition",
    spoil: all(
      file("environments/development.yaml", DEV),
      without("environments/dev.yaml"),
      organization("[dev, prod]", "[development, prod]"),
      organization("prefix: pfs", "prefix: pfscor"),
    ),
    says: [
      "environments/development.yaml:1:1 MLOPS-CONFIG-060 the file leads to a name of the storageAccount that Azure does not accept (given stpfscordevelopment0449a2af (27 characters); allowed 3 to 24 characters matching ^[a-z0-9]+$); shorten the file's name or the prefix in organization.yaml by 3",
      "environments/development.yaml:1:1 MLOPS-CONFIG-060 the file leads to a name of the keyVault that Azure does not accept (given kv-pfscor-development-0449a2af (30 characters); allowed 3 to 24 characters matching ^[a-zA-Z](?!.*--)[a-zA-Z0-9-]*[a-zA-Z0-9]$); shorten the file's name or the prefix in organization.yaml by 6",
    ],
  },
  {
    name: "a cluster name that ends in a number",
    spoil: dev("    cpu:", "    cpu-01:"),
    says: [
      "environments/dev.yaml:13:5 MLOPS-CONFIG-060 compute.clusters.cpu-01 is not a name that Azure accepts for it (given cpu-01; allowed 3 to 16 letters, digits and dashes, starting with a letter, not ending in a dash and a number)",
    ],
  },
  {
    name: "an instance name that is too short",
    spoil: dev("    ci-ada:", "    ada:"),
    says: [
      "environments/dev.yaml:17:5 MLOPS-CONFIG-060 compute.instances.ada is not a name that Azure accepts for it (given ada; allowed 4 to 24 letters, digits and dashes, starting with a letter, not ending in a dash and a number)",
    ],
  },
  {
    name: "an instance name that is taken",
    spoil: all(
      prod("level: read-only", "level: full\n  reason: the whole team helps with the release"),
      prodEnd(
        "compute:\n  instances:\n    ci-ada:\n      size: Standard_D4ds_v5\n      assignedTo: {user: bd903e80-5c31-4eaf-9a9d-2f50416e7d14, name: Ada Okafor}\n",
      ),
    ),
    says: [
      "environments/prod.yaml:18:5 MLOPS-CONFIG-061 compute.instances.ci-ada is the name of an instance in dev, in the same region (given ci-ada); give it another name: Azure ML wants instance names unique per region",
    ],
  },
];

/** What must agree. */
const agreementCases: readonly BadInput[] = [
  {
    name: "a loosening without a reason",
    spoil: dev("  reason: development is where people build\n", ""),
    says: [
      "environments/dev.yaml:6:10 MLOPS-CONFIG-070 access.level lets people change things and needs a reason (given full); add access.reason, or remove the key for the safe default",
    ],
  },
  {
    name: "every loosening without a reason",
    spoil: all(
      dev("maxNodes: 4", "maxNodes: 4\n      minNodes: 1"),
      devEnd(
        "logs: {retention: 30d}\nresilience: {storageReplication: LRS, zoneRedundant: false}\nprotection: {preventDestroy: false, lock: false}\nsoftDelete: {retention: 7d, purgeWorkspaceOnDestroy: true}\n",
      ),
    ),
    says: [
      "environments/dev.yaml:16:17 MLOPS-CONFIG-070 compute.clusters.cpu.minNodes keeps nodes running without work and needs a reason (given 1); add compute.clusters.cpu.reason, or remove the key for the safe default",
      "environments/dev.yaml:31:19 MLOPS-CONFIG-070 logs.retention keeps logs for less than 90d and needs a reason (given 30d); add logs.reason, or remove the key for the safe default",
      "environments/dev.yaml:32:34 MLOPS-CONFIG-070 resilience.storageReplication survives less than GZRS and needs a reason (given LRS); add resilience.reason, or remove the key for the safe default",
      "environments/dev.yaml:33:30 MLOPS-CONFIG-070 protection.preventDestroy lets Terraform destroy data and needs a reason (given false); add protection.reason, or remove the key for the safe default",
      "environments/dev.yaml:34:25 MLOPS-CONFIG-070 softDelete.retention keeps deleted data for less than 90d and needs a reason (given 7d); add softDelete.reason, or remove the key for the safe default",
    ],
  },
  {
    name: "public access without a reason",
    spoil: dev("10.40.0.0/22\n", "10.40.0.0/22\n  inbound: {mode: public}\n  outbound: {mode: internet}\n"),
    says: [
      "environments/dev.yaml:5:3 MLOPS-CONFIG-070 network.inbound.reason is missing: say why this is looser than the default",
      "environments/dev.yaml:6:3 MLOPS-CONFIG-070 network.outbound.reason is missing: say why this is looser than the default",
    ],
  },
  {
    name: "a reason that says nothing",
    spoil: dev("development is where people build", "todo write something here"),
    says: [
      "environments/dev.yaml:7:11 MLOPS-CONFIG-071 access.reason does not say why (given todo write something here; allowed a sentence of 15 characters or more); write for the person who reviews this in a year",
    ],
  },
  {
    name: "a reason of one word",
    spoil: dev("development is where people build", "test test test test test"),
    says: [
      "environments/dev.yaml:7:11 MLOPS-CONFIG-071 access.reason does not say why (given test test test test test; allowed a sentence of 15 characters or more); write for the person who reviews this in a year",
    ],
  },
  {
    name: "instances where people may not work",
    spoil: dev("level: full", "level: restricted"),
    says: [
      "environments/dev.yaml:16:3 MLOPS-CONFIG-072 compute.instances need access level full, this environment's is restricted; remove the instances: people work on them, and here they may not",
    ],
  },
  {
    name: "more nodes at least than at most",
    spoil: dev("maxNodes: 4", "maxNodes: 4\n      minNodes: 5\n      reason: the nightly run starts at once"),
    says: [
      "environments/dev.yaml:16:17 MLOPS-CONFIG-084 compute.clusters.cpu.minNodes is more than maxNodes (given 5; allowed 0 to 4)",
    ],
  },
  {
    name: "a group listed twice",
    spoil: dev(
      "      name: PFS Audit\n",
      "      name: PFS Audit\n    - group: ac8f2d7f-4b20-4d9e-8f8c-1e4f305d6c13\n      name: PFS Audit again\n",
    ),
    says: [
      "environments/dev.yaml:11:14 MLOPS-CONFIG-026 access.auditors[1].group is listed twice (given ac8f2d7f-4b20-4d9e-8f8c-1e4f305d6c13); remove one",
    ],
  },
  {
    name: "a receiver listed twice",
    spoil: dev("[oncall@pfs.example]", "[oncall@pfs.example, OnCall@pfs.example]"),
    says: [
      "environments/dev.yaml:24:36 MLOPS-CONFIG-026 alerts.receivers.critical[1] is listed twice (given OnCall@pfs.example); remove one",
    ],
  },
  {
    name: "thresholds out of order",
    spoil: dev("2026-12", "2026-12\n  thresholdPercents: [80, 50, 100]"),
    says: [
      "environments/dev.yaml:30:27 MLOPS-CONFIG-036 budget.thresholdPercents[1] is not more than 80 before it (given 50); sort the percentages, each once",
    ],
  },
  {
    name: "too many thresholds",
    spoil: dev("2026-12", "2026-12\n  thresholdPercents: [50, 60, 70, 80, 100]"),
    says: [
      "environments/dev.yaml:27:1 MLOPS-CONFIG-037 budget has 6 notifications in thresholdPercents and forecastPercents (allowed 1 to 5)",
    ],
  },
  {
    name: "a threshold over 1000",
    spoil: dev("2026-12", "2026-12\n  thresholdPercents: [50, 1001]"),
    says: [
      "environments/dev.yaml:30:27 MLOPS-CONFIG-024 budget.thresholdPercents[1] is too large (given 1001; allowed 1 to 1000)",
    ],
  },
  {
    name: "a container registry replicated to its own region",
    spoil: prodEnd("resilience:\n  registryReplicas: [westeurope]\n"),
    says: [
      "environments/prod.yaml:16:22 MLOPS-CONFIG-083 resilience.registryReplicas[0] is the environment's own region, where the registry is already (given westeurope); remove it",
    ],
  },
  {
    name: "a model registry replicated to its own region",
    spoil: organization("[northeurope]", "[westeurope]"),
    says: [
      "organization.yaml:17:16 MLOPS-CONFIG-083 platform.registry.replicas[0] is platform.location, where the registry is already (given westeurope); remove it",
    ],
  },
  {
    name: "a model registry that may be destroyed without a reason",
    spoil: organization(
      "    replicas: [northeurope]\n",
      "    protection:\n      preventDestroy: false\n    replicas: [northeurope]\n",
    ),
    says: [
      "organization.yaml:18:23 MLOPS-CONFIG-070 platform.registry.protection.preventDestroy lets Terraform destroy every shared model and needs a reason (given false); add platform.registry.protection.reason, or remove the key for the safe default",
    ],
  },
  {
    name: "an environment out of the model registry's reach",
    spoil: prod("westeurope", "swedencentral"),
    says: [
      "environments/prod.yaml:2:11 MLOPS-CONFIG-082 location has no replica of the model registry, so the workspace could not use it (given swedencentral; allowed westeurope, northeurope); add swedencentral to platform.registry.replicas in organization.yaml",
    ],
  },
  {
    name: "an environment that the order forgets",
    spoil: organization("[dev, prod]", "[dev]"),
    says: [
      "environments/prod.yaml:1:1 MLOPS-CONFIG-080 the file makes an environment prod, which promotionOrder in organization.yaml does not name; add prod to promotionOrder where models pass through it, or remove the file",
    ],
  },
  {
    name: "an environment that has no file",
    spoil: organization("[dev, prod]", "[dev, prodd]"),
    says: [
      "environments/prod.yaml:1:1 MLOPS-CONFIG-080 the file makes an environment prod, which promotionOrder in organization.yaml does not name; add prod to promotionOrder where models pass through it, or remove the file",
      "organization.yaml:9:23 MLOPS-CONFIG-081 promotionOrder[1] names an environment without a file (given prodd; allowed dev, prod); did you mean prod?",
    ],
  },
  {
    name: "an environment named twice in the order",
    spoil: organization("[dev, prod]", "[dev, prod, dev]"),
    says: ["organization.yaml:9:29 MLOPS-CONFIG-026 promotionOrder[2] is listed twice (given dev); remove one"],
  },
  {
    name: "a reserved name in the order",
    spoil: organization("[dev, prod]", "[dev, prod, shared]"),
    says: [
      "organization.yaml:9:29 MLOPS-CONFIG-004 promotionOrder[2] is a name that is taken by a stack of ours (given shared; allowed any but bootstrap, pipelines, publish, registry, shared); choose another name for the environment",
    ],
  },
  {
    name: "an order of nothing",
    spoil: organization("[dev, prod]", "[]"),
    says: [
      "environments/dev.yaml:1:1 MLOPS-CONFIG-080 the file makes an environment dev, which promotionOrder in organization.yaml does not name; add dev to promotionOrder where models pass through it, or remove the file",
      "environments/prod.yaml:1:1 MLOPS-CONFIG-080 the file makes an environment prod, which promotionOrder in organization.yaml does not name; add prod to promotionOrder where models pass through it, or remove the file",
      "organization.yaml:9:17 MLOPS-CONFIG-024 promotionOrder lists too few (given an empty list; allowed at least 1)",
    ],
  },
  {
    name: "one of the repository's two ids",
    spoil: organization("  name: mlops-environments\n", "  name: mlops-environments\n  ownerId: 7\n"),
    says: [
      "organization.yaml:9:12 MLOPS-CONFIG-084 repository.ownerId stands without repositoryId, and tokens carry both or none (given 7); add repositoryId",
    ],
  },
  {
    name: "a repository of GitHub and of Azure DevOps at once",
    spoil: organization(
      "  provider: github\n",
      "  provider: azure-devops\n  organization: https://pfs.visualstudio.com\n",
    ),
    says: [
      "organization.yaml:5:1 MLOPS-CONFIG-021 repository.project is missing; it means: The project of the repository and its pipelines",
      "organization.yaml:7:17 MLOPS-CONFIG-025 repository.organization is not an organization of Azure DevOps (given https://pfs.visualstudio.com; allowed its name, or https://dev.azure.com/ and its name); write pfs",
      "organization.yaml:8:3 MLOPS-CONFIG-020 repository.owner is not a known key of repository (allowed provider, organization, project, name, defaultBranch, groups, agentServiceId, protection)",
    ],
  },
  {
    name: "a repository of Azure DevOps, with what only GitHub has",
    spoil: (files) => {
      organization(
        "  provider: github\n  owner: pfs-corporation\n",
        "  provider: azure-devops\n  organization: pfs\n  project: ML/Platform\n  groups:\n    Risk: { name: Risk, of: team }\n  protection:\n    codeOwners: false\n",
      )(files);
      prodEnd("deployment:\n  approvers:\n    users: [ada]\n  wait: 30m\n  runner: mlops-prod\n")(files);
      replaced("environments/prod.yaml")(
        "10.40.8.0/22\n",
        '10.40.8.0/22\n  runners: { type: github, businessId: "9919" }\n',
      )(files);
    },
    says: [
      "environments/prod.yaml:5:20 MLOPS-CONFIG-174 network.runners.type asks for runners of GitHub, and the repository is in Azure DevOps (given github; allowed azure-devops); write type: azure-devops, and its keys",
      "environments/prod.yaml:18:13 MLOPS-CONFIG-174 deployment.approvers.users[0] is a login of GitHub, and the repository is in Azure DevOps (given ada; allowed groups, in deployment.approvers.teams); make a group of whoever may approve, and name it in teams",
      "environments/prod.yaml:19:3 MLOPS-CONFIG-174 deployment.wait asks for a wait that environments of Azure DevOps have no check for; remove it; approvers may wait as long as they like",
      'organization.yaml:8:12 MLOPS-CONFIG-025 repository.project is not the name of a project of Azure DevOps (given ML/Platform; allowed up to 64 characters without \\ / : * ? " < > ; # $ | { } , + = [ ], not beginning with _ or a dot, not ending in a dot)',
      "organization.yaml:10:5 MLOPS-CONFIG-025 repository.groups.Risk does not have the right form (given Risk; allowed the name that approvals use: lower-case letters, digits, _ and dashes)",
      "organization.yaml:12:5 MLOPS-CONFIG-020 repository.protection.codeOwners is not a known key of repository.protection (allowed approvals, reason, security)",
    ],
  },
  {
    name: "runners of an organization that is called by no number",
    spoil: dev("10.40.0.0/22\n", "10.40.0.0/22\n  runners: { type: github, businessId: E_kgDO }\n"),
    says: [
      "environments/dev.yaml:5:40 MLOPS-CONFIG-025 network.runners.businessId does not have the right form (given E_kgDO; allowed 1 to 19 digits, in quotes)",
    ],
  },
  {
    name: "agents of Azure DevOps for a repository on GitHub",
    spoil: dev("10.40.0.0/22\n", "10.40.0.0/22\n  runners: { type: azure-devops, maxAgents: 0, image: debian-12 }\n"),
    says: [
      "environments/dev.yaml:5:20 MLOPS-CONFIG-174 network.runners.type asks for agents of Azure DevOps, and the repository is on GitHub (given azure-devops; allowed github); write type: github, and its keys",
      "environments/dev.yaml:5:45 MLOPS-CONFIG-024 network.runners.maxAgents is too small (given 0; allowed 1 to 10000)",
      "environments/dev.yaml:5:55 MLOPS-CONFIG-023 network.runners.image is not one of the choices (given debian-12; allowed ubuntu-24.04, ubuntu-22.04)",
    ],
  },
  {
    name: "more agents than the subnet has addresses for, and nobody who puts them there",
    spoil: (files) => {
      organization(
        "  provider: github\n  owner: pfs-corporation\n",
        "  provider: azure-devops\n  organization: pfs\n  project: ML Platform\n",
      )(files);
      dev(
        "10.40.0.0/22\n",
        "10.40.0.0/22\n  subnets: { runners: 10.40.1.0/28 }\n  runners: { type: azure-devops, maxAgents: 12 }\n",
      )(files);
    },
    says: [
      "environments/dev.yaml:6:3 MLOPS-CONFIG-021 network.runners needs repository.agentServiceId in organization.yaml: who puts agents into the network; write what `az ad sp list --display-name DevOpsInfrastructure --query [].id -o tsv` says",
      "environments/dev.yaml:6:45 MLOPS-CONFIG-084 network.runners.maxAgents is more than the subnet of runners (10.40.1.0/28) has addresses for (given 12; allowed 1 to 11); give network.subnets.runners a larger block, or fewer agents",
    ],
  },
  {
    name: "a repository somewhere else",
    spoil: organization("provider: github", "provider: gitlab"),
    says: [
      "organization.yaml:6:13 MLOPS-CONFIG-023 repository.provider is not one of the choices (given gitlab; allowed github, azure-devops); did you mean github?",
    ],
  },
  {
    name: "a default branch that anything gets into",
    spoil: organization(
      "  name: mlops-environments\n",
      "  name: mlops-environments\n  protection:\n    approvals: 0\n    codeOwners: false\n",
    ),
    says: [
      "organization.yaml:10:16 MLOPS-CONFIG-070 repository.protection.approvals lets a change in that nobody has looked at and needs a reason (given 0); add repository.protection.reason, or remove the key for the safe default",
    ],
  },
  {
    name: "a default branch without code owners and with too many reviews",
    spoil: organization(
      "  name: mlops-environments\n",
      "  name: mlops-environments\n  protection:\n    approvals: 11\n    codeOwners: false\n",
    ),
    says: [
      "organization.yaml:10:16 MLOPS-CONFIG-024 repository.protection.approvals is too large (given 11; allowed 0 to 10)",
      "organization.yaml:11:17 MLOPS-CONFIG-070 repository.protection.codeOwners lets a change in that no owner has looked at and needs a reason (given false); add repository.protection.reason, or remove the key for the safe default",
    ],
  },
  {
    name: "more approvers than GitHub takes, one of them twice",
    spoil: prodEnd("deployment:\n  approvers:\n    teams: [a, b, c, d, c]\n    users: [ada, eve]\n"),
    says: [
      "environments/prod.yaml:16:3 MLOPS-CONFIG-024 deployment.approvers are more than GitHub takes (given 7; allowed up to 6 teams and users)",
      "environments/prod.yaml:17:25 MLOPS-CONFIG-026 deployment.approvers.teams[4] is listed twice (given c); remove one",
    ],
  },
  {
    name: "approvers that GitHub cannot know",
    spoil: prodEnd("deployment:\n  approvers:\n    teams: [ML Platform]\n    users: ['@ada']\n    groups: [x]\n"),
    says: [
      "environments/prod.yaml:17:13 MLOPS-CONFIG-025 deployment.approvers.teams[0] does not have the right form (given ML Platform; allowed the slug of a team, as in its URL: lower-case letters, digits and dashes)",
      "environments/prod.yaml:18:13 MLOPS-CONFIG-025 deployment.approvers.users[0] does not have the right form (given '@ada'; allowed the login of a GitHub user)",
      "environments/prod.yaml:19:5 MLOPS-CONFIG-020 deployment.approvers.groups is not a known key of deployment.approvers (allowed teams, users)",
    ],
  },
  {
    name: "approval by oneself without a reason, and a wait of seconds",
    spoil: prodEnd("deployment:\n  selfApproval: true\n  wait: 90s\n"),
    says: [
      "environments/prod.yaml:16:17 MLOPS-CONFIG-070 deployment.selfApproval lets one person deploy alone and needs a reason (given true); add deployment.reason, or remove the key for the safe default",
      "environments/prod.yaml:17:9 MLOPS-CONFIG-024 deployment.wait is not in whole minutes (given 90s; allowed 1m to 30d)",
    ],
  },
  {
    name: "a wait longer than GitHub's longest",
    spoil: prodEnd("deployment:\n  wait: 31d\n"),
    says: [
      "environments/prod.yaml:16:9 MLOPS-CONFIG-024 deployment.wait is out of range (given 31d; allowed 1m to 30d)",
    ],
  },
  {
    name: "rules that Azure ML refuses, each with the reason",
    spoil: approvedOnly(
      [
        "pypi: {type: fqdn, host: packages.example.org}",
        "pypi-again: {type: fqdn, host: packages.example.org}",
        "lake-host: {type: fqdn, host: examplelake.blob.core.windows.net}",
        `wrong-part: {type: private-endpoint, resource: ${IN_DATA}/Microsoft.Storage/storageAccounts/lake, subresource: vault}`,
        `a-network: {type: private-endpoint, resource: ${IN_DATA}/Microsoft.Network/virtualNetworks/example, subresource: blob}`,
        "own-storage-dfs: {type: fqdn, host: pypi.org}",
      ]
        .map((rule) => `      ${rule}\n`)
        .join(""),
    ),
    says: [
      "environments/dev.yaml:9:7 MLOPS-CONFIG-026 network.outbound.rules.pypi-again leads where pypi leads, and Azure ML refuses a second; remove one",
      "environments/dev.yaml:10:37 MLOPS-CONFIG-084 network.outbound.rules.lake-host.host is storage, which Azure ML does not reach by host name (given examplelake.blob.core.windows.net); make it a rule of type private-endpoint to the account",
      "environments/dev.yaml:11:192 MLOPS-CONFIG-084 network.outbound.rules.wrong-part.subresource is no part of a microsoft.storage/storageaccounts (given vault; allowed blob, file, queue, table, dfs, web, blob_secondary, file_secondary, queue_secondary, table_secondary, dfs_secondary, web_secondary)",
      `environments/dev.yaml:12:53 MLOPS-CONFIG-084 network.outbound.rules.a-network.resource is a microsoft.network/virtualnetworks, to which Azure ML makes no private endpoints (given /subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303/resource…; allowed ${Object.keys(privateLinkTargets).join(", ")})`,
      "environments/dev.yaml:13:7 MLOPS-CONFIG-061 network.outbound.rules.own-storage-dfs is kept for rules that are added for you (given own-storage-dfs); give it a name of its own",
    ],
  },
  {
    name: "a rule to a closed registry, to which there is one already",
    spoil: dev(
      "10.40.0.0/22\n",
      `10.40.0.0/22\n  outbound:\n    mode: internet\n    reason: experiments install public packages\n    rules:\n      models: {type: private-endpoint, resource: ${REGISTRY}, subresource: amlregistry}\n`,
    ),
    says: [
      "environments/dev.yaml:9:7 MLOPS-CONFIG-026 network.outbound.rules.models leads to what has a rule already, and Azure ML refuses a second; remove it",
    ],
  },
  {
    name: "host names where the internet is open",
    spoil: dev(
      "10.40.0.0/22\n",
      "10.40.0.0/22\n  outbound:\n    mode: internet\n    reason: experiments install public packages\n    rules:\n      pypi: {type: fqdn, host: pypi.org}\n",
    ),
    says: [
      "environments/dev.yaml:9:20 MLOPS-CONFIG-084 network.outbound.rules.pypi.type needs mode approved-only: where the internet is open, Azure ML takes private endpoints only (given fqdn; allowed private-endpoint); remove the rule: the address is open already",
    ],
  },
  {
    name: "images built on a cluster that is not there",
    spoil: dev("compute:\n", "compute:\n  imageBuilds: cpuu\n"),
    says: [
      "environments/dev.yaml:12:16 MLOPS-CONFIG-120 compute.imageBuilds is no cluster of this environment (given cpuu; allowed cpu); did you mean cpu?",
    ],
  },
  {
    name: "images built on GPUs",
    spoil: (files) => {
      dev("compute:\n", "compute:\n  imageBuilds: cpu\n")(files);
      dev("Standard_D4ds_v5", "Standard_NC4as_T4_v3")(files);
    },
    says: [
      "environments/dev.yaml:12:16 MLOPS-CONFIG-084 compute.imageBuilds has machines with a GPU (Standard_NC4as_T4_v3), on which Azure ML builds no images (given cpu); name a cluster without one",
    ],
  },
];

export const badInputs: readonly BadInput[] = [...yamlCases, ...shapeCases, ...azureCases, ...agreementCases];
