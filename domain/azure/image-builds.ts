import { familyOf, vmFamilies } from "./vm-sizes";

interface Compute {
  readonly clusters: Readonly<Record<string, { readonly size: string }>>;
  readonly imageBuilds?: string | undefined;
}

/** Whether images are built on machines of this size: Azure ML builds on CPUs only. An unknown size is taken for one. */
export const buildsImages = (size: string): boolean => {
  const family = familyOf(size);
  return family === undefined || vmFamilies[family].use !== "gpu";
};

/**
 * The cluster that images are built on: the one that the configuration names, else the first by name that has no GPU;
 * undefined if there is none.
 */
export const imageBuildCluster = ({ clusters, imageBuilds }: Compute): string | undefined =>
  imageBuilds ??
  Object.keys(clusters)
    .filter((name) => buildsImages(clusters[name]!.size))
    .sort()[0];
