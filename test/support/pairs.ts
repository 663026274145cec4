/** Names with what each can be. */
type Choices = Readonly<Record<string, readonly unknown[]>>;
type Row = Readonly<Record<string, unknown>>;

/**
 * Rows in which every two values of different names meet at least once: far fewer than all combinations. Always the
 * same. Each row begins with a pair that has not met, and goes on with the values by which most such pairs meet.
 */
export function cover(choices: Choices): readonly Row[] {
  const open = new Set(pairsOf(choices));
  const rows: Row[] = [];
  for (let [next] = open; next !== undefined; [next] = open) {
    let row: Row = Object.fromEntries(JSON.parse(next) as [string, unknown][]);
    for (const [name, values] of Object.entries(choices)) {
      if (name in row) continue;
      const gains = values.map((value) => pairsIn({ ...row, [name]: value }).filter((pair) => open.has(pair)).length);
      row = { ...row, [name]: values[gains.indexOf(Math.max(...gains))] };
    }
    for (const pair of pairsIn(row)) open.delete(pair);
    rows.push(row);
  }
  return rows;
}

/** Every two values of different names. */
export function pairsOf(choices: Choices): string[] {
  const all = Object.entries(choices).flatMap(([name, values]) => values.map((value) => [name, value] as const));
  return all.flatMap((one) => all.filter(([name]) => one[0] < name).map((other) => JSON.stringify([one, other])));
}

/** The pairs that a row has. */
export const pairsIn = (row: Row): string[] =>
  pairsOf(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, [value]])));
