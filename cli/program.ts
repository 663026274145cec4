import { Command } from "commander";
import { version } from "../package.json";
import { registerAccept } from "./commands/accept";
import { registerApply } from "./commands/apply";
import { registerBacktest } from "./commands/backtest";
import { registerCost } from "./commands/cost";
import { registerDemo } from "./commands/demo";
import { registerDiff } from "./commands/diff";
import { registerDoctor } from "./commands/doctor";
import { registerEnvironments } from "./commands/environments";
import { registerExplain } from "./commands/explain";
import { registerGraph } from "./commands/graph";
import { registerIncident } from "./commands/incident";
import { registerInit } from "./commands/init";
import { registerMaturity } from "./commands/maturity";
import { registerMl } from "./commands/ml";
import { registerNew } from "./commands/new";
import { registerNewEnvironment } from "./commands/new-environment";
import { registerOffboard } from "./commands/offboard";
import { registerPlan } from "./commands/plan";
import { registerPolicy } from "./commands/policy";
import { registerRecover } from "./commands/recover";
import { registerPrices } from "./commands/prices";
import { registerReview } from "./commands/review";
import { registerPromote } from "./commands/promote";
import { registerRollback } from "./commands/rollback";
import { registerRollout } from "./commands/rollout";
import { registerSandbox } from "./commands/sandbox";
import { registerSmoke } from "./commands/smoke";
import { registerStatus } from "./commands/status";
import { registerUpgrade } from "./commands/upgrade";
import { registerValidate } from "./commands/validate";

const help = `
Exit codes: 0 fine, 1 refused, 2 bad input, 3 a defect of mlops itself.
Output for programs goes to stdout, errors and progress to stderr. NO_COLOR turns colours off.

Examples:
  mlops demo                                  everything, in a simulated Azure
  mlops new                                   bring a use case
  mlops validate                              every problem in config/
  mlops sandbox -- npx cdktf deploy dev       any command against the simulated Azure
  source <(npx mlops completion bash)         completion for this shell, in which mlops stands for npx mlops
`;

/** The whole command line, ready to parse. Loads no more than the descriptions of the commands. */
export function createProgram(): Command {
  const program = new Command("mlops")
    .description("Azure MLOps environments as code")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .showHelpAfterError("see --help for what is allowed")
    .addHelpText("after", help)
    // A mistake in the arguments is bad input like any other; see main.ts.
    .exitOverride();

  program.commandsGroup("Start here");
  registerDemo(program);
  registerSandbox(program);
  registerInit(program);
  registerUpgrade(program);
  program.commandsGroup("Use cases");
  registerNew(program);
  registerNewEnvironment(program);
  registerEnvironments(program);
  registerValidate(program);
  registerExplain(program);
  registerDiff(program);
  registerMaturity(program);
  registerGraph(program);
  registerCost(program);
  registerPrices(program);
  registerOffboard(program);
  program.commandsGroup("Review and deploy");
  registerPlan(program);
  registerReview(program);
  registerPolicy(program);
  registerApply(program);
  program.commandsGroup("Models");
  registerMl(program);
  registerBacktest(program);
  registerPromote(program);
  registerRollout(program);
  registerRollback(program);
  registerAccept(program);
  program.commandsGroup("Operate");
  registerSmoke(program);
  registerStatus(program);
  registerIncident(program);
  registerDoctor(program);
  registerRecover(program);
  return program;
}
