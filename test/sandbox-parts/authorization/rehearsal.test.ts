import { join } from "node:path";
import { identitiesOf, inSandbox } from "../../../deploy/identities";
import { placesOf } from "../../../deploy/promotion/place";
import { promote } from "../../../deploy/promotion/promote";
import { rollback } from "../../../deploy/promotion/rollback";
import { rollout } from "../../../deploy/promotion/rollout";
import { loadPromoted } from "../../../deploy/promotion/use-case";
import { builtInRoleId } from "../../../domain/azure/ids";
import { builtInRoles } from "../../../domain/access/roles";
import { UserError } from "../../../domain/problem/problem";
import { registerModel } from "../../../sandbox";
import { serveArm } from "../../../sandbox/engine/arm/http";
import { BodyShapes } from "../../../sandbox/engine/arm/shapes";
import type { Request } from "../../../sandbox/engine/authorization";
import { Faults } from "../../../sandbox/engine/faults";
import { serverTrust } from "../../../sandbox/engine/tls/authority";
import { assignmentsOf, type RecordedCall, type Somebody } from "../../../sandbox/services/access/authorizer";
import { on } from "../../../sandbox/services/access/requests";
import { ownServices } from "../../../sandbox/services/own-services";
import { loadConfiguration } from "../../../schema/load";
import { modelRegistryIdOf } from "../../../schema/names";
import { type Calls, readsOf, stateCalls, writesOf } from "../../support/calls-of-stacks";
import { exampleConfiguration, SHIPPED } from "../../support/configuration";
import { type Deployed, deployedInProcess } from "../../support/deployed";
import { enter, leave } from "../../support/in-sandbox";
import { type StackJson, synthStacks } from "../../support/stacks";

const NOW = new Date("2026-12-16T04:30:30Z");

describe("the pipelines that publish what ml/ holds", () => {
  const configuration = exampleConfiguration({
    organization: { platform: { registry: { publishedByPipelines: true } } },
  });
  const publisher = inSandbox(identitiesOf(configuration).find(({ name }) => name === "publish")!);
  const registry = modelRegistryIdOf(configuration.organization);
  let deployed: Deployed;

  beforeAll(() => {
    deployed = deployedInProcess(synthStacks(configuration, ["bootstrap", "registry", "dev"]), () => NOW);
  });
  afterAll(() => deployed.close());

  const may = (id: string, verb: string): boolean => {
    try {
      deployed.access.require([{ operation: on(id, verb) }], publisher);
      return true;
    } catch {
      return false;
    }
  };
  /** What `ml/publish.py` does: finds the registry, looks which versions are there, uploads, writes. */
  const published = ["read", "assets/read", "assets/stage/write", "assets/write"];

  it("do so by one grant, on the registry, and miss all of it without", () => {
    expect(published.filter((verb) => !may(registry, verb))).toEqual([]);
    const held = assignmentsOf(deployed.cloud).filter(({ principalId }) => principalId === publisher.objectId);
    expect(held.map(({ scope }) => scope)).toEqual([registry]);
    deployed.cloud.store.remove([held[0]!.id], []);
    expect(published.filter((verb) => may(registry, verb))).toEqual([]);
  });

  it("may do nothing beside, to the registry or to an environment", () => {
    const { workspace } = placesOf(configuration, configuration.useCases[0]!.name).get("dev")!.ids;
    const group = registry.split("/providers/")[0]!;
    const beyond = [
      [registry, "write"],
      [registry, "delete"],
      [group, "read"],
      [workspace, "read"],
      [workspace, "jobs/write"],
    ] as const;
    expect(beyond.filter(([id, verb]) => may(id, verb))).toEqual([]);
  });
});

/** Pipelines, the identities of their jobs, and what those deploy. Service connections sign in as the same identities. */
const pipelines = [
  { on: "GitHub", config: SHIPPED, useCase: "customer-churn", version: "14" },
  {
    on: "Azure DevOps",
    config: join(__dirname, "../../../examples/azure-devops/config"),
    useCase: "load-forecast",
    version: "2",
  },
];

/**
 * What the pipelines do, in their order, each call as the identity that makes it there: an owner has bootstrapped and deployed
 * everything once; then pull requests and nights are planned, versions promoted, rolled out and back, and merges deployed.
 * Nothing of it needs Terraform: what the providers ask for follows from what the stacks say. `test/sandbox/rehearsal.test.ts` has
 * Terraform ask, in one environment.
 */
