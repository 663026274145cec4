import { stackOf, stackOfEnvironment } from "../names";
import { didYouMean } from "../../domain/problem/did-you-mean";
import { formatProblem, type Problem } from "../../domain/problem/problem";
import { checkOrder } from "../../domain/promotion/rules";
import { MAX_REVIEWERS } from "../../domain/promotion/release-reviewers";
import { USE_CASE_NAME } from "../../domain/azure/use-case-names";
import { namingOf } from "../organization/naming";
import { checkDataReaders } from "./data-readers";
import { checkDataAssets, sharedDataAssets, type NotedVariant } from "./data-asset-checks";
import { type EnvironmentDraft, type OrganizationDraft, regionsOfDraft } from "../drafts";
import { Notes } from "../notes";
import type { Finding } from "../finding";
import { checkRelease, checkReleaseKeys } from "../releases/checks";
import { releaseSchema, type Release } from "../releases/schema";
import { fitting, salvage } from "../walk";
import { shapeProblems } from "../shape-problems";
import { checkVariant, endpointNameProblem } from "./checks";
import { checkNamesByPattern } from "./names-by-pattern";
import type { UseCaseDraft, VariantDraft } from "./drafts";
import type { VariantSource } from "./overrides";
import { resolveRelease, resolveVariant } from "./resolve";
import { useCaseSchema, variantSchema, type UseCase } from "./schema";
import { variantSource } from "./variant-sources";
import type { YamlFile } from "../yaml/file";

/** Stacks that stand beside those of environments and use cases. */
const SHARED_STACKS = ["bootstrap", "registry"];

/** The files of use cases and releases, by the name of the use case. */
export interface UseCaseSources {
  readonly useCases: ReadonlyMap<string, YamlFile>;
  readonly releases: ReadonlyMap<string, YamlFile>;
}

/** What use cases are checked against. */
export interface UseCaseSurroundings {
  readonly organization: OrganizationDraft | undefined;
  readonly environments: readonly EnvironmentDraft[];
}

/** Use cases as far as they are right. `resolve` may be called if there are no problems, here and elsewhere. */
export interface CheckedUseCases {
  readonly problems: readonly Problem[];
  resolve(): { readonly useCases: readonly UseCase[]; readonly releases: readonly Release[] };
}

/** What is wrong with a use case's name, in the words of a finding about its file; undefined if nothing is. */
export function checkUseCaseName(name: string): Finding | undefined {
  if (USE_CASE_NAME.test(name) && name.length >= 3) return undefined;
  return {
    kind: "useCaseName",
    says: "does not name a use case",
    allowed: "3 or more lower-case letters, digits and single dashes, starting with a letter, before .yaml",
  };
}

/** Checks use cases and releases, alone, with each other, and against organization and environments. */
export function checkUseCases(sources: UseCaseSources, around: UseCaseSurroundings): CheckedUseCases {
  const order = promotionOrder(around);
  const loaded = byName(sources.useCases).map(([name, file]) => new LoadedUseCase(name, file, order, around));
  const named = new Map(loaded.map((useCase) => [useCase.name, useCase]));
  const releases = byName(sources.releases).map(([name, file]) => {
    const notes = new Notes(file);
    const useCase = named.get(name);
    if (useCase === undefined) noteLonely(name, [...sources.useCases.keys()], notes);
    const draft = file.value === undefined ? undefined : salvage(releaseSchema, file.value);
    const shape = file.value === undefined ? [] : shapeProblems(releaseSchema, file);
    if (useCase !== undefined && draft !== undefined) {
      checkReleaseKeys(draft, name, useCase.possible, useCase.drafts, notes);
      // With a version missing or misread, what depends on it would be wrong, too.
      if (shape.length === 0) checkRelease(draft, useCase.drafts, notes);
    }
    return { name, file, problems: [...file.problems, ...shape, ...notes.problems] };
  });
  checkStackNames(loaded, around);
  const wellNamed = loaded.filter(({ name }) => checkUseCaseName(name) === undefined);
  checkNamesByPattern(wellNamed, around.organization, around.environments);
  checkDataAssets(loaded.flatMap(({ variants }) => variants));
  checkDataReaders(loaded.flatMap(({ variants }) => variants));
  checkReviewers(loaded, around);
  return {
    problems: withoutRepeats([
      ...loaded.flatMap(({ problems }) => problems),
      ...releases.flatMap(({ problems }) => problems),
    ]),
    resolve: () => {
      const files = new Map(releases.map(({ name, file }) => [name, fitting(releaseSchema, file.value)]));
      const unshared = loaded.map((useCase) =>
        useCase.resolve((environment) => resolveRelease(files.get(useCase.name), environment)),
      );
      const shared = sharedDataAssets(unshared.flatMap(({ variants }) => variants));
      const useCases = unshared.map((useCase) => ({
        ...useCase,
        variants: useCase.variants.map((variant) => ({
          ...variant,
          sharedAssets: shared(variant.environment, variant.name),
        })),
      }));
      return {
        useCases,
        releases: useCases
          .filter(({ name }) => files.has(name))
          .map(({ name, variants }) => ({ useCase: name, environments: variants.map(({ release }) => release) })),
      };
    },
  };
}

