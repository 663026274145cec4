import { STATE_PATH } from "../../services/storage/states";

/**
 * A program that is told what Terraform was told, and asks the sandbox whether whoever starts it may read and lock the states
 * that it touches: its own, those that its configuration reads with `terraform_remote_state`, and files that it is pointed at.
 * If not it says what Terraform says of a blob that Azure refuses, and exits with 1.
 *
 * Terraform's azurerm backend reads a state before it does anything; where there is none, it makes an empty one, and locks it
 * meanwhile: so even who only plans needs the right to write for what was never deployed. Sources: `StateMgr` in
 * `backend_state.go` and `Lock` in `client.go` of `internal/backend/remote-state/azure`, Terraform 1.11.4; for the words also
 * `internal/command/init.go` and `internal/builtin/providers/terraform/data_source_state.go`.
 */
export const stateQuestion = `
const { existsSync, readdirSync, readFileSync, statSync } = require("node:fs");
const { basename, dirname, join, resolve } = require("node:path");

const LOCKS = ["plan", "apply", "destroy", "refresh", "import"];
const READS = [...LOCKS, "init", "output", "console", "graph", "providers", "show", "state", "taint", "untaint", "force-unlock"];
const CHANGES = ["taint", "untaint", "force-unlock", "state mv", "state rm", "state push", "state replace-provider"];

const given = process.argv.slice(2);
const folder = resolve(given.find((one) => one.startsWith("-chdir="))?.slice("-chdir=".length) ?? ".");
const [command, ...operands] = given.filter((one) => !one.startsWith("-"));
const states = resolve(process.env.MLOPS_SANDBOX, "state");
main().catch((error) => {
  console.error("Error: " + error.message);
  process.exitCode = 1;
});

async function main() {
  const own = ownState();
  // A plan is shown from its file, and these three ask for no state.
  const readsNone =
    given.includes("-backend=false") ||
    (command === "show" && operands.length > 0) ||
    (command === "providers" && ["lock", "mirror", "schema"].includes(operands[0]));
  if (own !== undefined && READS.includes(command) && !readsNone) {
    if (command === "init") await ask(own, "list", (said) => "Failed to get existing workspaces: listing blobs: " + said);
    await ask(own, "read", (said) => "Error loading state: " + said);
    if (!isThere(own)) await ask(own, "write", (said) => "Error loading state: failed to lock azure state: " + said);
    const locks = LOCKS.includes(command) && !given.includes("-lock=false");
    const changes = CHANGES.includes(command) || CHANGES.includes(command + " " + operands[0]);
    if (locks || changes) await ask(own, "write", lockRefused);
  }
  for (const state of READS.includes(command) ? othersRead(own) : [])
    await ask(state, "read", (said) => "Error loading state error\\n\\nerror loading the remote state: " + said);
  for (const state of operands.concat(given).map(stateAt).filter((state) => state !== undefined))
    await ask(state, "read", (said) => "Error loading statefile: " + said);
}

/** Name of the stack whose state a path is; undefined for any other path. */
function stateAt(path) {
  const file = resolve(folder, path.replace(/^-[a-z-]+=/, ""));
  return dirname(file) === states && file.endsWith(".tfstate") ? basename(file, ".tfstate") : undefined;
}

function isThere(state) {
  const file = join(states, state + ".tfstate");
  return existsSync(file) && statSync(file).size > 0;
}

function configuration() {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\\.tf(\\.json)?$/.test(name)) : [];
  return names.map((name) => readFileSync(join(folder, name), "utf8"));
}

function ownState() {
  const file = join(folder, "cdk.tf.json");
  const { backend } = (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {}).terraform ?? {};
  return backend?.local?.path === undefined ? undefined : stateAt(backend.local.path);
}

/** Whatever else the configuration names that is a state: what terraform_remote_state reads. */
function othersRead(own) {
  const named = configuration().flatMap((text) => [...text.matchAll(/"([^"\\n]+\\.tfstate)"/g)].map(([, path]) => stateAt(path)));
  return [...new Set(named)].filter((state) => state !== undefined && state !== own);
}

function lockRefused(said) {
  return [
    "Error acquiring the state lock",
    "",
    "Error message: " + said,
    "",
    "Terraform acquires a state lock to protect the state from being written by multiple users at the same time.",
  ].join("\\n");
}

async function ask(stack, right, words) {
  const url = new URL(${JSON.stringify(STATE_PATH)}, process.env.IDENTITY_ENDPOINT);
  url.search = new URLSearchParams({ stack, right });
  const as = process.env.MLOPS_SANDBOX_AS;
  const answer = await fetch(url, as === undefined ? {} : { headers: { "x-mlops-sandbox-as": as } });
  if (answer.ok) return;
  const { error } = await answer.json();
  const status = answer.status + " (" + answer.status + " " + answer.statusText + ")";
  throw new Error(words("executing request: unexpected status " + status + " with " + error.code + ": " + error.message));
}
`;
