import type { Campaign, Outcome } from "./campaign";
import { prepared, recover, undisturbed, wrongWith } from "./estates";

/** Applies until one ends well, as a person would. */
const MOST_APPLIES = 10;
const RATES = [0.1, 0.3];

export const faults: Campaign = {
  promise: "in a storm of throttling and errors, 10 and 30 % of all requests, a deployment comes to its end",
  trials: { short: 2, long: 100 },
  async run(trials, seed, told) {
    const wanted = await undisturbed();
    for (let trial = 0; trial < trials; trial++) {
      const rate = RATES[trial % RATES.length]!;
      const bench = await prepared();
      try {
        const storm = `429:${(rate / 2).toFixed(2)},500:${(rate / 2).toFixed(2)},latency:1ms,seed:${seed * 10_000 + trial}`;
        await bench.restart({ faults: storm });
        let applies = 0;
        let last = "";
        for (let code = 1; code !== 0 && applies < MOST_APPLIES; applies++) {
          if (applies > 0) await recover(bench).catch(() => undefined);
          const ran = await bench.apply();
          [code, last] = [ran.code, ran.output];
          if (code !== 0 && applies + 1 === MOST_APPLIES) applies = Infinity;
        }
        await bench.restart();
        const broken = applies === Infinity ? last.slice(-500) : await wrongWith(bench, wanted);
        const what = `at ${rate * 100} %, ${applies === 1 ? "at once" : "applied again"}`;
        told(
          trial,
          broken === undefined ? { what } : ({ what: `at ${rate * 100} %, stuck`, broken } satisfies Outcome),
        );
      } finally {
        await bench.close();
      }
    }
  },
};
