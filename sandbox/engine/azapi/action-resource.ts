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
import { isSecretDue, keptSum, withSecret } from "./secret-body";
import { isStateOnly } from "./state-only";

/** `azapi_resource_action`: one call on a resource, when it is applied or when it is destroyed. */
export class ActionResource implements AzapiKind {
  constructor(private readonly context: AzapiContext) {}

  async plan({ config, prior, proposed, kept }: PlanRequest): Promise<Plan> {
    const planned: ObjectValue = {
      ...proposed,
      sensitive_body: null,
      id: prior?.["id"] ?? UNKNOWN,
      method: config["method"] ?? "POST",
      when: config["when"] ?? "apply",
      retry: planRetry(config["retry"]),
      // Kept as they are, also where they are nothing: what runs at destruction has answered nothing yet.
      exist: prior === null ? UNKNOWN : (prior["exist"] ?? null),
      output: prior === null ? UNKNOWN : (prior["output"] ?? null),
      sensitive_output: prior === null ? UNKNOWN : (prior["sensitive_output"] ?? null),
    };
    if (prior === null) return { planned, replaces: [] };
    const runs = planned["when"] === "apply";
    const same = (name: string) => sameValue(planned[name] ?? null, prior[name] ?? null);
    // What an action answers may differ from one run to the next.
    const anew = runs && !isStateOnly("azapi_resource_action", planned, prior);
    if (anew || !same("body") || isSecretDue(config, prior, kept)) {
      Object.assign(planned, { output: UNKNOWN, sensitive_output: UNKNOWN, ...(runs && { exist: UNKNOWN }) });
    }
    if (!same("response_export_values")) planned["output"] = UNKNOWN;
    if (!same("sensitive_response_export_values")) planned["sensitive_output"] = UNKNOWN;
    const [typeWas, typeIs] = [prior["type"], planned["type"]].map((type) => String(type).split("@")[0]!.toLowerCase());
    const replaces = [
      ...["resource_id", "action"].filter((name) => !same(name)),
      ...(typeWas === typeIs ? [] : ["type"]),
    ];
    return { planned, replaces: replaces.map((name) => [name]) };
  }

  async apply({ planned, prior, config, kept }: ApplyRequest): Promise<Applied> {
    if (isStateOnly("azapi_resource_action", planned, prior)) {
      return { state: planned, ...(kept !== undefined && { kept }) };
    }
    const id = `${String(planned["resource_id"])}${this.suffix(planned)}`;
    if (planned["when"] !== "apply") {
      return { state: { ...planned, id, exist: null, output: null, sensitive_output: null } };
    }
    const body = withSecret(bodyOf(planned["body"]), config, prior) as JsonObject;
    const answer = await this.run(planned, prior === null ? "create" : "update", body);
    return {
      state: {
        ...planned,
        id,
        exist: answer !== undefined,
        output: outputOf(answer ?? {}, planned["response_export_values"], {}),
        sensitive_output: outputOf(answer ?? {}, planned["sensitive_response_export_values"], {}),
      },
      kept: keptSum(config),
    };
  }

  /** The ephemeral resource of the same name: one call whenever Terraform runs, of which nothing is kept. */
  async open(config: ObjectValue): Promise<ObjectValue> {
    const answer = await this.run(config, "read", withSecret(bodyOf(config["body"]), config, null) as JsonObject);
    const id = `${String(config["resource_id"])}${this.suffix(config)}`;
    // A value that the answer does not have is missing from the output, not null.
    const output = toJson(outputOf(answer ?? {}, config["response_export_values"], answer ?? {})) as JsonObject;
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

  private async run(
    values: ObjectValue,
    operation: "create" | "read" | "update" | "delete",
    body: JsonObject = bodyOf(values["body"]),
  ): Promise<Json | undefined> {
    const { cloud, client } = this.context;
    const { type } = parseResourceType(String(values["type"]));
    const method = String(values["method"] ?? "POST").toUpperCase();
    const { target, action } = this.pathOf(values);
    const call = method === "GET" || method === "HEAD" ? client.read.bind(client) : client.write.bind(client);
    return call(
      type,
      actionRequests(cloud, { target, method, action, body }),
      () => {
        if (cloud.get(target) === undefined && values["ignore_not_found"] === true) return undefined;
        return runAction(cloud, { target, method, action, body });
      },
      retryPolicy(values, operation, { method, target }),
    );
  }
}
