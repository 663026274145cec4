import type { Command } from "commander";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** What an argument of this name can be completed with, from the names of files alone: completion must be quick. */
const values: Readonly<Record<string, (config: string) => readonly string[]>> = {
  "use-case": (config) => namesIn(config, "use-cases"),
  env: (config) => namesIn(config, "environments"),
  environment: (config) => namesIn(config, "environments"),
  alert: () => namesIn(join(__dirname, "../docs"), "runbooks", ".md").filter((name) => name !== "README"),
  stacks: (config) => {
    const environments = namesIn(config, "environments");
    const useCases = namesIn(config, "use-cases");
    return [
      "bootstrap",
      "pipelines",
      "registry",
      ...environments.flatMap((name) => [name, ...useCases.map((useCase) => `${name}-${useCase}`)]),
    ];
  },
};

/**
 * Adds `mlops completion <shell>`, which prints the script, and the hidden command that the script calls. Arguments
 * named after use cases, environments and stacks complete with those of the configuration.
 */
export async function addCompletion(program: Command): Promise<void> {
  const { default: tab } = await import("@bomb.sh/tab/commander");
  const root = tab(program, { completionCommandName: "completion" });
  const config = process.env["MLOPS_CONFIG"] ?? "config";
  for (const command of [...root.commands.values()]) {
    for (const argument of command.arguments.values()) {
      const list = values[argument.name];
      if (list === undefined) continue;
      argument.handler = (complete) => {
        for (const value of list(config)) complete(value, "");
      };
    }
    for (const option of command.options.values()) {
      const list = ["env", "to"].includes(option.value) ? values["environment"] : undefined;
      if (list === undefined) continue;
      option.handler = (complete) => {
        for (const value of list(config)) complete(value, "");
      };
    }
  }
}

/**
 * What makes `mlops` a command of a shell that has none of that name, which is so wherever it is installed in a project: shells
 * complete commands that they can call.
 * @param shell - `bash`, `zsh` or `fish`; of others nothing is known
 */
export function standIn(shell: string): string {
  if (shell === "fish") return "\ntype -q mlops; or function mlops; npx --no-install mlops $argv; end\n";
  if (shell !== "bash" && shell !== "zsh") return "";
  return '\ntype mlops >/dev/null 2>&1 || mlops() { npx --no-install mlops "$@"; }\n';
}

function namesIn(config: string, folder: string, ending = ".yaml"): readonly string[] {
  try {
    return readdirSync(join(config, folder))
      .filter((file) => file.endsWith(ending))
      .map((file) => file.slice(0, -ending.length))
      .sort();
  } catch {
    // Outside of a project there is nothing to offer, and nobody to tell.
    return [];
  }
}
