/** Where Chromium is looked for. */
export const places: readonly string[];
/** Where it is; undefined on a machine without one. */
export const chromiumPath: string | undefined;
