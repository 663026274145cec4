/** One command of a shell script, over as many lines as it takes. */
export interface ShellCommand {
  readonly text: string;
  /** The exit code it announces with `# exits <code>` at its end. */
  readonly exits: number;
}

const EXITS = /\s+# exits (\d+)\b.*$/;

/** The commands of a script: lines, with their continuations and here-documents; no comments, no empty lines. */
export function commandsOf(script: string): ShellCommand[] {
  const commands: ShellCommand[] = [];
  const lines = script.split("\n");
  for (let index = 0; index < lines.length; index += 1) {
    let text = lines[index]!;
    if (/^\s*(#|$)/.test(text)) continue;
    while (text.endsWith("\\") && index + 1 < lines.length) text += `\n${lines[(index += 1)]!}`;
    const end = /<<-?\s*'?(\w+)'?/.exec(text)?.[1];
    while (end !== undefined && lines[index] !== end && index + 1 < lines.length) text += `\n${lines[(index += 1)]!}`;
    const exits = EXITS.exec(text)?.[1];
    commands.push({ text: text.replace(EXITS, ""), exits: Number(exits ?? 0) });
  }
  return commands;
}

/**
 * The programs that a command line runs, each with its arguments: split at `|`, `&&`, `||` and `;`, without quotes,
 * assignments, redirections, comments and here-documents. Substitutions are left as they are written.
 */
export function programsOf(command: string): string[][] {
  const [line] = command.replaceAll("\\\n", " ").split("\n");
  const programs: string[][] = [[]];
  const token =
    /\s*(?:(#.*$)|(\|\||&&|[|;])|((?:'[^']*'|"[^"]*"|\$\([^)]*\)|<[\w -]+>|[^\s'"|;&<>])+)(?![<>])|\d?(?:>>?|<<?-?)(?:&\d|\s*\S+))/gy;
  for (let found = token.exec(line!); found !== null; found = token.exec(line!)) {
    const [, comment, operator, word] = found;
    if (comment !== undefined) break;
    if (operator !== undefined) programs.push([]);
    else if (word !== undefined) {
      const assignment = programs.at(-1)!.length === 0 && /^\w+=/.test(word);
      if (!assignment) programs.at(-1)!.push(word.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"));
    }
  }
  return programs.filter(({ length }) => length > 0);
}
