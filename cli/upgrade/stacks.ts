import { canonicalJson } from "../../domain/json/canonical-json";
import { isTree, type Tree } from "../../domain/json/tree";
import { differences } from "../../review/compare";
import { formatPath } from "../../review/paths";

/** One stack as a version of this project asks Terraform for it: its JSON without the engine's remarks. */
export type Asked = ReadonlyMap<string, Tree>;

/** How a stack differs between two versions. Addresses are Terraform's. */
export interface StackDifference {
  readonly stack: string;
  readonly change: "new" | "gone" | "changed";
  /** Addresses that get another name, each with the `moved` block that says so. */
  readonly moved: readonly { readonly from: string; readonly to: string }[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** What is asked for otherwise at the same address: resources, data, providers, outputs. */
  readonly changed: readonly { readonly address: string; readonly values: readonly string[] }[];
}

/** Every stack that two versions of this project make differently of the same configuration, in the order of the later. */
export function stackDifferences(before: Asked, after: Asked): readonly StackDifference[] {
  const gone = [...before.keys()].filter((name) => !after.has(name));
  return [...after.keys(), ...gone].flatMap((stack): StackDifference[] => {
    const [was, is] = [before.get(stack), after.get(stack)];
    if (was !== undefined && is !== undefined && canonicalJson(was) === canonicalJson(is)) return [];
    const change = was === undefined ? "new" : is === undefined ? "gone" : "changed";
    return [{ stack, change, ...blockDifferences(was ?? {}, is ?? {}) }];
  });
}

function blockDifferences(was: Tree, is: Tree): Omit<StackDifference, "stack" | "change"> {
  const [before, after] = [blocksOf(was), blocksOf(is)];
  const moved = movesOf(is).filter(({ from, to }) => before.has(from) && after.has(to) && !after.has(from));
  const formerly = new Map(moved.map(({ from, to }) => [to, from]));
  const left = new Set(moved.map(({ from }) => from));
  return {
    moved,
    added: [...after.keys()].filter((address) => !before.has(address) && !formerly.has(address)),
    removed: [...before.keys()].filter((address) => !after.has(address) && !left.has(address)),
    changed: [...after].flatMap(([address, block]) => {
      const former = before.get(formerly.get(address) ?? address);
      if (former === undefined || canonicalJson(former) === canonicalJson(block)) return [];
      return [{ address, values: differences({ value: former }, { value: block }).map(inWords) }];
    }),
  };
}

const inWords = ({ path, before, after }: ReturnType<typeof differences>[number]): string =>
  `${formatPath(path)}: ${before ?? "nothing"} → ${after ?? "nothing"}`;

/** Every block by its address; what is not below an address, as versions of providers, by its kind. */
function blocksOf(stack: Tree): ReadonlyMap<string, unknown> {
  const blocks = new Map<string, unknown>();
  for (const [kind, block] of Object.entries(stack)) {
    if (kind === "resource" || kind === "data") {
      for (const [type, named] of Object.entries(isTree(block) ? block : {})) {
        const prefix = kind === "data" ? `data.${type}` : type;
        for (const [name, one] of Object.entries(isTree(named) ? named : {})) blocks.set(`${prefix}.${name}`, one);
      }
    } else if (kind === "output") {
      for (const [name, one] of Object.entries(isTree(block) ? block : {})) blocks.set(`output.${name}`, one);
    } else if (kind !== "moved") blocks.set(kind, block);
  }
  return blocks;
}

const movesOf = (stack: Tree): readonly { readonly from: string; readonly to: string }[] =>
  [stack["moved"] ?? []].flat().flatMap((one) => {
    const { from, to } = one as Tree;
    return typeof from === "string" && typeof to === "string" ? [{ from, to }] : [];
  });
