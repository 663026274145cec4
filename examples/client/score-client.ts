import type { TokenCredential } from "@azure/core-auth";
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  RestError,
} from "@azure/core-rest-pipeline";

/**
 * Asks an online endpoint as an application does: signs in with Entra, tries again what may pass, gives up on what will not.
 *
 * ```ts
 * import { DefaultAzureCredential } from "@azure/identity";
 * const client = new ScoreClient("https://<endpoint>.<region>.inference.ml.azure.com/score", new DefaultAzureCredential());
 * const [answer] = await client.score([{ tenure_months: 3, contract: "monthly" }]);
 * ```
 *
 * The application needs a role that may call the endpoint: put its group into `serving.callers` of the use case.
 */

/** What a token for an endpoint is asked for. */
const AUDIENCE = "https://ml.azure.com/.default";

/** One row of a request, by column. */
export type Row = Readonly<Record<string, unknown>>;

export interface ScoreClientOptions {
  /** How often a request is tried at most, 1 or more. @default 5 */
  readonly tries?: number;
  /** Of one try. Keep it above the endpoint's 95th percentile of latency. Milliseconds. @default 10000 */
  readonly timeoutMilliseconds?: number;
  /** Until the second try; twice as long each time. Milliseconds. @default 200 */
  readonly firstPauseMilliseconds?: number;
  /** Whose certificates are trusted, PEM; for an address behind an authority of your own. @default - Node's roots */
  readonly ca?: string;
}

/** Asks one endpoint. Azure's own pipeline renews tokens and tries 408, 429 and 5xx again, as long as `Retry-After` says. */
export class ScoreClient {
  private readonly http = createDefaultHttpClient();
  private readonly pipeline;

  constructor(
    private readonly url: string,
    credential: TokenCredential,
    private readonly options: ScoreClientOptions = {},
  ) {
    const { tries = 5, firstPauseMilliseconds = 200, ca } = options;
    this.pipeline = createPipelineFromOptions({
      ...(ca !== undefined && { tlsOptions: { ca } }),
      retryOptions: { maxRetries: tries - 1, retryDelayInMs: firstPauseMilliseconds, maxRetryDelayInMs: 10_000 },
    });
    this.pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: AUDIENCE }));
  }

  /**
   * Predictions of rows, in their order.
   * @throws RestError if the endpoint refuses, or still does after all tries. 424 is not tried again: the model itself failed on
   * these rows, and would once more.
   */
  async score(rows: readonly Row[]): Promise<readonly unknown[]> {
    const request = createPipelineRequest({
      url: this.url,
      method: "POST",
      headers: createHttpHeaders({ "content-type": "application/json" }),
      body: JSON.stringify({ data: rows }),
      timeout: this.options.timeoutMilliseconds ?? 10_000,
    });
    const response = await this.pipeline.sendRequest(this.http, request);
    const text = response.bodyAsText ?? "";
    if (response.status !== 200) {
      const said = `status ${response.status}: ${text.slice(0, 500)}`;
      throw new RestError(said, { statusCode: response.status, request, response });
    }
    const answer = JSON.parse(text) as readonly unknown[] | { readonly predictions: readonly unknown[] };
    const found = "predictions" in answer ? answer.predictions : answer;
    if (found.length !== rows.length) throw new Error(`${rows.length} rows got ${found.length} answers`);
    return found;
  }
}
