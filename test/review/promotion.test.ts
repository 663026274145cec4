import { Testing } from "cdktf";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { reviewContext } from "../../deploy/review-context";
import { loadConfiguration } from "../../schema/load";
import { Duration } from "../../domain/time/duration";
import type { Promotion } from "../../domain/promotion/model";
import { PROMOTED_THROUGH_OUTPUT, PROMOTION_OUTPUT, promotionDefinition } from "../../domain/promotion/definition";
import type { ReviewContext } from "../../review/context";
import type { Review, StackInput } from "../../review/model";
import { differences } from "../../review/promotion";
import { renderJson, reviewPlans } from "../../review";
import { renderHtml } from "../../review/render/html";
import { renderMarkdown } from "../../review/render/markdown";
import { renderSarif } from "../../review/render/sarif";
import { UseCaseStack } from "../../stacks/use-case";
import { testApp } from "../support/app";
import { inFolder, writeConfiguration } from "../support/configuration";
import { azapi, change } from "../support/review-plan";
import type { Attributes } from "../support/synth";

type Raw = Record<string, unknown>;

const RISK = { group: "e02c3613-8f64-42d2-adc0-52837492c017", name: "PFS Model Risk" };
const BOARD = { group: "0a2c3613-8f64-42d2-adc0-52837492c018", name: "PFS Board" };

/** Laid over the shipped use case, so that every key of `promotion` has a value. */
const BASE: Raw = {
  gates: {
    metrics: { auc: { atLeast: 0.82 }, recall: { atLeast: 0.6 }, log_loss: { atMost: 0.4 } },
    soak: "3d",
    live: { metric: "auc", mayLose: 0.01 },
  },
  smokeTest: { requests: 5, latencyMilliseconds: 1000 },
  approvals: { prod: { count: 2, approvers: [RISK] } },
  rollback: { callers: [RISK] },
};
const steps = (...own: (readonly [share: number, bake: string])[]): Raw => ({
  rollout: own.map(([share, bake]) => ({ [share < 0 ? "mirrorPercent" : "trafficPercent"]: Math.abs(share), bake })),
});
const gates = (more: Raw): Raw => ({ gates: more });
const metrics = (more: Raw): Raw => gates({ metrics: more });
const champion = (more: Raw | undefined): Raw => gates({ champion: more });
const live = (more: Raw | undefined): Raw => gates({ live: more });
const prod = (more: Raw): Raw => ({ approvals: { prod: more } });
const rollback = (more: Raw): Raw => ({ rollback: more });

interface Directions {
  /** Each with a part of the line that tells it. */
  readonly looser?: readonly (readonly [Raw, string])[];
  readonly stricter?: readonly (readonly [Raw, string])[];
  /** Neither surely: needs the same approval as what is looser. */
  readonly other?: readonly (readonly [Raw, string])[];
  /** Said, and asks for nothing. */
  readonly label?: readonly (readonly [Raw, string])[];
}

