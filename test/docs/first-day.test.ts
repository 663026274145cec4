import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { documents, project } from "../support/documents";

const GUIDE = "docs/guides/first-day-in-azure.md";
const { text } = documents.find(({ path }) => path === GUIDE)!;

interface Row {
  readonly section: string;
  readonly question: string;
  readonly command: string;
  readonly see: string;
  readonly change: string;
}

const rowsOf = (page: string): readonly Row[] =>
  page.split(/^## /m).flatMap((part) =>
    part
      .split("\n")
      .filter((line) => line.startsWith("| ") && !/^\| (-+|question) /.test(line))
      .map((line) =>
        line
          .slice(1, -1)
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim()),
      )
      .map(([question, command, see, change]) => ({
        section: part.split("\n")[0]!,
        question: question!,
        command: command ?? "",
        see: see ?? "",
        change: change ?? "",
      })),
  );
const rows = rowsOf(text);
const source = (file: string): string => readFileSync(join(project, file), "utf8");

/**
 * What is written as if it were so though no document settles it: where the code relies on it, by what is found there, and the
 * row that settles it. Who changes the one is led to the other.
 */
const reliedOn: readonly (readonly [fact: string, file: string, there: RegExp, question: RegExp])[] = [
  [
    "a network is ready for Spark after one action",
    "constructs/workspace/ml-workspace.ts",
    /includeSpark: true/,
    /ready for Spark/,
  ],
  [
    "which rules Azure ML makes by itself",
    "domain/network/managed-network.ts",
    /automaticEndpoints/,
    /rules beside ours/,
  ],
  ["the vault needs no rule for Spark", "domain/network/managed-network.ts", /ownEndpoints/, /rule to the vault/],
  [
    "the workspace's identity approves endpoints",
    "domain/access/access.ts",
    /networkConnectionApprover/,
    /endpoints approved/,
  ],
  [
    "a user-assigned identity is a trusted service",
    "constructs/workspace/collected-data.ts",
    /WorkspaceUserAssignedIdentity/,
    /trusted service/,
  ],
  [
    "two actions let a training publish",
    "domain/access/roles.ts",
    /modelPublisher/,
    /training write into the registry/,
  ],
  [
    "an endpoint to a registry leads to its storage",
    "domain/network/managed-network.ts",
    /ownEndpoints/,
    /into one without/,
  ],
  [
    "a job is told its identity, itself and its workspace",
    "ml/library/mlkit/steps/publish_model.py",
    /DEFAULT_IDENTITY_CLIENT_ID/,
    /which identity does a job have/,
  ],
  ["a rule lets a registry fetch", "stacks/environment.ts", /publishesTo/, /registry fetch from dev's storage/],
  ["what providers read is what was written", "sandbox/services/types.ts", /azurermTypes/, /plan empty/],
  ["what plans needs Reader and no more", "domain/access/access.ts", /pipelineAccess/, /plan identity read/],
  ["what deploys passes every check of what is linked", "domain/access/access.ts", /pipelineAccess/, /apply identity/],
  ["a collector needs no code", "constructs/serving/model-deployment.ts", /dataCollector/, /without a scoring script/],
  [
    "a collector writes into a hierarchical namespace",
    "constructs/workspace/collected-data.ts",
    /datastoreType: "AzureBlob"/,
    /hierarchical namespace/,
  ],
  [
    "a deployment's capacity has one row",
    "constructs/monitoring/use-case-alerts.ts",
    /"DeploymentCapacity"/,
    /saturated/,
  ],
  [
    "what is registered is written down as a write",
    "domain/alerts/use-case.ts",
    /"AmlModelsEvent"/,
    /registered version a write/,
  ],
  [
    "long operations of endpoints end in the activity log",
    "constructs/notices/notices.ts",
    /onlineEndpoints/,
    /activity log say/,
  ],
  ["failed deployments are a metric", "domain/alerts/environment.ts", /"Model Deploy Failed"/, /Model Deploy Failed/],
  [
    "telemetry needs no key",
    "constructs/workspace/workspace-logs.ts",
    /localAuthenticationDisabled: true/,
    /telemetry/,
  ],
  ["monitors read as an identity", "constructs/monitoring/drift-monitor.ts", /"ManagedIdentity"/, /read by identity/],
  ["monitors run on Spark 3.5", "schema/use-case/monitors.ts", /default\("3\.5"\)/, /Spark 3\.5/],
  ["runs carry their schedule's name", "domain/monitors/breach.ts", /isRunOf/, /runs of a monitor called/],
  ["logs carry it, too", "domain/monitors/breach.ts", /RootRunId startswith/, /logs call/],
  ["a root run says what was found", "domain/monitors/breach.ts", /breachedSignals/, /say what it found/],
  ["tags of an event are spelt in one of two ways", "domain/monitors/breach.ts", /data\.RunTags/, /spell the tags/],
  [
    "a custom signal is handed its threshold",
    "constructs/monitoring/drift-monitor-render.ts",
    /<metric>_threshold/,
    /custom signal/,
  ],
  [
    "attribution finds the target's column",
    "schema/use-case/signal-checks.ts",
    /checkAttributionColumns/,
    /target column/,
  ],
  ["a rule that runs four times a day resolves", "domain/alerts/use-case.ts", /silentMonitor/, /resolve by itself/],
  [
    "logs of workflows are in one table",
    "constructs/workflow/workflow-alerts.ts",
    /"AzureDiagnostics"/,
    /logs of a workflow/,
  ],
  ["an action group shows no address", "constructs/promotion/rollback.ts", /callbackUrl/, /callback address/],
  [
    "a deployment reaches the registry",
    "constructs/serving/model-deployment.ts",
    /egressPublicNetworkAccess: "Enabled"/,
    /egressPublicNetworkAccess/,
  ],
  [
    "a workspace asks for its key as a second identity, in a closed vault",
    "constructs/workspace/ml-workspace.ts",
    /identity: \{ userAssignedIdentity: key\.identity\.id \}/,
    /take a key of a vault/,
  ],
  ["monitors stay, though in preview", "docs/concepts.md", /in preview/, /preview/],
  [
    "actions are what their comments say",
    ".github/workflows/pull-request.yml",
    /uses: \S+@[0-9a-f]{40} # v/,
    /pinned actions/,
  ],
];

/** Cells that say what to run or where to look, without naming a program. */
const looks =
  /open studio|\*\*.+\*\*|^the (list|run's|step's|same|component's|deployment|pipeline's)|^its step|^deploy |^let |Log Analytics|^`Aml\w+/;

describe("the first day in Azure", () => {
  it.each(rows.map((row) => [row.question, row] as const))(
    "says how to settle it: %s",
    (_, { question, command, see, change }) => {
      expect(question).toMatch(/\?$/);
      expect([command, /`(az|npx|git) /.test(command) || looks.test(command)]).toEqual([command, true]);
      expect(see).not.toBe("");
      expect(change).not.toBe("");
    },
  );

  it.each(reliedOn)("has a row for what is relied on: %s", (_, file, there, question) => {
    expect([file, there.test(source(file))]).toEqual([file, true]);
    expect(rows.filter((row) => question.test(row.question))).toHaveLength(1);
  });

  it("has no row for what nothing relies on", () => {
    // Whether the loop closes as a whole, which the rows before take apart.
    const whole = [/^does drift stop a promotion\?$/, /^did it start a training\?$/];
    const settled = [...reliedOn.map(([, , , question]) => question), ...whole];
    expect(rows.filter((row) => !settled.some((one) => one.test(row.question))).map((row) => row.question)).toEqual([]);
  });

  it("names a place to change that is there, with what is to be changed in it", () => {
    const wrong = rows.flatMap(({ change }) =>
      [...change.matchAll(/`(\w+)`(?::[^`]*)? in `([\w./-]+\.ts)`/g)]
        .filter(([, name, file]) => !source(file!).includes(name!))
        .map(([found]) => found),
    );
    expect(wrong).toEqual([]);
    expect(rows.filter(({ change }) => /`[\w]+`(?::[^`]*)? in `/.test(change)).length).toBeGreaterThan(8);
  });

  it("has the sections that mlops doctor --first-day sends people to", () => {
    const sections = new Set(rows.map(({ section }) => section.split(".")[0]));
    const named = readdirSync(join(project, "cli/doctor"))
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) =>
        [...source(`cli/doctor/${file}`).matchAll(/\$\{GUIDE\}, section (\d)/g)].map(([, number]) => number!),
      );
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((number) => !sections.has(number))).toEqual([]);
  });

  it.each(["docs/concepts.md", "docs/decisions/0007-drift-retraining.md"])(
    "what is in preview is called so where it is explained and decided on: %s",
    (page) => {
      const said = source(page).replaceAll("\n", " ");
      expect(said).toMatch(
        /[Mm]onitors[^.]* events[^.]* are in preview: Microsoft gives no (guarantee of service|service level)/,
      );
    },
  );

  it("would be found out: a row without a place to change", () => {
    expect(rowsOf("## 1. a\n\n| is it? | `az x` | yes | |\n")).toMatchObject([{ question: "is it?", change: "" }]);
  });
});
