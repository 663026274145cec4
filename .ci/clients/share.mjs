// Reads what sessions printed, a JSON line for each call, and prints each client's share of calls that worked, the calls by name
// and what failed, with the reason that test/sandbox/clients/exceptions.yaml gives. Fails below 95 of 100 for any client, for a
// call that fails without a reason there, and for one that has a reason and works: node share.mjs <client>=<file> ...
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const LEAST = 0.95;
/** A session that broke off has few calls. */
const FEWEST = 40;
const exceptions = Object.entries(
  parse(readFileSync(join(import.meta.dirname, "../../test/sandbox/clients/exceptions.yaml"), "utf8")),
);
/** Why a call is known not to work; `*` in the list stands for any end. */
const reasonOf = (call) =>
  exceptions.find(([name]) => (name.endsWith("*") ? call.startsWith(name.slice(0, -1)) : call === name))?.[1];

const wrong = [];
console.log("| client | calls | work | share |\n|---|---|---|---|");
const sessions = process.argv.slice(2).map((argument) => {
  const [client, file] = argument.split("=");
  const lines = readFileSync(file, "utf8").split("\n");
  const calls = lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  const worked = calls.filter(({ ok }) => ok).length;
  const share = worked / calls.length;
  console.log(`| ${client} | ${calls.length} | ${worked} | ${(100 * share).toFixed(1)} % |`);
  if (calls.length < FEWEST) wrong.push(`${client}: ${calls.length} calls are too few, its session broke off.`);
  else if (share < LEAST) wrong.push(`${client}: fewer than ${100 * LEAST} of 100 calls work.`);
  for (const { call, ok } of calls) {
    if (!ok && reasonOf(call) === undefined) wrong.push(`${call}: does not work, and no reason is given.`);
    if (ok && reasonOf(call) !== undefined) wrong.push(`${call}: works, so it is no exception.`);
  }
  return { client, calls };
});
for (const { client, calls } of sessions) {
  console.log(`\n${client}`);
  for (const { call, ok, error } of calls)
    console.log(ok ? `  works  ${call}` : `  FAILS  ${call}: ${reasonOf(call) ?? error}`);
}
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
