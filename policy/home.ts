import { Unknown } from "./value";
import type { World } from "./world";

/** Where a stack deploys to, as far as it tells. */
export interface Home {
  /** GUIDs, in lower case. */
  readonly subscription: string | undefined;
  /** Name of the resource group, in lower case. */
  readonly resourceGroup: string | undefined;
}

const SUBSCRIPTION = /\/?subscriptions\/([0-9a-f-]{36})/gi;
const GROUP = /resourceGroups\/([\w.()-]+)/gi;

/** What most ids in a stack name. The configuration is believed before. */
export const homeOf = (stack: string, world: World): Home =>
  world.once(`home of ${stack}`, () => {
    const texts = world
      .stack(stack)
      .filter(({ setting }) => !setting)
      .flatMap((resource) => resource.leaves)
      .flatMap((leaf) => (leaf instanceof Unknown ? (leaf.template ?? "") : typeof leaf === "string" ? leaf : []));
    const groups = world.in(stack, "azurerm_resource_group");
    const own = groups.length === 1 ? groups[0]!.text("name") : undefined;
    return {
      subscription: (world.expected.subscriptions?.[stack] ?? mostNamed(texts, SUBSCRIPTION))?.toLowerCase(),
      resourceGroup: (own ?? mostNamed(texts, GROUP))?.toLowerCase(),
    };
  });

function mostNamed(texts: readonly string[], pattern: RegExp): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [, found] of text.matchAll(pattern)) {
      const key = found!.toLowerCase();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
