import { assure } from "./assure";
import type { Outcome } from "./campaign";
import { fuzz } from "./fuzz";
import { Random } from "./random";

async function outcomes(trials: number, seed: number): Promise<readonly Outcome[]> {
  const told: Outcome[] = [];
  await fuzz.run(trials, seed, (trial, outcome) => void (told[trial] = outcome));
  return told;
}

describe("what is tried very often", () => {
  it("is the same for the same seed, and something else for another", async () => {
    const first = await outcomes(12, 1);
    expect(first).toHaveLength(12);
    expect(await outcomes(12, 1)).toEqual(first);
    const draws = (seed: number) => Array.from({ length: 5 }, (_, trial) => new Random(seed, trial).below(1_000));
    expect(draws(1)).toEqual(draws(1));
    expect(draws(1)).not.toEqual(draws(2));
  });

  it.each([
    [["nonsense"], "there is no campaign nonsense"],
    [["fuzz", "--trials", "0"], "--trials and --seed are whole numbers"],
    [["fuzz", "--seed", "x"], "--trials and --seed are whole numbers"],
    [["fuzz", "--wrong"], "Unknown option '--wrong'"],
  ])("is refused with a word on how to ask: %j", async (parameters, says) => {
    const said: string[] = [];
    const paper = { say: () => undefined, complain: (line: string) => void said.push(line) };
    expect(await assure(parameters, paper)).toBe(2);
    expect(said.join()).toContain(says);
    expect(said.join()).toContain("npm run assure -- [kill | fuzz | faults | damage | concurrency]");
  });
});
