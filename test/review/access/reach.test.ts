import { synthStacks } from "../../support/stacks";
import { exampleFiles, loadFiles, type Raw } from "../../support/variants";
import { resourcesIn } from "../../../cli/explain/resources";
import { reachExposures } from "../../../review/access/reach";
import { context } from "../../support/review-plan";
import type { ReviewInput } from "../../../review/model";

/** Stacks of the example with another network of prod and other settings of what environments share, without use cases. */
function stacksOf(stack: string, network: object, platform: object) {
  const files = Object.fromEntries(
    Object.entries(exampleFiles()).filter(([path]) => !/^(use-cases|releases)\//.test(path)),
  );
  const merged = (raw: Raw, key: string, more: object): Raw => ({
    ...raw,
    [key]: { ...(raw[key] as object), ...more },
  });
  const configuration = loadFiles({
    ...files,
    "environments/prod.yaml": merged(files["environments/prod.yaml"]!, "network", network),
    "organization.yaml": merged(files["organization.yaml"]!, "platform", platform),
  });
  return synthStacks(configuration, [stack])[stack]!;
}

type Json = Record<string, unknown>;

/** Everything of a stack as it is once it is deployed: with ids in place of references. */
function deployed(stack: Json): ReadonlyMap<string, Json> {
  const resources = resourcesIn(stack);
  const workspace = resources.find(({ kind }) => kind === "workspace")?.id;
  const actions = Object.entries((stack["resource"] as Record<string, Json>)["azapi_resource_action"] ?? {});
  return new Map<string, Json>([
    ...resources.map(({ address, id, arguments: values }) => [address, { ...values, id }] as const),
    ...actions.map(
      ([name, values]) => [`azapi_resource_action.${name}`, { ...(values as Json), resource_id: workspace }] as const,
    ),
  ]);
}

/** A plan from one synthesized stack to another. */
function planOf(before: Json, after: Json): object {
  const [was, is] = [deployed(before), deployed(after)];
  const addresses = [...new Set([...was.keys(), ...is.keys()])];
  return {
    format_version: "1.2",
    resource_changes: addresses.map((address) => {
      const [b, a] = [was.get(address), is.get(address)];
      const [type, name] = address.split(".");
      return {
        address,
        mode: "managed",
        type,
        name,
        change: {
          actions: a === undefined ? ["delete"] : b === undefined ? ["create"] : ["update"],
          before: b ?? null,
          after: a ?? null,
          after_unknown: {},
        },
      };
    }),
  };
}

const told = (
  stack: string,
  before: readonly [object, object],
  after: readonly [object, object],
): readonly string[] => {
  const subject = { name: stack, plan: planOf(stacksOf(stack, ...before), stacksOf(stack, ...after)) };
  const input = { stacks: [subject], context, source: { mode: "normal" }, waivers: [] } as unknown as ReviewInput;
  return reachExposures(input).map(({ effect, text }) => `${effect}: ${text}`);
};

const open = { mode: "public", reason: "a test of what is open", allowedAddresses: ["203.0.113.0/24"] };

describe("a change of the network, in consequences", () => {
  it("closes an environment: who no longer gets where, and that nobody reaches studio", () => {
    const found = told("prod", [{ inbound: open }, {}], [{ inbound: { mode: "private" } }, {}]);
    expect(found).toContainEqual(
      expect.stringMatching(
        /^closes: prod: people elsewhere and hosted runners no longer reach studio and the workspace, endpoints$/,
      ),
    );
    expect(found.filter((text) => text.startsWith("opens"))).toEqual([
      expect.stringContaining(
        "machines in subnet operations now reach studio and the workspace, endpoints, storage (blob, file)",
      ),
    ]);
  });

  it("opens one: who gets where from now on", () => {
    const found = told("prod", [{ inbound: { mode: "private" } }, {}], [{ inbound: open }, {}]);
    expect(found).toContainEqual(
      "opens: prod: people elsewhere and hosted runners now reach studio and the workspace, endpoints",
    );
    expect(found).toContainEqual(
      expect.stringMatching(/^closes: prod: machines in subnet operations no longer reach /),
    );
  });

  it("narrows the way out: what jobs no longer reach", () => {
    const internet = { outbound: { mode: "internet", reason: "a test of the way out" } };
    const found = told("prod", [internet, {}], [{ outbound: { mode: "approved-only" } }, {}]);
    expect(found.join("\n")).toMatch(
      /closes: prod: clusters and instances and deployments of endpoints no longer reach .*any host on the internet/,
    );
    expect(found.join("\n")).toMatch(/monitors on serverless Spark no longer reach/);
  });

  it("closes the state: runners no longer reach it, and need it", () => {
    const state = (inbound: object) => ({ state: { inbound } });
    const found = told(
      "bootstrap",
      [{}, state({ mode: "public", reason: "hosted runners reach it" })],
      [{}, state({ mode: "private" })],
    );
    expect(found).toContainEqual(
      "closes: hosted runners no longer reach Terraform state, which is needed for planning and deploying",
    );
    expect(found).toContainEqual("closes: after this nobody from outside reaches Terraform state");
  });

  it("says nothing where nobody's way changes", () => {
    expect(told("prod", [{}, {}], [{}, {}])).toEqual([]);
  });
});
