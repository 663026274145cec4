import { logTables } from "../../domain/azure/log-tables";

/** Words of the query language that queries of ours use, besides names. */
const WORDS = new Set(
  (
    "where summarize extend project order by desc take distinct let in and or not has startswith endswith count countif " +
    "sum avg max min bin arg_max percentile strcat substring tostring toint isnotempty column_ifexists now datetime " +
    "datetime_utc_to_local startofday dayofweek d h m s 1d"
  ).split(" "),
);

/**
 * Names in a query that are neither columns of its tables, nor given in it, nor words of the language. Azure takes such a query
 * and finds nothing, since rules of ours are made before their tables have rows.
 */
export function strangers(query: string): readonly string[] {
  const plain = query.replaceAll(/"[^"]*"|(?<=datetime)\([^)]*\)/g, " ");
  const tables = plain.split("\n").filter((line) => /^\w+;?$/.test(line.trim()) && !line.includes("|"));
  const known = tables.flatMap((table) => logTables[table.trim()] ?? []);
  const given = [...plain.matchAll(/(\w+)\s*=(?![=~])/g)].map(([, name]) => name!);
  const columnsInText = [...query.matchAll(/column_ifexists\("(\w+)"/g)].map(([, name]) => name!);
  const names = [...plain.matchAll(/[A-Za-z_]\w*/g)].map(([name]) => name);
  return [...names, ...columnsInText].filter(
    (name) => ![...known, ...given, ...Object.keys(logTables)].includes(name) && !WORDS.has(name),
  );
}
