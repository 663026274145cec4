/** One line of a changelog that the other version has not. */
export interface Note {
  /** The heading that it stands under: `State addresses`, `Added`. */
  readonly heading: string;
  /** As Markdown, on one line. */
  readonly text: string;
}

/**
 * What a changelog says that a former one did not: entries by their text, wherever they stand now. A release that gathers what
 * was unreleased says nothing new.
 */
export function newNotes(before: string, after: string): readonly Note[] {
  const known = new Set(entriesOf(before).map(({ text }) => text));
  const told = new Set<string>();
  return entriesOf(after).filter(({ text }) => {
    if (known.has(text) || told.has(text)) return false;
    told.add(text);
    return true;
  });
}

function entriesOf(changelog: string): readonly Note[] {
  const entries: Note[] = [];
  let heading = "";
  let open: string[] | undefined;
  const close = (): void => {
    if (open !== undefined) entries.push({ heading, text: open.join(" ") });
    open = undefined;
  };
  for (const line of changelog.split("\n")) {
    const [, title] = /^#{2,3} (.+)$/.exec(line) ?? [];
    const [, item] = /^- (.+)$/.exec(line) ?? [];
    if (title !== undefined || item !== undefined || line.trim() === "") close();
    if (title !== undefined) heading = title.trim();
    else if (item !== undefined) open = [item.trim()];
    else open?.push(line.trim());
  }
  close();
  return entries;
}
