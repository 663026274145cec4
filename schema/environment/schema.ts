import { z } from "zod";
import { accessLevels, personaDefinitions, personas, type Persona } from "../../domain/access/access";
import { computeLimits } from "../../domain/azure/compute-rules";
import { softDeleteLimits } from "../../domain/azure/retention";
import { nameRules } from "../../domain/azure/names";
import { alerts } from "./alerts";
import { budget } from "../budget";
import { deploymentSchema } from "./deployment";
import { duration, group, guid, location, namedRecord, reason, text, title, vmSize } from "../fields";
import { encryption } from "./encryption";
import { logs } from "./logs";
import { network } from "./network";
import { recovery } from "./recovery";

/** Key of a cluster or instance: its name in Azure ML. */
function computeName(kind: "computeCluster" | "computeInstance") {
  const { min, max, pattern } = nameRules[kind];
  const allowed = `${min} to ${max} letters, digits and dashes, starting with a letter, not ending in a dash and a number`;
  return text(
    (name) =>
      name.length >= min && name.length <= max && pattern.test(name)
        ? undefined
        : { kind: "azureName", says: "is not a name that Azure accepts for it", allowed },
    { minLength: min, maxLength: max, pattern: pattern.source },
  );
}

const cluster = z.strictObject({
  size: vmSize().describe("VM size of each node. Changing it replaces the cluster."),
  minNodes: z
    .number()
    .int()
    .min(computeLimits.clusterNodes.min)
    .max(computeLimits.clusterNodes.max)
    .default(0)
    .describe("Nodes kept running without work, 0 to `maxNodes`. More than 0 costs money at night and needs a reason."),
  maxNodes: z
    .number()
    .int()
    .min(1)
    .max(computeLimits.clusterNodes.max)
    .describe("Most nodes at once, 1 to 1000; the quota of the VM family caps it."),
  idleTimeout: duration(computeLimits.clusterIdle)
    .prefault("15m")
    .describe("How long a node waits for work before it is given back, 30s to 1d."),
  reason: reason().optional(),
});

const instance = z.strictObject({
  size: vmSize().describe("VM size. Changing it replaces the instance."),
  idleShutdown: duration(computeLimits.instanceIdle)
    .prefault("1h")
    .describe("How long it may idle before it is shut down, 15m to 3d."),
  assignedTo: z
    .strictObject({
      user: guid().describe("Object id of an Entra user."),
      name: title(256).describe("Name of the person, for people who read plans and reviews."),
    })
    .describe("The one person who may use it."),
});

const persona = (who: string) => z.array(group()).default([]).describe(who);
const groupsByPersona = Object.fromEntries(
  personas.map((name) => [name, persona(personaDefinitions[name].meaning)]),
) as unknown as Record<Persona, ReturnType<typeof persona>>;