/** By leaf of the schema, with `*` for any key or index: what makes it looser and stricter in prod. */
const sweep: Readonly<Record<string, Directions>> = {
  "gates.metrics.*.atLeast": {
    looser: [
      [metrics({ auc: { atLeast: 0.1 } }), "prod asks auc ≥ 0.1 instead of 0.82: looser"],
      [metrics({ auc: { atLeast: -1e-7 } }), "auc ≥ -1e-7 instead of 0.82: looser"],
      [metrics({ recall: undefined }), "prod no longer asks recall ≥ 0.6: looser"],
      [metrics({ recall: { atLeast: undefined, atMost: 0.9 } }), "no longer asks recall ≥ 0.6: looser"],
    ],
    stricter: [
      [metrics({ auc: { atLeast: 0.9 } }), "prod asks auc ≥ 0.9 instead of 0.82: stricter"],
      [metrics({ "val/f1 score.x": { atLeast: 0.5 } }), "prod asks val/f1 score.x ≥ 0.5, which it did not: stricter"],
      [metrics({ "a ≥ 1: stricter; x": { atLeast: 0.5 } }), 'prod asks "a ≥ 1: stricter; x" ≥ 0.5, which it did not'],
    ],
  },
  "gates.metrics.*.atMost": {
    looser: [[metrics({ log_loss: { atMost: 4 } }), "prod asks log_loss ≤ 4 instead of 0.4: looser"]],
    stricter: [[metrics({ log_loss: { atMost: 0 } }), "prod asks log_loss ≤ 0 instead of 0.4: stricter"]],
  },
  "gates.soak": {
    looser: [
      [gates({ soak: "1m" }), "prod asks a soak of 1m instead of 3d: looser"],
      [gates({ soak: "71h" }), "prod asks a soak of 71h instead of 3d: looser"],
      [gates({ soak: undefined }), "prod no longer asks a soak of 3d: looser"],
    ],
    stricter: [[gates({ soak: "90d" }), "prod asks a soak of 90d instead of 3d: stricter"]],
  },
  "gates.baseline": {
    looser: [[gates({ baseline: "told" }), "prod no longer asks that it beat a naive baseline: looser"]],
  },
  "gates.champion.metric": {
    other: [[champion({ metric: "recall" }), "by recall, of which it may lose 0.005, instead of auc"]],
  },
  "gates.champion.mayLose": {
    looser: [
      [champion({ mayLose: 0.5 }), "be at most 0.5 worse than the live version's instead of 0.005: looser"],
      [champion(undefined), "no longer asks that auc be at most 0.005 worse than the live version's: looser"],
    ],
    stricter: [[champion({ mayLose: undefined }), "be at most 0 worse than the live version's instead of 0.005"]],
  },
  "gates.live.metric": {
    other: [[live({ metric: "recall" }), "live answers with the live version's by recall, of which it may lose 0.01"]],
  },
  "gates.live.mayLose": {
    looser: [
      [live({ mayLose: 0.5 }), "at most 0.5 worse than the live version's on live answers instead of 0.01: looser"],
      [
        live(undefined),
        "no longer asks that auc be at most 0.01 worse than the live version's on live answers: looser",
      ],
    ],
    stricter: [[live({ mayLose: 0 }), "at most 0 worse than the live version's on live answers instead of 0.01"]],
  },
  "smokeTest.requests": {
    looser: [
      [{ smokeTest: { requests: 2 } }, "2 sample requests answered within 1000 ms instead of 5 sample requests"],
      [{ smokeTest: undefined }, "prod no longer asks 5 sample requests answered within 1000 ms: looser"],
    ],
    stricter: [[{ smokeTest: { requests: 50 } }, "50 sample requests answered within 1000 ms instead of"]],
  },
  "smokeTest.latencyMilliseconds": {
    looser: [[{ smokeTest: { latencyMilliseconds: 9000 } }, "answered within 9000 ms instead of"]],
    stricter: [[{ smokeTest: { latencyMilliseconds: 100 } }, "answered within 100 ms instead of"]],
  },
  // Not asked in prod: told below.
  "smokeTest.replay.rightAtLeast": {},
  "smokeTest.replay.absoluteErrorAtMost": {},
  "approvals.*.count": {
    looser: [[prod({ count: 1 }), "prod asks 1 instead of 2 approvals: looser"]],
    stricter: [[prod({ count: 6 }), "prod asks 6 instead of 2 approvals: stricter"]],
  },
  "approvals.*.approvers.*.group": {
    looser: [[prod({ approvers: [RISK, BOARD] }), "prod lets PFS Board approve, too: looser"]],
    other: [
      [prod({ approvers: [BOARD] }), "prod no longer asks PFS Model Risk for approval, only PFS Board: may be looser"],
      [prod({ approvers: [{ ...RISK, group: BOARD.group }] }), "prod lets PFS Model Risk approve: looser"],
    ],
  },
  "approvals.*.approvers.*.name": {
    label: [[prod({ approvers: [{ ...RISK, name: "PFS Risk" }] }), "PFS Risk instead of PFS Model Risk"]],
  },
  "approvals.*.teams.*": {
    looser: [[prod({ teams: [] }), "prod no longer asks approvals of team model-risk: looser"]],
    stricter: [[prod({ teams: ["model-risk", "legal"] }), "prod asks approvals of team legal, too: stricter"]],
  },
  "rollout.*.mirrorPercent": {
    looser: [
      [steps([-1, "24h"], [10, "24h"], [50, "12h"], [100, "24h"]), "(less is tried on copies): looser"],
      [steps([10, "48h"], [50, "12h"], [100, "24h"]), "3 instead of 4 steps"],
      [steps([5, "24h"], [10, "24h"], [50, "12h"], [100, "24h"]), "1 % of the customers meet it at once instead of"],
    ],
    stricter: [
      [steps([-50, "24h"], [10, "24h"], [50, "12h"], [100, "24h"]), "50 % copied for 1d"],
      [steps([-20, "24h"], [-50, "24h"], [10, "24h"], [50, "12h"], [100, "24h"]), "50 % copied for 1d"],
    ],
  },
  "rollout.*.trafficPercent": {
    looser: [
      [
        steps([-20, "24h"], [11, "24h"], [50, "12h"], [100, "24h"]),
        "(11 % of the customers meet it after 1d instead of",
      ],
      [steps([-20, "24h"], [10, "24h"], [100, "24h"]), "3 instead of 4 steps"],
      // With one step both versions never answer at once: nothing is left to compare.
      [
        { ...steps([100, "24h"]), ...live(undefined) },
        "1 instead of 4 steps, 1 % of the customers meet it at once instead of after 1d",
      ],
    ],
    stricter: [
      [steps([-20, "24h"], [1, "24h"], [50, "12h"], [100, "24h"]), "1 % for 1d"],
      [steps([-20, "24h"], [10, "24h"], [50, "12h"], [75, "12h"], [100, "24h"]), "75 % for 12h"],
    ],
  },
  "rollout.*.bake": {
    looser: [
      [steps([-20, "15m"], [10, "24h"], [50, "12h"], [100, "24h"]), "waits 15m instead of 1d with 20 % copied: looser"],
      [steps([-20, "24h"], [10, "23h"], [50, "12h"], [100, "24h"]), "waits 23h instead of 1d with 10 % of the traffic"],
      [
        steps([-20, "24h"], [10, "24h"], [50, "12h"], [100, "15m"]),
        "waits 15m instead of 1d with 100 % of the traffic",
      ],
    ],
    stricter: [
      [steps([-20, "24h"], [10, "24h"], [50, "13h"], [100, "24h"]), "prod waits 13h instead of 12h with 50 %"],
    ],
  },
  "rollback.serverErrorPercent": {
    looser: [
      [rollback({ serverErrorPercent: 50 }), "prod rolls back above 50 % server errors instead of 5: looser"],
      [rollback({ serverErrorPercent: undefined }), "prod no longer rolls back above 5 % server errors: looser"],
    ],
    stricter: [
      [rollback({ serverErrorPercent: 0.5 }), "prod rolls back above 0.5 % server errors instead of 5: stricter"],
    ],
  },
  "rollback.latencyP95Milliseconds": {
    looser: [
      [rollback({ latencyP95Milliseconds: 1001 }), "prod rolls back above 1001 ms of latency instead of 1000: looser"],
      [rollback({ latencyP95Milliseconds: undefined }), "prod no longer rolls back above 1000 ms of latency: looser"],
    ],
    stricter: [[rollback({ latencyP95Milliseconds: 1 }), "prod rolls back above 1 ms of latency instead of 1000"]],
  },
  "rollback.callers.*.group": {
    looser: [[rollback({ callers: [RISK, BOARD] }), "prod lets PFS Board roll back by hand: looser"]],
    label: [[rollback({ callers: undefined }), "promotion no longer lets PFS Model Risk roll back by hand"]],
  },
  "rollback.callers.*.name": {
    label: [[rollback({ callers: [{ ...RISK, name: "PFS Risk" }] }), "PFS Risk instead of PFS Model Risk"]],
  },
  keepFormer: {
    looser: [
      [{ keepFormer: "1h" }, "prod keeps the former version for 1h instead of 2d: looser"],
      [{ keepFormer: "0h" }, "prod no longer keeps the former version for 2d: looser"],
    ],
    stricter: [[{ keepFormer: "14d" }, "prod keeps the former version for 14d instead of 2d: stricter"]],
  },
  "rollback.onDrift": {
    looser: [[rollback({ onDrift: false }), "prod no longer rolls back on drift: looser"]],
  },
};

