import { MonitorActionGroup } from "@cdktf/provider-azurerm/lib/monitor-action-group";
import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import type { Environment, Organization } from "../schema/configuration";
import type { RoleHome } from "../domain/access/role-home";
import { roleHomeOf } from "../schema/own-roles";
import type { Retraining, Serving, UseCase, UseCaseInEnvironment } from "../schema/use-case/model";
import { UseCaseAccess, useCaseRole } from "../constructs/access";
import { AlertFactory, DriftMonitor, MonthlyBudget, UseCaseAlerts } from "../constructs/monitoring";
import { PromotionFlow, type TrafficRollback } from "../constructs/promotion";
import { configureProviders } from "../constructs/providers";
import {
  DriftRetraining,
  type DriftResponse,
  type NewDataTrigger,
  RetrainingSchedule,
  type TrainingJobProps,
} from "../constructs/retraining";
import { EndpointTraffic, ModelDeployment, ModelEndpoint, type EndpointTrafficProps } from "../constructs/serving";
import type { Workflow } from "../domain/access/access";
import { signalsOfVersion } from "../domain/monitors/signals";
import { resourceGroupId, resourceId } from "../domain/azure/ids";
import { unguarded } from "../domain/promotion/model";
import { releaseValue, type ReleasedVersion } from "../domain/promotion/release";
import { Stack } from "./stack";
import { addTags } from "./tags";
import { placeOf, type UseCasePlace } from "./use-case-place";
import { addDataReaders, UseCaseData } from "./use-case-data";
import { addBatch, trainingJob } from "./use-case-jobs";
import { addNotices } from "./use-case-notices";
import { bindSignal } from "./use-case-signals";

export interface UseCaseStackProps {
  readonly organization: Organization;
  readonly environment: Environment;
  /** The use case, in every environment it lives in; this environment must be one of them. */
  readonly useCase: UseCase;
}

/** A deployment and the model version it serves. */
interface Deployed {
  readonly version: ReleasedVersion;
  readonly deployment: ModelDeployment;
}

/**
 * One use case in one environment: who may reach it, what retrains it, what watches it, and what answers. Deployed after
 * its environment, whose resources it names by ids computed from the configuration.
 *
 * Without a released version there is no deployment, and so nothing that watches one; all else is there.
 */
