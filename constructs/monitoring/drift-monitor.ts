import { Construct } from "constructs";
import type { MonitorRuntime, MonitorSize } from "../../domain/monitors/signals";
import type { Schedule, ScheduleTrigger } from "../../domain/time/schedule";
import type { ArmResource } from "../arm-resource";
import { AzapiResource } from "../azapi";
import { named, requireValid, type Rule } from "../rules";
import { ScheduleOffSwitch } from "../schedule-off-switch";
import { renderSignal, type SignalBody } from "./drift-monitor-render";
import { signalRules } from "./drift-monitor-rules";
import type { MonitorSignal } from "./drift-monitor-signals";

export interface MonitorCompute {
  /** VM size of the Spark nodes. @default Standard_E4s_v3 */
  readonly size?: MonitorSize;
  /** Version of Spark. @default 3.4 */
  readonly runtime?: MonitorRuntime;
  /**
   * User-assigned identity of the workspace that reads the data.
   * @default - the token of whoever made the monitor, kept by Azure ML
   */
  readonly identity?: ArmResource;
}

export interface DriftMonitorProps {
  /** Name of the monitor, the schedule's. Events about its signals carry `<name>_<signal>`. 1–255. */
  readonly name: string;
  readonly workspace: ArmResource;
  /** What kind of model is watched. */
  readonly task: "classification" | "regression";
  /** The deployment that is watched; a reference. @default - none: the monitor watches data only */
  readonly deployment?: ArmResource;
  /** When it runs. */
  readonly schedule: Schedule;
  /** Whether it exists but does not run. @default false */
  readonly paused?: boolean;
  /** @default - the smallest size and the newest runtime */
  readonly compute?: MonitorCompute;
  /**
   * Mail addresses that Azure ML itself writes to when a threshold is passed. At least one: the run of a monitor that
   * mails nobody does not say what it found, and gates would take it for a run without drift.
   */
  readonly emails: readonly string[];
  /** What it watches for, by key. */
  readonly signals: Readonly<Record<string, MonitorSignal>>;
  /** What people see in the studio. @default - the name */
  readonly displayName?: string;
}

interface MonitorBody {
  readonly properties: {
    readonly displayName: string;
    readonly isEnabled: boolean;
    readonly trigger: ScheduleTrigger;
    readonly action: {
      readonly actionType: "CreateMonitor";
      readonly monitorDefinition: {
        readonly alertNotificationSettings: {
          readonly emailNotificationSettings: { readonly emails: readonly string[] };
        };
        readonly computeConfiguration: {
          readonly computeType: "ServerlessSpark";
          readonly instanceType: MonitorSize;
          readonly runtimeVersion: MonitorRuntime;
          readonly computeIdentity:
            | { readonly computeIdentityType: "AmlToken" }
            | {
                readonly computeIdentityType: "ManagedIdentity";
                readonly identity: {
                  readonly type: "UserAssigned";
                  readonly userAssignedIdentities: Readonly<Record<string, Record<string, never>>>;
                };
              };
        };
        readonly monitoringTarget: {
          readonly taskType: "Classification" | "Regression";
          readonly deploymentId?: string;
        };
        readonly signals: Readonly<Record<string, SignalBody>>;
      };
    };
  };
}

const monitorRules: readonly Rule<DriftMonitorProps>[] = [
  named("MLOPS-MONITOR-010", "mlSchedule"),
  {
    code: "MLOPS-MONITOR-011",
    check: ({ emails }) =>
      emails.length > 0
        ? undefined
        : { message: "the monitor mails nobody, so that its runs do not say which thresholds they passed" },
  },
];

/**
 * Watches the data and predictions of a deployment, on a schedule, with Azure ML's own model monitoring. A run that
 * finds a threshold passed writes to `emails` and raises the event that drift-triggered retraining listens for.
 *
 * A monitor belongs to one deployment: with a new version comes a new monitor, named after it.
 *
 * Limitations: model monitoring does not work in a workspace whose outbound traffic is limited to approved addresses.
 * A run takes some ten minutes of serverless Spark. The first runs find no data, because the collector has none yet.
 */
export class DriftMonitor extends Construct implements ArmResource {
  /** The schedule that is the monitor. */
  readonly resource: AzapiResource;
  readonly name: string;
  /** Names of its signals as events carry them, by key. */
  readonly signalNames: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: DriftMonitorProps) {
    super(scope, id);
    requireValid<DriftMonitorProps>(this, [...monitorRules, ...signalRules], props);
    this.name = props.name;
    const keys = Object.keys(props.signals);
    this.signalNames = Object.fromEntries(keys.map((key) => [key, `${props.name}_${key}`]));

    const body = this.renderBody(props);
    this.resource = new AzapiResource(this, "Resource", {
      type: "Microsoft.MachineLearningServices/workspaces/schedules@2025-06-01",
      name: props.name,
      parentId: props.workspace.id,
      body,
      ignoreCasing: true,
    });
    new ScheduleOffSwitch(this, "OffSwitch", { schedule: this.resource, body });
  }

  /** ARM id; a reference. */
  get id(): string {
    return this.resource.id;
  }

  private renderBody(props: DriftMonitorProps): MonitorBody {
    const { size, runtime, identity } = props.compute ?? {};
    return {
      properties: {
        displayName: props.displayName ?? props.name,
        isEnabled: !(props.paused ?? false),
        trigger: props.schedule.toTrigger(),
        action: {
          actionType: "CreateMonitor",
          monitorDefinition: {
            alertNotificationSettings: { emailNotificationSettings: { emails: [...props.emails] } },
            computeConfiguration: {
              computeType: "ServerlessSpark",
              instanceType: size ?? "Standard_E4s_v3",
              runtimeVersion: runtime ?? "3.5",
              computeIdentity:
                identity === undefined
                  ? { computeIdentityType: "AmlToken" }
                  : {
                      computeIdentityType: "ManagedIdentity",
                      identity: { type: "UserAssigned", userAssignedIdentities: { [identity.id]: {} } },
                    },
            },
            monitoringTarget: {
              taskType: props.task === "classification" ? "Classification" : "Regression",
              deploymentId: props.deployment?.id,
            },
            signals: Object.fromEntries(
              Object.entries(props.signals).map(([key, signal]) => [this.signalNames[key]!, renderSignal(signal)]),
            ),
          },
        },
      },
    };
  }
}