const merged = (base: Raw, more: Raw): Raw => {
  const isMapping = (value: unknown): value is Raw =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const entries = Object.entries(more).map(([key, value]) => {
    const former = base[key];
    return [key, isMapping(former) && isMapping(value) ? merged(former, value) : value];
  });
  return { ...base, ...(Object.fromEntries(entries) as Raw) };
};

interface Defined {
  readonly output: unknown;
  /** Environments before. */
  readonly through: unknown;
  readonly context: ReviewContext;
}

/** The output that a use case's stack is synthesized with, from configuration files. */
function defined(promotion: Raw, environment = "prod"): Defined {
  return inFolder((folder) => {
    writeConfiguration(folder, {
      useCases: { "customer-churn": { promotion: merged(BASE, promotion) } },
      // Its candidates follow the shipped rollout.
      releases: { "customer-churn": undefined },
    });
    const { organization, environments, useCases } = loadConfiguration(folder);
    const stack = new UseCaseStack(testApp(), `${environment}-customer-churn`, {
      organization,
      environment: environments.find(({ name }) => name === environment)!,
      useCase: useCases.find(({ name }) => name === "customer-churn")!,
    });
    const json = JSON.parse(Testing.synth(stack, true)) as Attributes;
    const value = (name: string): unknown => json["output"][name].value;
    return {
      output: value(PROMOTION_OUTPUT),
      through: value(PROMOTED_THROUGH_OUTPUT),
      context: reviewContext(folder),
    };
  });
}

