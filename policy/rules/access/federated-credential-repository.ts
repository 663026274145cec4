import { shown } from "../../attributes";
import { isToldByConnection } from "../../azure-devops";
import { DEPLOYING, ENVIRONMENT } from "../../deployments";
import { pipelineIdentity } from "../../pipeline-identity";
import type { PolicyResource } from "../../resource";
import { fail, pass, type Rule, unknown, unknownAt } from "../../rule";
import type { World } from "../../world";

const CREDENTIAL = "azurerm_federated_identity_credential";
/** `repo:owner/name:claim`; newer tokens carry the numeric ids of both. */
const GITHUB = /^repo:([^/:@]+)(?:@\d+)?\/([^/:@]+)(?:@\d+)?:(.+)$/;

/** Whose tokens are trusted is compared with the repository that the configuration, or the stack pipelines, names. */
export const federatedCredentialRepository: Rule = {
  title: "Identities trust the configured repository, its default branch and their own environment",
  severity: "critical",
  upstream: [],
  why: "A subject that is exact and another's lets strangers deploy: everyone may make a repository and an environment of any name.",
  fix: "take the subject from repository in config/organization.yaml",
  kinds: [CREDENTIAL],
  check: (credential, world) => {
    const wantsAzure = world.expected.repository?.provider === "azure-devops";
    if (isToldByConnection(credential, world)) {
      return world.expected.repository?.provider === "github"
        ? fail("trusts a service connection of Azure DevOps, but a repository on GitHub deploys")
        : pass;
    }
    const subject = credential.text("subject");
    if (subject === undefined) return unknownAt("subject");
    const [, owner, name, claim] = GITHUB.exec(subject) ?? [];
    if (subject !== undefined && wantsAzure) {
      return fail(`trusts ${shown(subject)}, which no service connection of these stacks tells`);
    }
    // Service connections of Azure DevOps are named by the organization there.
    if (claim === undefined) return /^sc:\/\//.test(subject) ? undefined : fail(`trusts ${shown(subject)}`);
    const wanted = repositoryOf(world);
    const given = `${owner}/${name}`.toLowerCase();
    if (wanted.repository === undefined)
      return fail(`which repository deploys cannot be told: ${shown(given)} is one of several`);
    if (given !== wanted.repository) return fail(`trusts ${shown(given)}, but ${shown(wanted.repository)} deploys`);
    if (wanted.partlyUnknown) return unknown("whom other identities trust is known after apply only");
    return claimOf(claim, credential, wanted.branches, world);
  },
};

function claimOf(claim: string, credential: PolicyResource, branches: readonly string[], world: World) {
  const identity = identityOf(credential, world);
  const { environment } = pipelineIdentity(identity) ?? {};
  if (identity === undefined || identity.isUnknown("name"))
    return unknown("what its identity is called is known after apply only");
  const [, trusted] = /^environment:(.+)$/.exec(claim) ?? [];
  if (trusted !== undefined) {
    return environment === undefined || trusted === environment
      ? pass
      : fail(`the identity of ${environment} trusts jobs in environment ${shown(trusted)}`);
  }
  if (claim === "pull_request") return pass;
  const [, branch] = /^ref:refs\/heads\/(.+)$/.exec(claim) ?? [];
  if (branch === undefined) return fail(`trusts ${shown(claim)}: neither a branch, an environment nor a pull request`);
  return branches.includes(branch) ? pass : fail(`trusts branch ${shown(branch)}, which does not deploy`);
}

const identityOf = (credential: PolicyResource, world: World): PolicyResource | undefined =>
  ["parent_id", "user_assigned_identity_id"]
    .map((path) => world.targets(credential, path))
    .flatMap((targets) => (targets === "unknown" ? [] : targets))
    .find(({ resource }) => resource !== undefined)?.resource;

interface Wanted {
  /** `owner/name`, in lower case. */
  readonly repository: string | undefined;
  readonly branches: readonly string[];
  /** Whether it is concluded from what identities trust, and that is not all known. */
  readonly partlyUnknown?: boolean;
}

/** From the configuration, else from the stack that sets the repository up, else what all credentials agree upon. */
function repositoryOf(world: World): Wanted {
  return world.once("the repository that deploys", (): Wanted => {
    const configured = world.expected.repository;
    if (configured !== undefined) {
      const { owner, name, defaultBranch } = configured;
      return { repository: `${owner}/${name}`.toLowerCase(), branches: [defaultBranch] };
    }
    const policies = world.all(DEPLOYING);
    const names = world.all(ENVIRONMENT).flatMap((environment) => environment.text("repository") ?? []);
    const owners = world.all("stack.provider").flatMap((provider) => provider.text("owner") ?? []);
    const subjects = world.all(CREDENTIAL).flatMap((one) => GITHUB.exec(one.text("subject") ?? "")?.slice(1) ?? []);
    const trusted = world.all(CREDENTIAL).flatMap((one) => {
      const [, owner, name] = GITHUB.exec(one.text("subject") ?? "") ?? [];
      return owner === undefined ? [] : [`${owner}/${name}`.toLowerCase()];
    });
    const partlyUnknown = world.all(CREDENTIAL).some((one) => one.isUnknown("subject"));
    const branches = policies.flatMap((policy) => policy.text("branch_pattern") ?? []);
    return {
      partlyUnknown,
      repository:
        names.length > 0 && owners.length > 0 ? `${mostOf(owners)}/${mostOf(names)}`.toLowerCase() : mostOf(trusted),
      branches:
        branches.length > 0
          ? branches
          : [mostOf(subjects.flatMap((part) => /^ref:refs\/heads\/(.+)$/.exec(part)?.[1] ?? []))].flatMap(
              (one) => one ?? [],
            ),
    };
  });
}

/** What more of them say than anything else. */
function mostOf(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [first, second] = [...counts].sort(([, a], [, b]) => b - a);
  return first === undefined || first[1] === second?.[1] ? undefined : first[0];
}
