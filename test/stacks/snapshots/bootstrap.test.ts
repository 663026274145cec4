import { recorded } from "../../support/recorded";

it("bootstrap is synthesized as recorded", () => {
  expect(recorded("bootstrap")).toMatchSnapshot();
});
