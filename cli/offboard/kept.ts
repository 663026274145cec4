import { sharedNamesOf } from "../../schema/names";
import type { Configuration } from "../../schema/configuration";
import type { UseCase } from "../../schema/use-case/model";

/**
 * What a use case leaves behind when its stacks are destroyed, and what stops at once: Terraform takes away what it
 * made, never what trainings and requests produced.
 */
export function leftBehind({ name, variants }: UseCase, { organization, environments }: Configuration): string[] {
  const of = (environment: string) => environments.find((one) => one.name === environment)!;
  const serving = variants.filter(({ serving: served, release }) => served !== undefined && release.live !== undefined);
  const paths = new Set(
    variants.flatMap(({ data, training }) => [
      data.reference.path,
      data.production.source === "asset" ? data.production.path : undefined,
      ...Object.values(training.inputs).map((input) => ("path" in input ? input.path : undefined)),
    ]),
  );
  const retention = distinct(
    variants.map(({ environment }) => `${String(of(environment).logs.retention)} in ${environment}`),
  );
  const restorable = distinct(
    variants.map(({ environment }) => `${String(of(environment).softDelete.retention)} in ${environment}`),
  );
  const { registry } = sharedNamesOf(organization);
  const models = distinct(serving.map(({ serving: served }) => served!.model));
  return [
    ...serving.map(({ environment, serving: served, release }) => {
      const callers = served!.callers.map((caller) => caller.name).join(", ");
      return `stops: ${served!.model} ${release.live!.model} answers requests in ${environment}${callers === "" ? "" : ` of ${callers}`}, and then nothing does`;
    }),
    ...models.map(
      (model) =>
        `stays: every version of ${model} in the registry ${registry}; whoever may publish there may archive it`,
    ),
    ...[...paths]
      .filter((path) => path !== undefined)
      .map((path) => `stays: the files below ${path}; only their registration as data assets goes`),
    ...(variants.some(({ data }) => data.production.source === "collector")
      ? [
          "stays: what the endpoint's data collector wrote to the workspace's storage, requests and answers included; if they hold personal data, delete it there",
        ]
      : []),
    "stays: runs, their metrics, outputs and logs in the workspaces",
    `stays: logs in Log Analytics until their retention ends (${retention.join(", ")})`,
    `soft deletion: deleted blob containers and blobs can be restored for a while (${restorable.join(", ")}); endpoints, deployments, schedules and monitors cannot`,
    `new on return: an endpoint of the same name has new keys, and identities have new principals, so roles that others granted them by hand are gone`,
    `in the repository: config/use-cases/${name}.yaml, its release and its evidence stay in git's history`,
  ];
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)];
