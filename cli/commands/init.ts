import type { Command } from "commander";
import { personas } from "../../domain/access/access";
import { hyphenated } from "../../domain/text/hyphenated";
import type { RunInitOptions } from "../init/run-init";

const answersOfPersonas = personas.map((persona) => `  ${`${persona}: <name>`.padEnd(49)}or <name>=<object id>`);

const help = `
Makes a repository of yours in which configuration and code part: config/ with your ids, ml/, pipelines of GitHub or of Azure
DevOps, and a package.json that pins a version of this project by git URL and commit or tag. Options and a file answer its
questions; what is left is asked in a terminal. Groups are given by name, and az tells their ids when it is signed in.

All of it is checked together first: what mlops validate would refuse is told, and nothing is written. A folder that holds
something is never touched. Releases and machines of the example do not come along.

A file of answers has the options' names as keys, written in one word (dataScientists), and environments in their order:
  name: Contoso
  prefix: cto
  tenant: 4f1c2b3a-5d6e-4f70-8a9b-0c1d2e3f4a5b
  subscription: 9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d
  location: westeurope
  repository: contoso/mlops                        or https://dev.azure.com/contoso/ML/_git/mlops
  environments:
    dev: 11c0ffee-1111-4a11-8a11-111111111111
    preprod: 22c0ffee-2222-4a22-8a22-222222222222
    prod: 33c0ffee-3333-4a33-8a33-333333333333
  office: 20.50.2.0/24                             who reaches the first environment over the internet
${answersOfPersonas.join("\n")}
  promoters: Model Promoters
  contact: ml-platform@contoso.example
  costCenter: CC-1
  project: git+https://git.example/ml/azure-mlops-environments.git#v0.1.0

Examples:
  mlops init ../contoso-mlops
  mlops init ../contoso-mlops --answers answers.yaml --yes
  mlops init ../contoso-mlops --answers answers.yaml --empty --dry-run
`;

/** Adds `mlops init`. */
export function registerInit(program: Command): void {
  const command = program
    .command("init")
    .description("make a repository of your own: configuration, and a pinned version of this project")
    .argument("<folder>", "folder of the new repository: not there, or empty")
    .option("--answers <file>", "answers to some or all questions, as YAML; options come before it")
    .option("--empty", "without the use cases that ship")
    .option("--yes", "write without asking; needs an answer to every question that has no default")
    .option("--dry-run", "check everything and say what it would write")
    .option("--name <text>", "name of the organization")
    .option("--prefix <text>", "leads every name in Azure")
    .option("--tenant <guid>", "Entra tenant")
    .option("--subscription <guid>", "subscription of Terraform state and model registry")
    .option("--location <region>", "Azure region of everything")
    .option("--repository <where>", "<owner>/<name> on GitHub, or its URL in Azure Repos")
    .option("--environment <name=guid>", "an environment and its subscription; once for each, in order", collect)
    .option("--network <cidr>", "block of which each environment gets a /22 (default: 10.40.0.0/16)")
    .option("--office <addresses>", "public addresses that reach the first environment, with commas between")
    .option("--hub <id>", "ARM id of the hub's network that private environments are peered with (default: none)")
    .option("--logs <id>", "ARM id of the company's Log Analytics workspace (default: one for each environment)");
  for (const persona of personas) {
    command.option(`--${hyphenated(persona)} <group>`, "Entra group, by name or <name>=<object id>");
  }
  command
    .option("--promoters <group>", "Entra group, by name or <name>=<object id>")
    .option("--contact <mail>", "where warnings go")
    .option("--on-call <mail>", "where critical alerts go (default: --contact)")
    .option("--approvers <team>", "who approves deployments (default: ml-platform)")
    .option("--security <team>", "who approves what decides on rights (default: security)")
    .option("--owner <text>", "tag owner (default: --approvers)")
    .option("--cost-center <text>", "tag cost-center")
    .option("--project <git url>", "version to pin, with #<commit or tag> (default: the one that runs)")
    .addHelpText("after", help)
    .action(async (folder: string, options: RunInitOptions) => {
      // Loaded when needed: `--help` must not wait for the schema.
      const { runInit } = require("../init/run-init") as typeof import("../init/run-init");
      process.exitCode = await runInit(folder, options);
    });
}

const collect = (one: string, before: readonly string[] = []): readonly string[] => [...before, one];
