/** By kind: ways to every argument that somebody decided on. `*` is one name that people choose, `**` all below. */
export type Arguments = Readonly<Record<string, readonly string[]>>;

/** Ways, separated by blanks. */
export const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== "");

/** Ways in the body of an ARM resource. */
export const body = (text: string): readonly string[] => words(text).map((way) => `body.${way}`);
