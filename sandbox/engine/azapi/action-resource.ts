import { actionRequests } from "../../services/access/requests";
import { runAction } from "../arm/actions";
import type { Json, JsonObject } from "../store/store";
import { type Applied, type ApplyRequest, type Plan, type PlanRequest, ProviderError } from "../terraform/provider";
import { dynamicFromJson, type ObjectValue, sameValue, toJson, UNKNOWN } from "../terraform/wire";
import { bodyOf } from "./body";
import type { AzapiContext, AzapiKind } from "./context";
import { outputOf } from "./output";
import { parseResourceType } from "./resource-type";
import { planRetry, retryPolicy } from "./retry";

/** `azapi_resource_action`: one call on a resource, when it is applied or when it is destroyed. */
export class ActionResource implements AzapiKind {
  constructor(private readonly context: AzapiContext) {}

  async plan({ config, prior, proposed }: PlanRequest): Promise<Plan> {
    const planned: ObjectValue = {
      ...proposed,
      sensitive_body: null,
      id: prior?.["id"] ?? UNKNOWN,
      method: config["method"] ?? "POST",
      when: config["when"] ?? "apply",
      retry: planRetry(config["retry"]),
      exist: prior?.["exist"] ?? UNKNOWN,
      output: prior?.["output"] ?? UNKNOWN,
      sensitive_output: prior?.["sensitive_output"] ?? UNKNOWN,
    };
    if (prior === null) return { planned, replaces: [] };
    const changed = ["action", "body", "method", "resource_id", "type", "response_export_values"].some(
      (name) => !sameValue(planned[name] ?? null, prior[name] ?? null),
    );
    if (changed) Object.assign(planned, { output: UNKNOWN, sensitive_output: UNKNOWN, exist: UNKNOWN });
    return { planned, replaces: [] };
  }

  async apply({ planned, prior }: ApplyRequest): Promise<Applied> {
    const operation = prior === null ? "create" : "update";
    const answer = planned["when"] === "apply" ? await this.run(planned, operation) : null;
    const id = `${String(planned["resource_id"])}${this.suffix(planned)}`;
    return {
      state: {
        ...planned,
        id,
        exist: answer !== undefined,
        output: outputOf(answer ?? {}, planned["response_export_values"], {}),
        sensitive_output: outputOf(answer ?? {}, planned["sensitive_response_export_values"], {}),
      },
    };
  }

  /** The ephemeral resource of the same name: one call whenever Terraform runs, of which nothing is kept. */
  async open(config: ObjectValue): Promise<ObjectValue> {
    const answer = await this.run(config, "read");
    const id = `${String(config["resource_id"])}${this.suffix(config)}`;
    // A value that the answer does not have is missing from the output, not null.
    const output = toJson(outputOf(answer ?? {}, config["response_export_values"], answer)) as JsonObject;
    const given = Object.fromEntries(Object.entries(output ?? {}).filter(([, value]) => value !== null));
    return { ...config, id, method: config["method"] ?? null, output: dynamicFromJson(given) };
  }

  /** What an action returned stays as it was; whether its target still exists is its own resource's business. */
  async read(state: ObjectValue): Promise<ObjectValue | null> {
    return state;
  }

  async destroy(state: ObjectValue): Promise<void> {
    if (state["when"] === "destroy") await this.run(state, "delete");
  }

  async import(): Promise<ObjectValue> {
    throw new ProviderError("Import is not supported", "azapi_resource_action cannot be imported.");
  }

  private suffix(values: ObjectValue): string {
    const { action } = values;
    return typeof action === "string" && action !== "" ? `/${action}` : "";
  }

  /** What is called, and how: an action may be several segments, as in `triggers/Request/listCallbackUrl`. */
  private pathOf(values: ObjectValue): { readonly target: string; readonly action: string } {
    const path = `${String(values["resource_id"])}${this.suffix(values)}`;
    if (this.suffix(values) === "") return { target: path, action: "" };
    const slash = path.lastIndexOf("/");
    return { target: path.slice(0, slash), action: path.slice(slash + 1) };
  }

  private async run(values: ObjectValue, operation: "create" | "read" | "update" | "delete"): Promise<Json> {
    const { cloud, client } = this.context;
    const { type } = parseResourceType(String(values["type"]));
    const method = String(values["method"] ?? "POST").toUpperCase();
    const body: JsonObject = bodyOf(values["body"]);
    const { target, action } = this.pathOf(values);
    const call = method === "GET" || method === "HEAD" ? client.read.bind(client) : client.write.bind(client);
    return call(
      type,
      actionRequests(cloud, { target, method, action, body }),
      () => {
        if (cloud.get(target) === undefined && values["ignore_not_found"] === true) return {};
        return runAction(cloud, { target, method, action, body });
      },
      retryPolicy(values, operation, { method, target }),
    );
  }
}
