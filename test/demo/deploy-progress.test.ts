import { DeployProgress, describeResult } from "../../demo/deploy-progress";

/** What `cdktf deploy` prints for two stacks, cut short: blocks interleave, control sequences are in between. */
const output = `
registry  Initializing the backend...
0 Stacks deploying     0 Stacks done     2 Stacks waiting
\u001b[2K\u001b[1A\u001b[2Kdev  Initializing the backend...
registry  Initializing provider plugins...

          Terraform has been successfully initialized!

          You may now begin working with Terraform.
dev  Terraform has been successfully initialized!
registry  Plan: 2 to add, 1 to change, 0 to destroy.
          azurerm_resource_group.ResourceGroup: Creating...
          azurerm_resource_group.ResourceGroup: Creation complete after 0s [id=/subscriptions/x]
dev  │ Error: unexpected status 409
     │ with azapi_resource.Workspace,
registry  azapi_resource.Registry: Modifications complete after 1s [id=/subscriptions/y]
registry  
          Apply complete! Resources: 2 added, 1 changed, 0 destroyed.
`;

function progressAfter(pieces: readonly string[]): DeployProgress {
  const progress = new DeployProgress(["registry", "dev"], () => undefined);
  for (const piece of pieces) progress.feed(piece);
  return progress;
}

describe("DeployProgress", () => {
  it("tells how far each stack is", () => {
    const progress = progressAfter([output]);
    expect(progress.of("registry")).toEqual({
      phase: "done",
      planned: { added: 2, changed: 1, destroyed: 0 },
      finished: 2,
      latest: "azapi_resource.Registry",
      result: { added: 2, changed: 1, destroyed: 0 },
      errors: [],
    });
    expect(progress.of("dev")).toEqual({ phase: "failed", finished: 0, errors: ["unexpected status 409"] });
  });

  it("takes output in pieces of any length", () => {
    expect(progressAfter(output.split("")).of("registry")).toEqual(progressAfter([output]).of("registry"));
  });

  it("leaves stacks alone that said nothing", () => {
    expect(progressAfter([]).of("dev")).toEqual({ phase: "waiting", finished: 0, errors: [] });
  });
});

describe("a deployment that has ended well", () => {
  const result = { added: 2, changed: 1, destroyed: 0 };
  const ends = output.indexOf("dev  │ Error");
  const end = "registry  \n          Apply complete! Resources: 2 added, 1 changed, 0 destroyed.\n";

  it.each([
    ["lost", ""],
    ["cut in two", end.replace("added, ", "added,\nregistry  ")],
    ["whole", end],
  ])("tells what was done with each stack where the last line of one is %s", (_, last) => {
    const told: string[] = [];
    const progress = new DeployProgress(["registry", "dev"], (name, state) => {
      if (state.phase === "done") told.push(name);
    });
    progress.feed(output.slice(0, ends) + last);
    progress.succeeded();
    expect(progress.of("registry")).toMatchObject({ phase: "done", result });
    // Terraform tells of no plan where nothing changes.
    expect(progress.of("dev")).toMatchObject({ phase: "done", result: { added: 0, changed: 0, destroyed: 0 } });
    expect(told.sort()).toEqual(["dev", "registry"]);
  });
});

describe("describeResult", () => {
  it.each([
    [{ added: 0, changed: 0, destroyed: 0 }, "no changes"],
    [{ added: 3, changed: 0, destroyed: 1 }, "3 added, 1 destroyed"],
  ])("says %j as %s", (result, words) => {
    expect(describeResult(result)).toBe(words);
  });
});
