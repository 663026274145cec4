import fc from "fast-check";
import { checkName } from "../../../domain/azure/names";
import { useCaseNames } from "../../../domain/azure/use-case-names";

const context = {
  prefix: "pfs",
  environment: "prod",
  subscription: "2e704d9c-3186-4c58-9e3f-9d0214c6f303",
  useCase: "customer-churn",
};

describe("useCaseNames", () => {
  it("are the same on every run", () => {
    const names = useCaseNames(context);
    expect([names.stack, names.endpoint, names.deployment("12"), names.retrainingSchedule]).toEqual([
      "prod-customer-churn",
      "customer-churn-prod-e3f5",
      "model-12",
      "customer-churn-retraining",
    ]);
    expect(names.monitor("12")).toBe("drift_customer-churn_model-12");
    expect(names.signal("12", "data-drift")).toBe("drift_customer-churn_model-12_data-drift");
  });

  it("tell endpoints of other organizations and subscriptions apart", () => {
    const { endpoint } = useCaseNames(context);
    expect(useCaseNames({ ...context, prefix: "abc" }).endpoint).not.toBe(endpoint);
    expect(useCaseNames({ ...context, subscription: context.subscription.replace("2", "3") }).endpoint).not.toBe(
      endpoint,
    );
    expect(useCaseNames({ ...context }).endpoint).toBe(endpoint);
  });

  it("keep to the limits of Azure", () => {
    const names = useCaseNames(context);
    expect(checkName("onlineEndpoint", names.endpoint)).toBeUndefined();
    expect(checkName("onlineDeployment", names.deployment("x".repeat(26)))).toBeUndefined();
    expect(checkName("mlSchedule", names.monitor("12"))).toBeUndefined();
    expect(checkName("onlineDeployment", names.deployment("x".repeat(27)))).toBeDefined();
  });

  it("never put one signal's name into that of another use case or version, where a filter would find it", () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{0,3}(-[a-z0-9]{1,3}){0,2}$/);
    const version = fc.stringMatching(/^[a-z0-9]{1,3}$/);
    const signal = fc.record({ useCase: word, version, key: word });
    fc.assert(
      fc.property(signal, signal, (a, b) => {
        const name = ({ useCase, version: model, key }: typeof a): string =>
          useCaseNames({ ...context, useCase }).signal(model, key);
        const same = a.useCase === b.useCase && a.version === b.version && b.key.startsWith(a.key);
        expect(name(b).includes(name(a))).toBe(same);
      }),
    );
  });
});
