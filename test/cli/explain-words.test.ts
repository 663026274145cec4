import { chosenRegion } from "../../schema/choose";
import { inWords } from "../../cli/explain/words";
import { exampleConfiguration, withoutBatch } from "../support/configuration";

const CHURN = "customer-churn";
const BATCH = {
  component: "customer_churn_scoring",
  version: "1",
  external: true,
  cluster: "cpu",
  schedule: { every: "week", on: ["monday"], at: "04:00", timeZone: "Europe/Amsterdam", startDate: "2026-12-07" },
  outputs: {
    list: { type: "uri_folder", path: "azureml://datastores/workspaceblobstore/paths/list/" },
    // Those of the example, which its monitors do not look at.
    predictions: undefined,
  },
};

/** What `mlops explain` says of batch scoring in `prod`. */
function told(batch: object | undefined, release: Record<string, unknown>): readonly string[] | undefined {
  const configuration = exampleConfiguration({
    useCases: { [CHURN]: batch === undefined ? withoutBatch : { serving: { batch } } },
    releases: { [CHURN]: { prod: release } },
  });
  const useCase = configuration.useCases
    .find(({ name }) => name === CHURN)!
    .variants.find(({ environment }) => environment === "prod")!;
  return inWords(useCase, configuration, "2026-12-16T10:00:00Z").find(({ about }) => about === "Batch scoring")?.lines;
}

describe("what mlops explain says of whom it tells", () => {
  const lines = (notices: readonly string[] | undefined) => {
    const configuration = exampleConfiguration({ useCases: { [CHURN]: { notices } } });
    const [useCase] = configuration.useCases.find(({ name }) => name === CHURN)!.variants;
    return inWords(useCase!, configuration, "2026-12-16T10:00:00Z").find(({ about }) => about === "Told")!.lines;
  };

  it("names the notices that the owner asked for, and none where none is", () => {
    expect(lines(["training-completed", "rolled-back"])[1]).toBe(
      "the owner alone: a training completed: what it registered, and its metrics against the live version's; requests went back to the version before",
    );
    expect(lines(undefined).join()).not.toContain("the owner alone");
  });
});

describe("what mlops explain says of batch scoring", () => {
  it("tells which signals look at what it writes", () => {
    const configuration = exampleConfiguration({});
    const variant = configuration.useCases
      .find(({ name }) => name === CHURN)!
      .variants.find(({ release }) => release.live !== undefined)!;
    const paragraphs = inWords(variant, configuration, "2026-12-16T10:00:00Z");
    const lines = paragraphs.flatMap((paragraph) => paragraph.lines).join("\n");
    expect(lines).toContain("monitors also look at what batches write");
    expect(lines).toContain(
      "list-performance, of what batches score in 7d, ending 7d before the run: auc_loss above 0.2",
    );
    expect(lines).toContain("\ndata-drift: ");
  });

  it("tells what scores, when next, and where to", () => {
    const [what, when, where] = told(BATCH, { live: { model: "12" } })!;
    expect(what).toBe("customer-churn 12 scores by component customer_churn_scoring 1 on the cluster cpu");
    expect(when).toMatch(/next: 2026-12-21.04:00/);
    expect(where).toContain("list below azureml://datastores/workspaceblobstore/paths/list/, ");
  });

  it("tells that it is paused, that it waits for a version, and nothing where there is none", () => {
    expect(told({ ...BATCH, paused: true }, { live: { model: "12" } })![1]).toMatch(/, but paused$/);
    expect(told(BATCH, { live: undefined, candidate: undefined })).toEqual(["runs as soon as a version is live"]);
    expect(told(undefined, { live: { model: "12" } })).toBeUndefined();
  });
});

describe("what mlops explain says of a company's own names", () => {
  const names = (organization: object, environment: object) => {
    const configuration = exampleConfiguration({
      organization: { ...organization },
      environments: { prod: { ...environment } },
    });
    const useCase = configuration.useCases
      .find(({ name }) => name === CHURN)!
      .variants.find(({ environment }) => environment === "prod")!;
    return inWords(useCase, configuration, "2026-12-16T10:00:00Z").find(({ about }) => about === "Names")?.lines;
  };

  it("tells the resource group, the patterns with what tokens say here, and the tags", () => {
    const naming = {
      patterns: { workspace: "aml-{prefix}-{environment}-{region}", managedIdentity: "uai-{environment}-{use}" },
      regions: { westeurope: "weu", northeurope: "neu" },
      environments: { preprod: "pre", prod: "p" },
    };
    expect(
      names(
        { naming, tagNames: { owner: "Team", "cost-center": "cost-center" } },
        { resourceGroup: { existing: "rg-theirs" } },
      ),
    ).toEqual([
      "lies in resource group rg-theirs, which others made: it is neither made nor deleted here",
      "called by the company's own patterns: workspace aml-{prefix}-{environment}-{region}, managed identity uai-{environment}-{use}",
      "in patterns {environment} says p, {region} says weu",
      "tags have other names: owner is Team",
    ]);
  });

  it("tells nothing where all is as usual", () => expect(names({}, {})).toBeUndefined());
});

