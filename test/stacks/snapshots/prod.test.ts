import { recorded } from "../../support/recorded";

it("prod is synthesized as recorded", () => {
  expect(recorded("prod")).toMatchSnapshot();
});
