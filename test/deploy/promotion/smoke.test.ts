import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tryOut, type Answer, type Asker } from "../../../deploy/promotion/answers";
import { EndpointAsker, questionsOf, requireAddress, smoke } from "../../../deploy/promotion/smoke";
import { readTree } from "../../../schema/ml/tree";
import type { UserError } from "../../../domain/problem/problem";

const ml = join(__dirname, "../../../ml");
const test = { requests: 3, latencyMilliseconds: 1000 };
const replaying = { ...test, replay: { rightAtLeast: 0.7 } };
const now = () => new Date("2026-12-10T12:00:00Z");

/** Answers rows as a function of each says. */
const answering = (answer: (row: Readonly<Record<string, unknown>>) => unknown): Asker => ({
  ask: async (_deployment, body) => {
    const { data } = JSON.parse(body) as { readonly data: readonly Readonly<Record<string, unknown>>[] };
    return { status: 200, body: JSON.stringify({ predictions: data.map(answer) }), milliseconds: 12 };
  },
});
const churns = (churned: unknown, probability: unknown = 0.4) =>
  answering(({ customer_id }) => ({ churned, churned_probability: probability, customer_id }));
const always = (answer: Partial<Answer>): Asker => ({
  ask: async () => ({ status: 200, body: "", milliseconds: 1, ...answer }),
});
const tried = (asker: Asker, asked = test) =>
  tryOut(asker, "model-1", questionsOf(ml, "customer-churn", asked), asked, now);

