import { z } from "zod";
import { Bug, UserError } from "../../domain/problem/problem";
import type { LiveGate } from "../../domain/promotion/live-comparison";
import type { EndpointFacts, LiveFacts } from "../../release";

/** Where live answers and their labels are. */
export interface LiveOptions {
  /** Folder of the container `collected`, as downloaded: `<endpoint>/<deployment>/answers/…` lies in it. */
  readonly answers?: string;
  /** CSV, Parquet or MLTable with the id and the target. */
  readonly labels?: string;
  /** Folder of the use cases' contracts. @default "ml" */
  readonly ml?: string;
  /** Computes a comparison. @default - none can be made */
  readonly compareLive?: (asked: LiveQuestion) => Promise<unknown>;
}

/** What is compared. */
export interface LiveQuestion {
  readonly useCase: string;
  readonly ml: string;
  readonly endpoint: string;
  readonly champion: string;
  readonly challenger: string;
  readonly gate: LiveGate;
  readonly answers: string;
  readonly labels: string;
  readonly from: string;
  readonly to: string;
}

/** What `mlkit.live` prints, as far as a decision goes by it. */
const printed = z.object({
  metric: z.string(),
  paired: z.boolean(),
  rows: z.tuple([z.number(), z.number()]),
  gain: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  confidence: z.number(),
  reason: z.string(),
});

/**
 * Holds what two deployments answered since the newer of them was there against labels.
 * @returns undefined if nobody said where answers and labels are, or the candidate is not deployed
 * @throws UserError if only one of the two is said, or they cannot be used
 */
export async function liveFacts(
  asked: Pick<LiveQuestion, "useCase" | "champion" | "challenger" | "gate"> & {
    readonly endpoint: EndpointFacts | undefined;
    readonly now: string | undefined;
  },
  { answers, labels, ml = "ml", compareLive }: LiveOptions,
): Promise<LiveFacts | undefined> {
  if ((answers === undefined) !== (labels === undefined)) {
    const [lacks, there] = answers === undefined ? ["--answers", "--labels"] : ["--labels", "--answers"];
    const fix = `give ${lacks}, too: mlops rollout --help says what is expected`;
    throw new UserError([
      { code: "MLOPS-PROMOTE-019", where: there, message: `it says nothing without ${lacks}`, fix },
    ]);
  }
  const { endpoint, now, useCase, champion, challenger, gate } = asked;
  const from = endpoint?.deployments.find(({ name }) => name === challenger)?.createdAt;
  if (answers === undefined || labels === undefined || endpoint === undefined) return undefined;
  if (from === undefined || now === undefined) return undefined;
  if (compareLive === undefined) throw new Bug("nobody can compare live answers here");
  const deployments = { champion, challenger };
  const said = await compareLive({
    ...{ useCase, ml, endpoint: endpoint.name, ...deployments, gate, answers, labels, from, to: now },
  });
  const { gain, low, high, ...rest } = printed.parse(said);
  return {
    ...deployments,
    ...{ from, to: now },
    ...rest,
    ...(gain !== null && low !== null && high !== null && { gain, low, high }),
  };
}
