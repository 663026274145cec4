import { WorkflowError } from "./value";

/** An expression of the Workflow Definition Language, parsed. */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  /** `of[key]`, `of.key`; with `?`, null where there is nothing to look into. */
  | { readonly kind: "member"; readonly of: Expression; readonly key: Expression; readonly safe: boolean };

type Token = { readonly kind: "name" | "number" | "string" | "mark"; readonly text: string; readonly at: number };

const TOKEN =
  /\s*(?:(?<name>[A-Za-z_][\w$-]*)|(?<number>-?\d+(?:\.\d+)?)|'(?<string>(?:[^']|'')*)'|(?<mark>[()[\],.?]))/y;

/** Parses an expression without its leading `@`. Fails on anything left over. */
export function parseExpression(source: string): Expression {
  const parser = new Parser(source, tokenize(source));
  const expression = parser.expression();
  parser.end();
  return expression;
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  let end = source.trimEnd().length;
  if (end === 0) end = source.length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (match === null) throw unexpected(source, at);
    const [kind, text] = Object.entries(match.groups!).find(([, group]) => group !== undefined)!;
    tokens.push({ kind: kind as Token["kind"], text: text!, at });
  }
  return tokens;
}

const unexpected = (source: string, at: number) =>
  new WorkflowError("InvalidTemplate", `cannot read the expression '${source}' at character ${at + 1}`);

class Parser {
  private next = 0;

  constructor(
    private readonly source: string,
    private readonly tokens: readonly Token[],
  ) {}

  expression(): Expression {
    let current = this.primary();
    for (;;) {
      const safe = this.skip("?");
      if (this.skip(".")) {
        current = { kind: "member", of: current, key: { kind: "literal", value: this.take("name").text }, safe };
      } else if (this.skip("[")) {
        const key = this.expression();
        this.expect("]");
        current = { kind: "member", of: current, key, safe };
      } else if (safe) {
        throw this.stuck();
      } else {
        return current;
      }
    }
  }

  end(): void {
    if (this.next < this.tokens.length) throw this.stuck();
  }

  private primary(): Expression {
    const token = this.tokens[this.next];
    if (token === undefined || token.kind === "mark") throw this.stuck();
    this.next += 1;
    if (token.kind === "string") return { kind: "literal", value: token.text.replaceAll("''", "'") };
    if (token.kind === "number") return { kind: "literal", value: Number(token.text) };
    if (this.skip("(")) return { kind: "call", name: token.text, args: this.args() };
    const constants: Record<string, boolean | null> = { true: true, false: false, null: null };
    if (!Object.hasOwn(constants, token.text)) throw unexpected(this.source, token.at);
    return { kind: "literal", value: constants[token.text]! };
  }

  private args(): Expression[] {
    if (this.skip(")")) return [];
    const args = [this.expression()];
    while (this.skip(",")) args.push(this.expression());
    this.expect(")");
    return args;
  }

  private take(kind: Token["kind"]): Token {
    const token = this.tokens[this.next];
    if (token?.kind !== kind) throw this.stuck();
    this.next += 1;
    return token;
  }

  private expect(mark: string): void {
    if (!this.skip(mark)) throw this.stuck();
  }

  private skip(mark: string): boolean {
    const token = this.tokens[this.next];
    if (token?.kind !== "mark" || token.text !== mark) return false;
    this.next += 1;
    return true;
  }

  private stuck(): WorkflowError {
    return unexpected(this.source, this.tokens[this.next]?.at ?? this.source.length);
  }
}
