/** A line of a query that is a table's name and nothing else. */
const TABLE = /^\w+$/m;

/** The line that {@link rowsOf} adds. */
export const ROWS_OF = /\n\| where _ResourceId startswith "(?<group>\/subscriptions\/[^"]+)\/"/;

/**
 * A query that looks at rows of one resource group only, for a Log Analytics workspace that others log to as well: their
 * failures are not ours, and their silence would hide ours.
 * @param group - ARM id of the resource group. Default: all rows count
 */
export const rowsOf = (query: string, group: string | undefined): string =>
  group === undefined
    ? query
    : query.replace(TABLE, (table) => `${table}\n| where _ResourceId startswith "${group.toLowerCase()}/"`);