/** One use case's file with what each environment makes of it. */
class LoadedUseCase {
  /** In promotion order. */
  readonly drafts: readonly VariantDraft[];
  readonly notes: Notes;
  /** Environments that may be named elsewhere. */
  readonly possible: readonly string[];
  private readonly draft: UseCaseDraft | undefined;
  private readonly sources: readonly VariantSource[];
  readonly variants: readonly (NotedVariant & { readonly shape: readonly Problem[] })[];

  constructor(
    readonly name: string,
    private readonly file: YamlFile,
    order: readonly string[],
    around: UseCaseSurroundings,
  ) {
    this.notes = new Notes(file);
    this.draft = file.value === undefined ? undefined : salvage(useCaseSchema, file.value);
    const named = (this.draft?.environments ?? []).filter((environment) => environment !== undefined);
    const environments = order.filter((environment) => named.includes(environment));
    this.possible = named.every((environment) => order.includes(environment)) ? environments : order;
    this.sources = environments.map((environment) => variantSource(file, environment));
    const checked = environments.map((environment, index) => {
      const source = this.sources[index]!;
      const notes = new Notes(source);
      const draft: VariantDraft = {
        ...salvage(variantSchema, source.value),
        useCase: name,
        environment,
        ownerGroup: this.draft?.owner?.group,
        owner: this.draft?.owner,
        promoters: around.organization?.platform?.registry?.promoters ?? [],
        task: this.draft?.task,
        environments: this.possible,
        isLast: environment === order.at(-1),
        platform: around.environments.find((platform) => platform.name === environment),
      };
      checkVariant(draft, notes);
      return { draft, notes, shape: shapeProblems(variantSchema, source) };
    });
    this.drafts = checked.map(({ draft }) => draft);
    this.variants = checked;
    this.checkEnvironments(order);
    this.checkEndpointNames(around);
  }

  get problems(): readonly Problem[] {
    const shape = this.file.value === undefined ? [] : shapeProblems(useCaseSchema, this.file);
    const inVariants = this.variants.flatMap((variant) => [...variant.shape, ...variant.notes.problems]);
    return [...this.file.problems, ...shape, ...this.notes.problems, ...inVariants];
  }

  resolve(releaseIn: (environment: string) => UseCase["variants"][number]["release"]): UseCase {
    const { description, owner, task } = fitting(useCaseSchema, this.file.value);
    const common = { name: this.name, description, owner, task };
    const environments = this.drafts.map(({ environment }) => environment);
    const variants = environments.map((environment, index) => ({
      ...common,
      environment,
      ...resolveVariant(fitting(variantSchema, this.sources[index]!.value), {
        environment,
        isLast: this.drafts[index]!.isLast,
      }),
      sharedAssets: {},
      release: releaseIn(environment),
    }));
    return { ...common, environments, variants };
  }

  private checkEnvironments(order: readonly string[]): void {
    const named = this.draft?.environments ?? [];
    const note = (path: readonly (string | number)[], name: string, known: readonly string[], at: "key" | "value") => {
      const meant = didYouMean(name, known);
      const says = path[0] === "overrides" ? "is no environment of the use case" : "is no environment";
      const fix = meant === undefined ? undefined : `did you mean ${meant}?`;
      this.notes.add(path, { kind: "noSuchEnvironment", says, allowed: known.join(", "), fix }, { at });
    };
    for (const [index, name] of named.entries()) {
      if (name !== undefined && order.length > 0 && !order.includes(name)) {
        note(["environments", index], name, order, "value");
      }
    }
    this.notes.addRepeated(["environments"], named);
    const own = this.drafts.map(({ environment }) => environment);
    for (const name of Object.keys(this.draft?.overrides ?? {})) {
      if (own.length > 0 && !this.possible.includes(name)) note(["overrides", name], name, own, "key");
    }
    const skipped = order.slice(0, order.indexOf(own.at(-1) ?? "") + 1).filter((name) => !own.includes(name));
    const serving = this.drafts
      .filter((_, index) => this.sources[index]!.has(["serving"]))
      .map((one) => one.environment);
    if (serving.length === 0) return;
    if (skipped.length === 0) {
      for (const { says, allowed } of checkOrder(order, serving)) {
        const fix = "let it serve there, too: write serving for all environments, and what differs under overrides";
        this.notes.add(
          ["environments"],
          { kind: "environmentGap", says: `are those of a use case that ${says}`, allowed, fix },
          { given: serving.join(", ") },
        );
      }
      return;
    }
    this.notes.add(
      ["environments"],
      {
        kind: "environmentGap",
        says: `leaves out ${skipped.join(" and ")}, which versions must pass through on their way to ${own.at(-1)}`,
        fix: `add ${skipped.join(" and ")}`,
      },
      { given: own.join(", ") },
    );
  }