export class UseCaseStack extends Stack {
  private readonly useCase: UseCaseInEnvironment;
  private readonly place: UseCasePlace;
  private readonly owner: MonitorActionGroup;
  private readonly factory: AlertFactory;
  private readonly alerts: UseCaseAlerts;
  private readonly data: UseCaseData;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: UseCaseStackProps,
  ) {
    super(scope, id);
    const { organization, environment } = props;
    this.useCase = props.useCase.variants.find((variant) => variant.environment === environment.name)!;
    this.place = placeOf(organization, environment, this.useCase.name);
    const { location } = this.place;

    configureProviders(this, { subscription: environment.subscription, tenant: organization.tenant });
    addTags(this, organization, {
      environment: environment.name,
      owner: this.useCase.owner.team,
      "use-case": this.useCase.name,
    });

    this.owner = this.addOwner();
    this.factory = this.alertFactory();
    this.alerts = new UseCaseAlerts(this, "Alerts", {
      factory: this.factory,
      logs: this.place.logs,
      location,
      owner: this.owner,
    });
    this.data = new UseCaseData(this, "Data", {
      place: this.place,
      data: this.useCase.data,
      shared: Object.keys(this.useCase.sharedAssets),
      scored: this.useCase.serving?.batch?.outputs ?? {},
    });

    const job = trainingJob(this.place, this.useCase);
    this.addRetraining(job);
    const flow = this.addPromotion();
    const { serving } = this.useCase;
    const endpoint = serving && this.addServing(serving, flow);
    addNotices(this, {
      place: this.place,
      useCase: this.useCase,
      factory: this.factory,
      owner: this.owner,
      experiment: job.experiment!,
      endpoint,
    });
    addDataReaders(this, this.place, this.useCase);
  }

  /** Whoever owns the use case is told of everything about it, whatever its severity. */
  private addOwner(): MonitorActionGroup {
    const { owner, name } = this.useCase;
    return new MonitorActionGroup(this, "Owner", {
      name: this.place.environment.actionGroup(name),
      shortName: name.slice(0, 12).replace(/-$/, ""),
      resourceGroupName: this.place.resourceGroup.resourceGroup,
      emailReceiver: [{ name: "owner", emailAddress: owner.contact, useCommonAlertSchema: true }],
    });
  }

  private alertFactory(): AlertFactory {
    const { environment, ids, resourceGroup } = this.place;
    return new AlertFactory({
      resourceGroup: { id: resourceGroupId(resourceGroup), name: resourceGroup.resourceGroup },
      actionGroups: {
        of: (severity) => ({ id: ids.actionGroup(severity) }),
        also: (severity) => ids.channelGroups(severity).map((id) => ({ id })),
      },
      name: (alert) => environment.alertRule(`${this.useCase.name}-${alert}`),
      documentation: this.props.organization.documentation,
    });
  }

  private addRetraining(job: TrainingJobProps): void {
    const { retraining } = this.useCase;
    this.alerts.watchTraining(job.experiment!);
    if (retraining?.schedule !== undefined) {
      const { schedule, paused } = retraining;
      new RetrainingSchedule(this, "Retraining", {
        name: this.place.names.retrainingSchedule,
        schedule,
        paused,
        job,
      });
    }
    this.addDriftRetraining(job);
  }

  /** Listens to the live version's monitor, a candidate's drift being the rollback's business, and to new data. */
  private addDriftRetraining(job: TrainingJobProps): void {
    const { location, resourceGroup } = this.place;
    const drift = this.driftTrigger();
    const newData = this.newDataTrigger();
    if (drift === undefined && newData === undefined) return;
    const { workflow } = new DriftRetraining(this, "DriftRetraining", {
      ...this.workflowNames("drift"),
      resourceGroup,
      location,
      response: { mode: "notify" },
      job,
      ...drift,
      newData,
      logs: this.place.logs,
      alerts: { factory: this.factory, owner: this.owner },
    });
    const staleAfter = this.useCase.retraining?.onNewData?.staleAfter;
    if (staleAfter !== undefined) this.alerts.watchNewData(workflow.name, staleAfter);
  }

  private driftTrigger() {
    const { retraining, monitors, release, name } = this.useCase;
    const { onDrift } = retraining ?? {};
    if (onDrift === undefined || onDrift.mode === "off" || monitors === undefined || release.live === undefined) return;
    const { model } = release.live;
    return {
      response: this.retrainingResponse({ ...onDrift, mode: onDrift.mode }),
      subscription: this.driftSubscription(
        `${name}-drift`,
        onDrift.signals.map((key) => this.place.names.signal(model, key)),
      ),
    };
  }

  /** Needs no live version: the first one is trained on new data as well. */
  private newDataTrigger(): NewDataTrigger | undefined {
    const { onNewData } = this.useCase.retraining ?? {};
    if (onNewData === undefined) return undefined;
    const { folder, endsWith } = onNewData;
    const { storageTopic } = this.place.environment;
    return {
      response: this.retrainingResponse(onNewData),
      subscription: { ...this.subscription(this.place.names.newData, storageTopic), folder, endsWith },
    };
  }

  private retrainingResponse({
    mode,
    cooldown,
    maxPerWeek,
  }: Pick<NonNullable<Retraining["onNewData"]>, "mode" | "cooldown" | "maxPerWeek">): DriftResponse {
    const { modelRegistry } = this.place.ids;
    if (mode === "notify") return { mode };
    return {
      mode,
      cooldown,
      maxPerWeek,
      submitterRole: useCaseRole("jobSubmitter", this.roles),
      modelRegistry: { id: modelRegistry, key: modelRegistry },
    };
  }

  /** The whole way of a version, checked in every stack, so that none of its stages can be deployed if one is unsafe. */
  private addPromotion(): PromotionFlow | undefined {
    const { organization, useCase } = this.props;
    const stages = useCase.variants.filter(({ serving }) => serving !== undefined);
    if (!stages.some(({ environment }) => environment === this.useCase.environment)) return undefined;
    return new PromotionFlow(this, "Promotion", {
      order: organization.promotionOrder,
      stages: stages.map(({ environment, promotion = unguarded }) => ({ name: environment, ...promotion })),
      owner: useCase.owner,
      promoters: organization.platform.registry.promoters,
      stage: this.useCase.environment,
    });
  }

  /** What serves, in the plan: a release that changes needs its evidence, and a plan alone must show that it does. */
  private exposeRelease({ model }: Serving): void {
    new TerraformOutput(this, "release", { value: releaseValue(this.useCase.release, model) });
  }

  private addServing(serving: Serving, flow: PromotionFlow | undefined): ModelEndpoint {
    this.exposeRelease(serving);
    const endpoint = this.addEndpoint(serving);
    this.addBudget(endpoint, serving);
    addBatch(this, { place: this.place, useCase: this.useCase, serving, alerts: this.alerts });
    const { live, candidate, former } = this.useCase.release;
    const { latencyP95Milliseconds, serverErrorPercent, silentFor } = serving.alerts;
    this.alerts.watchEndpoint({
      endpoint,
      live: live?.deployment,
      latencyP95Milliseconds,
      serverErrorPercent,
      silentFor: live === undefined ? undefined : silentFor,
    });

    const deployments = new Construct(this, "Deployments");
    const deploy = (version: ReleasedVersion) => this.addDeployment(deployments, endpoint, serving, version);
    const answering = live && deploy(live);
    const tried = live && candidate && deploy(candidate);
    const kept = live && former && deploy(former);
    const roles = {
      endpoint,
      live: answering?.deployment,
      candidate: candidate && tried && { ...candidate, deployment: tried.deployment },
      former: kept?.deployment,
    };
    const back = this.addRollback(flow, roles);
    new EndpointTraffic(this, "Traffic", { ...roles, after: back && [back.workflow.resource] });
    const all = [answering, tried, kept].filter((one) => one !== undefined);
    if (all.length > 0) this.addMonitors(all, { answering, kept });
    return endpoint;
  }

  private addBudget(endpoint: ModelEndpoint, { budget }: Serving): void {
    if (budget === undefined) return;
    const { environment, resourceGroup } = this.place;
    new MonthlyBudget(this, "Budget", {
      name: environment.useCaseBudget(this.useCase.name),
      resourceGroupId: resourceGroupId(resourceGroup),
      ...budget,
      endpoint: endpoint.name,
      contactEmails: [this.useCase.owner.contact],
      actionGroupIds: [this.owner.id],
    });
  }

  private addEndpoint({ callers }: Serving): ModelEndpoint {
    const { name, description, owner } = this.useCase;
    const { environment, ids, location, names, resourceGroup } = this.place;
    const foreign = (id: string) => ({ id, key: id });
    const endpoint = new ModelEndpoint(this, "Endpoint", {
      name: names.endpoint,
      workspaceName: environment.workspace,
      resourceGroup,
      location,
      identityName: environment.identity(`${name}-endpoint`),
      targets: {
        workspace: foreign(ids.workspace),
        storage: foreign(ids.storage),
        collected: foreign(ids.collected),
        containerRegistry: foreign(ids.containerRegistry),
        modelRegistry: foreign(ids.modelRegistry),
      },
      inbound: this.props.environment.network.inbound,
      description,
      logs: this.place.logs,
    });
    new UseCaseAccess(this, "Access", { endpoint, team: owner, callers, roles: this.roles });
    return endpoint;
  }

  private addDeployment(
    scope: Construct,
    endpoint: ModelEndpoint,
    serving: Serving,
    version: ReleasedVersion,
  ): Deployed {
    const { size, instances, scaleOutAtCpuPercent, scoring } = serving;
    const registry = `azureml://registries/${this.place.registry}`;
    const deployment = new ModelDeployment(scope, version.deployment, {
      name: version.deployment,
      endpoint,
      model: `${registry}/models/${serving.model}/versions/${version.model}`,
      scoring: scoring && {
        code: `${registry}/codes/${scoring.code.asset}/versions/${scoring.code.version}`,
        script: scoring.script,
        environment: `${registry}/environments/${scoring.environment.name}/versions/${scoring.environment.version}`,
      },
      size,
      instances,
      scaleOutAtCpuPercent,
    });
    this.alerts.watchDeployment(deployment);
    return { version, deployment };
  }

  /** Lives as long as the use case serves here: it knows by parameters what is live, tried and kept. */
  private addRollback(flow: PromotionFlow | undefined, roles: EndpointTrafficProps): TrafficRollback | undefined {
    const { name, monitors, promotion } = this.useCase;
    const { environment, names } = this.place;
    // Where nothing is tried and nothing kept there is no way back.
    if (flow === undefined || (promotion?.rollback ?? promotion?.keepFormer) === undefined) return undefined;
    return flow.addRollback({
      ...this.workflowNames("rollback"),
      ...roles,
      actionGroupName: environment.actionGroup(`${name}-rollback`),
      actionGroupShortName: "rollback",
      role: useCaseRole("trafficOperator", this.roles),
      callerRole: useCaseRole("rollbackCaller", this.roles),
      callers: promotion?.rollback?.callers,
      logs: this.place.logs,
      alerts: { factory: this.factory, owner: this.owner },
      rules: this.alerts,
      monitors: names.monitors,
      // All signals of all its monitors: which of them is the candidate's, the workflow finds out.
      drift: monitors && this.driftSubscription(`${name}-rollback`, [names.monitors]),
    });
  }

  /**
   * One monitor per deployment: a candidate brings its own and keeps it when it goes live. What is kept for a rollback is
   * asked nothing, so its monitor pauses: it would fail for want of data every day.
   */
  private addMonitors(
    deployed: readonly Deployed[],
    { answering, kept }: { readonly answering?: Deployed | undefined; readonly kept?: Deployed | undefined },
  ): void {
    const { monitors, task, owner } = this.useCase;
    if (monitors === undefined) return;
    const all = new Construct(this, "Monitors");
    const { schedule, signals, compute } = monitors;
    for (const { version, deployment } of deployed) {
      const watched = signalsOfVersion(signals, deployment === answering?.deployment);
      if (watched.length === 0) continue;
      const data = this.data.of(deployment);
      const paused = monitors.paused || deployment === kept?.deployment;
      const monitor = new DriftMonitor(all, version.deployment, {
        name: this.place.names.monitor(version.model),
        workspace: { id: this.place.ids.workspace },
        task,
        deployment,
        schedule,
        paused,
        compute: {
          ...compute,
          // Storage takes no keys, so runs need an identity of the workspace that may read it.
          identity: { id: this.place.ids.workspaceIdentity },
        },
        emails: [owner.contact],
        signals: Object.fromEntries(watched.map((signal) => [signal.key, bindSignal(signal, data)])),
      });
      this.alerts.watchMonitor({ name: monitor.name, schedule: paused ? undefined : schedule });
    }
  }

  /** What a workflow of this use case is called, and what it acts as. */
  private workflowNames(use: Workflow) {
    return {
      name: this.place.names.workflow(use),
      identityName: this.place.environment.identity(`${this.useCase.name}-${use}`),
    };
  }

  private driftSubscription(name: string, signals: readonly string[]) {
    return { ...this.subscription(name, this.place.environment.systemTopic), signals };
  }

  private subscription(name: string, topic: string) {
    return {
      // Of another name than azurerm's, which a first deployment removes after it has made this one.
      name: `${name}-events`,
      systemTopicId: resourceId(this.place.resourceGroup, "Microsoft.EventGrid/systemTopics", topic),
      deadLetters: { storageAccountId: this.place.ids.storage, container: this.place.names.deadLetters(name) },
    };
  }

  private get roles(): RoleHome {
    const { organization, environment } = this.props;
    return roleHomeOf(organization, environment);
  }
}
