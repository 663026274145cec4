/** A length of time, written `45s`, `15m`, `24h` or `7d`. Whole seconds; a day is 24 hours. */
export class Duration {
  static readonly pattern = /^([1-9]\d{0,5})(s|m|h|d)$/;

  static seconds(amount: number): Duration {
    return new Duration(amount);
  }
  static minutes(amount: number): Duration {
    return new Duration(amount * 60);
  }
  static hours(amount: number): Duration {
    return new Duration(amount * 3_600);
  }
  static days(amount: number): Duration {
    return new Duration(amount * 86_400);
  }

  /** Reads `15m`; undefined if the text is not a duration. */
  static parse(text: string): Duration | undefined {
    const match = Duration.pattern.exec(text);
    if (match === null) return undefined;
    const unit = { s: 1, m: 60, h: 3_600, d: 86_400 }[match[2] as "s" | "m" | "h" | "d"];
    return new Duration(Number(match[1]) * unit);
  }

  private constructor(private readonly wholeSeconds: number) {}

  toSeconds(): number {
    return this.wholeSeconds;
  }
  toMinutes(): number {
    return this.wholeSeconds / 60;
  }
  toHours(): number {
    return this.wholeSeconds / 3_600;
  }
  toDays(): number {
    return this.wholeSeconds / 86_400;
  }

  /** ISO 8601 as Azure writes it: `P7D`, `PT36H`, `PT15M`, `PT30S`. One unit, the largest that is whole. */
  toIso(): string {
    const seconds = this.wholeSeconds;
    if (seconds % 86_400 === 0) return `P${seconds / 86_400}D`;
    if (seconds % 3_600 === 0) return `PT${seconds / 3_600}H`;
    if (seconds % 60 === 0) return `PT${seconds / 60}M`;
    return `PT${seconds}S`;
  }

  /** As written in configuration: `7d`, `36h`, `15m`, `30s`. */
  toString(): string {
    const seconds = this.wholeSeconds;
    if (seconds % 86_400 === 0) return `${seconds / 86_400}d`;
    if (seconds % 3_600 === 0) return `${seconds / 3_600}h`;
    if (seconds % 60 === 0) return `${seconds / 60}m`;
    return `${seconds}s`;
  }
}
