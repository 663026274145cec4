import { recoverState } from "../../sandbox";
import { estate } from "../support/estate";
import { Workbench } from "../support/terraform";

/** A small environment to be deployed by real Terraform. */
export async function prepared(): Promise<Workbench> {
  const bench = await Workbench.open();
  bench.write(estate());
  return bench;
}

/** Ids of all that is in the simulated Azure, as it should be in the end. */
export const idsIn = (bench: Workbench): readonly string[] => bench.sandbox.store.all().map(({ id }) => id).sort(); // prettier-ignore

/** What is there after a deployment that nothing disturbed. */
export async function undisturbed(): Promise<readonly string[]> {
  const bench = await prepared();
  try {
    const { code, output } = await bench.apply();
    if (code !== 0) throw new Error(output);
    return idsIn(bench);
  } finally {
    await bench.close();
  }
}

export const recover = (bench: Workbench) =>
  recoverState({
    stackDir: bench.dir,
    env: bench.environment(),
    exists: async (id) => bench.sandbox.store.get(id) !== undefined,
  });

/** Why an estate is not what it should be, without faults; undefined if it is. */
export async function wrongWith(bench: Workbench, wanted: readonly string[]): Promise<string | undefined> {
  const { code, output } = await bench.plan();
  if (code !== 0) return `the plan after it ends with ${code}: ${output.slice(-500)}`;
  const found = idsIn(bench);
  const orphans = found.filter((id) => !wanted.includes(id));
  const missing = wanted.filter((id) => !found.includes(id));
  if (orphans.length + missing.length === 0) return undefined;
  return `orphans: ${orphans.join(", ")}; missing: ${missing.join(", ")}`;
}
