import type { PolicyFinding } from "../../../policy/model";
import type { AccessCell, Action, CalendarEntry, ResourceReview, Review, TopologyNode } from "../../../review/model";
import { noCounts, pricedReview, sampleReview } from "./sample";

/** Text that tries everything a name in a plan can try on a page. */
export const hostileText = [
  `<script>globalThis.broken = 1</script>`,
  `</script><script>globalThis.broken = 2</script>`,
  `<img src=x onerror="globalThis.broken = 3">`,
  `" onmouseover="globalThis.broken = 4`,
  `' autofocus onfocus='globalThis.broken = 5`,
  `<!-- </details></main> ]]> {{7*7}} \${7*7}`,
  `\u202eevil\u2066\u200b\u0007\u2028\ufeff\ud800`,
].join(" ");

/** What is one of a closed set, or an instant, and therefore never text of somebody's choosing. */
const closed = new Set([
  ...["verdict", "status", "action", "actions", "change", "effect", "kind", "severity", "result", "since", "topic"],
  ...["mode", "target", "plannedAt", "next", "expires"],
]);

/** The sample with hostile text at the end of every name and sentence. */
export const hostileReview = poisoned(pricedReview) as Review;

function poisoned(value: unknown, key = ""): unknown {
  if (closed.has(key)) return value;
  if (typeof value === "string") return `${value} ${hostileText}`;
  if (Array.isArray(value)) return value.map((item) => poisoned(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, poisoned(inner, name)]));
}

const environments = ["dev", "preprod", "prod"];
const stacks = environments.flatMap((environment) => [
  environment,
  ...Array.from({ length: 9 }, (_, index) => `${environment}-use-case-${index + 1}`),
]);
const actions: readonly Action[] = ["create", "update", "update", "update", "replace", "destroy"];
const types = ["azurerm_role_assignment", "azurerm_monitor_metric_alert", "azapi_resource", "azurerm_storage_account"];

/** As large as an organization gets: so many resources change, spread over 30 stacks. */
export function largeReview(size: number): Review {
  const resources = Array.from({ length: size }, (_, index) => largeResource(index));
  return {
    ...sampleReview,
    stacks: stacks.map((name) => ({
      name,
      status: "changes",
      counts: { ...noCounts, create: size / 180, update: size / 60, replace: size / 180, destroy: size / 180 },
      policyFails: 3,
    })),
    resources,
    topology: {
      nodes: resources.map(({ stacks: [at], type, name, action }): TopologyNode => ({
        id: `${at!.stack}/${at!.address}`,
        stack: at!.stack,
        label: name,
        type,
        action,
      })),
      edges: resources.slice(stacks.length).map(({ stacks: [at] }, index) => {
        const to = resources[index]!.stacks[0]!;
        return { from: `${at!.stack}/${at!.address}`, to: `${to.stack}/${to.address}` };
      }),
    },
    policy: {
      findings: Array.from({ length: size / 10 }, (_, index) => largeFinding(index)),
      passed: size,
      unused: [],
    },
    matrix: environments.flatMap(matrixOf),
    calendar: stacks.map(largeSchedule),
  };
}

function largeResource(index: number): ResourceReview {
  const type = types[index % types.length]!;
  const name = `Resource_${index}`;
  const action = actions[index % actions.length]!;
  return {
    stacks: [{ stack: stacks[index % stacks.length]!, address: `${type}.${name}` }],
    type,
    name,
    what: `${type.replace("azurerm_", "").replaceAll("_", " ")} number ${index}`,
    action,
    actions: [action === "replace" || action === "destroy" ? "delete" : "update"],
    attributes: Array.from({ length: 8 }, (_, attribute) => ({
      path: `body.properties.setting${attribute}`,
      before: action === "create" ? undefined : `value ${index} of ${attribute}`,
      after: `value ${index + 1} of ${attribute}`,
    })),
  };
}

function largeFinding(index: number): PolicyFinding {
  return {
    rule: `rule-${index % 20}`,
    title: `Rule ${index % 20} holds`,
    severity: (["low", "medium", "high"] as const)[index % 3]!,
    stack: stacks[index % stacks.length]!,
    address: `azurerm_storage_account.Resource_${index}`,
    result: "fail",
    message: "min_tls_version is TLS1_0",
    fix: "set it to TLS1_2",
    upstream: ["CKV_AZURE_44"],
    since: "new",
  };
}

function matrixOf(environment: string): AccessCell[] {
  const principals = Array.from({ length: 12 }, (_, index) => `PFS Team ${index + 1}`);
  const scopes = ["resource group rg", "workspace mlw", "storage account st", "key vault kv", "container registry cr"];
  const roles = ["Reader", "Storage Blob Data Contributor", "AzureML Data Scientist", "AcrPull"];
  return principals.flatMap((who, row) =>
    scopes
      .filter((_, column) => (row + column) % 3 !== 0)
      .map((scope, column) => ({
        who,
        kind: row % 2 === 0 ? ("group" as const) : ("identity" as const),
        environment,
        scope: `${scope}-pfs-${environment}`,
        role: roles[(row * 3 + column) % roles.length]!,
        before: (row + column) % 7 !== 0,
        after: (row + column) % 5 !== 0,
      })),
  );
}

function largeSchedule(stack: string, index: number): CalendarEntry {
  const next = Array.from({ length: 10 }, (_, day) => `2026-11-${22 + Math.min(day, 8)}T0${day % 9}:00`);
  return {
    stack,
    environment: stack.split("-")[0]!,
    useCase: `use-case-${index}`,
    kind: index % 2 === 0 ? "monitor" : "retraining",
    name: `schedule-${index}`,
    change: index % 3 === 0 ? "unchanged" : "added",
    ...(index % 3 === 0 && { before: { text: "every day at 05:30 UTC", next } }),
    after: { text: "every day at 05:30 UTC", next },
  };
}
