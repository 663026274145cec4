import { ArmError } from "./arm/arm-error";
import type { Faults, RequestKind } from "./faults";

const attempts = 4;
const firstPauseMs = 20;

/** Errors that the providers' SDK tries again. */
const passing = new Set([408, 429, 500, 502, 503, 504]);

export interface RetryPolicy {
  /** Messages that are worth another try, beyond throttling and server errors. */
  readonly patterns: readonly RegExp[];
}

/**
 * Sends requests as the providers do: throttling and server errors are tried again a few times, then shown. Pauses are
 * milliseconds here where the real SDK waits seconds or minutes.
 */
export class AzureClient {
  constructor(private readonly faults: Faults) {}

  read<Result>(type: string, work: () => Result, retry?: RetryPolicy): Promise<Result> {
    return this.request(type, "read", work, retry);
  }

  write<Result>(type: string, work: () => Result, retry?: RetryPolicy): Promise<Result> {
    return this.request(type, "write", work, retry);
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
