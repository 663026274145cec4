import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../domain/problem/problem";
import { writeWhole } from "../../files";
import { startSandbox } from "../../sandbox";
import type { Campaign, Outcome } from "./campaign";
import { prepared } from "./estates";
import { Random } from "./random";

const damages: readonly ((content: Buffer, random: Random) => Buffer)[] = [
  (content, random) => content.subarray(0, random.below(content.length)),
  (content, random) => {
    const copy = Buffer.from(content);
    copy[random.below(copy.length)]! ^= 1 << random.below(8);
    return copy;
  },
  (content, random) => {
    const from = random.below(content.length);
    return Buffer.concat([content.subarray(0, from), content.subarray(from + 1 + random.below(200))]);
  },
  () => Buffer.alloc(0),
  (content, random) => Buffer.concat([content, content.subarray(random.below(content.length))]),
];

/** Opens a sandbox of which a file is damaged, and reads all that it has. */
async function opened(dir: string): Promise<Outcome> {
  try {
    const sandbox = await startSandbox({ dir });
    try {
      for (const { id } of sandbox.store.all()) sandbox.cloud.show(id);
    } finally {
      await sandbox.close();
    }
    return { what: "opened" };
  } catch (error) {
    return error instanceof UserError ? { what: "refused" } : { what: "crashed", broken: String(error) };
  }
}

export const damage: Campaign = {
  promise: "a sandbox of which a file is damaged opens, or is refused in a sentence",
  trials: { short: 30, long: 2_000 },
  async run(trials, seed, told) {
    const bench = await prepared();
    const work = mkdtempSync(join(tmpdir(), "mlops-damage-"));
    try {
      const { code, output } = await bench.apply();
      if (code !== 0) throw new Error(output);
      await bench.sandbox.close();
      const names = readdirSync(bench.sandbox.dir).filter((name) => /\.(json|jsonl)$/.test(name)).sort(); // prettier-ignore
      for (let trial = 0; trial < trials; trial++) {
        const random = new Random(seed, trial);
        const dir = join(work, String(trial));
        cpSync(bench.sandbox.dir, dir, { recursive: true });
        const file = join(dir, random.of(names));
        writeWhole(file, random.of(damages)(readFileSync(file), random));
        told(trial, await opened(dir));
        rmSync(dir, { recursive: true, force: true });
      }
    } finally {
      await bench.close();
      rmSync(work, { recursive: true, force: true });
    }
  },
};
