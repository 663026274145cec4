import { configuredPolicy } from "../../deploy/configured-policy";
import { checkConfiguration, readSources } from "../../schema/load";
import { blocks, evaluatePolicies, rules, type PolicyFinding } from "../../policy";
import { SHIPPED } from "../support/configuration";
import { synthStacks } from "../support/stacks";
import { mutations as first, type Mutation, type Stacks } from "./mutations/basic";
import { moreMutations } from "./mutations";

const sources = readSources(SHIPPED);
const configuration = checkConfiguration(sources, "2026-11-30");
const { loosened, expected } = configuredPolicy(sources, configuration);
const { promotionOrder } = configuration.organization;
const everything = synthStacks(configuration);
/** Rules that one setting breaks together: what is shut twice is opened twice. */
const together: Readonly<Record<string, readonly string[]>> = {
  // Who opens, or leaves, a door for others shuts out what runs inside.
  "container-registry-no-public-network": ["needs-reached"],
  "storage-no-public-network": ["needs-reached"],
  "storage-trusted-services": ["needs-reached"],
  "workspace-image-build": ["needs-reached"],
  "workspace-network-isolation": ["needs-reached"],
  "storage-blob-soft-delete": ["soft-delete-long"],
  "key-vault-soft-delete": ["soft-delete-long"],
  "key-vault-no-access-policies": ["kind-known"],
  "key-vault-secret-expiry": ["kind-known"],
  "key-vault-secret-content-type": ["kind-known"],
  "key-vault-key-expiry": ["kind-known"],
  "key-vault-key-hsm": ["kind-known"],
  "container-registry-webhook-https": ["kind-known"],
  "workspace-diagnostics": ["diagnostics-complete"],
  "endpoint-diagnostics": ["diagnostics-complete"],
  "endpoint-entra-auth": ["endpoint-settled-alike"],
  "endpoint-no-public-network": ["endpoint-settled-alike"],
  "kind-known": ["data-prevent-destroy", "endpoint-entra-auth", "argument-known"],
  "budget-present": ["budget-warns-in-time"],
  "nsg-no-lateral-traversal": ["nsg-denies-by-default"],
  "role-privileged-not-for-people": ["role-fits-identity"],
  "role-scope-resource-group": ["role-fits-identity"],
  "federated-credential-exact": ["federated-credential-repository"],
  "deployment-environment-managed": ["federated-credential-repository"],
  "deployment-branch-reviewed": ["deployment-branch-as-configured"],
  "deployment-branch-checked": ["deployment-branch-as-configured"],
};

const all: Readonly<Record<string, readonly Mutation[]>> = Object.fromEntries(
  [...new Set([...Object.keys(first), ...Object.keys(moreMutations)])].map((rule) => [
    rule,
    [...(first[rule] ?? []), ...(moreMutations[rule] ?? [])],
  ]),
);

/** What mutations change; the rest would only cost time. */
const judged = ["bootstrap", "pipelines", "registry", "dev", "prod", "prod-customer-churn"];
const example: Stacks = Object.fromEntries(judged.map((name) => [name, everything[name]!]));

const TODAY = "2026-11-30";
const subjectsOf = (stacks: Stacks) => Object.entries(stacks).map(([stack, synthesized]) => ({ stack, synthesized }));
const evaluate = (stacks: Stacks) =>
  evaluatePolicies(subjectsOf(stacks), { waivers: [], today: TODAY, promotionOrder, expected }).findings;

const key = ({ rule, stack, address }: PolicyFinding) => `${rule} ${stack}/${address}`;
const failing = (stacks: Stacks) =>
  new Map(
    evaluate(stacks)
      .filter(({ result }) => result === "fail")
      .map((one) => [key(one), one]),
  );

/** What is judged beside the stacks that a mutation changes: small, and what others are compared with. */
const always = ["pipelines", "registry"];
const before = new Map<string, ReturnType<typeof failing>>();

/** The example, of which each stack is copied when it is first asked for. */
function changeable(): { readonly stacks: Stacks; readonly touched: Set<string> } {
  const touched = new Set<string>();
  const copies: Stacks = {};
  const stacks = new Proxy(copies, {
    get: (_, name: string) => {
      touched.add(name);
      return (copies[name] ??= structuredClone(example[name]!));
    },
  });
  return { stacks, touched };
}

const some = (stacks: Stacks, names: readonly string[]): Stacks =>
  Object.fromEntries(names.map((name) => [name, stacks[name]!]));

/** Ids of the rules that fail somewhere they did not before. */
function newlyFailing({ spoil, given }: Mutation): string[] {
  const { stacks, touched } = changeable();
  given?.(stacks);
  const prepared = given === undefined ? undefined : structuredClone(some(stacks, [...touched]));
  spoil(stacks);
  const names = [...new Set([...always, ...touched, ...(touched.has("pipelines") ? ["bootstrap"] : [])])].sort();
  const was = prepared === undefined ? atFirst(names) : failing({ ...some(example, names), ...prepared });
  const after = failing({ ...some(example, names), ...some(stacks, [...touched]) });
  return [...new Set([...after].filter(([one]) => !was.has(one)).map(([, { rule }]) => rule))];
}

