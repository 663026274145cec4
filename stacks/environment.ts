import { namesOf, modelRegistryIdOf } from "../schema/names";
import { publisherHomeOf, roleHomeOf } from "../schema/own-roles";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import type { Construct } from "constructs";
import type { Environment, Organization } from "../schema/configuration";
import {
  ComputeIdentityGrants,
  type GrantTarget,
  Identity,
  RoleGrant,
  UseCaseRoles,
  customRoleRef,
  WorkspaceGrants,
  WorkspaceIdentityGrants,
} from "../constructs/access";
import type { IResourceGroup } from "../constructs/arm-resource";
import { ComputeCluster, ComputeInstance } from "../constructs/compute";
import { StorageEvents, WorkspaceEvents } from "../constructs/events";
import { DeleteLock, hangingOn, preventDestroy } from "../constructs/governance";
import { ActionGroups, AlertFactory, EnvironmentAlerts, MonthlyBudget } from "../constructs/monitoring";
import { type IEnvironmentNetwork, PrivateAccess } from "../constructs/network";
import { RegistryWait } from "../constructs/registry";
import { configureProviders } from "../constructs/providers";
import {
  CollectedData,
  type IEncryptionKey,
  MlWorkspace,
  WorkspaceLogs,
  WorkspaceRegistry,
  WorkspaceStorage,
  WorkspaceVault,
} from "../constructs/workspace";
import { eventTopicAccess } from "../domain/access/access";
import { resourceGroupId, resourceId, subscriptionId } from "../domain/azure/ids";
import { imageBuildCluster } from "../domain/azure/image-builds";
import { type EnvironmentNames } from "../domain/azure/names";
import { findRegion } from "../domain/azure/regions";
import { ownEndpoints, type OwnTarget } from "../domain/network/managed-network";
import { addEncryptionKey } from "./encryption";
import { idsOf } from "./environment-ids";
import { addAgentPool } from "./agent-pool";
import { addNetwork } from "./environment-network";
import { addWorkbook, logsOf } from "./logs";
import { Stack } from "./stack";
import { addTags, tagsOf } from "./tags";
import { addWayIn } from "./way-in";

export interface EnvironmentStackProps {
  readonly organization: Organization;
  readonly environment: Environment;
}

/**
 * One environment's platform. Everything in it is made side by side except for one chain: the workspace waits for what
 * it stands on and for its identity's roles there, and alerts and compute wait for the workspace.
 */
