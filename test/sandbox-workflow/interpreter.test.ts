import {
  checkDefinition,
  runWorkflow,
  sendTo,
  type Actions,
  type SendRequest,
  type Value,
  type WorkflowDefinition,
  type WorkflowResponse,
} from "../../sandbox/workflow";

const define = (actions: Actions, parameters: WorkflowDefinition["parameters"] = {}): WorkflowDefinition => ({
  $schema: "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#",
  contentVersion: "1.0.0.0",
  parameters,
  triggers: { Request: { type: "Request", kind: "Http", inputs: { schema: {} } } },
  actions,
});
const offline: SendRequest = () => Promise.reject(new Error("offline"));
const run = (actions: Actions, body: Value = null, http = offline) =>
  runWorkflow(define(actions), { body }, { http, now: () => new Date("2026-12-10T12:00:00Z"), guid: () => "a-guid" });
/** The value of an expression; its failure as a message. */
const valueOf = async (expression: string, body: Value = null) => {
  const { Value: action } = (await run({ Value: { type: "Compose", inputs: expression } }, body)).actions;
  return action!.status === "Succeeded" ? action!.outputs : action!.error!.message;
};

describe("expressions", () => {
  it.each<[string, Value]>([
    ["plain text", "plain text"],
    ["@@not an expression", "@not an expression"],
    ["@{1}2@{'a}b'}", "12a}b"],
    ["keeps @@{this}", "keeps @{this}"],
    ["@concat('it''s', ' ', 1)", "it's 1"],
    ["@if(equals(1, 1), 'yes', 'no')", "yes"],
    ["@and(true, not(false), or(false, true))", true],
    ["@coalesce(null, triggerBody()?['missing'], 'found')", "found"],
    ['@equals(json(\'{"a":[1],"b":2}\'), json(\'{"b":2,"a":[1]}\'))', true],
    ["@greater(2, 10)", false],
    ["@less('b', 'a')", false],
    ["@greaterOrEquals(2, 2)", true],
    ["@lessOrEquals(3, 2)", false],
    ["@empty('')", true],
    ["@empty(null)", true],
    ["@empty(createArray(1))", false],
    ["@length('four')", 4],
    ["@first(createArray('a', 'b'))", "a"],
    ["@last(createArray('a', 'b'))", "b"],
    ["@contains(createArray('a'), 'a')", true],
    ["@contains('ABC', 'bc')", false],
    ["@union(createArray(1, 2), createArray(2, 3))", [1, 2, 3]],
    ["@string(createArray(1))", "[1]"],
    ["@int('42')", 42],
    ["@substring('abcdef', 2, 3)", "cde"],
    ["@replace('a.b.c', '.', '-')", "a-b-c"],
    ["@setProperty(json('{\"a\":1}'), 'b', 2)", { a: 1, b: 2 }],
    ["@uriComponent('a/b c')", "a%2Fb%20c"],
    ["@guid()", "a-guid"],
    ["@utcNow()", "2026-12-10T12:00:00.0000000Z"],
    ["@addHours(utcNow(), 3)", "2026-12-10T15:00:00.0000000Z"],
    ["@addSeconds('2026-12-10T13:00:00+01:00', -1)", "2026-12-10T11:59:59.0000000Z"],
    ["@subtractFromTime(utcNow(), 7, 'Day')", "2026-12-03T12:00:00.0000000Z"],
    ["@greater(ticks('2026-12-10T12:00:00.001Z'), ticks(utcNow()))", true],
    ["@string(ticks('1970-01-01T00:00:00Z'))", "621355968000000000"],
    ["@formatDateTime(utcNow(), 'yyyyMMddHHmmss')", "20261210120000"],
    ["@last(sort(createArray('b', 'c', 'a')))", "c"],
  ])("%s is %j", async (expression, value) => {
    const result = await valueOf(expression);
    expect(typeof result === "bigint" ? result.toString() : result).toEqual(value);
  });

  it.each([
    ["@triggerBody()['missing']", "there is no property 'missing'"],
    ["@triggerBody()['list'][5]", "there is no item 5"],
    ["@triggerBody()?['text']?['x']", "cannot look up x in string"],
    ["@if('true', 1, 2)", "if takes booleans, not string"],
    ["@greater(1, 'a')", "greater compares two numbers or two strings"],
    ["@first(triggerBody())", "first takes a string or an array, not object"],
    ["@ticks('2026-12-10')", "ticks takes a time such as"],
    ["@json('{')", "json cannot read its argument"],
    ["@addProperty(json('{\"a\":1}'), 'a', 2)", "there is a property a already"],
    ["@substring('abc', 2, 5)", "substring reaches beyond the string"],
    ["@item()", "item() stands outside a filter"],
  ])("%s fails its action", async (expression, message) => {
    expect(await valueOf(expression, { list: [], text: "t" })).toContain(message);
  });
});

