import type { Attribute, Condition } from "./parse";

/** What somebody asks for, as far as it is known. */
export interface Asked {
  /** The operation, e.g. `Microsoft.Authorization/roleAssignments/write`. */
  readonly action: string;
  readonly suboperation?: string;
  /**
   * Values by attribute, e.g. `request Microsoft.Authorization/roleAssignments:RoleDefinitionId`, the names in lower case. One
   * that is not here may have any value.
   */
  readonly attributes: Readonly<Record<string, string>>;
  /**
   * Whether the request is there in full, so that what is not among its attributes does not exist. A comparison with what does
   * not exist stays undecided: Azure lets nothing through by one.
   * @default false
   */
  readonly whole?: boolean;
}

/** Whether it holds; `unknown` where that depends on an attribute of which nothing is known. */
export type Holds = boolean | "unknown";

const not = (one: Holds): Holds => (one === "unknown" ? one : !one);

/** Whether a condition lets something through. An operator that is not known may say anything. */
export function holds(condition: Condition, asked: Asked): Holds {
  switch (condition.is) {
    case "and":
      return all(condition.parts.map((part) => holds(part, asked)));
    case "or":
      return not(all(condition.parts.map((part) => not(holds(part, asked)))));
    case "not":
      return not(holds(condition.part, asked));
    case "operation": {
      const operation = condition.test === "action" ? asked.action : (asked.suboperation ?? "");
      return like(condition.pattern.toLowerCase(), operation.toLowerCase());
    }
    case "exists":
      if (valueOf(condition.attribute, asked) !== undefined) return true;
      return asked.whole === true ? false : "unknown";
    case "compare":
      return compare(condition, asked);
  }
}

function all(answers: readonly Holds[]): Holds {
  if (answers.includes(false)) return false;
  return answers.includes("unknown") ? "unknown" : true;
}

const valueOf = ({ source, name }: Attribute, { attributes }: Asked): string | undefined =>
  attributes[`${source} ${name}`.toLowerCase()];

type Compare = (value: string, wanted: string) => boolean;
const equal: Compare = (value, wanted) => value === wanted;
const equalInAnyCase: Compare = (value, wanted) => value.toLowerCase() === wanted.toLowerCase();

const comparisons: Readonly<Record<string, Compare>> = {
  stringequals: equal,
  stringequalsignorecase: equalInAnyCase,
  stringlike: (value, wanted) => like(wanted, value),
  stringstartswith: (value, wanted) => value.startsWith(wanted),
  stringstartswithignorecase: (value, wanted) => value.toLowerCase().startsWith(wanted.toLowerCase()),
  guidequals: equalInAnyCase,
};

/** `ForAnyOfAnyValues:` and its like come before the comparison. The attribute has one value, so two of them are left. */
const QUANTIFIED = /^(?:(forany|forall)of(any|all)values:)?(\w+)$/;

function compare({ attribute, operator, values }: Extract<Condition, { is: "compare" }>, asked: Asked): Holds {
  const value = valueOf(attribute, asked);
  const read = QUANTIFIED.exec(operator.toLowerCase());
  if (value === undefined || read === null || !Array.isArray(values)) return "unknown";
  const [, , quantifier = "any", written] = read;
  const negative = /^(string|guid)not/.test(written!);
  const comparison = comparisons[written!.replace(/^(string|guid)not/, "$1")];
  if (comparison === undefined) return "unknown";
  const answers = (values as readonly string[]).map((wanted) => comparison(value, wanted) !== negative);
  // Without a quantifier there is one value only, and a negative comparison with several means none of them.
  const every = quantifier === "all" || (negative && !operator.includes(":"));
  return every ? answers.every(Boolean) : answers.some(Boolean);
}

const compiled = new Map<string, RegExp>();

/** `*` stands for any text and `?` for any one letter. */
function like(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text;
  let found = compiled.get(pattern);
  if (found === undefined) {
    const source = pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    found = new RegExp(`^${source}$`, "s");
    compiled.set(pattern, found);
  }
  return found.test(text);
}
