import { writesInto } from "../../../domain/monitors/new-data";

describe("whether an output lies in a watched folder", () => {
  const own = "azureml://datastores/workspaceblobstore/paths/";
  const long =
    "azureml://subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resourcegroups/rg/workspaces/mlw/datastores/workspaceblobstore/paths/";

  it.each([
    ["churn/", `${own}churn/models/`],
    ["churn/", `${own}Churn/models/`],
    ["Churn/", `${own}churn/`],
    ["churn/", `${long}churn/models/`],
    // Where Azure ML writes what has no place of its own.
    ["azureml/", undefined],
    ["AzureML/", undefined],
  ])("%s holds %s", (folder, output) => expect(writesInto(folder, output)).toBe(true));

  it.each([
    ["churn/", `${own}churning/`],
    ["churn/", `${own}models/churn/`],
    ["churn/", "azureml://datastores/other/paths/churn/"],
    ["churn/", undefined],
  ])("%s does not hold %s", (folder, output) => expect(writesInto(folder, output)).toBe(false));
});
