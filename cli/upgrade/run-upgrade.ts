import { confirm } from "@inquirer/prompts";
import { resolve } from "node:path";
import { jsonText } from "../../domain/text/visible";
import { loadConfiguration } from "../../schema/load";
import { inPrivateFolder } from "../../deploy/workspace";
import { upgradeText } from "./report";
import {
  compareVersions,
  describeFiles,
  moveTo,
  printReview,
  readReview,
  rehearse,
  type Rehearsal,
  type Upgrade,
  type UpgradeOptions,
} from "./upgrade";
import { askedVersion, bring, pinned } from "./version";

export interface RunUpgradeOptions {
  readonly config: string;
  readonly rehearsal: boolean;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly json?: true;
  readonly filesFor?: string;
}

/** `mlops upgrade`. The exit code: 0 told or moved, 1 the version does not go with what is here. */
export async function runUpgrade(version: string, options: RunUpgradeOptions): Promise<number> {
  const { config, rehearsal, dryRun, yes, json, filesFor } = options;
  if (filesFor !== undefined) {
    console.log(describeFiles(filesFor));
    return 0;
  }
  const root = process.cwd();
  const pin = pinned(root);
  const asked = askedVersion(version, pin, root);
  const say = (text: string): void => (json === true ? undefined : console.log(text));
  if (asked.spec === pin.spec) {
    if (json === true) console.log(jsonText({ from: pin.spec, to: asked.spec, moved: false }));
    say(`${asked.spec} is pinned already. Nothing to do.`);
    return 0;
  }
  return inPrivateFolder(async (temp) => {
    const tree = bring(asked, temp);
    const folder = resolve(config);
    const configuration = loadConfiguration(folder);
    const wanted: UpgradeOptions = { root, config: folder, configuration, pin, asked, tree, temp };
    const upgrade = await compareVersions(wanted);
    say(upgradeText(upgrade));
    const differs = upgrade.refused.length === 0 && upgrade.stacks.length > 0;
    const rehearsed = differs && rehearsal ? await rehearse(wanted, upgrade.stacks) : undefined;
    const review = rehearsed?.plans === undefined ? undefined : reviewed(wanted, rehearsed.plans, json === true);
    for (const problem of rehearsed?.problems ?? []) say(`Not rehearsed: ${problem}`);
    const why = whyNot(upgrade, rehearsed, review);
    const moves =
      why === undefined && dryRun !== true && (yes === true || (json !== true && (await agreed(asked.spec))));
    const written = moves ? moveTo(wanted, upgrade) : [];
    if (json === true) console.log(jsonText(asData(upgrade, rehearsed, review, { why, moved: moves })));
    if (why !== undefined) console.error(`Nothing was written: ${why}`);
    else if (moves) say(moved(written));
    else say(`\nNothing was written.${dryRun === true || yes === true ? "" : " --yes moves to it."}`);
    return why === undefined ? 0 : 1;
  });
}

interface ReviewedRehearsal {
  readonly blocked: boolean;
  /** The review, where data is asked for. */
  readonly data?: unknown;
}

function reviewed({ tree, root }: UpgradeOptions, plans: string, json: boolean): ReviewedRehearsal {
  if (json) {
    const data = readReview(tree, plans, root) as { readonly verdict?: string };
    return { blocked: data.verdict === "blocked", data };
  }
  console.log("\nPlans of it, in a simulated Azure in which what is pinned is deployed\n");
  return { blocked: printReview(tree, plans, root) !== 0 };
}

function whyNot(
  { refused }: Upgrade,
  rehearsed: Rehearsal | undefined,
  review: ReviewedRehearsal | undefined,
): string | undefined {
  if (refused.length > 0) return "the other version refuses the configuration.";
  const prepare = "where the changelog says how to prepare states, do that, then move with --no-rehearsal.";
  if (review?.blocked === true) return `its plans are BLOCKED; ${prepare}`;
  if (rehearsed !== undefined && rehearsed.problems.length > 0) return `it could not be rehearsed; ${prepare}`;
  return undefined;
}

async function agreed(spec: string): Promise<boolean> {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) return false;
  return confirm({ message: `Move to ${spec}?`, default: false });
}

function asData(
  { files, ...upgrade }: Upgrade,
  rehearsed: Rehearsal | undefined,
  review: ReviewedRehearsal | undefined,
  { why, moved }: { readonly why: string | undefined; readonly moved: boolean },
) {
  return {
    ...upgrade,
    ...(files !== undefined && {
      files: { taken: [...files.taken.keys()], removed: files.removed, yours: files.yours },
    }),
    ...(rehearsed !== undefined && { rehearsal: { problems: rehearsed.problems, review: review?.data } }),
    ...(why !== undefined && { notMoved: why }),
    moved,
  };
}

const moved = (written: readonly string[]): string => `
Wrote ${written.length === 1 ? "package.json" : `${written.length} files, package.json among them`}. Then, and commit all of it:

  npm install
  npx mlops validate

The review of its pull request says what the plans against Azure are.`;
