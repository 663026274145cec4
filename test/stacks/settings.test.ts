import { type TerraformStack, Testing } from "cdktf";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { reviewContext } from "../../deploy/review-context";
import type { Configuration } from "../../schema/configuration";
import { UserError } from "../../domain/problem/problem";
import { defineStacks } from "../../stacks/app";
import { regionNames } from "../../domain/azure/regions";
import { skipTokenStackTraces } from "../../stacks/stack-traces";
import { writeFiles } from "../support/configuration";
import { changesOf, exampleFiles, loadFiles, settingsOf, type Change, type Files } from "../support/variants";

skipTokenStackTraces();

/** Settings that reach neither a stack nor a review, with what they are for. Reasons are for whoever reads the file. */
const REACHES_ELSEWHERE: Readonly<Record<string, string>> = {
  "organization repository.provider": "has one choice",
  "organization platform.registry.inbound.allowedAddresses": "has no other value: a registry takes no addresses",
  "environments compute.instances.<name>.assignedTo.name": "is for whoever reads the file, beside a GUID",
};
const isReason = (name: string): boolean => name.endsWith(".reason");

/** The stacks that tell of a file, the likeliest first: each takes its time. */
function stacksOf(file: string): readonly string[] {
  const [kind] = file.replace(/\.yaml$/, "").split("/");
  switch (kind) {
    case "organization":
      return ["pipelines", "registry", "bootstrap", "dev"];
    case "environments":
      return ["dev", "pipelines", "bootstrap"];
    default:
      throw new Error(`no stack is known to tell of ${file}`);
  }
}
const FILES = ["organization.yaml", "environments/dev.yaml"];
const MOST_TRIED = 4;

const kindOf = (file: string): string => file.split("/")[0]!.replace(/\.yaml$/, "");

type Raw = Record<string, unknown>;
const REASON = "a setting is tried that needs to say why";
/** The example, with what some settings need beside them to be accepted or to matter. */
function rich(): Files {
  const files = structuredClone(exampleFiles()) as Record<string, Raw>;
  const [organization, dev, preprod] = ["organization", "environments/dev", "environments/preprod"].map(
    (path) => files[`${path}.yaml`]!,
  );
  organization!["repository"] = {
    ...(organization!["repository"] as Raw),
    ...{ ownerId: 1, repositoryId: 2, protection: { reason: REASON } },
  };
  const platform = organization!["platform"] as { registry: Raw; location: string };
  platform.location = "northeurope";
  // The second is one that environments are tried in; the others are left for the platform.
  platform.registry["replicas"] = ["westeurope", regionNames[Math.round((regionNames.length - 1) / 5)]];
  platform.registry["protection"] = { preventDestroy: false, reason: REASON };
  for (const environment of [dev!, preprod!]) {
    environment["deployment"] = { approvers: { teams: ["ml-platform"] }, reason: REASON };
  }
  (dev!["network"] as Raw)["outbound"] = {
    mode: "approved-only",
    rules: {
      pypi: { type: "fqdn", host: "pypi.org" },
      monitor: { type: "service-tag", tag: "AzureMonitor", protocol: "TCP", ports: "443" },
      data: {
        type: "private-endpoint",
        resource: `/subscriptions/${dev!["subscription"] as string}/resourceGroups/rg/providers/Microsoft.Sql/servers/one`,
        subresource: "sqlServer",
      },
    },
  };
  const { clusters } = dev!["compute"] as { clusters: Record<string, Raw> };
  dev!["compute"] = { clusters };
  clusters["cpu"] = { ...clusters["cpu"], minNodes: 1, reason: REASON };
  return Object.fromEntries(Object.entries(files).filter(([path]) => !/^(use-cases|releases)\//.test(path)));
}

interface Trial extends Change {
  readonly base: Base;
}

/** Files with what is made of them. */
class Base {
  readonly review: string;
  private readonly configuration: Configuration;
  private readonly stacks = new Map<string, string>();

  constructor(readonly files: Files) {
    this.configuration = loadFiles(files);
    this.review = reviewOf(files);
  }

  stack(name: string): string {
    const known = this.stacks.get(name) ?? synth(this.configuration, name);
    this.stacks.set(name, known);
    return known;
  }
}

/** A stack as Terraform gets it; nothing if there is none of this name. */
function synth(configuration: Configuration, name: string): string {
  const app = Testing.app();
  defineStacks(app, configuration, { state: { kind: "azure" }, only: [name] });
  const stack = app.node.tryFindChild(name);
  return stack === undefined ? "" : Testing.synth(stack as TerraformStack, true);
}

/** What reviewers are told of a configuration beside its plans, places in files left out. */
function reviewOf(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), "mlops-config-"));
  try {
    writeFiles(folder, new Map(Object.entries(files).map(([path, value]) => [path, stringify(value)])));
    const isPlace = (value: unknown) => typeof value === "object" && value !== null && "line" in value;
    return JSON.stringify(reviewContext(folder), (key, value: unknown) =>
      ["at", "where"].includes(key) || isPlace(value) ? undefined : value,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function load(files: Files): Configuration | undefined {
  try {
    return loadFiles(files);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Whether some other value of a setting makes some other stack, or tells reviewers something else. */
function reaches(trials: readonly Trial[]): boolean {
  let tried = 0;
  for (const { apply, base, file } of trials) {
    const files = apply(base.files);
    const configuration = load(files);
    if (configuration === undefined) continue;
    if (stacksOf(file!).some((name) => synth(configuration, name) !== base.stack(name))) return true;
    if (reviewOf(files) !== base.review) return true;
    tried += 1;
    if (tried === MOST_TRIED) break;
  }
  return false;
}

describe("every setting of the organization and of an environment", () => {
  const bases = [exampleFiles(), rich()].map((files) => new Base(files));
  const trials = new Map<string, Trial[]>();
  for (const base of bases) {
    for (const change of changesOf(base.files)) {
      if (change.setting === undefined || !FILES.includes(change.file!)) continue;
      const name = `${kindOf(change.file!)} ${change.setting}`;
      trials.set(name, [...(trials.get(name) ?? []), { ...change, base }]);
    }
  }
  const settings = FILES.flatMap((file) => settingsOf(file).map((setting) => `${kindOf(file)} ${setting}`));

  it("reaches a stack or a review, but for those with a reason", () => {
    const silent = settings.filter((name) => !reaches(trials.get(name) ?? []));
    expect(silent.filter((name) => !isReason(name)).sort()).toEqual(Object.keys(REACHES_ELSEWHERE).sort());
  });

  it("is one that exists, if it is among those with a reason", () => {
    expect(Object.keys(REACHES_ELSEWHERE).filter((name) => !settings.includes(name))).toEqual([]);
  });
});