/** What fails in some stacks of the example as it is. */
function atFirst(names: readonly string[]): ReturnType<typeof failing> {
  const which = names.join(" ");
  if (!before.has(which)) before.set(which, failing(some(example, names)));
  return before.get(which)!;
}

describe("a setting of the example that is spoilt", () => {
  const rows = Object.entries(all).flatMap(([rule, list]) => list.map((one) => [rule, one.what, one] as const));

  it.each(rows)("fails %s and none but what belongs to it: %s", (rule, _, mutation) => {
    const broken = newlyFailing(mutation);
    expect(broken).toContain(rule);
    const belonging = [rule, ...(mutation.also ?? []), ...(together[rule] ?? [])];
    expect(broken.filter((one) => !belonging.includes(one))).toEqual([]);
  });

  it("is there for every rule", () => {
    expect(Object.keys(all).sort()).toEqual(Object.keys(rules).sort());
  });

  it("is there for every attribute that a rule looks at in the example", () => {
    const spoilt = new Set(
      Object.entries(all).flatMap(([rule, list]) =>
        list.flatMap(({ attribute }) => (attribute === undefined ? [] : [`${rule} ${attribute.join(" ")}`])),
      ),
    );
    const kinds = new Set(
      Object.values(example).flatMap(({ resource }) =>
        Object.entries(resource as Record<string, Record<string, { type?: string }>>).flatMap(([type, byName]) =>
          Object.values(byName).map((values) => (type.startsWith("azapi_") ? values.type!.split("@")[0]! : type)),
        ),
      ),
    );
    const covered = Object.entries(rules).flatMap(([rule, { attributes = {} }]) =>
      Object.entries(attributes)
        .filter(([kind]) => kinds.has(kind))
        .flatMap(([kind, paths]) => paths.map((path) => `${rule} ${kind} ${path}`)),
    );
    expect(covered.length).toBeGreaterThan(50);
    // A block that is taken away takes its attributes with it.
    const missing = covered.filter((one) => ![...spoilt].some((other) => one === other || one.startsWith(`${other}.`)));
    expect(missing).toEqual([]);
  });
});

describe("the shipped example", () => {
  const report = evaluatePolicies(subjectsOf(everything), {
    waivers: configuration.waivers,
    today: TODAY,
    promotionOrder,
    expected,
    loosened,
    complete: true,
  });
  const failures = report.findings.filter(({ result }) => result === "fail");

  it("breaks no critical or high rule, waived or not, in any stack", () => {
    expect(failures.filter(({ severity }) => severity === "critical" || severity === "high").map(key)).toEqual([]);
    expect(failures.filter(blocks)).toEqual([]);
    expect(report.passed).toBeGreaterThan(1000);
  });

  it("leaves nothing unknown: whatever is known after apply only is told by what it refers to", () => {
    expect(report.findings.filter(({ result }) => result === "unknown").map(key)).toEqual([]);
  });

  it("breaks nothing in pre-production and production", () => {
    expect(failures.filter(({ stack }) => /^(preprod|prod)(-|$)/.test(stack)).map(key)).toEqual([]);
  });

  it("uses each of its waivers, for what is more than low", () => {
    expect(report.unused).toEqual([]);
    const waived = failures.filter(({ waiver }) => waiver !== undefined);
    expect(waived.map(({ rule, stack }) => `${stack} ${rule}`).sort()).toEqual([
      "bootstrap storage-default-deny",
      "bootstrap storage-no-public-network",
      "bootstrap storage-private-endpoint",
      "registry model-registry-no-public-network",
    ]);
  });

  it("counts as accepted what the configuration loosens and says why, and leaves nothing else", () => {
    const open = failures.filter(({ waiver }) => waiver === undefined);
    expect(open.filter(({ accepted }) => accepted === undefined).map(key)).toEqual([]);
    expect(open.length).toBeGreaterThan(20);
    for (const { accepted } of open) {
      expect(accepted!.where).toMatch(/^.*(dev|organization)\.yaml:\d+:\d+$/);
      expect(accepted!.reason.length).toBeGreaterThan(10);
    }
  });

  it("is as good without the configuration at hand: nothing high, nothing unknown", () => {
    const plain = evaluatePolicies(subjectsOf(everything), { waivers: [], today: TODAY, promotionOrder }).findings;
    expect(plain.filter(blocks).map(key)).toEqual([]);
    expect(plain.filter(({ result }) => result === "unknown").map(key)).toEqual([]);
  });
});
