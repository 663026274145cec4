/** Who may reach a model registry, as far as it could be read. */
export interface RegistryInboundDraft {
  readonly mode?: "private" | "public";
  readonly allowedAddresses?: readonly unknown[];
}

/** What is wrong with `allowedAddresses`, where a model registry is meant; undefined if nothing is. */
export function checkRegistryInbound({ mode, allowedAddresses = [] }: RegistryInboundDraft) {
  if (mode !== "public" || allowedAddresses.length === 0) return undefined;
  return {
    says: "does not go with a registry, which cannot let in some addresses only",
    given: `${allowedAddresses.length} ${allowedAddresses.length === 1 ? "address" : "addresses"}`,
    allowed: "`private`, or `public` without addresses",
    fix: "remove them: public lets every address try, with a role in Entra",
  };
}
