import type { OrderedStack } from "./stacks";

/** Does something for each item, at most `width` at a time, in their order. */
export async function pooled<Item>(items: readonly Item[], width: number, work: (item: Item) => Promise<void>) {
  const queue = [...items];
  const next = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, next));
}

/** How one stack ended; the others need not know more. */
export type Ending = "done" | "failed";

/**
 * Works on each stack when all it depends on are done, at most `width` at a time. What depends on a stack that failed,
 * directly or not, is never begun; neither is anything once `mayBegin` says no.
 * @returns for each stack that was not begun, the stack that failed; `undefined` if `mayBegin` said no
 */
export async function inDependencyOrder(
  stacks: readonly OrderedStack[],
  width: number,
  work: (name: string) => Promise<Ending>,
  mayBegin: () => boolean = () => true,
): Promise<ReadonlyMap<string, string | undefined>> {
  const here = new Set(stacks.map(({ name }) => name));
  const waiting = new Map(
    stacks.map(({ name, dependencies }) => [name, dependencies.filter((other) => here.has(other) && other !== name)]),
  );
  const ended = new Map<string, Ending>();
  const notBegun = new Map<string, string | undefined>();
  const active = new Map<string, Promise<void>>();
  const begin = (): void => {
    for (const [name, dependencies] of [...waiting]) {
      const culprit = dependencies.find((other) => ended.get(other) === "failed" || notBegun.has(other));
      if (culprit !== undefined || !mayBegin()) {
        notBegun.set(name, culprit === undefined ? undefined : (notBegun.get(culprit) ?? culprit));
        waiting.delete(name);
      } else if (active.size < width && dependencies.every((other) => ended.get(other) === "done")) {
        waiting.delete(name);
        active.set(
          name,
          work(name).then((ending) => {
            ended.set(name, ending);
            active.delete(name);
          }),
        );
      }
    }
  };
  for (begin(); active.size > 0; begin()) await Promise.race(active.values());
  for (const name of waiting.keys()) notBegun.set(name, undefined);
  return notBegun;
}
