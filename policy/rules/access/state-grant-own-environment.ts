import { holds } from "../../../domain/access/abac";
import { shown } from "../../attributes";
import { aboutGrants, conditionOf, STATE } from "../../grants";
import { isOfPipelines, pipelineEnvironments, pipelineIdentity } from "../../pipeline-identity";
import { fail, pass, type Rule, unknown } from "../../rule";

const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
const ACTIONS = ["read", "write", "add/action", "delete", "move/action"].map((action) => `${BLOBS}/${action}`);
/** States that no environment's pipeline has to do with, and one that nobody knows. */
const OTHERS = ["bootstrap.tfstate", "registry.tfstate", "pipelines.tfstate", "zz-unknown.tfstate", "zz-unknown.bin"];

export const stateGrantOwnEnvironment: Rule = {
  title: "Pipelines see and change the states of their own environment only",
  severity: "critical",
  upstream: [],
  why: "A state holds the secrets of all it describes, and whoever writes another's decides what is destroyed there.",
  fix: "set condition and condition_version = 2.0 so that blobs of the own environment only can be read and written",
  ...aboutGrants(({ assignment, identity, role, scope }, world) => {
    const own = pipelineIdentity(identity)?.environment;
    if (own === undefined && !isOfPipelines(identity, world)) return undefined;
    if (scope === undefined) return unknown("what it is granted on is known after apply only");
    if (scope.armType !== STATE) return undefined;
    if (role === undefined) return unknown("its role is known after apply only");
    if (own === undefined) return unknown("the environment of its identity cannot be told");
    const condition = conditionOf(assignment);
    if ("result" in condition) return condition;
    const environments = pipelineEnvironments(assignment.stack, world);
    const states = environments.flatMap((name) => [`${name}.tfstate`, `${name}-zz.tfstate`]);
    const reached = [...states, ...OTHERS].find(
      (state) =>
        ownerOf(state, environments) !== own &&
        ACTIONS.some((action) => {
          const attributes = { [`resource ${BLOBS}:path`.toLowerCase()]: state };
          return holds(condition.read, { action, attributes }) !== false;
        }),
    );
    return reached === undefined ? pass : fail(`reaches the state ${shown(reached)}`);
  }),
};

/** The environment that a state is of: that with the longest fitting name. */
const ownerOf = (state: string, environments: readonly string[]): string | undefined =>
  environments
    .filter((name) => state === `${name}.tfstate` || state.startsWith(`${name}-`))
    .sort((a, b) => b.length - a.length)[0];
