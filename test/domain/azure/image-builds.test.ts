import { buildsImages, imageBuildCluster } from "../../../domain/azure/image-builds";

const GPU = "Standard_NC24ads_A100_v4";
const CPU = "Standard_D4ds_v5";

describe("the cluster that images are built on", () => {
  it("is the one that is named, else the first by name without a GPU, whatever order they are written in", () => {
    const clusters = { a: { size: GPU }, m: { size: CPU }, b: { size: CPU } };
    const turned = Object.fromEntries(Object.entries(clusters).reverse());
    for (const one of [clusters, turned]) {
      expect(imageBuildCluster({ clusters: one })).toBe("b");
      expect(imageBuildCluster({ clusters: one, imageBuilds: "m" })).toBe("m");
    }
  });

  it("is none where all have GPUs, on which Azure ML builds nothing", () => {
    expect(buildsImages(GPU)).toBe(false);
    expect(imageBuildCluster({ clusters: { a: { size: GPU } } })).toBeUndefined();
  });
});
