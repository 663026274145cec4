import { passed } from "../../print/progress";

describe("how long something takes", () => {
  it.each([
    [1_999, 0.5, ""],
    [2_000, undefined, "  2 s"],
    [12_000, 0.05, "  12 s"],
    [12_000, 0.25, "  12 s of about 48 s"],
    [61_000, 0.5, "  1 min 1 s of about 2 min 2 s"],
    [90_000, 1, "  1 min 30 s"],
  ])("after %d ms and a share of %s: %j", (milliseconds, share, words) => {
    expect(passed(milliseconds, share)).toBe(words);
  });
});