describe("what is refused before anything runs", () => {
  const compose = { type: "Compose", inputs: 1 };

  it.each<[string, Actions]>([
    ["unknown type Foreach", { A: { type: "Foreach" } }],
    ["unknown property surprise", { A: { ...compose, surprise: 1 } as never }],
    ["calls the unknown function xpath", { A: { type: "Compose", inputs: "@xpath(1)" } }],
    ["calls length with 2 arguments", { A: { type: "Compose", inputs: "@length(1, 2)" } }],
    ["cannot read the expression", { A: { type: "Compose", inputs: "@length(" } }],
    ["never closes it", { A: { type: "Compose", inputs: "a @{length('x')" } }],
    ["outputs('B'), which the definition does not have", { A: { type: "Compose", inputs: "@outputs('B')" } }],
    ["parameters('p'), which the definition does not have", { A: { type: "Compose", inputs: "@parameters('p')" } }],
    ["variables('v'), which the definition does not have", { A: { type: "Compose", inputs: "@variables('v')" } }],
    ["A runs after B, which is not in the workflow", { A: { ...compose, runAfter: { B: ["Succeeded"] } } }],
    ["the unknown status Fine", { A: compose, B: { ...compose, runAfter: { A: ["Fine" as never] } } }],
    [
      "wait for each other: A, B",
      {
        A: { ...compose, runAfter: { B: ["Succeeded"] } },
        B: { ...compose, runAfter: { A: ["Succeeded"] } },
      },
    ],
    ["two actions are named A", { A: { type: "Scope", actions: { A: compose } } }],
    [
      "a Response inside a loop",
      {
        A: {
          type: "Until",
          expression: "@true",
          limit: { count: 1 },
          actions: { B: { type: "Response", inputs: { statusCode: 200 } } },
        },
      },
    ],
    ["no limit.count", { A: { type: "Until", expression: "@true", actions: {} } }],
    [
      "initializes a variable inside another action",
      {
        A: {
          type: "Scope",
          actions: { B: { type: "InitializeVariable", inputs: { variables: [{ name: "v", type: "string" }] } } },
        },
      },
    ],
    ["sets v, which nothing initializes", { A: { type: "SetVariable", inputs: { name: "v", value: 1 } } }],
  ])("%s", async (message, actions) => {
    expect(checkDefinition(define(actions)).join("\n")).toContain(message);
    await expect(run(actions)).rejects.toThrow(message);
  });

  it("refuses a second trigger, a polling one and parameters without a value", async () => {
    const definition = define({}, { p: { type: "String" } });
    const triggers = { A: { type: "Recurrence" }, B: { type: "Request" } };

    expect(checkDefinition({ ...definition, triggers }).join()).toMatch(/one trigger; this one has 2.*Recurrence/);
    await expect(runWorkflow(definition, { body: null }, { http: offline })).rejects.toThrow(
      "parameter p has no value",
    );
  });
});

