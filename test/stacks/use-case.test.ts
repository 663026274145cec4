import { join } from "node:path";
import { loadConfiguration } from "../../config/load";
import { UseCaseStack } from "../../stacks/use-case";
import { App, Testing } from "cdktf";

it("x", () => {
  const c = loadConfiguration(join(__dirname, "../../config"));
  for (const useCase of c.useCases) for (const environment of c.environments) {
    const t=Date.now();
    const stack = new UseCaseStack(Testing.app(), `${environment.name}-${useCase.name}`, { organization: c.organization, environment, useCase });
    const json = JSON.parse(Testing.synth(stack, true));
    console.log(useCase.name, environment.name, Date.now()-t, Object.entries(json.resource).map(([t, r]) => `${t} ${Object.keys(r as object).length}`).join("\n"));
    if (environment.name==="preprod") require("fs").writeFileSync("/tmp/uc/preprod.json", JSON.stringify(json,null,1));
  }
});
