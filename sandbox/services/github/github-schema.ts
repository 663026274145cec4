import { completeBlock } from "../../engine/azurerm/azurerm-schema";
import { Bindings } from "../../engine/azurerm/bindings";
import type { Block, NestedBlock, ProviderSchema } from "../../engine/terraform/schema";
import { dataSources } from "./data-sources";
import { githubTypes } from "./types";

const folderOf = (type: string): string => type.replace(/^github_/, "").replaceAll("_", "-");

/** The GitHub provider's schema, for the types the sandbox knows. */
export function githubSchema(): ProviderSchema {
  const bindings = new Bindings("@cdktf/provider-github");
  const resources = Object.entries(githubTypes).map(
    ([type, entry]) => [type, completeBlock(newer(type, bindings.block(folderOf(type))), entry)] as const,
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

/** What the provider has and its bindings, of 6.9.0, have not. Source: integrations/terraform-provider-github 6.13.0. */
const requiredReviewers: NestedBlock = {
  nesting: "list",
  block: {
    attributes: {
      file_patterns: { type: ["list", "string"], required: true },
      minimum_approvals: { type: "number", required: true },
    },
    blocks: {
      reviewer: {
        nesting: "list",
        minItems: 1,
        block: {
          attributes: { id: { type: "number", required: true }, type: { type: "string", required: true } },
          blocks: {},
        },
      },
    },
  },
};

function newer(type: string, block: Block): Block {
  if (type !== "github_repository_ruleset") return block;
  const within = (outer: Block, name: string, change: (inner: Block) => Block): Block => {
    const { [name]: nested, ...others } = outer.blocks;
    return { ...outer, blocks: { ...others, [name]: { ...nested!, block: change(nested!.block) } } };
  };
  return within(block, "rules", (rules) =>
    within(rules, "pull_request", (rule) => ({
      ...rule,
      blocks: { ...rule.blocks, required_reviewers: requiredReviewers },
    })),
  );
}
