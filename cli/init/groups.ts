import { spawnSync } from "node:child_process";
import { guid } from "../../schema/fields";

/** Object id of an Entra group by its name; undefined where nobody can tell. */
export type GroupLookup = (name: string) => string | undefined;

const LONGEST = 30_000;

/** Asks Entra with the Azure CLI, as whoever is signed in there. One group must have the name: az refuses two. */
export const askAz: GroupLookup = (name) => {
  // A name is never an option.
  if (name.startsWith("-")) return undefined;
  const { status, stdout } = spawnSync(
    "az",
    ["ad", "group", "show", "--group", name, "--query", "id", "--output", "tsv"],
    {
      encoding: "utf8",
      timeout: LONGEST,
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const id = (stdout ?? "").trim().toLowerCase();
  return status === 0 && guid().safeParse(id).success ? id : undefined;
};
