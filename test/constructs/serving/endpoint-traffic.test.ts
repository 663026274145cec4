import { Aspects, type TerraformStack } from "cdktf";
import { MandatoryTags } from "../../../constructs/governance";
import { EndpointTraffic, type CandidateShare } from "../../../constructs/serving";
import { synth, type Attributes } from "../../support/synth";
import { deployment, endpoint, ENDPOINT } from "./support";

type Share = Omit<CandidateShare, "deployment">;

function define(stack: TerraformStack, share?: Share) {
  const on = endpoint(stack);
  const live = deployment(stack, on, "12");
  const candidate = share === undefined ? undefined : { deployment: deployment(stack, on, "13"), ...share };
  return new EndpointTraffic(stack, "Traffic", { endpoint: on, live, candidate });
}

const single = (resources: Record<string, Attributes>) => Object.values(resources)[0]!;

const action = (resources: Record<string, Attributes>, name: string) =>
  Object.entries(resources).find(([id]) => id.includes(name))![1];

function traffic(share?: Share) {
  const { resources } = synth((stack) => define(stack, share));
  return {
    shares: single(resources("azapi_update_resource")),
    settle: action(resources("azapi_resource_action"), "Settle"),
    drain: action(resources("azapi_resource_action"), "Drain"),
  };
}

