import { isObject, toJson, WorkflowError, type Value, type ValueObject } from "./value";

/** A request that a workflow sends. */
export interface WorkflowRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text, or text as it stands. */
  readonly body?: string;
  /** Who sends it: the managed identity and what its token is for. */
  readonly authentication?: { readonly identity?: string; readonly audience: string };
}

export interface WorkflowResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As received. */
  readonly body: string;
}

/** Sends a request; rejects when no response comes. */
export type SendRequest = (request: WorkflowRequest) => Promise<WorkflowResponse>;

/** What an HTTP action needs of its surroundings. */
export interface HttpContext {
  readonly http: SendRequest;
  readonly sleep: (seconds: number) => Promise<void>;
  readonly log: (line: string) => void;
}

/** Statuses that a retry policy repeats. */
const PASSING = [408, 429];
const MAX_POLLS = 60;

/**
 * Runs one HTTP action: repeats what fails in a way that passes, as often as the retry policy says, and follows 202
 * with a `Location` until the operation is over. Returns the outputs; the caller judges the status code.
 */
export async function runHttp(name: string, inputs: ValueObject, context: HttpContext): Promise<ValueObject> {
  const request = renderRequest(name, inputs);
  const { count, seconds } = retryPolicy(name, inputs["retryPolicy"]);
  const response = await sendWithRetries(request, count, seconds, context);
  return asOutputs(await pollWhileAccepted(request, response, context));
}

async function sendWithRetries(
  request: WorkflowRequest,
  retries: number,
  seconds: number,
  context: HttpContext,
): Promise<WorkflowResponse> {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await context.http(request).catch((error: unknown) => {
      if (error instanceof WorkflowError) throw error;
      return String(error);
    });
    const status = typeof outcome === "string" ? undefined : outcome.status;
    context.log(`${request.method} ${request.url} ${status ?? "no response"}`);
    const passing = status === undefined || status >= 500 || PASSING.includes(status);
    if (typeof outcome !== "string" && (!passing || attempt >= retries)) return outcome;
    if (attempt >= retries) throw new WorkflowError("ServiceUnavailable", `no response after ${attempt + 1} attempts`);
    await context.sleep(seconds * 2 ** attempt);
  }
}

async function pollWhileAccepted(
  request: WorkflowRequest,
  first: WorkflowResponse,
  context: HttpContext,
): Promise<WorkflowResponse> {
  let response = first;
  for (let poll = 0; response.status === 202 && poll < MAX_POLLS; poll += 1) {
    const location = header(response, "location");
    if (location === undefined) return response;
    await context.sleep(Number(header(response, "retry-after") ?? 10));
    response = await sendWithRetries({ ...request, method: "GET", url: location, body: undefined }, 4, 7, context);
  }
  return response;
}

function renderRequest(name: string, inputs: ValueObject): WorkflowRequest {
  const { method, uri, body } = inputs;
  if (typeof method !== "string" || typeof uri !== "string") {
    throw new WorkflowError("InvalidTemplate", `${name} needs a method and a uri`);
  }
  const queries = Object.entries(stringMap(name, inputs["queries"]));
  const url = new URL(uri);
  for (const [key, value] of queries) url.searchParams.append(key, value);
  return {
    method,
    url: url.toString(),
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...stringMap(name, inputs["headers"]),
    },
    body: body === undefined || body === null ? undefined : typeof body === "string" ? body : toJson(body),
    authentication: authentication(name, inputs["authentication"]),
  };
}

function authentication(name: string, given: Value | undefined): WorkflowRequest["authentication"] {
  if (given === undefined) return undefined;
  const { type, audience, identity, ...rest } = stringMap(name, given);
  if (type !== "ManagedServiceIdentity" || audience === undefined || Object.keys(rest).length > 0) {
    throw new WorkflowError("InvalidTemplate", `${name} authenticates in a way this interpreter does not know`);
  }
  return { identity, audience };
}

function retryPolicy(name: string, policy: Value | undefined): { count: number; seconds: number } {
  if (policy === undefined) return { count: 4, seconds: 7 };
  const { type, count, interval } = isObject(policy) ? policy : {};
  if (type === "none") return { count: 0, seconds: 0 };
  const seconds = /^PT(\d+)S$/.exec(String(interval))?.[1];
  if (!["fixed", "exponential"].includes(String(type)) || typeof count !== "number" || seconds === undefined) {
    throw new WorkflowError("InvalidTemplate", `${name} has a retry policy this interpreter does not know`);
  }
  return { count, seconds: Number(seconds) };
}

function stringMap(name: string, value: Value | undefined): Record<string, string> {
  if (value === undefined) return {};
  const entries = isObject(value) ? Object.entries(value) : undefined;
  if (entries === undefined || entries.some(([, text]) => typeof text !== "string")) {
    throw new WorkflowError("InvalidTemplate", `${name} takes strings for headers, queries and authentication`);
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

const header = (response: WorkflowResponse, name: string): string | undefined =>
  Object.entries(response.headers).find(([key]) => key.toLowerCase() === name)?.[1];

/** JSON when the response says it is, text otherwise. */
function asOutputs(response: WorkflowResponse): ValueObject {
  const json = /[/+]json/.test(header(response, "content-type") ?? "");
  const body = json && response.body !== "" ? (JSON.parse(response.body) as Value) : response.body;
  return { statusCode: response.status, headers: { ...response.headers }, body };
}
