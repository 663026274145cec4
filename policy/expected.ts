import type { CustomRoleName } from "../domain/access/roles";

/** What the configuration says of the world that resources can be compared with. All of it is optional: plans alone do not tell. */
export interface Expected {
  /** Where the code lives, and so whose tokens may deploy. */
  readonly repository?: {
    readonly provider: "github" | "azure-devops";
    /** GitHub: the owner; Azure DevOps: the organization. */
    readonly owner: string;
    /** Azure DevOps only. */
    readonly project?: string;
    /** Names of groups in Azure DevOps that approvals name otherwise, by what these call them. */
    readonly groups?: Readonly<Record<string, string>>;
    readonly name: string;
    readonly defaultBranch: string;
  };
  /** GUID of the Entra tenant. */
  readonly tenant?: string;
  /** GUID of the subscription that a stack deploys into, by the stack's name. */
  readonly subscriptions?: Readonly<Record<string, string>>;
  /** Keys of the tags that say which environment and which use case a resource belongs to. */
  readonly tags?: { readonly environment: string; readonly useCase: string };
  /** The experiment that training jobs of a use case's stack are filed under, by the stack's name. */
  readonly experiments?: Readonly<Record<string, string>>;
  /** The model that a use case's stack serves, by the stack's name. */
  readonly models?: Readonly<Record<string, string>>;
  /** Custom roles of ours by GUID, those that other stacks make included. */
  readonly customRoles?: Readonly<Record<string, { readonly role: CustomRoleName; readonly title: string }>>;
  /** Object ids of every group and person that the configuration names, in lower case. */
  readonly principals?: readonly string[];
  /** Keys of the signals that each monitor of a use case's stack looks for, by the stack's name. */
  readonly signals?: Readonly<Record<string, readonly string[]>>;
  /** Keys of the signals that one of its monitors looks for, the live version's. */
  readonly liveSignals?: Readonly<Record<string, readonly string[]>>;
  /** Every e-mail address that the configuration names, in lower case. */
  readonly emails?: readonly string[];
  /** Where alerts of an environment go otherwise than by mail to an address, as `destinationKey` has it, by its stack's name. */
  readonly channels?: Readonly<Record<string, readonly string[]>>;
  /** ARM ids of networks, groups of zones, logs and what alerts call elsewhere that a stack is connected with, by its name. */
  readonly connected?: Readonly<Record<string, readonly string[]>>;
  /** Name servers of an environment's network, by its stack's name; none: Azure's own. */
  readonly nameServers?: Readonly<Record<string, readonly string[]>>;
  /** The monthly budget of an environment, by its stack's name. */
  readonly budgets?: Readonly<Record<string, number>>;
  /** Names of the stacks whose environment the company's key is to encrypt, whether or not anything has it. */
  readonly encrypted?: readonly string[];
  /** What the default branch asks of a change. */
  readonly branch?: {
    readonly approvals: number;
    readonly codeOwners: boolean;
    /** Names of checks that must have passed. */
    readonly checks: readonly string[];
    /** How many people of which team must approve changes of which files. */
    readonly reviewers: readonly {
      readonly team: string;
      readonly approvals: number;
      readonly paths: readonly string[];
    }[];
  };
}