describe("EndpointTraffic", () => {
  it("sends everything to the live version while nothing is being tried", () => {
    expect(traffic().shares["body"].properties).toMatchObject({ traffic: { "model-12": 100 }, mirrorTraffic: {} });
  });

  it.each([0, 10, 50, 100])("shares so that all adds up to 100 with a candidate at %d %%", (trafficPercent) => {
    const shares = traffic({ trafficPercent, mirrorPercent: 0 }).shares["body"].properties.traffic;
    expect(shares["model-12"]).toMatch(new RegExp(`\\? 100 : ${100 - trafficPercent}}$`));
    expect(shares["model-13"]).toMatch(new RegExp(`\\? 0 : ${trafficPercent}}$`));
  });

  it("gives a candidate that was rolled back nothing, and says so in every plan", () => {
    const { json, resources } = synth((stack) => define(stack, { trafficPercent: 50, mirrorPercent: 0 }));
    const { traffic: shares } = single(resources("azapi_update_resource"))["body"].properties;
    expect(shares["model-13"]).toContain('"rolledBack-model-13"');
    expect(JSON.stringify(json["check"])).toContain("model-13 was rolled back");
  });

  it("copies requests to a candidate and switches that off in so many words", () => {
    const mirrored = traffic({ trafficPercent: 0, mirrorPercent: 20 }).shares["body"].properties.mirrorTraffic;
    expect(mirrored["model-13"]).toMatch(/ : 20}$/);
    const answering = traffic({ trafficPercent: 10, mirrorPercent: 0 }).shares["body"].properties.mirrorTraffic;
    expect(answering["model-13"]).toMatch(/ : 0}$/);
  });

  it("settles everything on the live version whenever the deployments change", () => {
    const { settle } = traffic({ trafficPercent: 50, mirrorPercent: 0 });
    expect(settle).toMatchObject({ method: "PUT", locks: [ENDPOINT] });
    expect(settle["body"].properties).toMatchObject({ traffic: { "model-12": 100, "model-13": 0 }, mirrorTraffic: {} });
  });

  it("settles once per set of deployments, whatever else changes", () => {
    const at = (trafficPercent: number) => traffic({ trafficPercent, mirrorPercent: 0 });
    expect(at(50).settle).toEqual(at(10).settle);
    expect(at(50).settle["for_each"]).toBe('${toset(["model-12 and model-13"])}');
    expect(traffic().settle["for_each"]).toBe('${toset(["model-12"])}');
    expect(at(50).settle["lifecycle"].ignore_changes).toEqual(["body"]);
  });

  it("takes all shares away before the deployments are destroyed with it", () => {
    const { drain, settle } = traffic({ trafficPercent: 50, mirrorPercent: 0 });
    expect(drain).toMatchObject({ method: "PUT", when: "destroy", lifecycle: { ignore_changes: ["body"] } });
    expect(drain["body"].properties).toMatchObject({ traffic: {}, mirrorTraffic: {} });
    expect(drain["depends_on"]).toEqual(settle["depends_on"]);
  });

  it("waits for every deployment, and sets shares after settling", () => {
    const { settle, shares } = traffic({ trafficPercent: 10, mirrorPercent: 0 });
    const deployments = settle["depends_on"] as string[];
    expect(deployments).toHaveLength(2);
    expect(shares["depends_on"]).toEqual(expect.arrayContaining(deployments));
    expect(shares["depends_on"].some((one: string) => one.startsWith("azapi_resource_action."))).toBe(true);
  });

  it("carries the tags that aspects give the endpoint, so that sending it whole loses none", () => {
    const { resources } = synth((stack) => {
      define(stack);
      MandatoryTags.add(stack, { owner: "ml-platform" });
    });
    const tags = { owner: "ml-platform" };
    expect(action(resources("azapi_resource_action"), "Settle")["body"].tags).toEqual(tags);
    expect(single(resources("azapi_update_resource"))["body"].tags).toEqual(tags);
  });

  it("has no tags to carry while there are none", () => {
    const { resources } = synth((stack) => {
      define(stack);
      Aspects.of(stack).add({ visit: () => undefined });
    });
    expect(action(resources("azapi_resource_action"), "Settle")["body"]).not.toHaveProperty("tags");
  });

  it.each([
    ["a share over 100", { trafficPercent: 101, mirrorPercent: 0 }, "MLOPS-TRAFFIC-001"],
    ["a negative share", { trafficPercent: -1, mirrorPercent: 0 }, "MLOPS-TRAFFIC-001"],
    ["half a percent", { trafficPercent: 0.5, mirrorPercent: 0 }, "MLOPS-TRAFFIC-001"],
    ["a mirror over 50", { trafficPercent: 0, mirrorPercent: 51 }, "MLOPS-TRAFFIC-002"],
    ["both at once", { trafficPercent: 10, mirrorPercent: 10 }, "MLOPS-TRAFFIC-003"],
  ])("rejects %s", (_, share, code) => {
    expect(() => traffic(share)).toThrow(code);
  });

  describe("with a former version that is kept", () => {
    const kept = (share?: Share) => {
      const { resources, json } = synth((stack) => {
        const on = endpoint(stack);
        const live = deployment(stack, on, "12");
        const former = deployment(stack, on, "11");
        const candidate = share === undefined ? undefined : { deployment: deployment(stack, on, "13"), ...share };
        new EndpointTraffic(stack, "Traffic", { endpoint: on, live, candidate, former });
      });
      return {
        shares: single(resources("azapi_update_resource"))["body"].properties,
        settle: action(resources("azapi_resource_action"), "Settle"),
        json,
      };
    };

    it("gives it nothing, unless what is live was rolled back", () => {
      const { shares, json } = kept();
      expect(shares.traffic["model-12"]).toMatch(/rolledBack-model-12.* \? 0 : 100}$/);
      expect(shares.traffic["model-11"]).toMatch(/rolledBack-model-12.* \? 100 : 0}$/);
      expect(shares.mirrorTraffic).toEqual({});
      expect(JSON.stringify(json["check"])).toContain("model-12 was rolled back");
    });

    it("gives it nothing while another is tried, whose traffic goes back to what is live", () => {
      const { shares } = kept({ trafficPercent: 10, mirrorPercent: 0 });
      expect(shares.traffic["model-12"]).toMatch(/rolledBack-model-13.* \? 100 : 90}$/);
      expect(shares.traffic["model-13"]).toMatch(/ \? 0 : 10}$/);
      expect(shares.traffic["model-11"]).toMatch(/ \? 0 : 0}$/);
    });

    it("names it in what settles, and settles anew when it comes and goes", () => {
      const { settle } = kept();
      expect(settle["for_each"]).toBe('${toset(["model-12, keeping model-11"])}');
      expect(settle["body"].properties.traffic).toEqual({ "model-12": 100 });
      expect(settle["depends_on"]).toHaveLength(2);
    });
  });

  it("sets tags and network access while nothing is live, and no traffic", () => {
    const { resources } = synth((stack) => new EndpointTraffic(stack, "Traffic", { endpoint: endpoint(stack) }));
    const { properties } = single(resources("azapi_update_resource"))["body"];
    expect(properties.publicNetworkAccess).toBe("Disabled");
    expect(properties).not.toHaveProperty("traffic");
    expect(resources("azapi_resource_action")).toEqual({});
  });

  it("rejects something that is kept or tried beside nothing live", () => {
    expect(() =>
      synth((stack) => {
        const on = endpoint(stack);
        new EndpointTraffic(stack, "Traffic", { endpoint: on, former: deployment(stack, on, "11") });
      }),
    ).toThrow("MLOPS-TRAFFIC-005");
  });

  it("rejects one deployment as live and candidate, and a deployment of another endpoint", () => {
    expect(() =>
      synth((stack) => {
        const on = endpoint(stack);
        const live = deployment(stack, on, "12");
        const candidate = { deployment: live, trafficPercent: 10, mirrorPercent: 0 };
        new EndpointTraffic(stack, "Traffic", { endpoint: on, live, candidate });
      }),
    ).toThrow("MLOPS-TRAFFIC-004");
  });
});
