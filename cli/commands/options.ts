import { Option } from "commander";

/** Options that several commands share. */

/** Where the configuration is. */
export const configOption = (): Option =>
  new Option("--config <folder>", "folder of organization.yaml and environments/")
    .env("MLOPS_CONFIG")
    .default("config");

/** Where components and use cases are described. */
export const mlOption = (): Option => new Option("--ml <folder>", "folder of components and use cases").default("ml");

/** Which region of an environment that has two. */
export const regionOption = (): Option =>
  new Option("--region <region>", "of an environment with a second region (default: the one that is in charge)");

/** To work on the simulated Azure. */
export const sandboxOption = (): Option => new Option("--sandbox", "use the simulated Azure instead of Azure");

/** Where the simulated Azure is; nobody names it who means another. */
export const dirOption = (): Option =>
  new Option("--dir <folder>", "where the simulated Azure lives (default: .sandbox); implies --sandbox").implies({
    sandbox: true,
  });

/** What {@link sandboxOption} and {@link dirOption} say together: a folder, the usual one, or Azure itself. */
export const sandboxOf = ({ sandbox, dir }: SandboxFlags): string | true | undefined =>
  sandbox === true ? (dir ?? true) : undefined;

export interface SandboxFlags {
  readonly sandbox?: boolean;
  readonly dir?: string;
}
