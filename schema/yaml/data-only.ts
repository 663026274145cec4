import { secretIn } from "../../domain/text/secret-shapes";
import type { Finding } from "../finding";

/** What begins a template of Terraform. */
const TEMPLATE = /[$%]\{/;

/** Where in a text a template of Terraform begins; -1 if there is none. */
export const templateIn = (text: string): number => text.search(TEMPLATE);

/**
 * What is wrong with a text of a configuration beside its form: it is data, so it holds nothing that Terraform would
 * evaluate and nothing that whoever reads the file may not know.
 */
export function notData(text: string): readonly Finding[] {
  const secret = secretIn(text);
  const at = templateIn(text);
  const sign = text.slice(at, at + 2);
  return [
    ...(secret === undefined ? [] : [secretFinding(secret.name)]),
    ...(at === -1
      ? []
      : [
          {
            kind: "template",
            says: `holds ${sign}, which begins a template of Terraform: texts here are data, and nothing in them is replaced`,
            fix: `write the value itself; the characters ${sign} cannot stand in a text, so put a space between them`,
          } as const,
        ]),
  ];
}

/** What is said of a credential. */
export const secretFinding = (name: string): Finding => ({
  kind: "secret",
  says: `holds what looks like ${name}, which everyone who reads the repository could use`,
  fix: "take it out and have it revoked; data and services are reached by identity here, so none is needed",
});
