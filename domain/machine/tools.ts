import { engines } from "../../package.json";
import { OLDEST_TERRAFORM } from "../terraform/version";

/** A program of this machine that commands run, and which versions of it do. */
export interface Tool {
  /** What it is called on `PATH`. */
  readonly program: string;
  /** What makes it tell its version. */
  readonly parameters: readonly string[];
  /** Where the version stands in what it says; what does not match is another program. */
  readonly version: RegExp;
  /** @default - any version does */
  readonly oldest?: string;
  /** The last that does, as far as it is written: `3.13` lets 3.13.9 pass. @default - every newer one does */
  readonly newest?: string;
  /** What to do without it. */
  readonly fix: string;
}

const oldestNode = /\d+(\.\d+)*/.exec(engines.node)![0];
const PYTHON = { oldest: "3.11", newest: "3.13" } as const;

/** Every program that commands need, `mlops doctor` looks at, and runs refuse to begin without. */
export const tools = {
  node: {
    program: "node",
    parameters: ["--version"],
    version: /^v(\S+)/,
    oldest: oldestNode,
    fix: `install Node.js ${oldestNode} or newer: https://nodejs.org/en/download`,
  },
  terraform: {
    program: "terraform",
    parameters: ["version"],
    version: /^Terraform v(\S+)/m,
    oldest: OLDEST_TERRAFORM,
    fix: `install Terraform ${OLDEST_TERRAFORM} or newer: https://developer.hashicorp.com/terraform/install`,
  },
  git: {
    program: "git",
    parameters: ["--version"],
    version: /git version (\S+)/,
    fix: "install git: https://git-scm.com/downloads",
  },
  python: {
    program: "python3",
    parameters: ["--version"],
    version: /^Python (\S+)/m,
    ...PYTHON,
    fix: `install Python ${PYTHON.oldest} to ${PYTHON.newest} (https://www.python.org/downloads), or name one in MLOPS_PYTHON`,
  },
  az: {
    program: "az",
    parameters: ["version", "--output", "json"],
    version: /"azure-cli": "([^"]+)"/,
    fix: "install the Azure CLI (https://learn.microsoft.com/cli/azure/install-azure-cli) and sign in with az login",
  },
} as const satisfies Readonly<Record<string, Tool>>;

/** What is known of a tool: its version if it does, else what is wrong with it, as a clause. */
export type Judged = { readonly version: string } | { readonly lacks: string };

/**
 * Judges what a program says of itself.
 * @param said - its output; undefined if there is no such program, or it failed
 * @param program - how it was called. @default - as the tool is called on `PATH`
 */
export function judgeTool(tool: Tool, said: string | undefined, program: string = tool.program): Judged {
  if (said === undefined) return { lacks: `there is no ${program} on PATH` };
  const version = tool.version.exec(said)?.[1];
  if (version === undefined) {
    const [first = ""] = said.trim().split("\n");
    return { lacks: `${program} is another program: it says ${first === "" ? "nothing of its version" : first}` };
  }
  if (!isWithin(version, tool)) {
    return { lacks: `${version} is too ${isAtLeast(version, tool.oldest) ? "new" : "old"}` };
  }
  return { version };
}

/** Whether a version is among those that do. */
export const isWithin = (version: string, { oldest, newest }: Pick<Tool, "oldest" | "newest">): boolean =>
  isAtLeast(version, oldest) && (newest === undefined || compare(version, newest) <= 0);

const isAtLeast = (version: string, oldest: string | undefined): boolean =>
  oldest === undefined || compare(version, oldest) >= 0;

/** By the parts that `limit` has. */
function compare(version: string, limit: string): number {
  const parts = version.split(/[.-]/).map(Number);
  for (const [index, least] of limit.split(".").map(Number).entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part - least;
  }
  return 0;
}
