// Reads what sessions printed, a JSON line for each call, and prints each client's share of calls that worked, the calls by name
// and what failed. Fails below 95 of 100 for any client: node share.mjs <client>=<file> ...
import { readFileSync } from "node:fs";

const LEAST = 0.95;
let enough = true;
console.log("| client | calls | work | share |\n|---|---|---|---|");
const sessions = process.argv.slice(2).map((argument) => {
  const [client, file] = argument.split("=");
  const lines = readFileSync(file, "utf8").split("\n");
  const calls = lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  const worked = calls.filter(({ ok }) => ok).length;
  // A session that broke off has few calls.
  enough &&= calls.length > 40 && worked / calls.length >= LEAST;
  console.log(`| ${client} | ${calls.length} | ${worked} | ${((100 * worked) / calls.length).toFixed(1)} % |`);
  return { client, calls };
});
for (const { client, calls } of sessions) {
  console.log(`\n${client}`);
  for (const { call, ok, error } of calls) console.log(ok ? `  works  ${call}` : `  FAILS  ${call}: ${error}`);
}
if (!enough) {
  console.error(`A client has fewer than ${100 * LEAST} of 100 calls that work, or too few calls.`);
  process.exit(1);
}
