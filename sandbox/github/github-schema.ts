import { completeBlock } from "../azurerm/azurerm-schema";
import { Bindings } from "../azurerm/bindings";
import type { Block, ProviderSchema } from "../terraform/schema";
import { dataSources } from "./data-sources";
import { githubTypes } from "./types";

const folderOf = (type: string): string => type.replace(/^github_/, "").replaceAll("_", "-");

/** The GitHub provider's schema, for the types the sandbox knows. */
export function githubSchema(): ProviderSchema {
  const bindings = new Bindings("@cdktf/provider-github");
  const resources = Object.entries(githubTypes).map(
    ([type, entry]) => [type, completeBlock(bindings.block(folderOf(type)), entry)] as const,
  );
  const data = Object.keys(dataSources).map(
    (type) => [type, completeBlock(bindings.block(`data-${type.replaceAll("_", "-")}`), {})] as const,
  );
  return {
    provider: withoutAlias(bindings.block("provider")),
    resources: Object.fromEntries(resources),
    dataSources: Object.fromEntries(data),
  };
}

/** `alias` is Terraform's own, not the provider's. */
function withoutAlias({ attributes, blocks }: Block): Block {
  return { attributes: Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== "alias")), blocks };
}
