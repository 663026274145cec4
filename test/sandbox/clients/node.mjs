// Makes the calls of calls/node.yaml on a deployed example, in its sandbox, and prints one JSON line for each:
// node node.mjs <file that example.mjs printed>
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { AuthorizationManagementClient } from "@azure/arm-authorization";
import { ComputeManagementClient } from "@azure/arm-compute";
import { AzureMachineLearningWorkspaces } from "@azure/arm-machinelearning";
import { MonitorClient } from "@azure/arm-monitor";
import { ResourceManagementClient } from "@azure/arm-resources";
import { SubscriptionClient } from "@azure/arm-resources-subscriptions";

const example = JSON.parse(readFileSync(process.argv[2], "utf8"));
const credential = { getToken: async () => ({ token: "any", expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) };
const options = { endpoint: process.env.MLOPS_SANDBOX_ARM, retryOptions: { maxRetries: 0 } };
const clients = {
  "@azure/arm-machinelearning": new AzureMachineLearningWorkspaces(credential, example.subscription, options),
  "@azure/arm-authorization": new AuthorizationManagementClient(credential, example.subscription, options),
  "@azure/arm-monitor": new MonitorClient(credential, example.subscription, options),
  "@azure/arm-resources": new ResourceManagementClient(credential, example.subscription, options),
  "@azure/arm-resources-subscriptions": new SubscriptionClient(credential, options),
  "@azure/arm-compute": new ComputeManagementClient(credential, example.subscription, options),
};

/** Arguments with the example's names in them. */
const filled = (value) => {
  if (typeof value === "string") return value.replace(/\{(\w+)\}/g, (whole, name) => example[name] ?? whole);
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]));
};

const calls = parse(readFileSync(join(import.meta.dirname, "calls/node.yaml"), "utf8"));
for (const [name, list] of Object.entries(calls)) {
  for (const one of list) {
    const [[operation, parameters]] = Object.entries(one);
    const [group, method] = operation.split(".");
    const call = `${name} ${operation}`;
    try {
      const answer = clients[name][group][method](...filled(parameters));
      if (typeof answer.next === "function") for await (const item of answer) void item;
      else await answer;
      console.log(JSON.stringify({ call, ok: true }));
    } catch (error) {
      console.log(JSON.stringify({ call, ok: false, error: String(error.message ?? error).slice(0, 300) }));
    }
  }
}
