import { identitiesOf, inSandbox, type KnownIdentity } from "../../deploy/identities";
import { UserError } from "../../domain/problem/problem";
import { uuidV5 } from "../../domain/text/uuid";
import { OWNER, type Sandbox, type Somebody } from "../../sandbox";
import type { Configuration } from "../../schema/configuration";

const NOBODY: Somebody = { objectId: uuidV5("0d3b8a64-6a3c-5a31-8d5e-3b7a1f0c2e95", "nobody"), name: "nobody" };

/** Who does what in the story: each step as the identity that does it in the pipelines, by the roles that are deployed. */
export class Cast {
  private readonly known: ReadonlyMap<string, KnownIdentity>;
  /** Environments whose people may publish what their workspace holds: those in which they build. */
  private readonly open: ReadonlySet<string>;

  /** @throws UserError if the identities of the pipelines are not deployed */
  constructor(
    private readonly sandbox: Sandbox,
    configuration: Configuration,
    environments: readonly string[],
  ) {
    this.open = new Set(configuration.environments.flatMap((one) => (one.access.level === "full" ? [one.name] : [])));
    this.known = new Map(identitiesOf(configuration).map((one) => [one.name, one]));
    const missing = environments
      .flatMap((environment) => [`${environment}-plan`, `${environment}-apply`])
      .filter((name) => {
        const { is } = this.known.get(name)!;
        return "identity" in is && sandbox.store.get(is.identity) === undefined;
      });
    if (missing.length > 0) {
      throw new UserError([
        {
          code: "MLOPS-DEMO-006",
          where: sandbox.dir,
          message: "the identities that plan and deploy are not there",
          given: missing.join(", "),
          fix: "run mlops demo without --only-month first: it deploys bootstrap, which makes them",
        },
      ]);
    }
    // Whatever nobody does as somebody is refused.
    sandbox.access.caller = NOBODY;
  }

  /** Does something in this process as somebody. */
  async as<Result>(who: Somebody, work: () => Promise<Result>): Promise<Result> {
    const { access } = this.sandbox;
    const before = access.caller;
    access.caller = who;
    try {
      return await work();
    } finally {
      access.caller = before;
    }
  }

  /** What plans an environment and decides about promotions to it: it changes nothing. */
  planner(environment: string): Somebody {
    return inSandbox(this.known.get(`${environment}-plan`)!);
  }

  /** What deploys an environment. */
  deployer(environment: string): Somebody {
    return inSandbox(this.known.get(`${environment}-apply`)!);
  }

  /** A data scientist of an environment who may publish models; an owner where nobody of the kind is, or may. */
  publisher(environment: string): Somebody {
    const groups = ["promoter", `${environment}-data-scientist`].map((name) => {
      const is = this.known.get(name)?.is;
      return is !== undefined && "groups" in is ? is.groups : [];
    });
    if (!this.open.has(environment) || groups.some((held) => held.length === 0)) return OWNER;
    return { ...inSandbox(this.known.get("promoter")!), groups: groups.flat() };
  }

  /** What the environments of stacks have besides: each is signed in as somebody. */
  async signedIn(stacks: ReadonlyMap<string, Somebody>): Promise<(stack: string) => Readonly<Record<string, string>>> {
    const found = new Map<string, Readonly<Record<string, string>>>();
    for (const [stack, somebody] of stacks) found.set(stack, await this.sandbox.envAs(somebody));
    return (stack) => found.get(stack)!;
  }
}
