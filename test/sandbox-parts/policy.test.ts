import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../domain/problem/problem";
import { parseArmId } from "../../sandbox/engine/arm/arm-id";
import { Cloud } from "../../sandbox/engine/arm/cloud";
import { type JsonObject, Store } from "../../sandbox/engine/store/store";
import { putGiven } from "../../sandbox/given";
import { deployed, governed, requireDeletable } from "../../sandbox/services/policy/effects";
import { policyRestrictions } from "../../sandbox/services/policy/restrictions";
import { rulesFor } from "../../sandbox/services/rules";

const SUB = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";
const GROUP = `${SUB}/resourceGroups/rg`;
const AUTH = "providers/Microsoft.Authorization";
const THING = "Microsoft.Example/things";

describe("policies in the simulated Azure", () => {
  let dir: string;
  let cloud: Cloud;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "mlops-policy-"));
    cloud = new Cloud(new Store(dir), {
      rulesFor,
      tenant: "7b1f7a52-3c0e-4f6b-9a65-0e5a3f0c9d11",
      bodyOf: () => ({}),
      policies: { governed, deployed, requireDeletable },
    });
    put(GROUP, { location: "westeurope" });
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const put = (id: string, body: JsonObject = {}) =>
    cloud.write({ id, type: parseArmId(id)!.type, body: { location: "westeurope", ...body }, readOnly: {} });
  const thing = (name: string, properties: JsonObject = {}, more: JsonObject = {}) =>
    put(`${GROUP}/providers/${THING}/${name}`, { properties, ...more });
  /** Defines a policy and assigns it to the subscription. */
  const assign = (policyRule: JsonObject, assignment: JsonObject = {}, definition: JsonObject = {}) => {
    put(`${SUB}/${AUTH}/policyDefinitions/p`, {
      properties: { mode: "All", policyRule, displayName: "P", ...definition },
    });
    const policyDefinitionId = `${SUB}/${AUTH}/policyDefinitions/p`;
    put(`${SUB}/${AUTH}/policyAssignments/a`, { properties: { policyDefinitionId, ...assignment } });
  };
  const deny = (condition: JsonObject) => ({ if: condition, then: { effect: "Deny" } });
  const isThing = { field: "type", equals: THING };

  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ["equals", { field: `${THING}/mode`, equals: "open" }, { mode: "Open" }, { mode: "closed" }],
    ["notEquals, of what is missing", { field: `${THING}/mode`, notEquals: "closed" }, {}, { mode: "closed" }],
    ["exists", { field: `${THING}/a.b`, exists: "false" }, { a: {} }, { a: { b: 1 } }],
    ["in", { field: `${THING}/mode`, in: ["x", "y"] }, { mode: "Y" }, { mode: "z" }],
    ["notIn", { field: `${THING}/mode`, notIn: ["x"] }, { mode: "y" }, { mode: "X" }],
    ["like", { field: `${THING}/host`, like: "*.example" }, { host: "a.example" }, { host: "a.example.org" }],
    ["greater", { field: `${THING}/days`, greater: 7 }, { days: 8 }, { days: 7 }],
    ["not", { not: { field: `${THING}/mode`, equals: "x" } }, { mode: "y" }, { mode: "x" }],
    [
      "anyOf",
      {
        anyOf: [
          { field: `${THING}/a`, equals: 1 },
          { field: `${THING}/b`, equals: 1 },
        ],
      },
      { b: 1 },
      { a: 2 },
    ],
    [
      "every member of a list",
      { field: `${THING}/l[*].x`, equals: 1 },
      { l: [{ x: 1 }, { x: 1 }] },
      { l: [{ x: 1 }, { x: 2 }] },
    ],
    [
      "a count, below what an alias leaves out",
      { count: { field: `${THING}/l[*]`, where: { field: `${THING}/l[*].x`, equals: "q" } }, greater: 0 },
      { l: [{ x: "p" }, { properties: { x: "Q" } }] },
      { l: [{ x: "p" }] },
    ],
  ])("deny what a condition holds for, and nothing else: %s", (_, condition, refused, accepted) => {
    assign(deny({ allOf: [isThing, condition] }));
    expect(() => thing("t", refused)).toThrow(
      "RequestDisallowedByPolicy: Resource 't' was disallowed by policy. Reasons: 'P'",
    );
    expect(cloud.get(`${GROUP}/providers/${THING}/t`)).toBeUndefined();
    expect(() => thing("t", accepted)).not.toThrow();
  });

  it("hold below their scope, but for what they leave out, and only where they are enforced", () => {
    const other = "/subscriptions/1d6f3c8b-2075-4b47-8d2e-8cf103b5e202/resourceGroups/rg";
    put(other);
    assign(deny(isThing));
    expect(() => thing("t")).toThrow("RequestDisallowedByPolicy");
    expect(() => put(`${other}/providers/${THING}/t`)).not.toThrow();
    assign(deny(isThing), { notScopes: [GROUP] });
    expect(() => thing("t")).not.toThrow();
    assign(deny(isThing), { enforcementMode: "DoNotEnforce" });
    expect(() => thing("t")).not.toThrow();
  });

  it("of mode Indexed pass over what has no location", () => {
    assign(deny(isThing), {}, { mode: "Indexed" });
    const id = `${GROUP}/providers/${THING}/t`;
    expect(() => cloud.write({ id, type: THING, body: {}, readOnly: {} })).not.toThrow();
    expect(() => thing("t")).toThrow("RequestDisallowedByPolicy");
  });

  it("modify before they deny, with values of their parameters", () => {
    const operations = [{ operation: "addOrReplace", field: "tags['unit']", value: "[parameters('unit')]" }];
    const rule = {
      if: { field: "tags.unit", exists: "false" },
      then: { effect: "[parameters('effect')]", details: { operations } },
    };
    const parameters = { unit: { type: "String" }, effect: { type: "String", defaultValue: "Modify" } };
    assign(rule, { parameters: { unit: { value: "Claims" } } }, { parameters });
    expect(thing("t", {}, { tags: { owner: "x" } }).body["tags"]).toEqual({ owner: "x", unit: "Claims" });
    expect(thing("u", {}, { tags: { unit: "Own" } }).body["tags"]).toEqual({ unit: "Own" });
    assign(rule, { parameters: { unit: { value: "Claims" }, effect: { value: "Disabled" } } }, { parameters });
    expect(thing("v", {}).body["tags"]).toBeUndefined();
  });

  it("deploy what is not there, once", () => {
    const template = {
      resources: [
        {
          type: `${THING}/parts`,
          name: "[concat(parameters('of'), '/made')]",
          properties: { from: "[parameters('of')]" },
        },
      ],
    };
    const deployment = { properties: { parameters: { of: { value: "[field('name')]" } }, template } };
    const existenceCondition = { field: `${THING}/parts/from`, exists: "true" };
    assign({
      if: isThing,
      then: { effect: "DeployIfNotExists", details: { type: `${THING}/parts`, existenceCondition, deployment } },
    });
    thing("t");
    const [made] = cloud.ofType(`${THING}/parts`);
    expect([made!.id, made!.properties]).toEqual([`${GROUP}/providers/${THING}/t/parts/made`, { from: "t" }]);
    cloud.delete(made!.id);
    put(`${GROUP}/providers/${THING}/t/parts/own`, { properties: { from: "me" } });
    thing("t", { again: true });
    expect(cloud.ofType(`${THING}/parts`).map(({ name }) => name)).toEqual(["own"]);
  });

  it("forbid to delete", () => {
    thing("t");
    assign({ if: isThing, then: { effect: "DenyAction", details: { actionNames: ["delete"] } } });
    expect(() => cloud.delete(`${GROUP}/providers/${THING}/t`)).toThrow("RequestDisallowedByPolicy");
  });

  it("say in advance what they would do, and change nothing", () => {
    assign(deny({ allOf: [isThing, { field: `${THING}/mode`, equals: "open" }] }));
    const ask = (properties: JsonObject) =>
      policyRestrictions(cloud, `${SUB}/providers/Microsoft.PolicyInsights/checkPolicyRestrictions`, {
        resourceDetails: { resourceContent: { type: THING, name: "t", properties } },
      });
    expect(ask({ mode: "open" })).toMatchObject({
      contentEvaluationResult: {
        policyEvaluations: [{ effectDetails: { policyEffect: "Deny" }, evaluationDetails: { reason: "P" } }],
      },
    });
    expect(ask({ mode: "closed" })).toMatchObject({ contentEvaluationResult: { policyEvaluations: [] } });
    expect(cloud.ofType(THING)).toEqual([]);
  });

  it.each([
    [deny({ field: "name", resembles: "x" }), `the condition {"field":"name","resembles":"x"}`],
    [deny({ value: "[utcNow()]", equals: "x" }), "the expression '[utcNow()]'"],
  ])("that are beyond the sandbox are refused rather than passed over", (rule, said) => {
    assign(rule);
    expect(() => thing("t")).toThrow(`The sandbox does not know ${said}`);
  });
});

