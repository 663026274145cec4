/**
 * Whether a name fits one of these patterns, in which `*` stands for any text.
 * @param patterns - @default - every name does
 */
export function wanted(patterns: readonly string[] | undefined): (name: string) => boolean {
  if (patterns === undefined) return () => true;
  const escaped = patterns.map((pattern) => pattern.replace(/[\\^$.|?+()[\]{}]/g, "\\$&").replaceAll("*", ".*"));
  const any = new RegExp(`^(?:${escaped.join("|")})$`);
  return (name) => any.test(name);
}
