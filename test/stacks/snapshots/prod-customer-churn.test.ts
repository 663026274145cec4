import { recorded } from "../../support/recorded";

it("prod-customer-churn is synthesized as recorded", () => {
  expect(recorded("prod-customer-churn")).toMatchSnapshot();
});
