/** A nested block, once; or a list of blocks of one kind. */
export class Block {
  constructor(readonly items: readonly Arguments[]) {}
}

/** Arguments by Terraform's names. What is undefined is not written. */
export type Arguments = Readonly<Record<string, unknown>>;

/** A block that stands once. */
export const block = (one: Arguments): Block => new Block([one]);
/** A block that stands as often as there are items. */
export const blocks = (items: readonly Arguments[]): Block => new Block(items);

const present = (from: Arguments): [string, unknown][] =>
  Object.entries(from).filter(([, value]) => value !== undefined);

/** As Terraform's JSON syntax writes them. */
export const asJson = (from: Arguments): Record<string, unknown> =>
  Object.fromEntries(
    present(from).map(([name, value]) => [name, value instanceof Block ? value.items.map(asJson) : value]),
  );

/** As cdktf's HCL writer takes them: it wants to be told of each argument whether it is a block. */
export const asHcl = (from: Arguments): Record<string, unknown> =>
  Object.fromEntries(
    present(from).map(([name, value]) => [
      name,
      value instanceof Block
        ? { value: value.items.map(asHcl), isBlock: true, type: "list", storageClassType: "list" }
        : { value, isBlock: false, type: "any", storageClassType: "any" },
    ]),
  );
