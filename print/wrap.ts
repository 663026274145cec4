/** Breaks a text at blanks into lines of at most `width` characters; a longer word keeps a line of its own. */
export function wrap(text: string, width: number, hanging = ""): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const candidate = line === "" ? word : `${line} ${word}`;
    const room = Math.max(width, 20);
    if (line !== "" && candidate.length > room) {
      lines.push(line);
      line = `${hanging}${word}`;
    } else line = candidate;
  }
  return [...lines, line];
}
