import { recorded } from "../../support/recorded";

it("pipelines is synthesized as recorded", () => {
  expect(recorded("pipelines")).toMatchSnapshot();
});
