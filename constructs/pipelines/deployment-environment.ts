import { ActionsEnvironmentVariable } from "@cdktf/provider-github/lib/actions-environment-variable";
import { DataGithubTeam } from "@cdktf/provider-github/lib/data-github-team";
import { DataGithubUser } from "@cdktf/provider-github/lib/data-github-user";
import { RepositoryEnvironment } from "@cdktf/provider-github/lib/repository-environment";
import { RepositoryEnvironmentDeploymentPolicy } from "@cdktf/provider-github/lib/repository-environment-deployment-policy";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { checkApprovers, deploymentWait } from "../../domain/pipelines/approvals";
import { range, requireValid, told, type Rule } from "../rules";

const VARIABLE_NAME = /^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/i;

export interface DeploymentEnvironmentProps {
  /** Name of the repository; its owner is the provider's. */
  readonly repository: string;
  /** Name of the environment. The subject of its jobs' tokens ends in it, so Azure must trust the same name. */
  readonly name: string;
  /** Branches whose jobs may deploy: names, or patterns with `*`. At least one. */
  readonly branches: readonly string[];
  /** Who may approve a deployment, up to six together. Without any, nobody is asked. */
  readonly approvers: {
    /** Slugs of teams. */
    readonly teams: readonly string[];
    /** Logins of users. */
    readonly users: readonly string[];
  };
  /** Whether whoever started a deployment may approve it. @default false */
  readonly selfApproval?: boolean;
  /** How long a deployment waits before it starts. Minutes, 0 to 43,200. @default 0 */
  readonly waitMinutes?: number;
  /** What jobs find in `vars`, by name. Never a secret. @default - nothing */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Somebody who may approve. */
export interface Approver {
  readonly kind: "team" | "user";
  /** Slug or login. */
  readonly name: string;
  /** GitHub's number. */
  readonly id: string;
}

/** What {@link DeploymentEnvironment} refuses. */
export const deploymentEnvironmentRules: readonly Rule<DeploymentEnvironmentProps>[] = [
  { code: "MLOPS-PIPELINE-001", check: (props) => told("approvers", checkApprovers(props.approvers)) },
  range("MLOPS-PIPELINE-002", "waitMinutes", ({ waitMinutes }) => waitMinutes, {
    min: 0,
    max: deploymentWait.max.toMinutes(),
  }),
  {
    code: "MLOPS-PIPELINE-003",
    check: ({ branches }) =>
      branches.length > 0 ? undefined : { message: "no branch could deploy", fix: "name the default branch" },
  },
  {
    code: "MLOPS-PIPELINE-004",
    check: ({ variables = {} }) => {
      const wrong = Object.keys(variables).find((name) => !VARIABLE_NAME.test(name));
      if (wrong === undefined) return undefined;
      return {
        message: "GitHub does not take this name for a variable",
        given: wrong,
        allowed: "letters, digits and _, no digit first, not starting with GITHUB_",
      };
    },
  },
];

/**
 * An environment of a GitHub repository that deployments go through: only jobs from its branches get in, and only after
 * one of its approvers agreed. Administrators cannot skip that.
 *
 * Limitations: approvers of private repositories need GitHub Enterprise; of several approvers, one suffices.
 */
export class DeploymentEnvironment extends Construct {
  readonly resource: RepositoryEnvironment;
  /** Who may approve, by name and by the number that GitHub keeps. */
  readonly approvers: readonly Approver[];

  constructor(scope: Construct, id: string, props: DeploymentEnvironmentProps) {
    super(scope, id);
    requireValid(this, deploymentEnvironmentRules, props);
    const { repository, name, approvers } = props;
    this.approvers = this.lookUp(approvers);
    const asked = this.approvers.length > 0;
    this.resource = new RepositoryEnvironment(this, "Resource", {
      repository,
      environment: name,
      canAdminsBypass: false,
      // GitHub keeps it with the approvers: without any it reads back as false, and every plan would show a change.
      preventSelfReview: asked && !(props.selfApproval ?? false),
      waitTimer: props.waitMinutes ?? 0,
      reviewers: asked ? this.renderReviewers() : undefined,
      deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    });
    for (const branch of props.branches) {
      new RepositoryEnvironmentDeploymentPolicy(this, `Branch-${branch}`, {
        repository,
        environment: this.resource.environment,
        branchPattern: branch,
      });
    }
    for (const [variable, value] of Object.entries(props.variables ?? {})) {
      new ActionsEnvironmentVariable(this, variable, {
        repository,
        environment: this.resource.environment,
        variableName: variable,
        value,
      });
    }
  }

  /** GitHub wants numbers, people know names: they are looked up, so that a name that does not exist fails the plan. */
  private lookUp({ teams, users }: DeploymentEnvironmentProps["approvers"]): readonly Approver[] {
    return [
      ...teams.map((slug) => {
        const { id } = new DataGithubTeam(this, `Team-${slug}`, { slug, summaryOnly: true });
        return { kind: "team", name: slug, id } as const;
      }),
      ...users.map((login) => {
        const { id } = new DataGithubUser(this, `User-${login}`, { username: login });
        return { kind: "user", name: login, id } as const;
      }),
    ];
  }

  private renderReviewers() {
    const idsOf = (wanted: Approver["kind"]) =>
      this.approvers.flatMap(({ kind, id }) => (kind === wanted ? [Token.asNumber(id)] : []));
    const [teams, users] = [idsOf("team"), idsOf("user")];
    return [{ ...(teams.length > 0 && { teams }), ...(users.length > 0 && { users }) }];
  }
}
