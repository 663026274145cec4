import { ArmError } from "./arm/arm-error";
import { deployer } from "./arm/identities";
import type { Request } from "./authorization";
import { Elapsed } from "./elapsed";
import type { Faults, RequestKind } from "./faults";

const attempts = 4;
const firstPauseMs = 20;

/** Errors that the providers' SDK tries again. */
const passing = new Set([408, 429, 500, 502, 503, 504]);

type Requests = readonly Request[];

/** What decides over requests of Terraform's providers. */
export interface RequestAccess {
  readonly caller: { readonly objectId: string };
  /** @throws ArmError if one is refused */
  require(requests: Requests): void;
  may(operation: Request["operation"]): boolean;
}

/** What is worth another try beyond throttling and server errors, and for how long. Times in milliseconds. */
export interface RetryPolicy {
  readonly patterns: readonly RegExp[];
  /** The error as the provider has it in hand, which patterns are held against. */
  readonly message: (error: ArmError) => string;
  /** First pause. */
  readonly interval: number;
  readonly longestInterval: number;
  /** What a pause is longer by than the one before. */
  readonly multiplier: number;
  /** When the operation ends, whatever is said. */
  readonly timeout: number;
}

/**
 * Sends requests as the providers do: throttling and server errors are tried again a few times, then shown. Pauses are
 * milliseconds here where the real SDK waits seconds or minutes. What a resource's own `retry` asks for is tried until its
 * time-out, as the providers do.
 */
export class AzureClient {
  /**
   * @param access - what decides over requests; undefined: they are another service's
   * @param requireRegion - throws for what lies in a region that is lost
   */
  constructor(
    private readonly faults: Faults,
    private readonly access?: RequestAccess,
    private readonly elapsed = new Elapsed(),
    private readonly requireRegion: (id: string) => void = () => undefined,
  ) {}

  /** @param requests - what must be allowed for it */
  read<Result>(type: string, requests: Requests, work: () => Result, retry?: RetryPolicy): Promise<Result> {
    return this.request(type, "read", () => this.allowed(requests, work), retry);
  }

  write<Result>(type: string, requests: Requests, work: () => Result, retry?: RetryPolicy): Promise<Result> {
    return this.request(type, "write", () => this.allowed(requests, work), retry);
  }

  /** Whether the caller may do something that it goes on without. */
  may(operation: Request["operation"]): boolean {
    return this.access?.may(operation) ?? true;
  }

  /** Object id of whoever calls. */
  get callerId(): string {
    return this.access?.caller.objectId ?? deployer.objectId;
  }

  private allowed<Result>(requests: Requests, work: () => Result): Result {
    this.access?.require(requests);
    for (const { operation } of requests) this.requireRegion(operation.scope);
    return work();
  }

  private async request<Result>(
    type: string,
    kind: RequestKind,
    work: () => Result,
    retry: RetryPolicy | undefined,
  ): Promise<Result> {
    let attempt = 1;
    let waited = 0;
    let interval = retry?.interval ?? 0;
    for (;;) {
      try {
        return await this.faults.request(type, kind, work);
      } catch (error) {
        if (!(error instanceof ArmError)) throw error;
        if (passing.has(error.status) && attempt < attempts) {
          await new Promise((resolve) => setTimeout(resolve, firstPauseMs * 2 ** attempt));
          attempt += 1;
          continue;
        }
        if (retry === undefined || waited + interval > retry.timeout) throw error;
        const said = retry.message(error);
        if (!retry.patterns.some((pattern) => pattern.test(said))) throw error;
        await this.elapsed.wait(interval);
        waited += interval;
        interval = Math.min(interval * retry.multiplier, retry.longestInterval);
      }
    }
  }
}
