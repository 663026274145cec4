import { type Command, InvalidArgumentError } from "commander";
import { registerFire } from "./sandbox-fire";
import { configOption } from "./options";

interface Options {
  readonly dir: string;
  readonly port?: number;
  readonly faults?: string;
  readonly with?: string;
  readonly as: string;
  readonly config: string;
}

const help = `
The command runs with real Terraform and the real cdktf CLI; only Azure is simulated. What it creates is kept in
<dir>/cloud.json, Terraform's state in <dir>/state/, until you delete the folder.

Faults are drawn at random, the same for the same seed:
  429:0.1          one request in ten is throttled; the providers try again, as they do on Azure
  500:0.05         one in twenty fails on Azure's side
  lost:0.02        one in fifty is carried out, but its response never arrives
  latency:50ms     every request takes 50 milliseconds longer
  propagation:30s  a role that was granted takes effect 30 seconds later
  seed:7           another draw
  Microsoft.Storage/storageAccounts=500:1    only this resource type, always

Everything is done as the owner of every subscription, or as somebody else, who may do what the roles in the simulated
Azure let them: a pipeline (dev-plan, prod-apply), a person (dev-data-scientist, promoter), an identity
(prod-customer-churn-drift). A name that is unknown lists all of them. Once bootstrap is deployed, whoever is to read or
lock a state needs the role for it, as in Azure: what plans dev reads no state of prod, and is refused an apply even
where it would change nothing.

Examples:
  mlops sandbox -- npx cdktf deploy dev
  mlops sandbox --dir /tmp/azure -- npx cdktf deploy 'prod*' --auto-approve
  mlops sandbox --faults 429:0.05,latency:20ms,seed:3 -- npx cdktf deploy dev --auto-approve
  mlops sandbox --with examples/landing-zone/azure.yaml -- npx cdktf deploy dev
  mlops sandbox --as dev-plan -- npx mlops plan
  mlops sandbox --port 8811 -- node my-client.js      (the ARM URL is in MLOPS_SANDBOX_ARM)
`;

/** Adds `mlops sandbox`. Its exit code is the command's. */
export function registerSandbox(program: Command): void {
  const sandboxCommand = program
    .command("sandbox")
    .description("run a command against a simulated Azure, without an account")
    .argument("<command...>", "the command and its arguments, after two dashes")
    .option("--dir <folder>", "where the simulated Azure lives", ".sandbox")
    .option("--port <number>", "port of the simulated ARM on 127.0.0.1 (default: any free one)", parsePort)
    .option("--faults <spec>", "what goes wrong, for example 429:0.1,latency:50ms,seed:7")
    .option("--with <file>", "resources that others made before, as YAML: a hub, policies of a landing zone")
    .option("--as <identity>", "who does it, for example dev-plan, prod-apply, dev-data-scientist", "owner")
    .addOption(configOption())
    .addHelpText("after", help)
    .action(async (command: string[], options: Options) => {
      // Loaded when needed: `--help` must not wait for the sandbox.
      const { runInSandbox, startSandbox } = require("../../sandbox") as typeof import("../../sandbox");
      const { as, config, with: given, ...rest } = options;
      const { identityNamed, inSandbox, statesOf } =
        require("../../deploy/identities") as typeof import("../../deploy/identities");
      const { loadConfiguration } = require("../../schema/load") as typeof import("../../schema/load");
      const { requireTerraform } = require("../../deploy/machine") as typeof import("../../deploy/machine");
      await requireTerraform();
      const configuration = () => loadConfiguration(config);
      const known = identityNamed(as, configuration);
      const { LocalJobs } = require("../ml/jobs") as typeof import("../ml/jobs");
      const { LocalServers } = require("../ml/scoring-server") as typeof import("../ml/scoring-server");
      const say = (line: string) => void process.stderr.write(`${line}\n`);
      const sandbox = await startSandbox({
        ...rest,
        jobs: new LocalJobs("ml", say),
        servers: new LocalServers(say),
        ...(given !== undefined && { given }),
        ...(known !== undefined && { as: inSandbox(known), states: statesOf(configuration().organization) }),
      });
      try {
        if (known !== undefined && "identity" in known.is && sandbox.cloud.get(known.is.identity) === undefined) {
          console.error(`${as} is not there yet and holds no role: an owner deploys what makes it first.`);
        }
        process.exitCode = await runInSandbox(sandbox, command);
      } finally {
        await sandbox.close();
      }
    });
  registerFire(sandboxCommand);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError("Allowed are 0 to 65535.");
  return port;
}
