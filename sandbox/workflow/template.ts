import { parseExpression, type Expression } from "./expression";
import { WorkflowError } from "./value";

/** A string of a definition: plain text, one expression whose value keeps its type, or text with expressions in it. */
export type Template =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "whole"; readonly expression: Expression }
  | { readonly kind: "mixed"; readonly parts: readonly (string | Expression)[] };

/**
 * Reads a string as Logic Apps does: `@…` from the first character on is an expression, `@{…}` anywhere is one whose
 * value becomes text, and `@@` stands for an at sign.
 */
export function parseTemplate(source: string): Template {
  if (source.startsWith("@") && !source.startsWith("@@") && !source.startsWith("@{")) {
    return { kind: "whole", expression: parseExpression(source.slice(1)) };
  }
  const parts: (string | Expression)[] = [];
  let text = source.startsWith("@@") && !source.startsWith("@@{") ? "@" : "";
  let at = text === "" ? 0 : 2;
  while (at < source.length) {
    if (source.startsWith("@@{", at)) {
      text += "@{";
      at += 3;
    } else if (source.startsWith("@{", at)) {
      const end = closingBrace(source, at + 2);
      if (text !== "") parts.push(text);
      text = "";
      parts.push(parseExpression(source.slice(at + 2, end)));
      at = end + 1;
    } else {
      text += source[at];
      at += 1;
    }
  }
  if (text !== "") parts.push(text);
  if (parts.every((part) => typeof part === "string")) return { kind: "text", text: parts.join("") };
  return { kind: "mixed", parts };
}

/** All expressions of a template. */
export const expressionsOf = (template: Template): readonly Expression[] => {
  if (template.kind === "whole") return [template.expression];
  return template.kind === "text" ? [] : template.parts.filter((part) => typeof part !== "string");
};

function closingBrace(source: string, from: number): number {
  let quoted = false;
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === "'") quoted = !quoted;
    else if (source[at] === "}" && !quoted) return at;
  }
  throw new WorkflowError("InvalidTemplate", `'${source}' opens an expression with '@{' and never closes it`);
}