describe.each(pipelines)("the pipelines on $on", ({ config, useCase, version }) => {
  const configuration = loadConfiguration(config);
  const { environments } = configuration;
  const names = environments.map(({ name }) => name);
  const known = new Map(identitiesOf(configuration).map((one) => [one.name, inSandbox(one)]));
  const as = (name: string): Somebody => known.get(name)!;
  const promoted = loadPromoted(config, useCase);

  let deployed: Deployed;
  let stacks: Record<string, StackJson>;
  let calls: RecordedCall[] = [];
  let stop: () => Promise<void>;

  beforeAll(async () => {
    const useCaseStacks = names.map((name) => promoted.places.get(name)!.names.stack);
    stacks = synthStacks(configuration, ["bootstrap", "registry", ...names, ...useCaseStacks]);
    deployed = deployedInProcess(stacks, () => NOW);
    const { cloud, access, dir } = deployed;
    for (const home of [promoted.places.get(names[0]!)!.ids.registry, promoted.places.get(names[0]!)!.ids.workspace])
      registerModel(cloud, { home, model: promoted.model, version, metrics: { auc: 0.9 } });
    const trust = serverTrust(dir);
    const services = ownServices(cloud, access, trust, dir);
    const arm = await serveArm(cloud, Faults.none(), new BodyShapes(), access, trust, services);
    enter({ env: { MLOPS_SANDBOX_ARM: arm.url, ...trust.env } });
    stop = async () => {
      leave();
      await arm.close();
    };
    access.onCall = (call) => calls.push(call);
  });
  afterAll(async () => {
    await stop();
    deployed.close();
  });
  beforeEach(() => (calls = []));

  const stacksOf = (environment: string): readonly string[] => [
    environment,
    promoted.places.get(environment)!.names.stack,
  ];
  /** Addresses of what somebody is refused. */
  const refused = (who: string, asked: readonly Calls[]): readonly string[] =>
    asked
      .filter(({ requests }) => {
        try {
          deployed.access.require(requests, as(who));
          return false;
        } catch {
          return true;
        }
      })
      .map(({ address }) => address);
  const asks = (who: string, requests: readonly Request[]) => deployed.access.require(requests, as(who));

  /** A plan of a pull request, of a night, or before an apply: all that `mlops plan` reads. */
  const plans = (who: string, environment: string, use: "plan" | "apply") => {
    for (const stack of stacksOf(environment)) {
      asks(who, stateCalls(deployed, stack, use));
      expect(refused(who, readsOf(deployed, stacks[stack]!))).toEqual([]);
    }
  };
  /** What commands decide: whatever comes of it, nothing is refused. */
  const decides = async (who: string, environment: string) => {
    deployed.access.caller = as(who);
    const options = { config, dryRun: true, now: () => NOW };
    const undecided = async (work: Promise<unknown>) =>
      work.catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error;
        return expect(error.problems.map(({ code }) => code)).not.toContain("MLOPS-AZURE-002");
      });
    await undecided(promote(useCase, { ...options, to: environment, model: version }));
    await undecided(rollout(useCase, { ...options, env: environment, asker: silent }));
    await undecided(rollback(useCase, { ...options, env: environment, reason: "more errors than before" }));
    expect(calls.filter(({ allowed, tolerated }) => !allowed && !tolerated)).toEqual([]);
  };
  const silent = { ask: async () => ({ status: 200, body: "[]", milliseconds: 1 }) };
  const deploys = (environment: string) => {
    const who = `${environment}-apply`;
    plans(who, environment, "apply");
    const [own, ofUseCase] = stacksOf(environment) as [string, string];
    expect(refused(who, writesOf(deployed, stacks[ofUseCase]!))).toEqual([]);
    return refused(who, writesOf(deployed, stacks[own]!));
  };
  /** `mlops smoke`: looks where the endpoint answers, and asks it. */
  const triesOut = (environment: string) => {
    const { endpoint } = promoted.places.get(environment)!.ids;
    const operations = ["read", "score/action"].map((verb) => on(endpoint, verb));
    asks(
      `${environment}-apply`,
      operations.map((operation) => ({ operation })),
    );
  };

  /** What somebody holds and could do all that was recorded without. */
  const unmissed = (objectId: string): readonly string[] => {
    const own = calls.filter(({ caller, allowed, tolerated }) => caller.objectId === objectId && allowed && !tolerated);
    const titles = new Map<string, string>(Object.values(builtInRoles).map(({ id, title }) => [id, title]));
    return assignmentsOf(deployed.cloud)
      .filter(
        ({ id, principalId }) =>
          principalId === objectId && own.every((call) => deployed.access.allowedWithout(id, call)),
      )
      .map(({ role, scope }) => `${titles.get(role)} on ${scope}`);
  };

  it.each(names)("plan %s, for a pull request and at night, by what only reads", (environment) => {
    plans(`${environment}-plan`, environment, "plan");
  });

  it.each(names)("decide about versions in %s by what plans it", async (environment) => {
    await decides(`${environment}-plan`, environment);
  });

  it.each(names)(
    "deploy %s by what may change it; roles, what workspace and agents hold and who publishes models are the owner's",
    (environment) => {
      const left = deploys(environment);
      const kinds = new Set(left.map((address) => address.split(".")[0]));
      expect([...kinds].sort()).toEqual(["azurerm_role_assignment", "azurerm_role_definition"]);
      for (const address of left.filter((one) => one.startsWith("azurerm_role_assignment")))
        expect(address).toMatch(/workspace|modelPublisher|Agents_Access/i);
    },
  );

  it.each(names)("let nobody else deploy %s", (environment) => {
    const [, ofUseCase] = stacksOf(environment) as [string, string];
    const strangers = ["plan", "apply"].flatMap((use) => names.map((name) => `${name}-${use}`));
    const writes = writesOf(deployed, stacks[ofUseCase]!);
    for (const who of strangers.filter((name) => name !== `${environment}-apply`))
      expect([who, refused(who, writes).length > writes.length / 2]).toEqual([who, true]);
  });

  it.each(names.flatMap((name) => [`${name}-plan`, `${name}-apply`]))("miss every grant of %s", async (who) => {
    const [environment, use] = who.split("-") as [string, "plan" | "apply"];
    plans(who, environment, use);
    if (use === "plan") await decides(who, environment);
    else {
      deploys(environment);
      triesOut(environment);
    }
    const { objectId } = as(who);
    expect(assignmentsOf(deployed.cloud).filter((one) => one.principalId === objectId).length).toBeGreaterThan(2);
    // What sets and lifts delete locks is missed where the environment asks for some, so that it may begin to by a merge.
    const locked = JSON.stringify(stacks[environment]).includes("Microsoft.Authorization/locks@");
    const idle = use === "apply" && !locked ? [expect.stringMatching(/^Locks Contributor on /)] : [];
    expect(unmissed(objectId)).toEqual(idle);
  });

  it.each(names)(
    "make %s a first time by a right on all of its subscription, and could not by one on its groups",
    (name) => {
      const who = `${name}-apply`;
      const { objectId } = as(who);
      const { subscription } = promoted.places.get(name)!;
      const writes = () => writesOf(deployed, stacks[name]!);
      const before = calls;
      calls = [];
      const allowed = refused(who, writes());
      // What is asked of the subscription, and of nothing in it, is asked before something is made that was never there.
      const once = calls.filter(({ request }) => /^\/subscriptions\/[^/]+$/.test(request.operation.scope));
      calls = before;
      expect([...new Set(once.map(({ request }) => request.operation.name))].sort()).toEqual([
        "Microsoft.ContainerRegistry/checkNameAvailability/read",
        "Microsoft.OperationalInsights/deletedWorkspaces/read",
      ]);
      const { store } = deployed.cloud;
      const type = "Microsoft.Authorization/roleAssignments";
      const whole = `/subscriptions/${subscription}`;
      const held = deployed.cloud
        .ofType(type)
        .filter(({ id, properties }) => id.startsWith(`${whole}/providers/`) && properties["principalId"] === objectId);
      const kept = held.map(({ id }) => store.get(id)!);
      const groups = deployed.cloud
        .ofType("Microsoft.Resources/resourceGroups")
        .filter(({ id }) => id.startsWith(`${whole}/`));
      const onGroups = groups.flatMap((group) =>
        held.map(({ id, properties }) => ({ id: id.replace(whole, group.id), properties })),
      );
      const remove = (ids: readonly { readonly id: string }[]) =>
        store.remove(
          ids.map(({ id }) => id),
          [],
        );
      remove(held);
      for (const { id, properties } of onGroups) store.put({ id, type, body: { properties }, readOnly: {} });
      try {
        const more = refused(who, writes()).filter((address) => !allowed.includes(address));
        expect([...new Set(more.map((address) => address.split(".")[0]))].sort()).toEqual([
          "azurerm_container_registry",
          "azurerm_log_analytics_workspace",
          // It watches the subscription, and who writes it must be allowed to read what it watches.
          "azurerm_monitor_activity_log_alert",
        ]);
      } finally {
        remove(onGroups);
        for (const one of kept) store.put(one);
      }
    },
  );

  it("would tell of a grant too many", () => {
    const [environment] = names as [string];
    const who = `${environment}-plan`;
    const { objectId } = as(who);
    const { ids } = promoted.places.get(environment)!;
    const id = `${ids.workspace}/providers/Microsoft.Authorization/roleAssignments/${objectId}`;
    const properties = {
      principalId: objectId,
      roleDefinitionId: builtInRoleId(promoted.places.get(environment)!.subscription, builtInRoles.reader.id),
    };
    const { store } = deployed.cloud;
    store.put({ id, type: "Microsoft.Authorization/roleAssignments", body: { properties }, readOnly: {} });
    try {
      plans(who, environment, "plan");
      expect(unmissed(objectId)).toContain(`Reader on ${ids.workspace}`);
    } finally {
      store.remove([id], []);
    }
  });
});
