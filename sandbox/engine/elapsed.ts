/**
 * How far time is in the simulated Azure, for what takes effect after a while. Where a provider waits before it tries again, the
 * wait counts in full and takes a hundredth of it.
 */
export class Elapsed {
  private skipped = 0;

  /** Milliseconds since 1970, waits counted in full. */
  now(): number {
    return Date.now() + this.skipped;
  }

  async wait(milliseconds: number): Promise<void> {
    const taken = milliseconds / 100;
    await new Promise((resolve) => setTimeout(resolve, taken));
    this.skipped += milliseconds - taken;
  }
}
