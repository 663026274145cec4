/**
 * cdktf captures a full stack trace for every token it makes and reads none of them unless a token fails to resolve:
 * on a large app that is most of its time. Traces of real errors are captured as ever; those of plain objects, which
 * is how cdktf asks for them, are skipped.
 */
export function skipTokenStackTraces(): void {
  const capture = Error.captureStackTrace.bind(Error);
  Error.captureStackTrace = (target: object, below?: Parameters<typeof capture>[1]) => {
    if (target instanceof Error) capture(target, below);
  };
}