  /** One problem per file, for the environment with the least room. */
  private checkEndpointNames({ organization }: UseCaseSurroundings): void {
    const found = this.drafts.flatMap(({ serving, environment, platform }) => {
      const { prefix, naming } = organization ?? {};
      if (serving === undefined || prefix === undefined || platform?.subscription === undefined) return [];
      const { subscription } = platform;
      const scheme = { prefix, naming: namingOf(naming) };
      return regionsOfDraft(platform).flatMap(
        ({ location = "" }) =>
          endpointNameProblem(scheme, { name: environment, subscription, location }, this.name) ?? [],
      );
    });
    const worst = found.sort((a, b) => a.longest - b.longest)[0];
    if (worst === undefined || checkUseCaseName(this.name) !== undefined) return;
    this.notes.add(
      [],
      {
        kind: "azureName",
        says: `makes a bad name: ${worst.message}`,
        allowed: worst.allowed,
        fix: `give the use case a name of at most ${worst.longest} characters`,
      },
      { given: worst.given },
    );
  }
}

/** The order as far as it is known; without one nothing that depends on it is checked. */
const promotionOrder = ({ organization }: UseCaseSurroundings): readonly string[] => [
  ...new Set((organization?.promotionOrder ?? []).filter((name) => name !== undefined)),
];

const byName = (files: ReadonlyMap<string, YamlFile>): readonly (readonly [string, YamlFile])[] =>
  [...files].sort(([a], [b]) => (a < b ? -1 : 1));

function noteLonely(name: string, useCases: readonly string[], notes: Notes): void {
  const meant = didYouMean(name, useCases);
  notes.add([], {
    kind: "releaseAlone",
    says: `is the release of a use case ${name} that does not exist`,
    fix: meant === undefined ? `add use-cases/${name}.yaml, or delete the file` : `did you mean ${meant}?`,
  });
}

/** Stacks of an environment that a use case of it has one beside. */
const homesOf = (
  { environment }: { readonly environment: string },
  { environments }: Pick<UseCaseSurroundings, "environments">,
) => [
  { environment, home: environment },
  ...(environments.find(({ name }) => name === environment)?.recovery === undefined
    ? []
    : [{ environment, home: stackOfEnvironment({ name: environment, inRecovery: true }) }]),
];

/** `<env>-<use case>` must be told apart from environments, shared stacks and each other. */
function checkStackNames(useCases: readonly LoadedUseCase[], { environments }: UseCaseSurroundings): void {
  const taken = new Map<string, string>([
    ...SHARED_STACKS.map((name) => [name, `the stack ${name}`] as const),
    ...environments.map(({ name }) => [name, `the environment ${name}`] as const),
    ...environments.flatMap(({ name, recovery }) =>
      recovery === undefined
        ? []
        : [[stackOfEnvironment({ name, inRecovery: true }), `the second region of ${name}`] as const],
    ),
  ]);
  for (const { name: useCase, drafts, notes } of useCases) {
    for (const { environment, home } of drafts.flatMap((draft) => homesOf(draft, { environments }))) {
      const stack = stackOf(home, useCase);
      const other = taken.get(stack);
      if (other === undefined) {
        taken.set(stack, `${useCase} in ${environment}`);
        continue;
      }
      notes.add([], {
        kind: "stackName",
        says: `makes a stack ${stack} in ${environment}, which is ${other} already`,
        fix: "rename one of the two",
      });
    }
  }
}

/** GitHub asks so many teams, each with a number of its own, and no more: the first team too many is found. */
function checkReviewers(useCases: readonly LoadedUseCase[], { organization }: UseCaseSurroundings): void {
  const asked = new Set((organization?.repository?.protection?.security?.teams ?? []).map((team) => `${team!} 1`));
  for (const useCase of useCases) {
    for (const { draft, notes } of useCase.variants) {
      const { environment, promotion } = draft;
      const { count = 1, teams = [] } = promotion?.approvals?.[environment] ?? {};
      for (const [index, team] of teams.entries()) {
        if (team === undefined) continue;
        // What defines the approvals asks for one person of the team.
        for (const approvals of [1, count]) asked.add(`${team} ${approvals}`);
        if (asked.size <= MAX_REVIEWERS) continue;
        notes.add(["promotion", "approvals", environment, "teams", index], {
          kind: "outOfRange",
          says: "is one team more than a ruleset of GitHub asks, all use cases and numbers taken together",
          allowed: `up to ${MAX_REVIEWERS} pairs of a team and a number; each team counts for 1, too`,
          fix: "let use cases share teams and numbers",
        });
        return;
      }
    }
  }
}

/** Each problem once: what stands in the file is wrong in every environment that does not override it. */
const withoutRepeats = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((problem) => [formatProblem(problem), problem])).values(),
];
