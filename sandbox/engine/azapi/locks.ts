import type { ObjectValue } from "../terraform/wire";

/** The newest work that holds each lock, by name. */
const held = new Map<string, Promise<unknown>>();

/**
 * Does something while nothing else that names one of the same `locks` is done, in order of their names so that no two wait for
 * each other. Source: azapi 2.12.0, `locks.ByID` in `CreateUpdate` and `Delete`, which hold for the process of one provider.
 */
export async function whileLocked<Result>({ locks }: ObjectValue, work: () => Promise<Result>): Promise<Result> {
  const names = [...new Set((locks ?? []) as readonly string[])].sort();
  const locked = names.reduceRight<() => Promise<Result>>((inner, name) => () => inTurn(name, inner), work);
  return locked();
}

function inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const before = held.get(name) ?? Promise.resolve();
  const done = before.then(work, work);
  // Whoever comes next waits for the end, whichever it is.
  const end = done.catch(() => undefined);
  held.set(name, end);
  void end.then(() => held.get(name) === end && held.delete(name));
  return done;
}
