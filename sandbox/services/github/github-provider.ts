import { listChecks } from "../../engine/azurerm/list-checks";
import { type AzureClient } from "../../engine/azure-client";
import {
  type ConfiguredProvider,
  type Diagnostic,
  type Provider,
  ProviderError,
} from "../../engine/terraform/provider";
import type { ProviderSchema } from "../../engine/terraform/schema";
import type { ObjectValue } from "../../engine/terraform/wire";
import { ConfiguredGithub } from "./configured-github";
import type { Directory } from "./directory";
import { githubSchema } from "./github-schema";
import { githubTypes } from "./types";

/** The GitHub provider, as far as the sandbox simulates it. It takes no token: nothing leaves the machine. */
export class GithubProvider implements Provider {
  readonly legacyTypeSystem = true;
  readonly schema: ProviderSchema = githubSchema();

  constructor(
    private readonly directory: Directory,
    private readonly client: AzureClient,
    private readonly now: () => Date,
  ) {}

  validateResource(type: string, config: ObjectValue): readonly Diagnostic[] {
    const entry = githubTypes[type]!;
    return [...listChecks(entry), ...(entry.checks ?? [])]
      .flatMap((check) => check(config))
      .map(({ path, message }) => ({ severity: "error", summary: message, path: [path.split(".")[0]!] }));
  }

  configure(config: ObjectValue): ConfiguredProvider {
    const owner = config["owner"] ?? config["organization"] ?? process.env["GITHUB_OWNER"];
    if (typeof owner !== "string" || owner === "") {
      throw new ProviderError(
        "the sandbox does not know whose repositories these are",
        "Write owner in the provider block; without a token there is no account to fall back on.",
      );
    }
    return new ConfiguredGithub(this.schema, this.directory, this.client, owner, this.now);
  }
}