export const environmentSchema = z
  .strictObject({
    subscription: guid().describe("GUID of the environment's subscription. Several environments may share one."),
    location: location().describe("Azure region of everything in the environment."),
    generation: z
      .number()
      .int()
      .min(1)
      .max(99)
      .default(1)
      .describe("1 to 99. Count up to get new names when the old ones are still soft-deleted."),
    resourceGroup: z
      .strictObject({
        existing: text(
          (name) => {
            const { min, max, pattern } = nameRules.resourceGroup;
            if (name.length >= min && name.length <= max && pattern.test(name)) return undefined;
            return {
              kind: "azureName",
              says: "is not the name of a resource group",
              allowed: "1 to 90 letters, digits and . _ - ( ), not ending in a dot",
            };
          },
          { minLength: 1, maxLength: nameRules.resourceGroup.max, pattern: nameRules.resourceGroup.pattern.source },
        ).describe(
          "Name of a resource group of the subscription that others made, for this environment alone. It is neither made nor deleted, and pipelines hold their roles on it instead of the subscription.",
        ),
      })
      .optional()
      .describe(
        "Where the environment lies. Left out, it makes a resource group of its own. Changing it replaces everything.",
      ),
    network,
    access: z
      .strictObject({
        level: z
          .enum(accessLevels)
          .default("read-only")
          .describe(
            "What people may do: `full` (build and change), `restricted` (submit and inspect runs, no endpoints or schedules), `read-only`. All but `read-only` need a reason.",
          ),
        reason: reason().optional(),
        ...groupsByPersona,
      })
      .describe("Which Entra groups get in, and how far. A group may stand in several personas."),
    deployment: deploymentSchema
      .prefault({})
      .describe(
        "Whom the environment's deployment pipeline asks. The GitHub environment of the same name is made from it.",
      ),
    compute: z
      .strictObject({
        clusters: namedRecord(computeName("computeCluster"), cluster)
          .prefault({})
          .describe("Training clusters by name: 3 to 16 letters, digits and dashes, no dash and number at the end."),
        imageBuilds: z
          .string()
          .optional()
          .describe(
            "Cluster that builds images of environments, which the closed container registry keeps Azure from doing. Default: the first by name that has no GPU.",
          ),
        publishesModels: z
          .boolean()
          .default(false)
          .describe(
            "Whether trainings may write their versions into the model registry themselves, which fetches none from closed storage. Their pipelines take its name as input `registry`; those that are `external` are told in `training.inputs`. An owner grants it, with `registry` first.",
          ),
        instances: namedRecord(computeName("computeInstance"), instance)
          .prefault({})
          .describe(
            "Compute instances by name, 4 to 24 characters, each of one person; only at access level `full`. Names are unique per Azure region.",
          ),
      })
      .prefault({})
      .describe("What jobs and people run on."),
    alerts,
    storageEvents: z
      .boolean()
      .default(false)
      .describe(
        "Whether the workspace's storage account tells of files that are written, which `retraining.onNewData` of use cases needs.",
      ),
    workbook: z
      .boolean()
      .default(false)
      .describe(
        "Whether Azure has one page about the environment: runs, what training uses and costs, endpoints, drift and open alerts.",
      ),
    budget: budget().describe("The monthly budget; it warns, it stops nothing."),
    logs,
    encryption: encryption.optional(),
    resilience: z
      .strictObject({
        storageReplication: z
          .enum(["LRS", "ZRS", "GRS", "GZRS", "RAGRS", "RAGZRS"])
          .default("GZRS")
          .describe(
            "Copies of the storage account. ZRS kinds need zones, G kinds a paired region. Below GZRS needs a reason.",
          ),
        zoneRedundant: z
          .boolean()
          .default(true)
          .describe("Whether the container registry spans zones. Needs a region with zones; false needs a reason."),
        registryReplicas: z
          .array(location())
          .default([])
          .describe("Further regions of the container registry, without the environment's own."),
        reason: reason().optional(),
      })
      .prefault({})
      .describe("What survives the loss of a zone or region."),
    recovery: recovery
      .optional()
      .describe(
        "A second region that takes over when the first is lost, as a stack `<environment>-recovery` beside the environment's. Left out, there is none. docs/guides/second-region.md tells what is copied and what is not.",
      ),
    protection: z
      .strictObject({
        preventDestroy: z
          .boolean()
          .default(true)
          .describe("Whether Terraform refuses to destroy what holds data. false needs a reason."),
        lock: z
          .boolean()
          .default(true)
          .describe("Whether Azure refuses deletion in the resource group. false needs a reason."),
        reason: reason().optional(),
      })
      .prefault({})
      .describe("Protection against deletion."),
    softDelete: z
      .strictObject({
        retention: duration({ ...softDeleteLimits, wholeDays: true })
          .prefault("90d")
          .describe(
            "How long deleted blobs, shares and keys can be restored, 7d to 90d. Less than 90d needs a reason.",
          ),
        purgeWorkspaceOnDestroy: z
          .boolean()
          .default(false)
          .describe("Whether destroying the workspace frees its name at once, beyond recovery. true needs a reason."),
        reason: reason().optional(),
      })
      .prefault({})
      .describe("What can be restored after deletion."),
  })
  .describe("One environment. Defaults are those of production; loosening one needs a `reason` beside it.");
