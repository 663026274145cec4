import { ArmError } from "./arm/arm-error";
import { deployer } from "./arm/identities";
import type { Request } from "./authorization";
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

export interface RetryPolicy {
  /** Messages that are worth another try, beyond throttling and server errors. */
  readonly patterns: readonly RegExp[];
}

/**
 * Sends requests as the providers do: throttling and server errors are tried again a few times, then shown. Pauses are
 * milliseconds here where the real SDK waits seconds or minutes.
 */
export class AzureClient {
  /** @param access - what decides over requests; undefined: they are another service's */
  constructor(
    private readonly faults: Faults,
    private readonly access?: RequestAccess,
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
    return work();
  }

  private async request<Result>(
    type: string,
    kind: RequestKind,
    work: () => Result,
    retry: RetryPolicy | undefined,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.faults.request(type, kind, work);
      } catch (error) {
        if (attempt >= attempts || !isPassing(error, retry)) throw error;
        await new Promise((resolve) => setTimeout(resolve, firstPauseMs * 2 ** attempt));
      }
    }
  }
}

function isPassing(error: unknown, retry: RetryPolicy | undefined): boolean {
  if (!(error instanceof ArmError)) return false;
  return passing.has(error.status) || (retry?.patterns.some((pattern) => pattern.test(error.message)) ?? false);
}
