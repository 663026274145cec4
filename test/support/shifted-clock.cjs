// Preloaded into a command (`node --require`): its clock, and that of the sandbox in it, is ahead by so many milliseconds. A
// rollout takes days, and a test must not.
const ahead = Number(process.env.MLOPS_TEST_CLOCK_AHEAD ?? 0);
const RealDate = Date;

globalThis.Date = class Date extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + ahead);
    else super(...given);
  }
  static now() {
    return RealDate.now() + ahead;
  }
};
