import { liveFacts, type LiveQuestion } from "../../../deploy/promotion/live";
import { UserError } from "../../../domain/problem/problem";
import { deployed, NOW, release } from "../../release/facts";

const endpoint = deployed(
  release("prod", "12", {
    candidate: { model: "13", deployment: "model-13", mirrorPercent: 0, trafficPercent: 50 },
  }),
);
const asked = {
  useCase: "customer-churn",
  champion: "model-12",
  challenger: "model-13",
  gate: { metric: "auc", mayLose: 0.01 },
  endpoint,
  now: NOW,
};
const printed = {
  metric: "auc",
  paired: false,
  rows: [900, 850],
  gain: 0.01,
  low: -0.01,
  high: 0.03,
  confidence: 0.95,
};

const nowhere = () => Promise.resolve("not found");

describe("live facts", () => {
  it("are of all that both answered since the candidate was deployed", async () => {
    const questions: LiveQuestion[] = [];
    const compareLive = (question: LiveQuestion) => {
      questions.push(question);
      return Promise.resolve({ ...printed, reason: "better", verdict: "not yet", rows_needed: 4000 });
    };
    const facts = await liveFacts(asked, { answers: "collected", labels: "labels.csv", compareLive }, nowhere);

    const from = endpoint.deployments.find(({ name }) => name === "model-13")!.createdAt;
    expect(questions).toMatchObject([{ endpoint: "churn-prod", champion: "model-12", from, to: NOW, ml: "ml" }]);
    expect(facts).toEqual({
      champion: "model-12",
      challenger: "model-13",
      from,
      to: NOW,
      ...printed,
      reason: "better",
    });
  });

  it("have no figures where there are too few labels", async () => {
    const none = { ...printed, gain: null, low: null, high: null, reason: "12 labelled answers" };
    const compareLive = () => Promise.resolve(none);
    const facts = await liveFacts(asked, { answers: "a", labels: "l", compareLive }, nowhere);
    expect(facts).toMatchObject({ reason: "12 labelled answers" });
    expect(facts).not.toHaveProperty("low");
  });

  it("are of what the environment keeps where nobody gives files, and say why that is not read", async () => {
    const compareLive = jest.fn(() => Promise.resolve({ ...printed, reason: "better" }));
    const find = jest.fn(() => Promise.resolve({ answers: "found", labels: "labelled" }));
    expect(await liveFacts(asked, { compareLive }, find)).toMatchObject({ gain: 0.01 });
    expect(compareLive).toHaveBeenCalledWith(expect.objectContaining({ answers: "found", labels: "labelled" }));
    expect(find).toHaveBeenCalledWith(endpoint.deployments.find(({ name }) => name === "model-13")!.createdAt);
    expect(await liveFacts(asked, {}, nowhere)).toEqual({ unread: "not found" });
  });

  it("stop no rollout where what was found cannot be compared, as they do where it was given", async () => {
    const compareLive = () =>
      Promise.reject(new UserError([{ code: "MLOPS-ML-001", where: "x", message: "no Python" }]));
    const find = () => Promise.resolve({ answers: "a", labels: "l" });
    expect(await liveFacts(asked, { compareLive }, find)).toEqual({ unread: "no Python" });
    await expect(liveFacts(asked, { answers: "a", labels: "l", compareLive }, nowhere)).rejects.toThrow("no Python");
  });

  it("are none where nothing is deployed", async () => {
    const given = { answers: "a", labels: "l" };
    expect(await liveFacts({ ...asked, challenger: "model-14" }, given, nowhere)).toBeUndefined();
  });

  it.each([{ answers: "a" }, { labels: "l" }])("need both: %j", async (given) => {
    await expect(liveFacts(asked, given, nowhere)).rejects.toThrow("MLOPS-PROMOTE-019");
  });
});
