import { liveFacts, type LiveQuestion } from "../../../deploy/promotion/live";
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

describe("live facts", () => {
  it("are of all that both answered since the candidate was deployed", async () => {
    const questions: LiveQuestion[] = [];
    const compareLive = (question: LiveQuestion) => {
      questions.push(question);
      return Promise.resolve({ ...printed, reason: "better", verdict: "not yet", rows_needed: 4000 });
    };
    const facts = await liveFacts(asked, { answers: "collected", labels: "labels.csv", compareLive });

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
    const facts = await liveFacts(asked, { answers: "a", labels: "l", compareLive });
    expect(facts).toMatchObject({ reason: "12 labelled answers" });
    expect(facts).not.toHaveProperty("low");
  });

  it("are none where nobody says where answers and labels are, or nothing is deployed", async () => {
    expect(await liveFacts(asked, {})).toBeUndefined();
    expect(await liveFacts({ ...asked, challenger: "model-14" }, { answers: "a", labels: "l" })).toBeUndefined();
  });

  it.each([{ answers: "a" }, { labels: "l" }])("need both: %j", async (given) => {
    await expect(liveFacts(asked, given)).rejects.toThrow("MLOPS-PROMOTE-019");
  });
});
