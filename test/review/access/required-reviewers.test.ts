import fc from "fast-check";
import { exposures } from "../../../review/access";
import { judge } from "../../../review/verdict";
import { change, context, reviewOf, stack, type Values } from "../../support/review-plan";

const read = [
  ["github_team", { id: "17", slug: "model-risk" }],
  ["github_team", { id: "18", slug: "security" }],
].map(([type, values], index) => ({ mode: "data", type, address: `data.${String(type)}.a${index}`, values }));

function reviewed(address: string, values: Values) {
  const one = stack("pipelines", [change(address, values)], { read });
  const plan = {
    ...(one as { plan: object }).plan,
    output_changes: {
      approvers: { actions: ["update"], before: [{ kind: "team", id: "19", name: "legal" }], after: [] },
    },
  };
  return exposures({ ...reviewOf({ ...one, plan } as never), context });
}
const verdictOf = (found: ReturnType<typeof reviewed>) =>
  judge({ stacks: [], dangers: [], findings: [], access: [], releases: [], exposures: found }).verdict;

type Asked = readonly [team: number, approvals: number, ...paths: string[]];
const ruleset = (asked: readonly Asked[], more: object = {}) => ({
  name: "protect main",
  repository: "mlops",
  target: "branch",
  enforcement: "active",
  bypass_actors: [],
  conditions: [{ ref_name: [{ include: ["refs/heads/main"], exclude: [] }] }],
  rules: [
    {
      pull_request: [
        {
          required_approving_review_count: 1,
          required_reviewers: asked.map(([id, minimum_approvals, ...file_patterns]) => ({
            file_patterns,
            minimum_approvals,
            reviewer: [{ id, type: "Team" }],
          })),
        },
      ],
    },
  ],
  ...more,
});
const becomes = (before: readonly Asked[], after: readonly Asked[], more: object = {}) =>
  reviewed("github_repository_ruleset.DefaultBranch_1A", { before: ruleset(before), after: ruleset(after, more) });
const told = (...given: Parameters<typeof becomes>) =>
  becomes(...given).map(({ effect, text }) => `${effect}: ${text}`);

const PROD = "config/releases/evidence/churn/prod-*.json";
const now: readonly Asked[] = [
  [17, 2, PROD],
  [18, 1, ".github/**", "policy/**"],
];
const it_ = "ruleset protect main of the repository";

describe("teams that must approve changes of files", () => {
  test.each<readonly [string, readonly Asked[], object, readonly string[]]>([
    [
      "a lower number",
      [[17, 1, PROD], now[1]!],
      {},
      [`opens: ${it_} asks 1 person of team model-risk instead of 2 to approve changes of ${PROD}`],
    ],
    [
      "a number of 0, which asks nobody",
      [[17, 0, PROD], now[1]!],
      {},
      [`opens: ${it_} no longer asks 2 people of team model-risk to approve changes of ${PROD}`],
    ],
    [
      "a team that goes",
      [now[0]!],
      {},
      [`opens: ${it_} no longer asks 1 person of team security to approve changes of .github/** and policy/**`],
    ],
    [
      "another team in its place",
      [[19, 2, PROD], now[1]!],
      {},
      [
        `opens: ${it_} no longer asks 2 people of team model-risk to approve changes of ${PROD}`,
        `closes: ${it_} asks 2 people of team legal to approve changes of ${PROD}`,
      ],
    ],
    [
      "a pattern that means fewer files",
      [[17, 2, "config/releases/evidence/churn/prod-1*.json"], now[1]!],
      {},
      [
        `opens: ${it_} no longer asks 2 people of team model-risk to approve changes of ${PROD}`,
        `closes: ${it_} asks 2 people of team model-risk to approve changes of config/releases/evidence/churn/prod-1*.json`,
      ],
    ],
    [
      "a pattern that takes files out",
      [now[0]!, [18, 1, ".github/**", "policy/**", "!policy/waivers.ts"]],
      {},
      [`opens: ${it_} does not ask team security about !policy/waivers.ts`],
    ],
    [
      "one more person",
      [[17, 3, PROD], now[1]!],
      {},
      [`closes: ${it_} asks 3 people of team model-risk instead of 2 to approve changes of ${PROD}`],
    ],
    ["the same in another order", [now[1]!, now[0]!], {}, []],
    [
      "somebody let past it",
      now,
      { bypass_actors: [{ actor_id: 17, actor_type: "Team", bypass_mode: "always" }] },
      [`opens: ${it_} now lets team model-risk past it`],
    ],
  ])("%s", (_, after, more, lines) => {
    expect(told(now, after, more)).toEqual(lines);
    const opens = lines.some((line) => line.startsWith("opens"));
    expect(verdictOf(becomes(now, after, more)) === "needs-security-approval").toBe(opens);
  });

  it("are told when the ruleset is no longer enforced, goes, or is new", () => {
    const sum =
      "asked for a pull request, 1 approving review, the approval of 2 people of team model-risk for " +
      `${PROD} and the approval of 1 person of team security for 2 patterns of files`;
    expect(told(now, now, { enforcement: "evaluate" })).toEqual([
      `opens: ${it_} is no longer enforced; on branch main it ${sum}`,
    ]);
    const gone = reviewed("github_repository_ruleset.DefaultBranch_1A", { before: ruleset(now) });
    expect(gone.map(({ text }) => text)).toEqual([`${it_} goes; on branch main it ${sum}`]);
    const made = reviewed("github_repository_ruleset.DefaultBranch_1A", { after: ruleset(now) });
    expect(made.map(({ effect }) => effect)).toEqual(["closes"]);
  });

  it("never become fewer without security", () => {
    const asked = fc.uniqueArray(
      fc.tuple(fc.constantFrom(17, 18, 19), fc.integer({ min: 1, max: 4 }), fc.constantFrom("a/**", "b/**", PROD)),
      { selector: ([team, , path]) => `${team} ${path}`, maxLength: 6 },
    );
    fc.assert(
      fc.property(asked, asked, (before, after) => {
        const count = (list: typeof before, team: number, path: string) =>
          list.find(([one, , other]) => one === team && other === path)?.[1] ?? 0;
        const fewer = before.some(([team, approvals, path]) => count(after, team, path) < approvals);
        const more = after.some(([team, approvals, path]) => count(before, team, path) < approvals);
        const effects = becomes(before, after).map(({ effect }) => effect);
        expect([effects.includes("opens"), effects.includes("closes")]).toEqual([fewer, more]);
      }),
    );
  });
});

describe("who approves for security", () => {
  const variable = (value: string | undefined) =>
    value === undefined ? undefined : { repository: "mlops", variable_name: "MLOPS_SECURITY_APPROVERS", value };
  const changes = (before: string | undefined, after: string | undefined) =>
    reviewed("github_actions_variable.SecurityApprovers", {
      ...(before !== undefined && { before: variable(before) }),
      ...(after !== undefined && { after: variable(after) }),
    }).map(({ effect, text }) => `${effect}: ${text}`);

  test.each([
    ['["ada"]', '["ada","mallory"]', ["opens: the approval of mallory counts for security"]],
    ['["ada","bob"]', '["ada"]', ["closes: the approval of bob counts for security no longer"]],
    [undefined, '["ada","bob"]', ["opens: the approval of ada and bob counts for security"]],
    ['["ada"]', undefined, ["closes: the approval of ada counts for security no longer"]],
    ['["ada"]', "not a list", ["opens: whose approval counts for security is known after apply only"]],
  ])("%s → %s", (before, after, lines) => expect(changes(before, after)).toEqual(lines));
});