describe("what a smoke test finds", () => {
  it("is nothing where every row gets an answer of the contract's", async () => {
    await expect(tried(churns(1))).resolves.toMatchObject({ problems: [], milliseconds: [12, 12], requests: 3 });
    // A model that answers by itself answers with bare predictions.
    await expect(tried(always({ body: "[0, 1]" }))).resolves.toMatchObject({ problems: [] });
  });

  it.each<[string, Asker, string]>([
    ["a status", always({ status: 424, body: '{"error": "down"}' }), 'status 424: {"error": "down"}'],
    ["no JSON", always({ body: "<html>" }), "the answer is no JSON: <html>"],
    ["no predictions", always({ body: '{"result": [1]}' }), 'the answer holds no predictions: {"result": [1]}'],
    ["a missing row", always({ body: "[1]" }), "2 rows get 1 answers"],
    ["a class that is none", churns(7), "churned is 7"],
    ["no class", churns(null), "churned is null"],
    ["a probability that is none", churns(1, 1.2), "churned_probability is 1.2"],
    [
      "another customer",
      answering(() => ({ churned: 1, customer_id: "x" })),
      "customer_id is not the one that was asked about",
    ],
  ])("is told: %s", async (_name, asker, problem) => {
    expect((await tried(asker)).problems).toEqual([problem]);
  });

  it("is told: answers that differ from request to request", async () => {
    let count = 0;
    const asker: Asker = { ask: (name, body) => churns(count++ % 2).ask(name, body) };
    expect((await tried(asker)).problems).toEqual(["the same request gets different answers"]);
  });

  it("is the share of labelled rows that are answered rightly; nobody is asked for the label", async () => {
    const labels = questionsOf(ml, "customer-churn", replaying).labelled!;
    expect(labels.length).toBeGreaterThanOrEqual(50);
    const stays = labels.filter(({ churned }) => churned === 0).length / labels.length;
    const asked: unknown[] = [];
    const asker = answering((row) => {
      asked.push(row["churned"]);
      return 0;
    });
    const { replay } = await tried(asker, replaying);
    expect(replay).toEqual({ rows: labels.length, problems: [], right: stays });
    expect(new Set(asked)).toEqual(new Set([undefined]));
  });

  it("is the mean error of a regression", async () => {
    const contract = readTree(ml).useCases.find(({ name }) => name === "fuel-efficiency")!.contract!.draft;
    const target = contract!.columns!.find((column) => column?.use === "target")!.name!;
    const labelled = [{ [target]: 5 }, { [target]: 9 }];
    const questions = { contract, sample: '{"data": [{}]}', labelled };
    const { problems, replay } = await tryOut(
      answering(() => 6),
      "m",
      questions,
      test,
      now,
    );
    expect({ problems, replay }).toEqual({ problems: [], replay: { rows: 2, problems: [], absoluteError: 2 } });
    const text = await tryOut(
      answering(() => "six"),
      "m",
      questions,
      test,
      now,
    );
    expect(text.problems).toEqual([`${target} is "six"`]);
  });

  it("rejects a sample that is missing, no JSON or without rows", () => {
    const folder = mkdtempSync(join(tmpdir(), "mlops-smoke-"));
    try {
      const at = join(folder, "use-cases", "one");
      mkdirSync(at, { recursive: true });
      const problem = (text?: string) => {
        if (text !== undefined) writeFileSync(join(at, "sample-request.json"), text);
        try {
          questionsOf(folder, "one", test);
        } catch (error) {
          return (error as UserError).problems.map(({ code, message }) => `${code} ${message}`);
        }
        return [];
      };
      expect(problem()).toEqual(["MLOPS-PROMOTE-016 there is no sample to ask the endpoint"]);
      expect(problem("{")[0]).toMatch(/^MLOPS-PROMOTE-016 the sample is no JSON/);
      expect(problem('{"data": []}')).toEqual(["MLOPS-PROMOTE-016 the sample holds no rows"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("who may not ask", () => {
  it.each([401, 403])("is no failure of the model (%s), and is told the way out", async (status) => {
    const { problems, unasked } = await tried(always({ status, body: "no" }));
    expect(problems).toEqual([]);
    expect(unasked).toContain(`status ${status}, who asks may not`);
    expect(unasked).toContain("serving.callers");
  });

  it("has asked no labelled rows where the right goes meanwhile", async () => {
    let count = 0;
    const rights = churns(1);
    const asker: Asker = {
      ask: async (deployment, body) =>
        ++count > test.requests ? { status: 403, body: "", milliseconds: 1 } : rights.ask(deployment, body),
    };
    const facts = await tried(asker, replaying);
    expect(facts.problems).toEqual([]);
    expect(facts.replay).toBeUndefined();
  });
});

describe("mlops smoke", () => {
  const config = join(__dirname, "../../../config");
  const said = async (ask: () => unknown): Promise<readonly string[]> => {
    try {
      await ask();
    } catch (error) {
      return (error as UserError).problems.map(({ code, where, message }) => `${code} ${String(where)} ${message}`);
    }
    return [];
  };

  it.each([
    ["nowhere", "MLOPS-PROMOTE-018 --address this is no address"],
    ["/score", "MLOPS-PROMOTE-018 --address this is no address"],
    ["http://churn.example.org/score", "MLOPS-PROMOTE-018 --address a token is sent there, and this is no https"],
    ["http://127.0.0.1.example.org/", "MLOPS-PROMOTE-018 --address a token is sent there, and this is no https"],
    ["ftp://localhost/score", "MLOPS-PROMOTE-018 --address a token is sent there, and this is no https"],
    ["https://ana:secret@localhost/", "MLOPS-PROMOTE-018 --address an address has no user and no password"],
  ])("sends no token to %s", async (address, problem) => {
    expect(await said(() => smoke("customer-churn", { config, env: "dev", address }))).toEqual([problem]);
  });

  it.each(["https://churn.example.org/score", "http://localhost:8080/score", "http://127.0.0.1/", "http://[::1]:1/"])(
    "asks at %s",
    (address) => expect(requireAddress(address)?.href).toBe(address),
  );

  it("wants the use case of an address and of a deployment, both at once", async () => {
    const options = { config, env: "dev", deployment: "model-1", address: "https://localhost/" };
    expect(await said(() => smoke(undefined, options))).toEqual([
      "MLOPS-PROMOTE-017 --deployment this is of one use case, and none is named",
      "MLOPS-PROMOTE-017 --address this is of one use case, and none is named",
    ]);
  });

  it("is no pass where what is named has no smoke test", async () => {
    expect(await said(() => smoke("customer-churn", { config, env: "dev" }))).toEqual([
      "MLOPS-PROMOTE-017 customer-churn it has no smoke test in dev: there is nothing to ask",
    ]);
  });
});

describe("asking an endpoint", () => {
  const seen: { readonly request: IncomingMessage; readonly body: string }[] = [];
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (data) => (body += String(data)));
      request.on("end", () => {
        seen.push({ request, body });
        if (request.url === "/moved") return response.writeHead(307, { location: "/score" }).end();
        response.writeHead(200).end("[0, 1]");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it("sends the request with its token to one deployment", async () => {
    const asker = new EndpointAsker(`${url}/score`, async () => "secret");
    await expect(asker.ask("model-13", "{}")).resolves.toMatchObject({ status: 200, body: "[0, 1]" });
    const { request, body } = seen.at(-1)!;
    expect([request.method, request.url, body]).toEqual(["POST", "/score", "{}"]);
    expect(request.headers).toMatchObject({
      authorization: "Bearer secret",
      "azureml-model-deployment": "model-13",
      "content-type": "application/json",
    });
  });

  it("does not carry the token on, and says which host does not answer", async () => {
    const before = seen.length;
    await expect(new EndpointAsker(`${url}/moved`, async () => "secret").ask("m", "{}")).rejects.toThrow(
      "does not answer",
    );
    expect(seen.length).toBe(before + 1);
    const facts = await tried(new EndpointAsker("http://127.0.0.1:9/score", async () => "secret"));
    expect(facts.unasked).toMatch(/^127\.0\.0\.1:9 does not answer: /);
    expect(facts.unasked).not.toContain("secret");
  });

  it("has a sample that is the shipped use case's", () => {
    expect(questionsOf(ml, "customer-churn", test).sample).toBe(
      readFileSync(join(ml, "use-cases/customer-churn/sample-request.json"), "utf8"),
    );
  });
});
