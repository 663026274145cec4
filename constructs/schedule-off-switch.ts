import { Construct } from "constructs";
import type { ArmResource } from "./arm-resource";
import { AzapiResourceAction } from "./azapi";

/** What the body of a schedule holds, whatever it starts. */
export interface SwitchableBody {
  readonly properties: { readonly isEnabled: boolean; readonly trigger: object; readonly action: object };
}

export interface ScheduleOffSwitchProps {
  /** The schedule, a `Microsoft.MachineLearningServices/workspaces/schedules`. */
  readonly schedule: ArmResource;
  /** Its body, as it was made with. */
  readonly body: SwitchableBody;
}

/**
 * Switches a schedule off right before it is destroyed: Azure ML deletes only schedules that are off. It changes
 * nothing until then. The whole body is sent, because Azure ML changes a schedule no other way; it is the one the schedule
 * was first made with, because azapi cannot update an action that waits for a destroy, and of a schedule that is about
 * to go only `isEnabled` matters.
 */
export class ScheduleOffSwitch extends Construct {
  readonly resource: AzapiResourceAction;

  constructor(scope: Construct, id: string, { schedule, body }: ScheduleOffSwitchProps) {
    super(scope, id);
    this.resource = new AzapiResourceAction(this, "Resource", {
      type: "Microsoft.MachineLearningServices/workspaces/schedules@2025-06-01",
      resourceId: schedule.id,
      method: "PUT",
      when: "destroy",
      body: { properties: { ...body.properties, isEnabled: false } },
      lifecycle: { ignoreChanges: ["body"] },
    });
  }
}
