/**
 * Azure's conditions on role assignments (ABAC, version 2.0), read into a tree. What is not understood is no condition:
 * whoever judges one must be able to tell what it lets through.
 * Source: learn.microsoft.com/azure/role-based-access-control/conditions-format.
 */
export type Condition =
  | { readonly is: "and" | "or"; readonly parts: readonly Condition[] }
  | { readonly is: "not"; readonly part: Condition }
  /** `ActionMatches{'…'}`, `SubOperationMatches{'…'}`. */
  | { readonly is: "operation"; readonly test: "action" | "suboperation"; readonly pattern: string }
  /** `Exists @Request[…]`. */
  | { readonly is: "exists"; readonly attribute: Attribute }
  | {
      readonly is: "compare";
      readonly attribute: Attribute;
      /** As written, e.g. `ForAnyOfAnyValues:GuidEquals`. */
      readonly operator: string;
      readonly values: readonly string[] | Attribute;
    };

/** `@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]`. */
export interface Attribute {
  readonly source: string;
  readonly name: string;
}

type Token =
  | { readonly is: "text" | "word" | "mark"; readonly text: string }
  | { readonly is: "attribute"; readonly attribute: Attribute };

const TOKEN =
  /\s*(?:@(?<source>\w+)\[(?<name>[^\]]+)\]|'(?<text>(?:[^']|'')*)'|(?<mark>[(){},!]|&&|\|\|)|(?<word>[\w.:/-]+))/y;

/** @returns undefined for what is not a condition in full */
export function parseCondition(written: string): Condition | undefined {
  const tokens = tokensOf(written.trim());
  if (tokens === undefined) return undefined;
  const reader = new Reader(tokens);
  const condition = reader.either();
  return reader.ended ? condition : undefined;
}

function tokensOf(written: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < written.length) {
    const found = TOKEN.exec(written)?.groups;
    if (found === undefined) return undefined;
    const { source, name, text, mark, word } = found;
    if (source !== undefined) tokens.push({ is: "attribute", attribute: { source, name: name! } });
    else if (text !== undefined) tokens.push({ is: "text", text: text.replaceAll("''", "'") });
    else if (mark !== undefined) tokens.push({ is: "mark", text: mark });
    else tokens.push({ is: "word", text: word! });
  }
  return tokens;
}

/** Reads from left to right; every method is undefined where something else stands. */
class Reader {
  private next = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  get ended(): boolean {
    return this.next === this.tokens.length;
  }

  either(): Condition | undefined {
    return this.joined("or", ["OR", "||"], () => this.joined("and", ["AND", "&&"], () => this.single()));
  }

  private joined(is: "and" | "or", words: readonly string[], part: () => Condition | undefined): Condition | undefined {
    const parts: Condition[] = [];
    do {
      const one = part();
      if (one === undefined) return undefined;
      parts.push(one);
    } while (words.some((word) => this.took(word)));
    return parts.length === 1 ? parts[0] : { is, parts };
  }

  private single(): Condition | undefined {
    if (this.took("!") || this.took("NOT")) {
      const part = this.single();
      return part && { is: "not", part };
    }
    if (this.took("(")) {
      const inner = this.either();
      return inner !== undefined && this.took(")") ? inner : undefined;
    }
    if (this.took("ActionMatches")) return this.operation("action");
    if (this.took("SubOperationMatches")) return this.operation("suboperation");
    if (this.took("Exists")) {
      const attribute = this.attribute();
      return attribute && { is: "exists", attribute };
    }
    return this.comparison();
  }

  private operation(test: "action" | "suboperation"): Condition | undefined {
    const patterns = this.list();
    return patterns?.length === 1 ? { is: "operation", test, pattern: patterns[0]! } : undefined;
  }

  private comparison(): Condition | undefined {
    const attribute = this.attribute();
    const operator = this.take("word");
    if (attribute === undefined || operator === undefined) return undefined;
    const values = this.attribute() ?? this.list() ?? this.one();
    return values && { is: "compare", attribute, operator, values };
  }

  private one(): readonly string[] | undefined {
    const value = this.take("text") ?? this.take("word");
    return value === undefined ? undefined : [value];
  }

  /** `{'a', 'b'}`; GUIDs and numbers stand without quotes. */
  private list(): readonly string[] | undefined {
    if (!this.took("{")) return undefined;
    const values: string[] = [];
    do {
      const value = this.one();
      if (value === undefined) return undefined;
      values.push(value[0]!);
    } while (this.took(","));
    return this.took("}") ? values : undefined;
  }

  private attribute(): Attribute | undefined {
    const token = this.tokens[this.next];
    if (token?.is !== "attribute") return undefined;
    this.next += 1;
    return token.attribute;
  }

  private take(is: "text" | "word"): string | undefined {
    const token = this.tokens[this.next];
    if (token?.is !== is) return undefined;
    this.next += 1;
    return token.text;
  }

  private took(text: string): boolean {
    const token = this.tokens[this.next];
    const found = token !== undefined && token.is !== "attribute" && token.is !== "text" && same(token.text, text);
    if (found) this.next += 1;
    return found;
  }
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