const endpoint = azapi("Microsoft.MachineLearningServices/workspaces/onlineEndpoints", "churn", {});
interface Before {
  readonly before?: unknown;
  readonly after?: unknown;
  readonly unknown?: boolean;
  readonly endpoint?: { readonly before?: object; readonly after?: object };
}

/** A plan in which nothing changes but the output. */
function planned(stack: string, { before, after, unknown, endpoint: own }: Before): StackInput {
  const actions = [before == null ? "create" : after == null && unknown !== true ? "delete" : "update"] as const;
  return {
    name: stack,
    digest: "0",
    plan: {
      format_version: "1.2",
      resource_changes: [change("azapi_resource.Endpoint", own ?? { before: endpoint, after: endpoint })],
      output_changes: {
        [PROMOTION_OUTPUT]: { actions, before: before ?? null, after: after ?? null, after_unknown: unknown === true },
      },
    },
  };
}

const reviewed = (context: ReviewContext, ...stacks: readonly StackInput[]): Review =>
  reviewPlans(
    { source: { plannedAt: "2026-12-01T12:00:00Z", target: "azure", digest: "0" }, context, stacks, waivers: [] },
    { today: "2026-12-01" },
  );

const shipped = defined({});
const cases = Object.entries(sweep).flatMap(([leaf, directions]) =>
  (Object.entries(directions) as [keyof Directions, readonly (readonly [Raw, string])[]][]).flatMap(
    ([direction, edits]) => edits.map(([edit, line]) => [leaf, direction, line, edit] as const),
  ),
);

