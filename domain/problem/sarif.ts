import { version } from "../../package.json";
import type { Position } from "./problem";

/** One finding of a SARIF log. */
export interface SarifResult {
  /** Id of the rule that found it. */
  readonly rule: string;
  readonly level: "error" | "warning" | "note";
  /** Plain text. */
  readonly message: string;
  /** Where it is: a place in a file, or the name of something that is no file. */
  readonly where?: Position | string;
}

/** What a SARIF log says of a rule beside its id. */
export interface SarifRule {
  readonly title: string;
  /** Why it is asked for. @default - the title */
  readonly why?: string;
  /** What to do. */
  readonly help: string;
}

/**
 * Findings as a SARIF 2.1.0 log, the format that code scanning of GitHub and Azure DevOps reads. Rules without a
 * description are listed by their id alone.
 */
export function sarifLog(results: readonly SarifResult[], rules: Readonly<Record<string, SarifRule>> = {}): object {
  const ids = [...new Set([...Object.keys(rules), ...results.map(({ rule }) => rule)])].sort();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "mlops", version, rules: ids.map((id) => describeRule(id, rules[id])) } },
        results: results.map(({ rule, level, message, where }) => ({
          ruleId: rule,
          ruleIndex: ids.indexOf(rule),
          level,
          message: { text: message },
          ...(where !== undefined && { locations: [locationOf(where)] }),
        })),
      },
    ],
  };
}

function describeRule(id: string, rule: SarifRule | undefined) {
  return {
    id,
    ...(rule !== undefined && {
      shortDescription: { text: rule.title },
      fullDescription: { text: rule.why ?? rule.title },
      help: { text: rule.help },
    }),
  };
}

function locationOf(where: Position | string) {
  if (typeof where === "string") return { logicalLocations: [{ fullyQualifiedName: where }] };
  const { file, line, column } = where;
  const uri = file.split("/").map(encodeURIComponent).join("/");
  return {
    physicalLocation: { artifactLocation: { uri }, region: { startLine: line, startColumn: column } },
  };
}
