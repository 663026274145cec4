import type { Codes } from "./meaning";

/** What constructs of the platform refuse, while stacks are synthesized. */
export const environmentCodes = {
  "MLOPS-CLUSTER-001": {
    meaning: "The name is not one that Azure ML accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-CLUSTER-002": {
    meaning: "The smallest number of nodes is out of range.",
    fix: "Give a whole number within the bounds.",
  },
  "MLOPS-CLUSTER-003": {
    meaning: "The largest number of nodes is out of range, or below the smallest.",
    fix: "Give a whole number within the bounds.",
  },
  "MLOPS-CLUSTER-004": {
    meaning: "Nodes would idle too short or too long before they go.",
    fix: "Give a time within the bounds.",
  },
  "MLOPS-INSTANCE-001": {
    meaning: "The name is not one that Azure ML accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-INSTANCE-002": {
    meaning: "The instance would idle too short or too long before it stops.",
    fix: "Give a time within the bounds.",
  },
  "MLOPS-ALERT-001": { meaning: "Azure Monitor has no such window.", fix: "Choose one of those that are named." },
  "MLOPS-ALERT-002": { meaning: "Azure Monitor has no such frequency.", fix: "Choose one of those that are named." },
  "MLOPS-ALERT-003": {
    meaning: "The alert would never look at some of the time.",
    fix: "Give a window at least as long as the time between evaluations.",
  },
  "MLOPS-ALERT-004": {
    meaning: "An alert on training's nodes or queue would never fire, or always.",
    fix: "State a limit within the bounds, or none.",
  },
  "MLOPS-BUDGET-001": {
    meaning: "The budget has no notification, or more than Azure allows.",
    fix: "Give as many as are allowed, spent and forecast together.",
  },
  "MLOPS-BUDGET-002": {
    meaning: "A notification is at no share of a budget that Azure knows.",
    fix: "Give whole percents within the bounds.",
  },
  "MLOPS-BUDGET-003": {
    meaning: "The month in which the budget begins is not a month.",
    fix: "Write it as `2026-12`.",
  },
  "MLOPS-BUDGET-004": { meaning: "The amount is less than Azure accepts.", fix: "Give an amount within the bounds." },
  "MLOPS-BUDGET-005": { meaning: "Shares of the budget are not in ascending order.", fix: "Sort them, each once." },
  "MLOPS-STATE-001": {
    meaning: "The name of the storage account is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-TAG-001": {
    meaning: "Azure refuses the name of a tag.",
    fix: "Shorten it, and leave out the characters that are named.",
  },
  "MLOPS-TAG-002": { meaning: "Azure refuses the value of a tag.", fix: "Shorten it." },
  "MLOPS-TAG-003": { meaning: "There are more tags than Azure keeps.", fix: "Remove some." },
  "MLOPS-PIPELINE-001": {
    meaning: "An environment has more approvers than GitHub takes.",
    fix: "Name fewer, or a team.",
  },
  "MLOPS-PIPELINE-002": {
    meaning: "The wait before a deployment is out of range.",
    fix: "Give whole minutes within the bounds.",
  },
  "MLOPS-PIPELINE-003": { meaning: "No branch could deploy.", fix: "Name the default branch." },
  "MLOPS-PIPELINE-004": {
    meaning: "GitHub does not take this name for a variable.",
    fix: "Choose letters, digits and `_`.",
  },
  "MLOPS-PIPELINE-005": {
    meaning: "The number of approvals is out of range.",
    fix: "Give a whole number within the bounds.",
  },
  "MLOPS-PIPELINE-006": { meaning: "No check protects the branch.", fix: "Name the jobs that must pass." },
  "MLOPS-PIPELINE-007": {
    meaning: "Nobody is asked before a merge deploys an environment in which people may not change anything by hand.",
    fix: "Name approvers under `deployment`.",
  },
  "MLOPS-PIPELINE-008": {
    meaning: "Nobody has to approve for security what a review finds to need it.",
    fix: "Name `repository.protection.security.teams` in the organization's file.",
  },
  "MLOPS-PIPELINE-009": {
    meaning: "Approvals of a release are asked for, and nothing counts them.",
    fix: "Name the GitHub teams of the approvers under `promotion.approvals.<environment>.teams`.",
  },
  "MLOPS-PIPELINE-010": {
    meaning: "More teams would have to approve than a ruleset of GitHub asks.",
    fix: "Let use cases share teams and numbers.",
  },
  "MLOPS-PIPELINE-011": {
    meaning: "A team is asked for a number of approvals that GitHub does not count, or for no file.",
    fix: "Give a number within the bounds and at least one pattern.",
  },
  "MLOPS-PIPELINE-012": {
    meaning:
      "What a review finds to need security's approval keeps a pull request of Azure Repos from being completed; whom that stops is a matter of permissions that no stack sets.",
    fix: "Set the permissions that docs/guides/azure-devops.md names.",
  },
  "MLOPS-PIPELINE-013": {
    meaning: "A group of Azure DevOps has a name in the configuration that no approval uses.",
    fix: "Take it out of `repository.groups`, or name it where it is to approve.",
  },
  "MLOPS-PIPELINE-014": {
    meaning: "A rollout is to ask a smoke test, and nobody may call the endpoint: no step of it can be taken.",
    fix: "Name an Entra group with the plan identity of the environment in `serving.callers`.",
  },
  "MLOPS-PIPELINE-015": {
    meaning:
      "A pipeline of Azure runs on other agents than the configuration says: it fails where those do not reach what is private, or runs where nobody said so.",
    fix: "Let `pool` in `azure-pipelines/deploy.yml` and `pools` in `drift.yml` be what `deployment.runner` says.",
  },
  "MLOPS-NETWORK-001": {
    meaning: "The name of the network is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-NETWORK-002": {
    meaning: "A subnet does not lie in the network's address space.",
    fix: "Choose a block inside the address space.",
  },
  "MLOPS-NETWORK-003": { meaning: "Two subnets share addresses.", fix: "Choose blocks apart." },
  "MLOPS-NETWORK-004": {
    meaning:
      "A private environment has no way in that the configuration knows: nobody reaches studio, data or endpoints.",
    fix: "Peer it with `network.hub`, use `network.existing`, give it `network.jumpHost` for people or `network.runners` for pipelines, or say in `network.wayIn.reason` what leads in.",
  },
  "MLOPS-NETWORK-005": {
    meaning: "The name of GitHub's network settings is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-NETWORK-006": {
    meaning: "The id of the GitHub organization or enterprise is not a number.",
    fix: "Take `databaseId`, as GitHub's GraphQL API tells it.",
  },
  "MLOPS-NETWORK-007": {
    meaning: "Runners have no subnet, or there is a subnet for runners and none of them.",
    fix: "Give both, or neither.",
  },
  "MLOPS-NETWORK-008": {
    meaning: "The name of the jump host is not one that Azure and Linux accept.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-NETWORK-009": {
    meaning: "When the jump host is shut down is no time of day, or its time zone is not known.",
    fix: "Give HH:MM and an IANA time zone.",
  },
  "MLOPS-NETWORK-010": {
    meaning: "The name of Bastion is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-NETWORK-011": {
    meaning: "A Bastion of the tier Developer has a subnet, or one of another tier has none.",
    fix: "Give a subnet to Basic and Standard only.",
  },
  "MLOPS-NETWORK-012": {
    meaning: "People come to the jump host from a Bastion without a subnet, or there is a subnet for none.",
    fix: "Give both, or neither.",
  },
  "MLOPS-NETWORK-013": {
    meaning: "The name of the agent pool is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-NETWORK-014": {
    meaning: "The name of the agent pool's dev center, or of its project, is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-NETWORK-015": {
    meaning: "A pool would have no agents, or more than Azure allows.",
    fix: "Give a number within the bounds.",
  },
  "MLOPS-NETWORK-016": {
    meaning:
      "Workflows of an environment run in the network of its first region only: with that region lost, no job starts that puts the second in charge.",
    fix: "When the region is lost, set `deployment.runner` to runners elsewhere, or leave it out; or deploy from a machine with an owner's rights.",
  },
  "MLOPS-ACCESS-001": {
    meaning: "A scope is not the id of a subscription or of something in one.",
    fix: "Give an id that begins with `/subscriptions/`.",
  },
  "MLOPS-ACCESS-002": { meaning: "A group is not named by its object id.", fix: "Copy the object id from Entra ID." },
  "MLOPS-ACCESS-003": {
    meaning: "Whoever may grant any role may become owner.",
    fix: "Give a condition that says which roles, and to what kind of principal.",
  },
  "MLOPS-ACCESS-004": {
    meaning: "An identity would trust more tokens than Azure allows, or none.",
    fix: "Give as many as are allowed.",
  },
  "MLOPS-ACCESS-005": { meaning: "A role is granted twice to one principal at one scope.", fix: "Grant it once." },
  "MLOPS-WORKSPACE-003": {
    meaning: "A managed network that is open to the internet takes no rule but private endpoints.",
    fix: "Remove the rule: the address is open already.",
  },
  "MLOPS-STORAGE-001": {
    meaning: "The name of the storage account is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-STORAGE-003": {
    meaning: "The name of the storage account of collected data is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-STORAGE-002": {
    meaning: "The time for which deleted blobs are kept is out of range.",
    fix: "Give days within the bounds.",
  },
  "MLOPS-CONTAINER-REGISTRY-001": {
    meaning: "The name of the registry is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-CONTAINER-REGISTRY-002": {
    meaning: "The time for which untagged images are kept is out of range.",
    fix: "Give days within the bounds.",
  },
  "MLOPS-CONTAINER-REGISTRY-003": {
    meaning: "A replica is in a region that has the images already.",
    fix: "Name each other region once.",
  },
  "MLOPS-WORKSPACE-001": {
    meaning: "The name of the workspace is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-WORKSPACE-002": {
    meaning: "The name of an outbound rule is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-VAULT-001": {
    meaning: "The name of the vault is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-VAULT-002": {
    meaning: "The time for which a deleted vault is kept is out of range.",
    fix: "Give days within the bounds.",
  },
  "MLOPS-LOGS-001": {
    meaning: "The name of the log workspace is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-LOGS-002": {
    meaning: "The name of the Application Insights is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-LOGS-003": {
    meaning: "The time for which logs are kept is out of range.",
    fix: "Give days within the bounds.",
  },
  "MLOPS-REGISTRY-001": {
    meaning: "The name of the registry is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-REGISTRY-002": {
    meaning: "A registry cannot let in some addresses only.",
    fix: "Make it private, or public without addresses.",
  },
  "MLOPS-WORKFLOW-001": {
    meaning: "The name of the workflow is not one that Azure accepts.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-BOOTSTRAP-001": {
    meaning: "Environments lie in one subscription, so that the pipeline of one could reach the other.",
    fix: "Give each a subscription of its own, or accept it.",
  },
  "MLOPS-BOOTSTRAP-002": {
    meaning: "The configuration still names an owner, tenant or subscription of a shipped example.",
    fix: "Replace what is named with your own before anything is deployed to Azure.",
  },
} as const satisfies Codes<
  | "CLUSTER"
  | "INSTANCE"
  | "ALERT"
  | "BUDGET"
  | "STATE"
  | "TAG"
  | "PIPELINE"
  | "NETWORK"
  | "ACCESS"
  | "STORAGE"
  | "CONTAINER-REGISTRY"
  | "WORKSPACE"
  | "VAULT"
  | "LOGS"
  | "REGISTRY"
  | "WORKFLOW"
  | "BOOTSTRAP"
>;