describe("the promotion of a use case", () => {
  it("is swept over every key that the schema has", () => {
    const schema = JSON.parse(
      readFileSync(join(__dirname, "../../config/schemas/use-case.schema.json"), "utf8"),
    ) as Raw;
    const leaves = (node: Raw, path: readonly string[]): readonly string[] => {
      const inner: readonly (readonly [string, unknown])[] = [
        ...Object.entries((node["properties"] ?? {}) as Raw),
        ...["items", "additionalProperties"].flatMap((key) =>
          typeof node[key] === "object" ? [["*", node[key]] as const] : [],
        ),
      ];
      return inner.length === 0
        ? [path.join(".")]
        : inner.flatMap(([key, child]) => leaves(child as Raw, [...path, key]));
    };
    const promotion = (schema["properties"] as Raw)["promotion"] as Raw;
    // Roles: told as every other change of access, and no part of what a version must show.
    const grants = ["gates.live.readers.*.group", "gates.live.readers.*.name"];
    expect(leaves(promotion, []).toSorted()).toEqual([...Object.keys(sweep), ...grants].toSorted());
  });

  it.each(cases)("%s, %s: %s", (leaf, direction, line, edit) => {
    const { output, context } = defined(edit);
    expect(output).not.toEqual(shipped.output);
    const review = reviewed(context, planned("prod-customer-churn", { before: shipped.output, after: output }));
    expect(review.stacks).toMatchObject([{ status: "changes" }]);
    const told = [...review.exposures, ...review.changes].map(({ text }) => text);
    expect(told.find((text) => text.includes(line))).toBeDefined();
    const needsApproval = direction === "looser" || direction === "other";
    expect(review.verdict).toBe(needsApproval ? "needs-security-approval" : "review");
    if (direction !== "label") expect(review.exposures.map(({ kind }) => kind)).toContain("promotion");
    // Nothing but the one leaf was changed, and the place of it is shown.
    for (const { where } of [...review.exposures, ...review.changes]) {
      expect(where!.file).toMatch(/use-cases\/customer-churn\.yaml$/);
    }
    expect(leaf.startsWith("rollout") || told.length <= 2).toBe(true);
    // The way back is never as harmless as the way there, or as harmful.
    const back = differences(output, shipped.output).map(({ effect }) => effect);
    if (direction === "stricter") expect(back).toContain("looser");
    if (direction === "looser" && told.length === 1) expect(back).not.toContain("looser");
  });

  it("is told in every format", () => {
    const { output, context } = defined(metrics({ auc: { atLeast: 0.1 } }));
    const review = reviewed(context, planned("prod-customer-churn", { before: shipped.output, after: output }));
    const text = "customer-churn: prod asks auc ≥ 0.1 instead of 0.82: looser";
    expect(review.reasons[0]).toBe("promotion asks less, or may ask less, in 1 point");
    expect(renderMarkdown(review)).toContain(`🔓 **opens** (promotion, prod-customer-churn): ${text} · `);
    expect(renderMarkdown(review)).toContain("| prod-customer-churn (outputs) | · |");
    expect(renderHtml(review)).toContain(text);
    expect(renderHtml(review)).toContain('<th scope="row">prod-customer-churn (outputs)</th>');
    expect(JSON.parse(renderJson(review))).toMatchObject({ exposures: [{ kind: "promotion", effect: "opens", text }] });
    expect(renderSarif(review)).toContain(text);
  });

  it("says once what becomes looser in several environments", () => {
    const edit = gates({ soak: "1m" });
    const names = ["dev", "preprod", "prod"];
    const stacks = names.map((name) =>
      planned(`${name}-customer-churn`, { before: defined({}, name).output, after: defined(edit, name).output }),
    );
    const { exposures, reasons } = reviewed(shipped.context, ...stacks);
    expect(exposures).toMatchObject([
      {
        text: "customer-churn: dev, preprod and prod ask a soak of 1m instead of 3d: looser",
        stacks: names.map((name) => `${name}-customer-churn`),
      },
    ]);
    expect(reasons[0]).toBe("promotion asks less, or may ask less, in 1 point");
  });

  it("concerns only the environment whose approvals change", () => {
    const asked = { approvals: { preprod: { count: 1, approvers: [BOARD] } } };
    expect(defined(asked).output).toEqual(shipped.output);
    const [before, after] = [defined({}, "preprod").output, defined(asked, "preprod").output];
    const told = (from: unknown, to: unknown) => {
      const { exposures, verdict } = reviewed(
        shipped.context,
        planned("preprod-customer-churn", { before: from, after: to }),
      );
      return [exposures.map(({ text }) => text), verdict];
    };
    expect(told(before, after)).toEqual([
      ["customer-churn: preprod asks 1 approval of PFS Board, which it did not: stricter"],
      "review",
    ]);
    expect(told(after, before)).toEqual([
      ["customer-churn: preprod no longer asks 1 approval of PFS Board: looser"],
      "needs-security-approval",
    ]);
  });

  it("is shown whole, and is not looser than anything, where a plan has it for the first time", () => {
    const after = shipped.output;
    const summary =
      "asks auc ≥ 0.82, log_loss ≤ 0.4, recall ≥ 0.6, a soak of 3d, that it beat a naive baseline, that auc be at most 0.005 worse than the live version's, that auc be at most 0.01 worse than the live version's on live answers, 5 sample requests answered within 1000 ms and 2 approvals of PFS Model Risk counted in team model-risk; " +
      "rolls out by 20 % copied for 1d, 10 % for 1d, 50 % for 12h and 100 % for 1d; " +
      "rolls back above 5 % server errors, above 1000 ms of latency and on drift; " +
      "lets PFS Model Risk roll back by hand; keeps the former version for 2d";
    const first = planned("prod-customer-churn", { after, endpoint: { after: endpoint } });
    const upgrade = planned("prod-customer-churn", { after });
    for (const [stack, text] of [
      [first, `promotion ${summary}`],
      [upgrade, `promotion is part of the plan from now on; it ${summary}`],
    ] as const) {
      const review = reviewed(shipped.context, stack);
      expect(review.exposures.filter(({ kind }) => kind === "promotion")).toEqual([]);
      expect(review.changes.filter(({ topic }) => topic === "promotion")).toMatchObject([
        { useCase: "customer-churn", environments: ["prod"], text, loosens: false },
      ]);
    }
    expect(reviewed(shipped.context, upgrade).verdict).toBe("review");
  });

  it("is looser where nothing says any more what is asked, or where no review can read it", () => {
    const before = shipped.output;
    const effects = (more: Before) =>
      reviewed(shipped.context, planned("prod-customer-churn", { before, ...more }))
        .exposures.filter(({ kind }) => kind === "promotion")
        .map(({ effect, text }) => `${effect}: ${text}`);
    expect(effects({})).toEqual([
      expect.stringMatching(/^opens: customer-churn: prod no longer says what it asks of versions; it was: asks auc ≥/),
    ]);
    for (const hidden of [{ after: "(sensitive)" }, { unknown: true }]) {
      expect(effects(hidden)).toEqual([
        "opens: customer-churn: prod keeps what it asks of versions where no review can read it: looser",
      ]);
    }
    expect(effects({ before: undefined, after: "(sensitive)" })).toHaveLength(1);
    expect(effects({ before: "(sensitive)", after: before })).toEqual([expect.stringMatching(/^changes: /)]);
    // The endpoint goes with it: nothing enters any more.
    expect(effects({ endpoint: { before: endpoint } })).toEqual([]);
  });

  it("asks more with each team whose people are counted", () => {
    const output = shipped.output as { approvals: object };
    const told = (before: readonly string[], after: readonly string[]) => {
      const [was, is] = [before, after].map((teams) => ({ ...output, approvals: { ...output.approvals, teams } }));
      return differences(was, is).map(({ effect, text }) => `${effect}: ${text}`);
    };
    expect(told(["risk"], ["risk", "legal"])).toEqual(["stricter: asks approvals of team legal, too"]);
    expect(told(["risk", "legal"], [])).toEqual(["looser: no longer asks approvals of team risk and team legal"]);
    expect(told(["risk"], ["legal"])).toEqual([
      "looser: no longer asks approvals of team risk",
      "stricter: asks approvals of team legal, too",
    ]);
    expect(told(["risk", "legal"], ["legal", "risk"])).toEqual(["other: says what it asks of versions in another way"]);
  });

  it("tells of what it has no words for by its name", () => {
    const output = shipped.output as Raw;
    const more = (value: unknown) => differences({ ...output, future: { a: 1 } }, { ...output, future: value });
    expect(more({ a: 2 })).toEqual([
      { effect: "other", text: "has promotion.future.a 2 instead of 1", setting: "future.a" },
    ]);
    expect(more(undefined)).toMatchObject([{ effect: "other" }]);
    expect(more({ a: 1 })).toEqual([]);
  });
});

