import { resolve } from "node:path";

/** The simulated Azure that a command works on: its folder, the usual one, or Azure itself. */
type Sandbox = string | boolean | undefined;

/** Options that lead another command to where this one works; nothing in Azure itself. */
export function sameTarget(sandbox: Sandbox): string {
  if (sandbox === undefined || sandbox === false) return "";
  if (sandbox === true || resolve(sandbox) === resolve(".sandbox")) return " --sandbox";
  return ` --sandbox --dir ${sandbox}`;
}

/**
 * A command to print, so that it works where the one that prints it does. What is no command stays as it is.
 * @param command - `npx mlops …`, which takes the options, or `npx cdktf …`, which runs in the sandbox
 */
export function inSameTarget(command: string, sandbox: Sandbox): string {
  const options = sameTarget(sandbox);
  if (options === "") return command;
  if (command.startsWith("npx mlops ")) return onMachine.test(command) ? command : `${command}${options}`;
  return command.replace(/(^|: )npx cdktf /, `$1npx mlops sandbox${options.replace(" --sandbox", "")} -- npx cdktf `);
}

/** Commands that ask nobody. */
const onMachine = /^npx mlops (ml check|validate|review)\b/;