export class EnvironmentStack extends Stack {
  private readonly names: EnvironmentNames;
  private readonly resourceGroup: IResourceGroup;
  private readonly modelRegistry: GrantTarget;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: EnvironmentStackProps,
  ) {
    super(scope, id);
    const { organization, environment } = props;
    const { protection, softDelete } = environment;
    this.names = namesOf(organization, environment);

    configureProviders(this, {
      subscription: environment.subscription,
      tenant: organization.tenant,
      purgeOnDestroy: softDelete.purgeWorkspaceOnDestroy,
      deleteNonEmptyResourceGroup: !protection.preventDestroy,
    });
    addTags(this, organization, { environment: environment.name });

    this.resourceGroup = this.addResourceGroup();

    this.modelRegistry = this.addModelRegistry();
    const foundation = this.addFoundation();
    const place = { organization, environment, names: this.names, placement: this.placement(), logs: foundation.logs };
    const network = addNetwork(this, place);
    addWayIn(this, { ...place, network, group: this.group });
    addAgentPool(this, { ...place, network, group: this.group });
    const { workspace, identityGrants } = this.addWorkspace(foundation);
    if (environment.network.inbound.mode === "private") {
      identityGrants.grantOnPrivateEndpoints(this.addPrivateAccess(network, foundation, workspace));
    }
    this.addPeople(foundation, workspace);
    this.addCompute(foundation, workspace);
    this.addMonitoring(foundation, workspace, this.addEvents(foundation, workspace));
    if (protection.lock) this.addLocks(foundation);
  }

  /** The environment's own resource group, or the one that others made. */
  private addResourceGroup(): IResourceGroup {
    const { location, protection, resourceGroup } = this.props.environment;
    const name = this.names.resourceGroup;
    if (resourceGroup !== undefined) return { id: resourceGroupId(this.group), name };
    const made = new ResourceGroup(this, "ResourceGroup", { name, location });
    if (protection.preventDestroy) preventDestroy(made);
    return made;
  }

  /** What the workspace stands on. */
  private addFoundation(): Foundation {
    const { organization, environment } = this.props;
    const { network, protection, resilience, softDelete } = environment;
    const { preventDestroy } = protection;
    const softDeleteDays = softDelete.retention.toDays();

    const logs = new WorkspaceLogs(this, "Logs", {
      ...this.placement(),
      name: this.names.logAnalytics,
      applicationInsightsName: this.names.applicationInsights,
      ...(environment.logs.workspace !== undefined && { existing: this.logsTarget }),
      copies: this.logsTarget.copies,
      retentionDays: environment.logs.retention.toDays(),
      preventDestroy,
    });
    const common = { ...this.placement(), inbound: network.inbound, logs, preventDestroy };
    const vault = new WorkspaceVault(this, "Vault", {
      ...common,
      name: this.names.keyVault,
      tenant: organization.tenant,
      softDeleteDays,
    });
    const encryptionKey = addEncryptionKey(this, {
      environment,
      vault: { id: vault.id, key: this.keyOf.vault, name: this.names.keyVault },
      identity: this.identityProps("encryption"),
      proof: { name: this.names.keyProofStorageAccount, tags: tagsOf(organization, { environment: environment.name }) },
    });
    const kept = { ...common, encryptionKey };
    return {
      logs,
      vault,
      encryptionKey,
      storage: new WorkspaceStorage(this, "Storage", {
        ...kept,
        name: this.names.storageAccount,
        replication: resilience.storageReplication,
        softDeleteDays,
        // Versions enter the registry from where models are trained, which is the first environment.
        ...(organization.promotionOrder[0] === environment.name && {
          publishesTo: { registry: this.modelRegistry.id, tenant: organization.tenant },
        }),
      }),
      collected: new CollectedData(this, "Collected", {
        ...kept,
        name: this.names.collectedStorageAccount,
        replication: resilience.storageReplication,
        softDeleteDays,
      }),
      containerRegistry: new WorkspaceRegistry(this, "ContainerRegistry", {
        ...kept,
        name: this.names.containerRegistry,
        zoneRedundant: resilience.zoneRedundant,
        replicas: resilience.registryReplicas,
      }),
    };
  }

  private addWorkspace({ logs, storage, collected, vault, containerRegistry, encryptionKey }: Foundation) {
    const { environment } = this.props;
    const { inbound, outbound } = environment.network;
    const identity = this.identity("WorkspaceIdentity", "workspace");
    const grants = new WorkspaceIdentityGrants(this, "WorkspaceIdentityGrants", {
      principal: identity.principal,
      targets: {
        storage: { id: storage.id, key: this.keyOf.storage },
        collected: { id: collected.id, key: this.keyOf.collected },
        vault: { id: vault.id, key: this.keyOf.vault },
        containerRegistry: { id: containerRegistry.id, key: this.keyOf.containerRegistry },
        insights: { id: logs.applicationInsights.id, key: this.keyOf.insights },
        ...(this.isRegistryPrivate && { modelRegistry: this.modelRegistry }),
      },
    });
    const workspace = new MlWorkspace(this, "Workspace", {
      ...this.placement(),
      name: this.names.workspace,
      friendlyName: `${this.props.organization.name} ${environment.name}${environment.inRecovery === true ? ", second region" : ""}`,
      identity: identity.resource,
      grants: grants.dependables,
      storage,
      vault,
      containerRegistry,
      applicationInsights: logs.applicationInsights,
      logs,
      inbound,
      outbound,
      ownEndpoints: this.ownEndpoints({ storage, collected, vault, containerRegistry }),
      // The registry lets nobody in whom it does not know, and Azure's own image builders are among those.
      imageBuildCluster: imageBuildCluster(environment.compute),
      encryptionKey,
      purgeOnDestroy: environment.softDelete.purgeWorkspaceOnDestroy,
      preventDestroy: environment.protection.preventDestroy,
    });
    grants.grantOnWorkspace({ id: workspace.id, key: this.keyOf.workspace });
    collected.addDatastore(workspace);
    return { workspace, identityGrants: grants };
  }

  /** Endpoints that jobs need beyond those that Azure ML makes. */
  private ownEndpoints(resources: Readonly<Record<Exclude<OwnTarget, "modelRegistry">, { readonly id: string }>>) {
    const { organization, environment } = this.props;
    const all = { ...resources, modelRegistry: this.modelRegistry };
    return Object.fromEntries(
      Object.entries(ownEndpoints(environment.network, organization.platform.registry.inbound)).map(
        ([name, { target, part }]) => [
          name,
          {
            type: "private-endpoint" as const,
            resource: all[target].id,
            subresource: part,
            spark: target === "storage" || target === "collected",
          },
        ],
      ),
    );
  }

  /** Returns the endpoints of the storage, which the workspace's identity must be able to look up. */
  private addPrivateAccess(network: IEnvironmentNetwork, foundation: Foundation, workspace: MlWorkspace) {
    const access = new PrivateAccess(this, "PrivateAccess", {
      ...this.placement(),
      virtualNetwork: network,
      subnet: network.privateEndpointsSubnet,
      dns: this.props.environment.network.privateDns,
    });
    const endpoint = (name: string, target: { readonly id: string }) => ({
      name: this.names.privateEndpoint(name),
      target,
    });
    access.addEndpoint("workspace", endpoint("workspace", workspace));
    access.addEndpoint("vault", endpoint("vault", foundation.vault));
    access.addEndpoint("containerRegistry", endpoint("container-registry", foundation.containerRegistry));
    // Whoever publishes or fetches by hand does it from here then.
    if (this.isRegistryPrivate) access.addEndpoint("mlRegistry", endpoint("model-registry", this.modelRegistry));
    for (const kind of ["blob", "dfs"] as const) {
      const name = `collected-${kind}`;
      access.addEndpoint(kind, endpoint(name, foundation.collected), name);
    }
    const ofStorage = (kind: "blob" | "file") => {
      const { id } = access.addEndpoint(kind, endpoint(kind, foundation.storage));
      const name = this.names.privateEndpoint(kind);
      return { id, key: resourceId(this.group, "Microsoft.Network/privateEndpoints", name) };
    };
    return { blob: ofStorage("blob"), file: ofStorage("file") };
  }

  private addPeople({ storage, logs }: Foundation, workspace: MlWorkspace): void {
    const { organization, environment } = this.props;
    const grants = new WorkspaceGrants(this, "People", {
      level: environment.access.level,
      targets: {
        resourceGroup: this.resourceGroup,
        workspace: { id: workspace.id, key: this.keyOf.workspace },
        storage: { id: storage.id, key: this.keyOf.storage },
        // What others keep is theirs to open.
        ...(logs.resource !== undefined && { logs: { id: logs.id, key: this.logsTarget.id } }),
      },
      ...roleHomeOf(organization, environment),
    });
    grants.people(environment.access);
    new UseCaseRoles(this, "UseCaseRoles", {
      ...roleHomeOf(organization, environment),
      scope: this.resourceGroup.id,
    });
  }

  private addCompute({ storage, collected, containerRegistry }: Foundation, workspace: MlWorkspace): void {
    const { organization, environment } = this.props;
    const { tenant } = organization;
    const { location } = environment;

    const identity = this.identity("ComputeIdentity", "compute");
    new ComputeIdentityGrants(this, "ComputeIdentityGrants", {
      principal: identity.principal,
      targets: {
        storage: { id: storage.id, key: this.keyOf.storage },
        collected: { id: collected.id, key: this.keyOf.collected },
        containerRegistry: { id: containerRegistry.id, key: this.keyOf.containerRegistry },
        modelRegistry: this.modelRegistry,
      },
      ...(environment.compute.publishesModels && {
        publisher: customRoleRef("modelPublisher", publisherHomeOf(organization)),
      }),
    });
    for (const [name, cluster] of Object.entries(environment.compute.clusters)) {
      const { size, minNodes, maxNodes, idleTimeout } = cluster;
      const sizing = { size, minNodes, maxNodes, idleTimeout };
      new ComputeCluster(this, `Cluster-${name}`, {
        name,
        workspace,
        location,
        identity: identity.resource,
        ...sizing,
      });
    }
    for (const [name, { size, idleShutdown, assignedTo }] of Object.entries(environment.compute.instances)) {
      const owner = { assignedTo: assignedTo.user, tenant };
      new ComputeInstance(this, `Instance-${name}`, { name, workspace, location, size, idleShutdown, ...owner });
    }
  }

  /** Returns the ids of the topics, by what tells them apart. */
  private addEvents({ storage }: Foundation, workspace: MlWorkspace): Readonly<Record<string, string>> {
    const { location, storageEvents } = this.props.environment;
    const { systemTopic, storageTopic } = this.names;
    const common = { location, resourceGroupName: this.resourceGroup.name };
    const workspaceId = workspace.id;
    const topics = [
      [systemTopic, new WorkspaceEvents(this, "Events", { ...common, name: systemTopic, workspaceId })] as const,
      ...(storageEvents
        ? [
            [
              storageTopic,
              new StorageEvents(this, "StorageEvents", { ...common, name: storageTopic, storageId: storage.id }),
            ] as const,
          ]
        : []),
    ];
    for (const [name, events] of topics) {
      const key = resourceId(this.group, "Microsoft.EventGrid/systemTopics", name);
      for (const { role } of eventTopicAccess) {
        new RoleGrant(events, `storage-${role}`, {
          scope: storage.id,
          scopeKey: this.keyOf.storage,
          role,
          principal: { kind: "identity", principalId: events.principalId, key },
        });
      }
    }
    const [main, ofStorage] = topics.map(([, events]) => events.id);
    return { main: main!, ...(ofStorage !== undefined && { storage: ofStorage }) };
  }

  private addMonitoring(
    foundation: Foundation,
    workspace: MlWorkspace,
    topics: Readonly<Record<string, string>>,
  ): void {
    const { vault, storage, collected, containerRegistry, logs } = foundation;
    const { organization, environment } = this.props;
    const actionGroups = new ActionGroups(this, "ActionGroups", {
      resourceGroup: this.resourceGroup,
      name: this.names.actionGroup,
      ...environment.alerts,
    });
    new EnvironmentAlerts(this, "Alerts", {
      factory: new AlertFactory({
        resourceGroup: this.resourceGroup,
        actionGroups,
        name: this.names.alertRule,
        documentation: organization.documentation,
      }),
      workspaceId: workspace.id,
      resourceGroupId: this.resourceGroup.id,
      subscriptionId: subscriptionId(environment.subscription),
      regionTitle: findRegion(environment.location)!.title,
      quotaPercent: environment.alerts.quotaPercent,
      training: environment.alerts.training,
      ...(environment.alerts.baseline && {
        baseline: {
          vault: vault.id,
          containerRegistry: containerRegistry.id,
          storage: { main: storage.id, collected: collected.id },
          topics,
          ownLogs: logs.resource !== undefined,
        },
      }),
    });
    addWorkbook(this, this.props, this.resourceGroup);
    new MonthlyBudget(this, "Budget", {
      name: this.names.budget,
      resourceGroupId: this.resourceGroup.id,
      ...environment.budget,
      contactEmails: environment.alerts.receivers.warning,
      actionGroupIds: [actionGroups.of("warning"), ...actionGroups.also("warning")].map(({ id }) => id),
    });
  }

  /**
   * Locks the vault and the logs: secrets, and the record of who did what. Not the storage account or the container
   * registry: a lock there would keep every use case from being removed and every role on them from being revoked. A
   * lock goes up after what hangs on the locked resource and so comes down before it.
   */
  private addLocks({ vault, logs }: Foundation): void {
    for (const [what, { resource }] of Object.entries({ Vault: vault, Logs: logs })) {
      if (resource === undefined) continue;
      new DeleteLock(this, `${what}Lock`, { scope: resource.id, after: hangingOn(resource, this) });
    }
  }

  private get isRegistryPrivate(): boolean {
    return this.props.organization.platform.registry.inbound.mode === "private";
  }

  /** The registry that environments share: a stack of its own, known by its name, which may be deployed meanwhile. */
  private addModelRegistry() {
    const id = modelRegistryIdOf(this.props.organization);
    return { id, key: id, after: new RegistryWait(this, "ModelRegistryWait", { registry: id }).resource };
  }

  private placement() {
    return { resourceGroup: this.resourceGroup, location: this.props.environment.location };
  }

  private identity(id: string, use: string): Identity {
    return new Identity(this, id, this.identityProps(use));
  }

  private identityProps(use: string) {
    return {
      name: this.names.identity(use),
      location: this.props.environment.location,
      resourceGroupName: this.resourceGroup.name,
      resourceGroup: this.group,
    };
  }

  private get logsTarget() {
    return logsOf(this.props.environment, this.group, this.names.logAnalytics);
  }

  private get group() {
    return { subscriptionId: this.props.environment.subscription, resourceGroup: this.names.resourceGroup };
  }

  private get keyOf() {
    return idsOf(this.names, this.group);
  }
}

interface Foundation {
  readonly logs: WorkspaceLogs;
  readonly storage: WorkspaceStorage;
  readonly collected: CollectedData;
  readonly vault: WorkspaceVault;
  readonly containerRegistry: WorkspaceRegistry;
  /** Undefined where Microsoft's keys are enough. */
  readonly encryptionKey: IEncryptionKey | undefined;
}
