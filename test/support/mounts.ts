import { spawnSync } from "node:child_process";

/** Ways to a shell that may mount for itself, so that nothing stays mounted. */
const WAYS = [
  ["unshare", "--mount"],
  ["unshare", "--map-root-user", "--mount"],
  ["sudo", "--non-interactive", "unshare", "--mount"],
];

/** What a script of a shell printed that may mount file systems which only it sees; undefined where nobody may. */
export function withMounts(probe: string, script: string, cwd: string): string | undefined {
  const way = WAYS.find(
    ([command, ...parameters]) => spawnSync(command!, [...parameters, "bash", "-c", probe]).status === 0,
  );
  if (way === undefined) {
    console.warn("nobody may mount a file system here: left out");
    return undefined;
  }
  const [command, ...parameters] = way;
  const { stdout, stderr, status } = spawnSync(command!, [...parameters, "bash", "-c", script], {
    cwd,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${stdout}${stderr}`);
  return stdout;
}
