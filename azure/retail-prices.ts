import {
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
  type PipelineResponse,
} from "@azure/core-rest-pipeline";
import { UserError } from "../domain/problem/problem";
import { isTree } from "../domain/json/tree";

/** Azure's list of retail prices. It asks for no sign-in. */
export const RETAIL_PRICES_URL = "https://prices.azure.com/api/retail/prices";
const API_VERSION = "2023-01-01-preview";
/** More pages than any question of ours has; a list that goes on for ever is none. */
const MOST_PAGES = 50;

/**
 * Every item of the list that a filter lets through. Pages are followed, on the same host only.
 * @param url - the list. @default - Azure's
 * @throws UserError MLOPS-PRICES-001 if it does not answer, or not as a price list does
 */
export async function retailPrices(
  filter: string,
  currency: string,
  url: string = RETAIL_PRICES_URL,
): Promise<readonly unknown[]> {
  const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 3, retryDelayInMs: 500 } });
  const client = createDefaultHttpClient();
  const first = new URL(url);
  first.search = new URLSearchParams({
    "api-version": API_VERSION,
    currencyCode: `'${currency}'`,
    $filter: filter,
  }).toString();
  const items: unknown[] = [];
  for (let next: URL | undefined = first, page = 0; next !== undefined; page++) {
    if (page === MOST_PAGES) throw refusal(url, `it has more than ${MOST_PAGES} pages for one question`);
    const answer = await pipeline
      .sendRequest(
        client,
        createPipelineRequest({ url: next.href, allowInsecureConnection: first.protocol === "http:" }),
      )
      .catch((error: unknown) => {
        throw refusal(url, error instanceof Error ? error.message : String(error));
      });
    const body = bodyOf(answer, url);
    items.push(...(body["Items"] as readonly unknown[]));
    const link = body["NextPageLink"];
    if (typeof link === "string" && link !== "" && !URL.canParse(link))
      throw refusal(url, "what it names as its next page is no address");
    next = typeof link === "string" && link !== "" ? new URL(link) : undefined;
    if (next !== undefined && next.hostname !== first.hostname)
      throw refusal(url, `it goes on at another host, ${next.hostname}`);
    // Azure writes the port of its own links out, which is the usual one.
    if (next !== undefined) next.protocol = first.protocol;
  }
  return items;
}

function bodyOf({ status, bodyAsText }: PipelineResponse, url: string): Readonly<Record<string, unknown>> {
  if (status !== 200) throw refusal(url, `it answers ${status}`);
  try {
    const body: unknown = JSON.parse(bodyAsText ?? "");
    if (isTree(body) && Array.isArray(body["Items"])) return body;
  } catch {
    // Said below, like any other text that is no list.
  }
  throw refusal(url, "what it answers is no list of prices");
}

const refusal = (url: string, why: string): UserError =>
  new UserError([
    {
      code: "MLOPS-PRICES-001",
      where: url,
      message: `Azure's price list cannot be read: ${why}`,
      fix: "run it again later; prices that ship are used meanwhile",
    },
  ]);