describe("the way of a version to an environment", () => {
  const told = (
    before: unknown,
    after: unknown,
    more: { readonly endpoint?: object; readonly mode?: "drift" } = {},
  ) => {
    const stack = planned("prod-customer-churn", { before: shipped.output, after: shipped.output, ...more });
    const { plan } = stack as { plan: object };
    const actions = [before === undefined ? "create" : after === undefined ? "delete" : "update"] as const;
    const output_changes = {
      [PROMOTION_OUTPUT]: { actions: ["no-op"] as const, before: shipped.output, after: shipped.output },
      [PROMOTED_THROUGH_OUTPUT]: { actions, before: before ?? null, after: after ?? null },
    };
    const input = { ...stack, plan: { ...plan, output_changes } } as unknown as StackInput;
    const { exposures, changes } = reviewPlans(
      {
        source: { plannedAt: "2026-12-01T12:00:00Z", target: "azure", digest: "0", mode: more.mode },
        context: shipped.context,
        stacks: [input],
        waivers: [],
      },
      { today: "2026-12-01" },
    );
    return [...exposures, ...changes].flatMap((one) =>
      "kind" in one && one.kind === "promotion"
        ? [`${one.effect}: ${one.text} at ${one.where!.file.split("/").at(-1)!}`]
        : "topic" in one && one.topic === "promotion"
          ? [one.text]
          : [],
    );
  };

  it("is an output, so that another order of environments is planned", () => {
    expect(shipped.through).toEqual(["dev", "preprod"]);
    expect(defined({}, "dev").through).toEqual([]);
  });

  it.each<[string, unknown, unknown, string[]]>([
    [
      "shorter",
      ["dev", "preprod"],
      ["preprod"],
      ["opens: customer-churn: prod no longer asks that a version was live in dev before: looser at organization.yaml"],
    ],
    [
      "longer",
      [],
      ["dev"],
      [
        "closes: customer-churn: prod asks that a version was live in dev before, which it did not: stricter at organization.yaml",
      ],
    ],
    [
      "turned round",
      ["dev", "preprod"],
      ["preprod", "dev"],
      [
        "changes: customer-churn: prod asks that a version was live in preprod and dev before, in this order instead of dev and preprod: may be looser at organization.yaml",
      ],
    ],
    [
      "no longer told",
      ["dev"],
      undefined,
      [
        "opens: customer-churn: prod no longer says where a version must have been live before: looser at organization.yaml",
      ],
    ],
    [
      "told for the first time",
      undefined,
      ["dev", "preprod"],
      ["promotion asks that a version was live in dev and preprod before; the plan says so from now on"],
    ],
  ])("is told where it becomes %s", (_, before, after, texts) => {
    expect(told(before, after)).toEqual(texts);
  });

  it("is nothing that drifts", () => {
    expect(told(["dev"], [], { mode: "drift" })).toEqual([]);
  });
});

