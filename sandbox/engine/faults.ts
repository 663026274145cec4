import { UserError } from "../../domain/problem/problem";
import { findRegion } from "../../domain/azure/regions";
import { ArmError } from "./arm/arm-error";

/** What may go wrong with one request to Azure, and how often. */
interface FaultRule {
  /** Lower-case resource type it applies to; absent: all. */
  readonly type?: string;
  readonly kind: "429" | "500" | "lost" | "latency";
  /** Probability from 0 to 1; for latency, milliseconds. */
  readonly amount: number;
}

/** Whether a request may change something. */
export type RequestKind = "read" | "write";

const part = /^(?:([\w.]+(?:\/[\w.]+)+)=)?(429|500|lost|latency):(\d+(?:\.\d+)?)(ms)?$/;

/**
 * Injected faults: `429:0.1,500:0.05,lost:0.02,latency:50ms`, `propagation:30s`, `region:westeurope`, `seed:7`, or for one type only,
 * `Microsoft.Storage/storageAccounts=500:1`. Random, but the same for the same seed and order of requests.
 */
export class Faults {
  static none(): Faults {
    return new Faults([], 1);
  }

  static parse(spec: string): Faults {
    const rules: FaultRule[] = [];
    let seed = 1;
    let propagationMs = 0;
    const lostRegions = new Set<string>();
    for (const text of spec.split(",").map((item) => item.trim())) {
      const seeded = /^seed:(\d+)$/.exec(text);
      if (seeded !== null) {
        seed = Number(seeded[1]);
        continue;
      }
      const delay = /^propagation:(\d+)(ms|s|m)$/.exec(text);
      if (delay !== null) {
        propagationMs = Number(delay[1]) * { ms: 1, s: 1_000, m: 60_000 }[delay[2] as "ms" | "s" | "m"];
        continue;
      }
      const region = /^region:([a-z0-9]+)$/.exec(text)?.[1];
      if (region !== undefined && findRegion(region) !== undefined) {
        lostRegions.add(region);
        continue;
      }
      rules.push(parseRule(text));
    }
    return new Faults(rules, seed, propagationMs, lostRegions);
  }

  private constructor(
    private readonly rules: readonly FaultRule[],
    private state: number,
    /** How long after it was made a role assignment takes effect. */
    readonly propagationMs = 0,
    /** Regions that nothing answers from. */
    readonly lostRegions: ReadonlySet<string> = new Set(),
  ) {}

  /**
   * Carries out one request, with the faults drawn for it. Throttling and server errors strike before the work is done;
   * a lost response strikes after, and only where something was changed.
   */
  async request<Result>(type: string, kind: RequestKind, work: () => Result): Promise<Result> {
    const rules = this.rules.filter((rule) => rule.type === undefined || rule.type === type.toLowerCase());
    for (const rule of rules) {
      if (rule.kind === "latency") await new Promise((resolve) => setTimeout(resolve, rule.amount));
    }
    if (this.strikes(rules, "429")) throw new ArmError(429, "TooManyRequests", "Too many requests; retry later.");
    if (this.strikes(rules, "500")) throw new ArmError(500, "InternalServerError", "The service failed; retry later.");
    const result = work();
    if (kind === "write" && this.strikes(rules, "lost")) throw new LostResponse(type);
    return result;
  }

  private strikes(rules: readonly FaultRule[], kind: FaultRule["kind"]): boolean {
    return rules.some((rule) => rule.kind === kind && this.next() < rule.amount);
  }

  /** Mulberry32: small, seeded, good enough to draw faults with. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}

/** The work was done, and nobody was told. */
export class LostResponse extends Error {
  constructor(type: string) {
    super(`the connection was lost while waiting for the response of ${type}`);
  }
}

function parseRule(text: string): FaultRule {
  const match = part.exec(text);
  const isLatency = match?.[2] === "latency";
  const amount = Number(match?.[3]);
  if (match === null || isLatency !== (match[4] === "ms") || (!isLatency && amount > 1)) {
    throw new UserError([
      {
        code: "MLOPS-SANDBOX-004",
        where: "--faults",
        message: "this is not a fault the sandbox can inject",
        given: text,
        allowed:
          "429:<0-1>, 500:<0-1>, lost:<0-1>, latency:<n>ms, propagation:<n>s, region:<name>, seed:<n>; with Type/name= in front for one type",
        fix: "for example --faults 429:0.1,latency:50ms,seed:7",
      },
    ]);
  }
  return {
    ...(match[1] !== undefined && { type: match[1].toLowerCase() }),
    kind: match[2] as FaultRule["kind"],
    amount,
  };
}
