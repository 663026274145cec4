import { recorded } from "../../support/recorded";

it("registry is synthesized as recorded", () => {
  expect(recorded("registry")).toMatchSnapshot();
});