describe("what others made before", () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "mlops-given-"))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const cloudOf = () => new Cloud(new Store(dir), { rulesFor, tenant: "t", bodyOf: () => ({}) });
  const from = (text: string, cloud = cloudOf()) => {
    writeFileSync(join(dir, "azure.yaml"), text);
    putGiven(cloud, join(dir, "azure.yaml"));
    return cloud;
  };
  const said = (text: string) => {
    try {
      from(text);
    } catch (error) {
      return (error as UserError).problems.map(({ code, message, given }) => [code, message, given].join(" ").trim());
    }
    return [];
  };

  it("is put in, and left as it is the next time", () => {
    const text = `- {id: ${GROUP}, location: westeurope}\n- {id: ${GROUP}/providers/${THING}/t, properties: {a: 1}}\n`;
    const cloud = from(text);
    cloud.write({ ...cloud.get(`${GROUP}/providers/${THING}/t`)!, body: { properties: { a: 2 } } });
    // With what Azure says of everything that is there.
    const properties = { a: 2, provisioningState: "Succeeded" };
    expect(from(text, cloud).show(`${GROUP}/providers/${THING}/t`)!.properties).toEqual(properties);
  });

  it("is refused with everything that is wrong", () => {
    expect(said(`- {id: nothing}\n- {id: ${GROUP}/providers/${THING}/t}\n`)).toEqual([
      "MLOPS-SANDBOX-012 is no ARM id nothing",
      expect.stringContaining("is refused by Azure: Resource group 'rg' could not be found.") as string,
    ]);
    expect(said("a: b\n")).toEqual(["MLOPS-SANDBOX-012 does not hold resources"]);
    expect(said("a: [\n")[0]).toContain("is not YAML");
    expect(() => putGiven(cloudOf(), join(dir, "none.yaml"))).toThrow(UserError);
  });
});
