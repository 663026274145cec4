import { spawn } from "node:child_process";
import { createServer, type Server } from "node:https";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ScoreClient } from "../../examples/client/score-client";
import { serverTrust } from "../../sandbox/engine/tls/authority";
import { machineHasPython } from "../support/python";

const folder = mkdtempSync(join(tmpdir(), "mlops-client-"));
const trust = serverTrust(folder);
const ROWS = [{ tenure_months: 3 }, { tenure_months: 74 }];
const WELL = JSON.stringify({ predictions: [{ churned: 1 }, { churned: 0 }] });

/** What the endpoint answers next; the last answer stays. */
let answers: { readonly status: number; readonly body?: string; readonly retryAfter?: string }[] = [];
let asked: { readonly authorization: string | undefined; readonly body: string }[] = [];
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer({ key: trust.key, cert: trust.cert }, (request, response) => {
    let body = "";
    request.on("data", (data) => (body += String(data)));
    request.on("end", () => {
      asked.push({ authorization: request.headers.authorization, body });
      const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
      if (answer.retryAfter !== undefined) response.setHeader("retry-after", answer.retryAfter);
      response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body ?? "");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `https://localhost:${(server.address() as AddressInfo).port}/score`;
});
beforeEach(() => {
  asked = [];
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** The predictions, or what was refused. */
type Client = () => Promise<{ readonly found?: unknown; readonly refused?: string }>;

const typescript: Client = async () => {
  const credential = { getToken: async () => ({ token: "secret", expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const client = new ScoreClient(url, credential, {
    tries: 3,
    firstPauseMilliseconds: 1,
    ca: trust.authority,
  });
  try {
    return { found: await client.score(ROWS) };
  } catch (error) {
    return { refused: (error as Error).message };
  }
};

const PROGRAM = `
import json, sys
from score_client import Refused, ScoreClient
client = ScoreClient(sys.argv[1], lambda: "secret", tries=3, wait=lambda seconds: None)
try:
    print(json.dumps({"found": client.score(json.loads(sys.argv[2]))}))
except Refused as refused:
    print(json.dumps({"refused": str(refused)}))
`;

const python: Client = () =>
  new Promise((resolve, reject) => {
    const child = spawn("python3", ["-c", PROGRAM, url, JSON.stringify(ROWS)], {
      cwd: join(__dirname, "../../examples/client"),
      env: { ...process.env, ...trust.env, PYTHONDONTWRITEBYTECODE: "1" },
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (data) => (out += String(data)));
    child.stderr.on("data", (data) => (err += String(data)));
    child.once("close", (code) => (code === 0 ? resolve(JSON.parse(out) as never) : reject(new Error(err))));
  });

const clients: readonly (readonly [string, Client])[] = [
  ["TypeScript", typescript],
  ...(machineHasPython() ? [["Python", python] as const] : []),
];

describe.each(clients)("the example client in %s", (_language, ask) => {
  it("signs in, and gets an answer for each row", async () => {
    answers = [{ status: 200, body: WELL }];
    expect(await ask()).toEqual({ found: [{ churned: 1 }, { churned: 0 }] });
    expect(asked).toEqual([{ authorization: "Bearer secret", body: expect.any(String) }]);
    expect(JSON.parse(asked[0]!.body)).toEqual({ data: ROWS });
  });

  it("tries again what may pass: too many requests, a server that is not ready", async () => {
    answers = [{ status: 429, retryAfter: "0" }, { status: 503 }, { status: 200, body: WELL }];
    expect(await ask()).toEqual({ found: [{ churned: 1 }, { churned: 0 }] });
    expect(asked).toHaveLength(3);
  });

  it("gives up after its last try", async () => {
    answers = [{ status: 503, body: "later" }];
    expect((await ask()).refused).toContain("status 503: later");
    expect(asked).toHaveLength(3);
  });

  it.each([400, 403, 424])("does not try %d again", async (status) => {
    answers = [{ status, body: '{"problems": ["tenure_months"]}' }];
    expect((await ask()).refused).toContain(`status ${status}: {"problems": ["tenure_months"]}`);
    expect(asked).toHaveLength(1);
  });

  it("takes no answer that lacks a row", async () => {
    answers = [{ status: 200, body: "[1]" }];
    expect((await ask()).refused).toContain("2 rows got 1 answers");
  });
});
