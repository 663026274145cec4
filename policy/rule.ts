import type { Severity } from "./model";
import type { PolicyResource } from "./resource";
import type { Tier } from "./tier";
import type { World } from "./world";

/** What a rule says of one resource. */
export type Verdict =
  | { readonly result: "pass" }
  | ({ readonly result: "fail" | "unknown"; /** One clause. */ readonly message: string } & Loosened);

/** What in the configuration asks for a failure. */
export interface Loosened {
  /** A path of it, in place of all of {@link Rule.loosenedBy}. */
  readonly loosenedBy?: string;
  /** What must have been chosen there to ask for it. @default - anything that gives a reason */
  readonly choices?: readonly string[];
  /** The environment that it is about, where that is another than the stack's. */
  readonly environment?: string;
}

/** One thing that must hold for resources of some kinds. Its id is the name of its file. */
export interface Rule {
  /** What must hold, as a statement without a full stop. */
  readonly title: string;
  readonly severity: Severity;
  /** How bad it is elsewhere than in production, where that differs. */
  readonly severityIn?: Partial<Readonly<Record<Tier, Severity>>>;
  /** Ids of the same rule in other tools. */
  readonly upstream: readonly string[];
  /** What happens otherwise. */
  readonly why: string;
  /** What to do, in the words of Terraform's arguments or ARM's properties. */
  readonly fix: string;
  /**
   * Paths in the configuration, as `network.inbound`, that ask for what the rule refuses and must give a reason: where they
   * do, a failure counts as accepted.
   */
  readonly loosenedBy?: readonly string[];
  /** Terraform types, and ARM types for what goes through azapi; `*` for all, and settings by their kind. */
  readonly kinds: readonly string[];
  /** Whether it also judges resources that hold only what they change, see {@link PolicyResource.partial}. @default false */
  readonly partial?: boolean;
  /** The attributes it judges, by kind, where it does nothing but look at attributes. */
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  /** Undefined if the rule does not apply to this one. */
  check(resource: PolicyResource, world: World): Verdict | undefined;
}

export const pass: Verdict = { result: "pass" };
export const fail = (message: string, loosened?: Loosened): Verdict => ({ result: "fail", message, ...loosened });
export const unknown = (message: string): Verdict => ({ result: "unknown", message });

/** For a value of which nothing is known. */
export const unknownAt = (path: string): Verdict => unknown(`${path} is known after apply only`);

/** Fails if one does, else is unknown if one is; nothing if none applies. */
export function every(verdicts: readonly (Verdict | undefined)[]): Verdict | undefined {
  const said = verdicts.filter((verdict) => verdict !== undefined);
  for (const result of ["fail", "unknown"] as const) {
    const found = said.flatMap((verdict) => (verdict.result === result ? [verdict] : []));
    const [first, ...others] = found;
    if (first === undefined) continue;
    const message = [...new Set(found.map((verdict) => verdict.message))].join("; ");
    // What the configuration asks for is asked for only if it asks for all of it.
    const alike = others.every(
      ({ loosenedBy, environment }) => loosenedBy === first.loosenedBy && environment === first.environment,
    );
    return alike ? { ...first, result, message } : { result, message };
  }
  return said.length === 0 ? undefined : pass;
}

/** Passes if one of them holds; is unknown if none does, but one might. */
export function some(answers: readonly (boolean | "unknown")[], otherwise: { fail: string; unknown: string }): Verdict {
  if (answers.includes(true)) return pass;
  return answers.includes("unknown") ? unknown(otherwise.unknown) : fail(otherwise.fail);
}
