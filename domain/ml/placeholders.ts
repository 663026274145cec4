/** A piece of a command: as it is, or a port's value. */
type Piece = { readonly text: string } | Placeholder;

/** `${{inputs.x}}` or `${{outputs.y}}` in a command. */
export interface Placeholder {
  readonly side: "inputs" | "outputs";
  readonly port: string;
  /** Whether it stands in `$[[ ]]`. */
  readonly bracketed: boolean;
}

/** What is not written as Azure ML reads it. */
export interface Misread {
  readonly given: string;
  readonly says: string;
}

/** A command in pieces: those of `$[[ ]]` go together if an input in them is not given. */
export interface Command {
  readonly groups: readonly { readonly optional: boolean; readonly pieces: readonly Piece[] }[];
  readonly placeholders: readonly Placeholder[];
  /** Inputs of each `$[[ ]]`, in order. */
  readonly brackets: readonly (readonly string[])[];
  readonly misread: readonly Misread[];
}

const PLACEHOLDER = /\$\{\{\s*([^}]*?)\s*\}\}/g;
const PORT = /^(inputs|outputs)\.([A-Za-z_]\w*)$/;

/**
 * Reads the command of a component. Source of the syntax: Azure ML's YAML reference of command components; `$[[ ]]` is not
 * nested.
 */
export function parseCommand(text: string): Command {
  const groups: { optional: boolean; pieces: Piece[] }[] = [];
  const misread: Misread[] = [];
  let rest = text;
  for (;;) {
    const open = rest.indexOf("$[[");
    const outside = open < 0 ? rest : rest.slice(0, open);
    groups.push({ optional: false, pieces: pieces(outside, false, misread) });
    if (open < 0) break;
    const close = rest.indexOf("]]", open);
    if (close < 0) {
      misread.push({ given: rest.slice(open, open + 40), says: "opens $[[ and never closes it" });
      break;
    }
    const inside = rest.slice(open + 3, close);
    if (inside.includes("$[[")) misread.push({ given: rest.slice(open, close + 2), says: "nests $[[ in $[[" });
    groups.push({ optional: true, pieces: pieces(inside.replaceAll("$[[", ""), true, misread) });
    rest = rest.slice(close + 2);
  }
  const placeholders = groups.flatMap((group) => group.pieces.filter((piece) => "port" in piece));
  const brackets = groups
    .filter(({ optional }) => optional)
    .map((group) => group.pieces.flatMap((piece) => ("port" in piece && piece.side === "inputs" ? [piece.port] : [])));
  return { groups, placeholders, brackets, misread };
}

function pieces(text: string, bracketed: boolean, misread: Misread[]): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  const plain = (upTo: number): void => {
    const between = text.slice(from, upTo);
    if (between.includes("${{"))
      misread.push({ given: between.trim().slice(0, 40), says: "opens ${{ and never closes it" });
    if (between !== "") found.push({ text: between });
  };
  for (const match of text.matchAll(PLACEHOLDER)) {
    plain(match.index);
    from = match.index + match[0].length;
    const port = PORT.exec(match[1]!);
    if (port === null) {
      misread.push({ given: match[0], says: "names neither an input nor an output" });
      found.push({ text: match[0] });
    } else {
      found.push({ side: port[1] as "inputs" | "outputs", port: port[2]!, bracketed });
    }
  }
  plain(text.length);
  return found;
}

/** The command with its values; what stands in `$[[ ]]` is left out where an input in it has none. */
export function renderCommand(
  command: Command,
  value: (side: "inputs" | "outputs", port: string) => string | undefined,
): string {
  return command.groups
    .map(({ optional, pieces: parts }) => {
      const texts = parts.map((piece) => ("port" in piece ? value(piece.side, piece.port) : piece.text));
      return optional && texts.includes(undefined) ? "" : texts.map((text) => text ?? "").join("");
    })
    .join("");
}

/** What an input or output of a pipeline's step is bound to. */
export type Binding =
  | { readonly to: "parent input"; readonly port: string }
  | { readonly to: "parent output"; readonly port: string }
  | { readonly to: "step"; readonly step: string; readonly port: string };

/**
 * Reads `${{parent.inputs.x}}`, `${{parent.outputs.z}}` or `${{parent.jobs.a.outputs.y}}`.
 * @returns undefined: a value; `"misread"`: a placeholder of another form
 */
export function parseBinding(text: string): Binding | "misread" | undefined {
  if (!text.includes("${{")) return undefined;
  const inside = /^\s*\$\{\{\s*(.*?)\s*\}\}\s*$/.exec(text)?.[1] ?? "";
  const parent = /^parent\.(inputs|outputs)\.([A-Za-z_]\w*)$/.exec(inside);
  if (parent !== null) return { to: parent[1] === "inputs" ? "parent input" : "parent output", port: parent[2]! };
  const step = /^parent\.jobs\.([A-Za-z_]\w*)\.outputs\.([A-Za-z_]\w*)$/.exec(inside);
  return step === null ? "misread" : { to: "step", step: step[1]!, port: step[2]! };
}

/** `azureml:name:version`; undefined for any other reference. */
export function parseAssetReference(text: string): { readonly name: string; readonly version: string } | undefined {
  const match = /^azureml:([^:/@\s]+):([^:/@\s]+)$/.exec(text);
  return match === null ? undefined : { name: match[1]!, version: match[2]! };
}

/** Whether a text is the id of an asset in a registry, with its version. */
export const isRegistryReference = (text: string): boolean =>
  /^azureml:\/\/registries\/[^/\s]+\/(environments|components)\/[^/\s]+\/versions\/[^/\s]+$/.test(text);
