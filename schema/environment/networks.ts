/** The networks of an environment, of its first region and of its second, each with where it is written. */
export const networksOf = <First, Second>({
  network,
  recovery,
}: {
  readonly network: First;
  readonly recovery?: { readonly network?: Second } | undefined;
}) =>
  [
    [["network"], network],
    [["recovery", "network"], recovery?.network],
  ] as const;