describe("the order of actions", () => {
  const fails = { type: "Compose", inputs: "@int('x')" };
  const compose = { type: "Compose", inputs: 1 };

  it("skips what waits for a success that did not come, and fails the run", async () => {
    const result = await run({ A: fails, B: { ...compose, runAfter: { A: ["Succeeded"] } } });

    expect(result).toMatchObject({ status: "Failed", actions: { A: { status: "Failed" }, B: { status: "Skipped" } } });
  });

  it("succeeds when a later action handled the failure", async () => {
    const result = await run({ A: fails, B: { ...compose, runAfter: { A: ["Failed"] } } });

    expect(result.status).toBe("Succeeded");
  });

  it("ends at a Terminate and leaves the rest undone", async () => {
    const result = await run({
      A: { type: "Terminate", inputs: { runStatus: "Failed", runError: { code: "Stop", message: "enough" } } },
      B: { ...compose, runAfter: { A: ["Succeeded"] } },
    });

    expect(result).toMatchObject({ status: "Failed", error: { code: "Stop" }, actions: { B: { status: "Skipped" } } });
  });

  it("takes the branch of a switch that fits, or the default one", async () => {
    const actions: Actions = {
      S: {
        type: "Switch",
        expression: "@triggerBody()",
        cases: { One: { case: "one", actions: { InOne: compose } } },
        default: { actions: { InDefault: compose } },
      },
    };

    expect((await run(actions, "one")).actions).toMatchObject({
      InOne: { status: "Succeeded" },
      InDefault: { status: "Skipped" },
    });
    expect((await run(actions, "two")).actions).toMatchObject({
      InOne: { status: "Skipped" },
      InDefault: { status: "Succeeded" },
    });
  });

  it("answers 502 to a caller that waits for a Response that never came, and 202 where there is none", async () => {
    expect(
      (await run({ A: fails, B: { type: "Response", inputs: { statusCode: 200 }, runAfter: { A: ["Succeeded"] } } }))
        .response.statusCode,
    ).toBe(502);
    expect((await run({ A: compose })).response.statusCode).toBe(202);
  });
});

describe("requests", () => {
  const get = (policy?: object): Actions => ({
    Get: {
      type: "Http",
      inputs: { method: "GET", uri: "https://management.azure.com/x", ...(policy && { retryPolicy: policy }) } as never,
    },
  });
  const answering = (...statuses: number[]): SendRequest & { calls: number } => {
    const http = Object.assign(
      () => Promise.resolve({ status: statuses[Math.min(http.calls++, statuses.length - 1)]!, headers: {}, body: "" }),
      { calls: 0 },
    );
    return http;
  };

  it.each([
    ["four times by default", undefined, 5],
    ["as often as its policy says", { type: "fixed", count: 2, interval: "PT1S" }, 3],
    ["never if its policy is none", { type: "none" }, 1],
  ])("are repeated on 429 and 5xx %s", async (_what, policy, calls) => {
    const http = answering(503);
    const result = await run(get(policy), null, http);

    expect(http.calls).toBe(calls);
    expect(result.actions["Get"]).toMatchObject({ status: "Failed", outputs: { statusCode: 503 } });
  });

  it("are not repeated on what stays wrong", async () => {
    const http = answering(403);
    await run(get(), null, http);

    expect(http.calls).toBe(1);
  });

  it("follow 202 until the operation is over", async () => {
    const answers: WorkflowResponse[] = [
      { status: 202, headers: { Location: "https://management.azure.com/op" }, body: "" },
      { status: 200, headers: { "content-type": "application/json" }, body: '{"done":true}' },
    ];
    const result = await run(get(), null, () => Promise.resolve(answers.shift()!));

    expect(result.actions["Get"]).toMatchObject({
      status: "Succeeded",
      outputs: { statusCode: 200, body: { done: true } },
    });
  });

  it("fail when no answer comes", async () => {
    expect((await run(get())).actions["Get"]).toMatchObject({
      status: "Failed",
      error: { code: "ServiceUnavailable" },
    });
  });

  it("go to Azure Resource Manager's stand-in and nowhere else", async () => {
    const actions: Actions = { Get: { type: "Http", inputs: { method: "GET", uri: "https://example.test/" } } };

    expect((await run(actions, null, sendTo("http://127.0.0.1:1"))).actions["Get"]).toMatchObject({
      status: "Failed",
      error: { message: "https://example.test is not Azure Resource Manager" },
    });
  });

  it("refuse a way to sign in that is not known", async () => {
    const inputs = {
      method: "GET",
      uri: "https://management.azure.com/",
      authentication: { type: "Basic", password: "p" },
    };
    const result = await run({ Get: { type: "Http", inputs } }, null, answering(200));

    expect(result.actions["Get"]!.error!.message).toContain("authenticates in a way");
  });
});
