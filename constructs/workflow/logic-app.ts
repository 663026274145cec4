import { Construct } from "constructs";
import type { ResourceGroupRef } from "../../domain/azure/ids";
import { resourceGroupId, resourceId } from "../../domain/azure/ids";
import { Identity } from "../access";
import type { ArmResource, Logs } from "../arm-resource";
import { AzapiEphemeralAction, AzapiResource, type AzapiResourceConfig } from "../azapi";
import { Diagnostics } from "../governance/diagnostics";
import { named, requireValid, type Rule } from "../rules";
import { SCHEMA, type Actions, type ParameterType } from "./definition";

const WORKFLOW = "Microsoft.Logic/workflows@2019-05-01";
const TRIGGER = "Request";

/** A parameter of a workflow and its value in this one. */
export interface WorkflowParameter {
  readonly type: ParameterType;
  readonly value: unknown;
}

export interface LogicAppProps {
  /** Name of the workflow. 1–80 letters, digits, hyphens, dots, underscores and parentheses. */
  readonly name: string;
  /** Name of the identity the workflow acts as. 3–128. */
  readonly identityName: string;
  /** Where it goes. */
  readonly resourceGroup: ResourceGroupRef;
  /** Azure region, e.g. `westeurope`. A change replaces it, and with it the address of its trigger. */
  readonly location: string;
  /** What it does. The parameter `identity`, the id of its own identity, is there already. */
  readonly actions: Actions;
  /** @default - `identity` alone */
  readonly parameters?: Readonly<Record<string, WorkflowParameter>>;
  /** The Log Analytics workspace its runs are logged to; what it tells is found there. */
  readonly logs: Logs;
  /** @default - none */
  readonly tags?: Record<string, string>;
}

const logicAppRules: readonly Rule<LogicAppProps>[] = [named("MLOPS-WORKFLOW-001", "logicApp")];

/**
 * A workflow (Logic Apps, Consumption) that a POST starts, acting as an identity of its own that can do nothing until
 * roles are granted to `identity.principal`.
 *
 * One azapi resource holds the definition whole: azurerm would take one resource per action, each of them reading and
 * writing the workflow in turn, so that a change passes through states that Azure refuses or, worse, runs.
 *
 * Limitations: the trigger's address holds a signature and is its only lock. It is asked for on every apply, and is in no
 * plan and no state. If its key is regenerated, `terraform apply -replace` what delivers to it. Workspaces that are
 * reached through a private link only need Logic Apps Standard, which this is not: the requests come from the
 * internet to Azure Resource Manager, never to the workspace itself.
 */
export class LogicApp extends Construct implements ArmResource {
  /** The workflow. */
  readonly resource: AzapiResource<string>;
  /** What the workflow acts as. */
  readonly identity: Identity;
  /** ARM id computed from the configuration; does not make Terraform wait for the workflow. */
  readonly key: string;
  readonly name: string;
  readonly resourceGroup: ResourceGroupRef;
  readonly location: string;
  /** The Log Analytics workspace its runs are logged to. */
  readonly logs: Logs;
  private readonly address: AzapiEphemeralAction;

  constructor(scope: Construct, id: string, props: LogicAppProps) {
    super(scope, id);
    requireValid(this, logicAppRules, props);
    this.name = props.name;
    this.key = resourceId(props.resourceGroup, "Microsoft.Logic/workflows", props.name);
    this.resourceGroup = props.resourceGroup;
    this.location = props.location;
    this.logs = props.logs;
    this.identity = new Identity(this, "Identity", {
      name: props.identityName,
      location: props.location,
      resourceGroupName: props.resourceGroup.resourceGroup,
      resourceGroup: props.resourceGroup,
    });
    const parameters: Record<string, WorkflowParameter> = {
      identity: { type: "String", value: this.identity.key },
      ...props.parameters,
    };
    this.resource = new AzapiResource<string>(this, "Resource", {
      type: WORKFLOW,
      name: props.name,
      parentId: resourceGroupId(props.resourceGroup),
      location: props.location,
      tags: props.tags,
      identity: { type: "UserAssigned", identityIds: [this.identity.resource.id] },
      body: {
        properties: {
          state: "Enabled",
          definition: {
            $schema: SCHEMA,
            contentVersion: "1.0.0.0",
            parameters: mapValues(parameters, ({ type }) => ({ type })),
            triggers: { [TRIGGER]: { type: "Request", kind: "Http", inputs: { method: "POST", schema: {} } } },
            actions: props.actions,
          },
          parameters: mapValues(parameters, ({ value }) => ({ value })),
        },
      },
    });
    this.address = new AzapiEphemeralAction(this, "Address", {
      type: "Microsoft.Logic/workflows@2019-05-01",
      resourceId: this.resource.id,
      action: `triggers/${TRIGGER}/listCallbackUrl`,
      responseExportValues: { url: "value" },
    });
    new Diagnostics(this, "Diagnostics", { target: this.resource, kind: "workflow", logs: props.logs });
  }

  /** ARM id; a reference. */
  get id(): string {
    return this.resource.id;
  }

  /**
   * What lets `azapi_resource` deliver to this workflow: its address as a secret, and that it is replaced when the workflow
   * is, since that gives it another address.
   * @param path - where the address goes, e.g. `properties.destination.properties.endpointUrl`
   */
  delivery(path: string): Pick<AzapiResourceConfig<string>, "sensitiveBody" | "sensitiveBodyPaths" | "lifecycle"> {
    return {
      sensitiveBody: placed(path.split("."), this.address.secret("url")),
      sensitiveBodyPaths: [path],
      lifecycle: {
        replaceTriggeredBy: [`${this.resource.terraformResourceType}.${this.resource.friendlyUniqueId}.id`],
      },
    };
  }
}

/** `["list[0]", "key"]` → `{ list: [{ key: value }] }` */
function placed([step, ...rest]: readonly string[], value: string): object {
  const inner = rest.length === 0 ? value : placed(rest, value);
  return step!.endsWith("[0]") ? { [step!.slice(0, -"[0]".length)]: [inner] } : { [step!]: inner };
}

const mapValues = <In, Out>(record: Readonly<Record<string, In>>, map: (value: In) => Out): Record<string, Out> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
