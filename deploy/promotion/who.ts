import { spawnSync } from "node:child_process";
import { userInfo } from "node:os";
import { resolve } from "node:path";

/**
 * Who decides, as evidence names them: whoever was named, in a pipeline whoever started it, else the user of git, else of
 * this machine. Nobody proves it here: the review of the change does.
 */
export function whoDecides(named: string | undefined, directory: string, env: NodeJS.ProcessEnv = process.env): string {
  const given = [named, env["GITHUB_ACTOR"], env["BUILD_REQUESTEDFOR"]].find((name) => (name ?? "").trim() !== "");
  if (given !== undefined) return given.trim();
  const of = (key: string): string =>
    (spawnSync("git", ["config", key], { cwd: resolve(directory), encoding: "utf8" }).stdout ?? "").trim();
  const [name, email] = [of("user.name"), of("user.email")];
  if (name !== "") return email === "" ? name : `${name} <${email}>`;
  return email === "" ? userInfo().username : email;
}
