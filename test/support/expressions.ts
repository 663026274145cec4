/** What an expression may look at: `github`, `matrix`, `vars`, … */
export type Contexts = Readonly<Record<string, unknown>>;

/** How the job or step stands: for `success()`, `failure()`, `always()` and `cancelled()`. */
export type Status = "success" | "failure";

const TOKEN = /\s*(?:(&&|\|\||==|!=|!|\(|\)|\[|\]|,|\.)|'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w-]*))/y;

type Token = { readonly kind: "sign" | "text" | "number" | "name"; readonly text: string };

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (source.slice(TOKEN.lastIndex).trim() !== "") {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (match === null) throw new Error(`cannot read the expression ${source} at ${at}`);
    const [, sign, text, number, name] = match;
    if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else if (text !== undefined) tokens.push({ kind: "text", text: text.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else tokens.push({ kind: "name", text: name! });
  }
  return tokens;
}

/** Evaluates GitHub's expressions, as far as our workflows use them. Anything else is an error, never a guess. */
class Evaluator {
  private at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly contexts: Contexts,
    private readonly status: Status,
  ) {}

  whole(): unknown {
    const value = this.or();
    if (this.at < this.tokens.length) throw new Error(`unexpected ${this.tokens[this.at]!.text}`);
    return value;
  }

  private take(sign: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== "sign" || token.text !== sign) return false;
    this.at++;
    return true;
  }

  private or(): unknown {
    let left = this.and();
    while (this.take("||")) {
      const right = this.and();
      left = truthy(left) ? left : right;
    }
    return left;
  }

  private and(): unknown {
    let left = this.comparison();
    while (this.take("&&")) {
      const right = this.comparison();
      left = truthy(left) ? right : left;
    }
    return left;
  }

  private comparison(): unknown {
    const left = this.unary();
    for (const sign of ["==", "!="]) {
      if (!this.take(sign)) continue;
      const right = this.unary();
      const fold = (value: unknown) => (typeof value === "string" ? value.toLowerCase() : (value ?? ""));
      return (fold(left) === fold(right)) === (sign === "==");
    }
    return left;
  }

  private unary(): unknown {
    return this.take("!") ? !truthy(this.unary()) : this.access();
  }

  private access(): unknown {
    let value = this.primary();
    for (;;) {
      if (this.take(".")) value = member(value, this.tokens[this.at++]!.text);
      else if (this.take("[")) {
        value = member(value, String(this.or()));
        if (!this.take("]")) throw new Error("] is missing");
      } else return value;
    }
  }

  private primary(): unknown {
    if (this.take("(")) {
      const value = this.or();
      if (!this.take(")")) throw new Error(") is missing");
      return value;
    }
    const token = this.tokens[this.at++];
    if (token === undefined || token.kind === "sign") throw new Error(`unexpected ${token?.text ?? "end"}`);
    if (token.kind === "text") return token.text;
    if (token.kind === "number") return Number(token.text);
    if (this.take("(")) return this.call(token.text);
    if (token.text === "true" || token.text === "false") return token.text === "true";
    if (!(token.text in this.contexts)) throw new Error(`there is no context ${token.text}`);
    return this.contexts[token.text];
  }

  private call(name: string): unknown {
    const given: unknown[] = [];
    while (!this.take(")")) {
      given.push(this.or());
      this.take(",");
    }
    switch (name) {
      case "fromJSON":
        return JSON.parse(String(given[0]));
      case "format":
        return String(given[0]).replace(/\{(\d+)\}/g, (_, index) => String(given[Number(index) + 1]));
      case "join":
        return [given[0]]
          .flat()
          .map(String)
          .join(given[1] === undefined ? "," : String(given[1]));
      case "success":
        return this.status === "success";
      case "failure":
        return this.status === "failure";
      case "always":
        return true;
      case "cancelled":
        return false;
      default:
        throw new Error(`there is no function ${name}`);
    }
  }
}

const truthy = (value: unknown): boolean => value !== false && value !== 0 && value !== "" && value != null;

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as Record<string, unknown>)[name];
}

export const evaluate = (source: string, contexts: Contexts, status: Status = "success"): unknown =>
  new Evaluator(tokensOf(source), contexts, status).whole();

/** A text with `${{ … }}` in it. */
export function interpolate(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, source: string) => {
    const value = evaluate(source, contexts);
    return value == null ? "" : String(value);
  });
}

/** An `if`, which may stand without `${{ }}` and means `success() && …` unless it names a status function. */
export function holds(condition: string | undefined, contexts: Contexts, status: Status): boolean {
  const source = (condition ?? "success()").trim().replace(/^\$\{\{(.*)\}\}$/s, "$1");
  const value = truthy(evaluate(source, contexts, status));
  return /\b(success|failure|always|cancelled)\(/.test(source) ? value : value && status === "success";
}