describe("what mlops explain says of encryption", () => {
  const said = (customerManagedKey?: object) => {
    const configuration = exampleConfiguration({
      environments: { prod: { encryption: customerManagedKey && { customerManagedKey } } },
    });
    const { variants } = configuration.useCases.find(({ name }) => name === CHURN)!;
    const useCase = variants.find(({ environment }) => environment === "prod")!;
    return inWords(useCase, configuration, "2026-12-16T10:00:00Z").find(({ about }) => about === "Encryption")?.lines;
  };
  const group = "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303/resourceGroups/rg-keys/providers";
  const not = "not by it: Log Analytics and Application Insights; the model registry; disks of computes";

  it.each([
    [{ source: "own" }, "of the environment's own vault"],
    [
      {
        source: "existing",
        vault: `${group}/Microsoft.KeyVault/vaults/kv-company`,
        key: "ml-prod",
        identity: `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/id-company`,
      },
      "ml-prod of the vault kv-company, which others keep",
    ],
  ])("tells whose key it is, and what it does not encrypt: %j", (key, whose) => {
    expect(said(key)).toEqual([
      `data, models, images and what Azure ML keeps of runs are encrypted with the company's key ${whose}`,
      not,
    ]);
  });

  it("tells nothing where Microsoft's keys are enough", () => {
    expect(said()).toBeUndefined();
  });
});

describe("what mlops explain says of a second region", () => {
  const prodWith = (recovery: object | undefined) => {
    const configuration = exampleConfiguration({
      organization: { platform: { registry: { replicas: ["northeurope"] } } },
      environments: {
        prod: {
          recovery: recovery && { location: "northeurope", network: { addressSpace: "10.40.12.0/22" }, ...recovery },
        },
      },
    });
    const useCase = configuration.useCases.find(({ name }) => name === CHURN)!;
    return { configuration, variant: useCase.variants.find(({ environment }) => environment === "prod")! };
  };
  const told = (recovery: object | undefined) => {
    const { configuration, variant } = prodWith(recovery);
    const words = inWords(variant, configuration, "2026-12-16T10:00:00Z");
    const of = (topic: string) => words.find(({ about }) => about === topic)?.lines.join("\n");
    return { regions: of("Regions"), training: of("Training")! };
  };

  it("tells what is there before it is needed, and nothing where there is none", () => {
    const lost =
      "\nif a region is lost, the other has configuration and releases (the last merge), models of the model registry (what its replica had received), Terraform states (what Azure had copied to the paired region)\nlost with it: reference data, labels and results of batches; what endpoints collected; runs, metrics and logs; images; secrets of the vault";
    expect(told(undefined).regions).toBeUndefined();
    const first = "westeurope, stack prod-customer-churn: in charge\nnortheurope, stack prod-recovery-customer-churn: ";
    expect(told({ mode: "cold" }).regions).toBe(
      `${first}cold: the platform is there, the stack is deployed when this region takes over${lost}`,
    );
    expect(told({ mode: "warm" }).regions).toBe(
      `${first}warm: answers from as few instances as it may; schedules, monitors and batches rest${lost}`,
    );
    expect(told({ mode: "warm" }).training).toContain("next:");
  });

  it("tells of the second while it is in charge, and of the first that it rests", () => {
    const { regions, training } = told({ mode: "cold", active: true });
    expect(regions).toContain(
      "westeurope, stack prod-customer-churn: schedules, monitors and batches rest\nnortheurope, stack prod-recovery-customer-churn: in charge\n",
    );
    expect(training).toContain("next:");
  });

  it("tells of the region that is named", () => {
    const { configuration, variant } = prodWith({ mode: "warm" });
    const region = chosenRegion(configuration, "prod", "northeurope");
    const words = inWords(variant, configuration, "2026-12-16T10:00:00Z", { region });
    expect(words.find(({ about }) => about === "Training")!.lines.join()).toMatch(/but paused$/);
    expect(() => chosenRegion(configuration, "prod", "northeurop")).toThrow(
      /MLOPS-CLI-006 prod is not in this region \(given northeurop; allowed westeurope, northeurope\); did you mean northeurope\?/,
    );
  });
});
