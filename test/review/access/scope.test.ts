import { targetTypes } from "../../../domain/access/targets";
import { isTarget, scopeOfId } from "../../../review/access/scope";

const GROUP = "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303/resourceGroups/rg";
const where = { file: "config/environments/prod.yaml", line: 1, column: 1 };
const environments = [{ name: "prod", subscription: "2e704d9c-3186-4c58-9e3f-9d0214c6f303", where }];

/** An id of a type, with a name for each of its parts. */
function idOf(type: string): string {
  if (type === targetTypes.resourceGroup) return GROUP;
  const [namespace, ...parts] = type.split("/");
  return `${GROUP}/providers/${namespace!}/${parts.map((part) => `${part}/x`).join("/")}`;
}

describe("what a role is granted on", () => {
  it.each(Object.entries(targetTypes))("is known as the access tables name it: %s", (target, type) => {
    expect(isTarget(target, scopeOfId(idOf(type), environments))).toBe(true);
    expect(isTarget(target, scopeOfId(`${GROUP}/providers/Microsoft.Web/sites/x`, environments))).toBe(false);
  });

  it("is a subscription, or where states lie", () => {
    const subscription = GROUP.split("/resourceGroups")[0]!;
    expect(isTarget("environment", scopeOfId(subscription, environments))).toBe(true);
    expect(isTarget("platform", scopeOfId("/subscriptions/other", environments))).toBe(true);
    const container = idOf("Microsoft.Storage/storageAccounts/blobServices/containers");
    expect(isTarget("state", scopeOfId(container, environments))).toBe(true);
    expect(isTarget("state", scopeOfId(subscription, environments))).toBe(false);
  });
});
