import { Option } from "commander";

/** Options that several commands share. */

/** Where the configuration is. */
export const configOption = (): Option =>
  new Option("--config <folder>", "folder of organization.yaml and environments/")
    .env("MLOPS_CONFIG")
    .default("config");
