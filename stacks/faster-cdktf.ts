import { resolvePlainDataAtOnce } from "./plain-data";
import { skipTokenStackTraces } from "./stack-traces";

/**
 * Leaves out what cdktf does at length for a stack and nobody reads. `MLOPS_STACK_TRACES=1` (read in main.ts) leaves cdktf as it
 * is.
 */
export function fasterCdktf(): void {
  skipTokenStackTraces();
  resolvePlainDataAtOnce();
}
