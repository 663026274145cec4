import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeWhole } from "../../files";
import type { Workbench } from "../support/terraform";
import type { Campaign, Outcome } from "./campaign";
import { prepared, recover, undisturbed, wrongWith } from "./estates";
import { Random } from "./random";

async function killed(bench: Workbench, random: Random, wanted: readonly string[]): Promise<Outcome> {
  await bench.restart({ faults: "latency:30ms" });
  const begun = bench.begin();
  const after = random.below(wanted.length);
  while (begun.isRunning() && bench.sandbox.store.all().length < after) await sleep(5);
  await sleep(random.below(60));
  await begun.kill();
  await bench.restart();
  // A state in Azure has what was last written: a killed Terraform may have written nothing of what it made last.
  const state = join(bench.dir, "terraform.tfstate");
  const text = existsSync(state) ? readFileSync(state, "utf8") : "";
  if (text !== "") {
    const kept = JSON.parse(text) as { serial: number; resources: unknown[] };
    const shorter = kept.resources.slice(0, random.below(kept.resources.length + 1));
    writeWhole(state, JSON.stringify({ ...kept, serial: kept.serial + 1, resources: shorter }));
  }
  const lost = (await recover(bench)).length;
  const { code, output } = await bench.apply();
  const broken = code === 0 ? await wrongWith(bench, wanted) : output.slice(-500);
  if (broken !== undefined) return { what: "not recovered", broken };
  return { what: lost === 0 ? "nothing to recover" : "recovered" };
}

export const kill: Campaign = {
  promise: "what a killed apply leaves is recovered: the next one ends well, plans no changes and leaves no orphan",
  trials: { short: 3, long: 200 },
  async run(trials, seed, told) {
    const wanted = await undisturbed();
    for (let trial = 0; trial < trials; trial++) {
      const bench = await prepared();
      try {
        told(trial, await killed(bench, new Random(seed, trial), wanted));
      } finally {
        await bench.close();
      }
    }
  },
};
