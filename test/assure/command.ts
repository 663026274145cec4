import { assure } from "./assure";

/**
 * `npm run assure -- <campaign>… [--short] [--trials n] [--seed n]`: tries what `docs/reference/assurance.md` promises,
 * as often as it says there. The same seed tries the same. Exit code 1 if anything is broken, 2 for a wrong argument.
 */
process.env["CHECKPOINT_DISABLE"] = "1";
void assure(process.argv.slice(2), { say: console.log, complain: console.error }).then(
  (code) => (process.exitCode = code),
);