describe("any two definitions", () => {
  const share = (max: number) => fc.uniqueArray(fc.integer({ min: 1, max }), { maxLength: 3 });
  const bake = fc.integer({ min: 15, max: 3000 }).map(Duration.minutes);
  const rollout = fc
    .tuple(share(50), share(99), fc.array(bake, { minLength: 7, maxLength: 7 }))
    .map(([mirrors, traffic, bakes]): Promotion["rollout"] =>
      [
        ...mirrors.toSorted((a, b) => a - b).map((percent) => ({ kind: "mirror" as const, percent })),
        ...[...traffic, 100].toSorted((a, b) => a - b).map((percent) => ({ kind: "traffic" as const, percent })),
      ].map((step, index) => ({ ...step, bake: bakes[index]! })),
    );
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const bound = fc.record({ atLeast: maybe(fc.float({ noNaN: true })), atMost: maybe(fc.float({ noNaN: true })) });
  const promotion = fc.record({
    gates: fc.record({
      metrics: fc.dictionary(fc.constantFrom("auc", "f1", "__proto__", "a.b"), bound, { maxKeys: 3 }),
      soak: maybe(bake),
      champion: maybe(fc.record({ metric: fc.constantFrom("auc", "f1"), mayLose: fc.nat(5) })),
    }),
    approval: maybe(fc.record({ count: fc.nat(3), approvers: fc.subarray([RISK, BOARD], { minLength: 1 }) })),
    rollout: fc.oneof(rollout, fc.constant([])),
    rollback: maybe(
      fc.record({
        serverErrorPercent: maybe(fc.nat(9)),
        latencyP95Milliseconds: maybe(fc.nat(9)),
        onDrift: fc.boolean(),
      }),
    ),
  }) as fc.Arbitrary<Promotion>;

  it("differ in something or are the same, and one way between them is not stricter", () => {
    fc.assert(
      fc.property(promotion, promotion, (one, other) => {
        const [a, b] = [promotionDefinition(one), promotionDefinition(other)];
        const [there, back] = [differences(a, b), differences(b, a)].map((all) => all.map(({ effect }) => effect));
        expect(there!.length === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
        if (there!.length > 0)
          expect([...there!, ...back!]).toEqual(expect.arrayContaining([expect.stringMatching(/looser|other/)]));
        expect(differences(a, JSON.parse(JSON.stringify(a)))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

it("tells of a replay whose bound is another", () => {
  const replay = (bound: Raw | undefined): Raw => ({
    smokeTest: { requests: 5, latencyMilliseconds: 9, replay: bound },
  });
  const told = (was: Raw | undefined, is: Raw | undefined) =>
    differences(replay(was), replay(is)).map(({ effect, text }) => `${effect}: ${text}`);
  expect(told({ rightAtLeast: 0.7 }, { rightAtLeast: 0.6 })).toEqual([
    "looser: asks ≥ 0.6 instead of 0.7 of the labelled sample right",
  ]);
  expect(told({ absoluteErrorAtMost: 2 }, { absoluteErrorAtMost: 1 })).toEqual([
    "stricter: asks ≤ 1 instead of 2 mean error on the labelled sample",
  ]);
  expect(told({ rightAtLeast: 0.7 }, undefined)).toEqual(["looser: no longer asks ≥ 0.7 of the labelled sample right"]);
});
