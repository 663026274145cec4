/** A refusal in Azure Resource Manager's own terms. */
export class ArmError extends Error {
  override readonly name = "ArmError";

  /**
   * @param status - HTTP status, e.g. 409
   * @param code - ARM's error code, e.g. `ResourceGroupNotFound`
   * @param detail - one or more sentences
   */
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
  ) {
    super(`unexpected status ${status} (${status} ${reasonOf(status)}) with error: ${code}: ${detail}`);
  }

  /** The body of ARM's HTTP answer. */
  toJson(): { error: { code: string; message: string } } {
    return { error: { code: this.code, message: this.detail } };
  }
}

/** What HTTP calls a status. */
export const reasonOf = (status: number): string => reasons[status] ?? "Error";

const reasons: Readonly<Record<number, string>> = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};
