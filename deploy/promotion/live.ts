import { z } from "zod";
import { Bug, UserError } from "../../domain/problem/problem";
import type { LiveGate } from "../../domain/promotion/live-comparison";
import type { EndpointFacts, LiveFacts, LiveUnread } from "../../release";

/** Where answers and labels are, or why nobody knows. */
export type LiveFiles = { readonly answers: string; readonly labels: string } | string;

/** Where live answers and their labels are. */
export interface LiveOptions {
  /**
   * Folder of the container `collected`, as downloaded: `<endpoint>/<deployment>/answers/…` lies in it.
   * @default - both are read from where the environment keeps them
   */
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
 * @param find - reads answers since an instant, and labels, where nobody gave them; what is wrong with those decides nothing
 * @returns undefined if the candidate is not deployed
 * @throws UserError if only one of the two is said, or they cannot be used
 */
export async function liveFacts(
  asked: Pick<LiveQuestion, "useCase" | "champion" | "challenger" | "gate"> & {
    readonly endpoint: EndpointFacts | undefined;
    readonly now: string | undefined;
  },
  { answers, labels, ml = "ml", compareLive }: LiveOptions,
  find: (from: string) => Promise<LiveFiles>,
): Promise<LiveFacts | LiveUnread | undefined> {
  if ((answers === undefined) !== (labels === undefined)) {
    const [lacks, there] = answers === undefined ? ["--answers", "--labels"] : ["--labels", "--answers"];
    const fix = `give ${lacks}, too: mlops rollout --help says what is expected`;
    throw new UserError([
      { code: "MLOPS-PROMOTE-019", where: there, message: `it says nothing without ${lacks}`, fix },
    ]);
  }
  const { endpoint, now, useCase, champion, challenger, gate } = asked;
  const from = endpoint?.deployments.find(({ name }) => name === challenger)?.createdAt;
  if (endpoint === undefined || from === undefined || now === undefined) return undefined;
  const isGiven = answers !== undefined && labels !== undefined;
  const files = isGiven ? { answers, labels } : await find(from);
  if (typeof files === "string") return { unread: files };
  if (compareLive === undefined) throw new Bug("nobody can compare live answers here");
  const deployments = { champion, challenger };
  const question = { useCase, ml, endpoint: endpoint.name, ...deployments, gate, ...files, from, to: now };
  let said: unknown;
  try {
    said = await compareLive(question);
  } catch (error) {
    if (isGiven || !(error instanceof UserError)) throw error;
    return { unread: error.problems[0]!.message };
  }
  const { gain, low, high, ...rest } = printed.parse(said);
  return {
    ...deployments,
    ...{ from, to: now },
    ...rest,
    ...(gain !== null && low !== null && high !== null && { gain, low, high }),
  };
}
