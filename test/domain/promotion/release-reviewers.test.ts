import fc from "fast-check";
import { releaseReviewers } from "../../../domain/promotion/release-reviewers";
import { matches } from "../../../sandbox/services/github/code-owners";

const approval = (count: number, ...teams: string[]) => ({ count, approvers: [{ group: "g", name: "G" }], teams });

/** How many people of which team a change of these files needs. */
const asked = (reviewers: ReturnType<typeof releaseReviewers>, ...files: string[]) =>
  Object.fromEntries(
    [...new Set(reviewers.map(({ team }) => team))].flatMap((team) => {
      const counts = reviewers
        .filter((one) => one.team === team && one.paths.some((path) => files.some((file) => matches(path, file))))
        .map(({ approvals }) => approvals);
      return counts.length === 0 ? [] : [[team, Math.max(...counts)]];
    }),
  );
const evidence = (useCase: string, environment: string, version = "12") =>
  `config/releases/evidence/${useCase}/${environment}-${version}.json`;

describe("reviewers of releases", () => {
  const churn = {
    name: "churn",
    environments: [
      { environment: "dev" },
      { environment: "preprod", approval: approval(1, "ml-release") },
      { environment: "prod", approval: approval(2, "model-risk", "ml-release") },
    ],
  };

  it("are asked by environment: by the evidence that a change of a release carries", () => {
    const found = releaseReviewers([churn]);
    const release = "config/releases/churn.yaml";
    expect(asked(found, release, evidence("churn", "dev"))).toEqual({});
    expect(asked(found, release, evidence("churn", "preprod"))).toEqual({ "ml-release": 1 });
    expect(asked(found, release, evidence("churn", "prod"))).toEqual({ "model-risk": 2, "ml-release": 2 });
    expect(asked(found, release, evidence("churn", "prod"), evidence("churn", "dev"))).toEqual({
      "model-risk": 2,
      "ml-release": 2,
    });
    // What defines it all is kept by the same teams.
    expect(asked(found, "config/use-cases/churn.yaml")).toEqual({ "model-risk": 1, "ml-release": 1 });
  });

  it("are asked about the release itself for what all environments have in common", () => {
    const [, ...later] = churn.environments;
    const found = releaseReviewers([{ ...churn, environments: later }]);
    expect(asked(found, "config/releases/churn.yaml")).toEqual({ "ml-release": 1 });
  });

  it("are not mixed up by names of use cases or environments that begin alike", () => {
    const found = releaseReviewers([
      churn,
      { name: "churn-eu", environments: [{ environment: "prod", approval: approval(1, "eu-risk") }] },
      { name: "chur", environments: [{ environment: "prod", approval: approval(3, "other") }] },
    ]);
    expect(asked(found, evidence("churn-eu", "prod"), "config/releases/churn-eu.yaml")).toEqual({ "eu-risk": 1 });
    expect(asked(found, evidence("chur", "prod"))).toEqual({ other: 3 });
    expect(asked(found, evidence("churn", "preprod"))).toEqual({ "ml-release": 1 });
    expect(asked(found, evidence("churn", "dev"))).toEqual({});
  });

  it("are one entry per team and number, and none where no team is named", () => {
    const two = { ...churn, name: "fraud" };
    const found = releaseReviewers([churn, two]);
    expect(found.map(({ team, approvals }) => `${team} ${approvals}`)).toEqual([
      "ml-release 1",
      "ml-release 2",
      "model-risk 1",
      "model-risk 2",
    ]);
    expect(releaseReviewers([{ name: "a", environments: [{ environment: "prod", approval: approval(2) }] }])).toEqual(
      [],
    );
  });

  it("ask for exactly what the configuration says, whatever that is", () => {
    const names = fc.constantFrom("a", "a-b", "a-b-c", "b");
    const teams = fc.uniqueArray(fc.constantFrom("x", "y", "z"), { maxLength: 3 });
    const environments = fc.uniqueArray(
      fc.record({
        environment: fc.constantFrom("dev", "preprod", "prod"),
        approval: fc.option(fc.tuple(fc.integer({ min: 1, max: 10 }), teams), { nil: undefined }),
      }),
      { selector: ({ environment }) => environment, minLength: 1, maxLength: 3 },
    );
    const useCases = fc.uniqueArray(fc.record({ name: names, environments }), { selector: ({ name }) => name });
    fc.assert(
      fc.property(useCases, (given) => {
        const resolved = given.map((useCase) => ({
          ...useCase,
          environments: useCase.environments.map(({ environment, approval: one }) => ({
            environment,
            ...(one !== undefined && { approval: approval(one[0], ...one[1]) }),
          })),
        }));
        const found = releaseReviewers(resolved);
        for (const useCase of resolved) {
          for (const { environment, approval: one } of useCase.environments) {
            const wanted = Object.fromEntries((one?.teams ?? []).map((team) => [team, one!.count]));
            expect(asked(found, evidence(useCase.name, environment))).toEqual(wanted);
          }
        }
      }),
    );
  });
});
