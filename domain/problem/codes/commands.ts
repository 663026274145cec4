import type { Codes } from "./meaning";

/** What the other commands refuse. */
export const commandCodes = {
  "MLOPS-DOCTOR-001": { meaning: "Azure has no such list.", fix: "Look in the portal." },
  "MLOPS-DOCTOR-002": { meaning: "Azure did not answer in time.", fix: "Run it again, with a longer `--timeout`." },
  "MLOPS-INCIDENT-001": {
    meaning: "There is no alert of this name.",
    fix: "Copy the rule's name from the mail, or take one of `docs/runbooks/`.",
  },
  "MLOPS-INCIDENT-002": { meaning: "The alert can fire in any environment.", fix: "Name the environment." },
  "MLOPS-INCIDENT-003": { meaning: "The alert is one of a use case.", fix: "Name the use case." },
  "MLOPS-INCIDENT-004": {
    meaning: "No rule of this alert is deployed in the sandbox.",
    fix: "Deploy the stack that has it: `npm start` deploys all.",
  },
  "MLOPS-DEMO-001": {
    meaning: "A stack could not be deployed in the sandbox.",
    fix: "Mend what the message names, and run it again.",
  },
  "MLOPS-DEMO-002": {
    meaning: "Not everything was deployed in the sandbox.",
    fix: "Read the log that is named, mend the cause and run it again.",
  },
  "MLOPS-DEMO-003": {
    meaning: "Nothing is deployed in this sandbox.",
    fix: "Run `mlops demo` without `--only-month` first.",
  },
  "MLOPS-DEMO-004": {
    meaning: "A deployment of the month failed.",
    fix: "Mend what the message names, and run it again.",
  },
  "MLOPS-DEMO-005": {
    meaning: "The month cannot be computed: the code of the use case or of the library fails.",
    fix: "Mend what the message names, e.g. with `mlops ml run`.",
  },
  "MLOPS-DEMO-006": {
    meaning: "The identities that plan and deploy environments are not in this sandbox.",
    fix: "Run `mlops demo` without `--only-month` first: it deploys `bootstrap`, which makes them.",
  },
  "MLOPS-CLI-001": {
    meaning: "There is no such use case.",
    fix: "Take the suggestion; `npx mlops status` tells the names.",
  },
  "MLOPS-CLI-002": {
    meaning: "There is no such environment.",
    fix: "Take the suggestion; `npx mlops status` tells the names.",
  },
  "MLOPS-CLI-003": {
    meaning: "A use case does not live in an environment.",
    fix: "Add the environment to the use case, or name another.",
  },
  "MLOPS-CLI-004": {
    meaning: "There are more problems than a person can read at once.",
    fix: "Mend those that are told first.",
  },
  "MLOPS-CLI-007": {
    meaning: "A command is not written as its help says: an argument or option is missing, unknown or not allowed.",
    fix: "See `--help` of the command.",
  },
  "MLOPS-CLI-008": {
    meaning: "A defect of `mlops` itself, not of what it was given.",
    fix: "Report it, with what was printed to stderr.",
  },
  "MLOPS-CLI-005": {
    meaning: "Something beside `--network` asks `explain` about something else.",
    fix: "Ask about one environment: `mlops explain <environment> --network`.",
  },
  "MLOPS-CLI-006": {
    meaning: "An environment is not in the region that was named.",
    fix: "Name one of its regions, or none: the one in charge is taken.",
  },
  "MLOPS-NEW-010": { meaning: "There is an environment of this name.", fix: "Take another name." },
  "MLOPS-NEW-011": {
    meaning: "This is no name for an environment.",
    fix: "Take 2 to 12 lower-case letters, digits and dashes that no stack is called by.",
  },
  "MLOPS-INIT-001": {
    meaning: "Nobody can be asked, and there are questions without an answer.",
    fix: "Answer them in a file or as options, or run it in a terminal without `--yes`.",
  },
  "MLOPS-INIT-002": {
    meaning: "The folder of the new repository holds something already.",
    fix: "Take another name, or move what is there away.",
  },
  "MLOPS-INIT-003": {
    meaning: "The object id of an Entra group is not given, and `az` cannot tell it.",
    fix: "Sign in with `az login`, or write `<name>=<object id>`.",
  },
  "MLOPS-INIT-004": { meaning: "The block of addresses has no room for every environment.", fix: "Give a larger one." },
  "MLOPS-INIT-005": {
    meaning: "The use cases that ship are written for other environments.",
    fix: "Add `--empty`, and bring use cases with `mlops new`.",
  },
  "MLOPS-UPGRADE-001": {
    meaning: "The folder is no repository that pins a version of this project.",
    fix: "Run it where `mlops init` made one.",
  },
  "MLOPS-UPGRADE-002": {
    meaning: "This is no version that could be pinned: a branch moves by itself, and a name alone says no place.",
    fix: "Name a git URL with a tag or commit, a tag or commit of where the pinned version is from, a folder or a tarball.",
  },
  "MLOPS-UPGRADE-003": {
    meaning: "The code of the version cannot be got, or its packages are not installed.",
    fix: "Look at the address and what npm says; in a folder run `npm ci`.",
  },
  "MLOPS-UPGRADE-004": { meaning: "What was got is no version of this project.", fix: "Look at the address." },
  "MLOPS-COST-001": {
    meaning: "There is neither an environment nor a use case of this name.",
    fix: "Take the suggestion; `npx mlops status` tells the names.",
  },
  "MLOPS-PRICES-001": {
    meaning: "Azure's list of retail prices cannot be read.",
    fix: "Run it again later; prices that ship are used meanwhile.",
  },
  "MLOPS-PRICES-002": {
    meaning: "A file in `prices/` is no list of prices: some are of a source that it does not name.",
    fix: "Remove it, or fetch it again with `mlops prices`.",
  },
  "MLOPS-PRICES-003": { meaning: "This is no currency.", fix: "Give its three letters, e.g. `EUR`." },
  "MLOPS-PRICES-004": { meaning: "Azure has no such region.", fix: "Give it as ARM writes it, e.g. `westeurope`." },
  "MLOPS-PRICES-005": {
    meaning: "This is no size of machine.",
    fix: "Give it as ARM writes it, e.g. `Standard_D2as_v4`.",
  },
  "MLOPS-AZURE-001": { meaning: "Nobody is signed in to Azure.", fix: "Run `az login`, or add `--sandbox`." },
  "MLOPS-AZURE-002": { meaning: "Who is signed in may not do this.", fix: "Ask for the role that is named." },
  "MLOPS-AZURE-003": { meaning: "Azure cannot be reached.", fix: "Check the connection, and run it again." },
  "MLOPS-AZURE-004": {
    meaning: "Azure refused.",
    fix: "Mend what the message names; after 429 or 5xx run it again in a few minutes.",
  },
  "MLOPS-AZURE-005": {
    meaning: "Azure has not finished in half an hour.",
    fix: "Run it again: it goes on where Azure is.",
  },
  "MLOPS-AZURE-006": {
    meaning: "Azure's answer goes on at another host, which gets no token.",
    fix: "Look for what stands between here and Azure.",
  },
  "MLOPS-NEW-001": {
    meaning: "No cluster is there in every environment.",
    fix: "Give one cluster the same name in every environment.",
  },
  "MLOPS-NEW-002": {
    meaning: "Nobody but whoever owns or promotes a model could approve a version.",
    fix: "Add a group to `access.mlEngineers` of the last environment.",
  },
  "MLOPS-NEW-003": {
    meaning: "Nobody can be asked, and there are questions without an answer.",
    fix: "Answer them in a file, or run it in a terminal without `--yes`.",
  },
  "MLOPS-NEW-004": {
    meaning: "`ml/` lacks a component or the environment that a drafted training is made of.",
    fix: "Leave `--data` out, or bring what is named.",
  },
  "MLOPS-NEW-005": {
    meaning: "A training cannot be drafted from the table that was given.",
    fix: "Name the columns that cannot be told, or another table.",
  },
  "MLOPS-PROMOTE-001": {
    meaning: "A use case serves nowhere, so that there is nothing to promote.",
    fix: "Add `serving` to it.",
  },
  "MLOPS-PROMOTE-002": {
    meaning: "A use case does not serve in an environment.",
    fix: "Name one of those that are named.",
  },
  "MLOPS-PROMOTE-003": {
    meaning: "Somebody changed the release file while the decision was made.",
    fix: "Run it again.",
  },
  "MLOPS-PROMOTE-004": { meaning: "An evidence file cannot be read.", fix: "Restore it from git." },
  "MLOPS-PROMOTE-005": { meaning: "The GitHub CLI was not found.", fix: "Install `gh`, or leave `--open-pr` out." },
  "MLOPS-PROMOTE-006": { meaning: "The configuration is in no git repository.", fix: "Leave `--open-pr` out." },
  "MLOPS-PROMOTE-007": {
    meaning: "A command that opens the pull request failed.",
    fix: "Go on by hand: the files are written.",
  },
  "MLOPS-PROMOTE-008": {
    meaning: "A reason is missing or says nothing.",
    fix: "Say it in words: reviewers will read it.",
  },
  "MLOPS-PROMOTE-009": { meaning: "There is no version to promote.", fix: "Train one, or name one with `--model`." },
  "MLOPS-PROMOTE-010": {
    meaning: "Nothing is being tried, or candidates are tried in several environments.",
    fix: "Start with `mlops promote`, or name one with `--env`.",
  },
  "MLOPS-PROMOTE-011": {
    meaning: "Environments serve models of different names.",
    fix: "Give `serving.model` one name.",
  },
  "MLOPS-PROMOTE-015": {
    meaning: "Traffic was to move at once, and no workflow is deployed that moves it.",
    fix: "Deploy the use case's stack, or roll back without `--now`.",
  },
  "MLOPS-PROMOTE-012": { meaning: "A rollback is to be written down without its reason.", fix: "Say why." },
  "MLOPS-PROMOTE-013": {
    meaning:
      "There is nothing to accept: the release says nothing there, or what is named as released before it is no digest.",
    fix: "Take the command from the review as it stands there.",
  },
  "MLOPS-PROMOTE-016": {
    meaning: "A smoke test has no sample to ask, or what is there is none.",
    fix: "Add `sample-request.json`, or `labelled-sample.json` for a replay, beside the contract in `ml/use-cases/`.",
  },
  "MLOPS-PROMOTE-017": {
    meaning: "A smoke test is to ask a use case, an environment or a deployment that is not there, or is not named.",
    fix: "Name one of those that are listed, or set `promotion.smokeTest`.",
  },
  "MLOPS-PROMOTE-018": {
    meaning: "A smoke test is to ask at an address that is none, or where a token would cross a network in the clear.",
    fix: "Give an https address, or http of this machine.",
  },
  "MLOPS-PROMOTE-019": {
    meaning: "Live answers cannot be held against labels: one of the two is missing, or cannot be read.",
    fix: "Give `--answers` and `--labels` as `mlops rollout --help` says.",
  },
  "MLOPS-PROMOTE-020": {
    meaning:
      "The registry cannot fetch a version from the workspace that has it: the workspace's storage has no public access, or a firewall without a resource instance rule for the registry.",
    fix: "Let trainings write into the registry themselves (`compute.publishesModels`), publish from files, or deploy the first environment again, whose storage lets the registry in unless it is private; then promote without `--publish`.",
  },
  "MLOPS-SANDBOX-001": {
    meaning: "The sandbox cannot write to its folder.",
    fix: "Choose a folder you may write to with `--dir`.",
  },
  "MLOPS-SANDBOX-002": {
    meaning: "Another sandbox is using this store.",
    fix: "Wait until it ends, or choose another with `--dir`.",
  },
  "MLOPS-SANDBOX-003": {
    meaning: "The sandbox's store, or a file beside it, cannot be read.",
    fix: "Mend the file, or move it and the states beside it away.",
  },
  "MLOPS-SANDBOX-004": {
    meaning: "That is no fault the sandbox can inject.",
    fix: "Give one of those that are named.",
  },
  "MLOPS-SANDBOX-006": {
    meaning: "Another program is using the port.",
    fix: "Choose another with `--port`, or leave it out.",
  },
  "MLOPS-SANDBOX-007": {
    meaning: "The command to run in the sandbox was not found, or may not be executed.",
    fix: "Write it after two dashes: `mlops sandbox -- <command>`.",
  },
  "MLOPS-SANDBOX-008": { meaning: "The simulated GitHub cannot be read.", fix: "Mend the file, or move it away." },
  "MLOPS-SANDBOX-009": {
    meaning: "The sandbox cannot go on with what its store holds.",
    fix: "Undo what was edited by hand; otherwise it is a defect of the sandbox.",
  },
  "MLOPS-SANDBOX-010": {
    meaning: "The configuration knows nobody of the name that something is to be done as.",
    fix: "Give `owner`, or one of those that are named: pipelines, people by persona, identities.",
  },
  "MLOPS-SANDBOX-011": {
    meaning: "The simulated Azure DevOps cannot be read.",
    fix: "Mend the file, or move it away.",
  },
  "MLOPS-SANDBOX-012": {
    meaning: "The file of what others made before holds something that the simulated Azure does not take.",
    fix: "List resources as Resource Manager takes them, each with its id, what contains others first.",
  },
  "MLOPS-FILE-001": {
    meaning: "The file system refuses to write or read a file: rights, room, names. The file is as it was before.",
    fix: "Make room, grant the right or choose another place, and run the command again.",
  },
  "MLOPS-ML-001": {
    meaning: "There is no Python that is new enough.",
    fix: "Install one of the versions that are named, or name an interpreter in `MLOPS_PYTHON`.",
  },
  "MLOPS-ML-002": {
    meaning: "The packages that Python needs could not be installed.",
    fix: "Mend what the installer says; nothing is left half-made.",
  },
  "MLOPS-ML-030": { meaning: "`ml/` has no such use case.", fix: "Take the suggestion." },
  "MLOPS-ML-031": {
    meaning: "The pipeline has no such input, or it does not take what is given to it.",
    fix: "Take the suggestion; `pipeline.yaml`, or the file of another pipeline, has the inputs.",
  },
  "MLOPS-ML-032": {
    meaning: "The data of an input is not on this machine.",
    fix: "Name a file or folder: `--input <name>=<path>`.",
  },
  "MLOPS-ML-033": {
    meaning: "There is no such run of the training on this machine.",
    fix: "Start one with `mlops ml run`, or name one that is there.",
  },
  "MLOPS-ML-035": {
    meaning: "The pipeline has a step that this machine cannot run.",
    fix: "Bring the component into `ml/`; what is kept in a registry runs on Azure only.",
  },
  "MLOPS-ML-036": {
    meaning: "The scoring server ended by itself.",
    fix: "Read what it said last, mend the cause and run it again.",
  },
  "MLOPS-ML-037": { meaning: "Another program is using the port.", fix: "Name another with `--port`." },
  "MLOPS-ML-038": {
    meaning: "A threshold is to be suggested, and there is no file of a use case to write it into.",
    fix: "Name a use case that is configured.",
  },
  "MLOPS-ML-039": {
    meaning: "There is a job of the name that a job's YAML gives itself.",
    fix: "Give it another name, or leave the name out.",
  },
  "MLOPS-ML-040": {
    meaning:
      "No schedule that trains the use case, or with `--batch` scores, is deployed in the environment, so there is nothing to submit.",
    fix: "Deploy the use case with `retraining.schedule` or `serving.batch`, or submit a job's YAML.",
  },
  "MLOPS-ML-041": {
    meaning: "The use case has no such pipeline in `ml/`.",
    fix: "Take the suggestion, or add the file with `type: pipeline`.",
  },
  "MLOPS-ML-043": {
    meaning: "Something is wrong with the tables or options that `mlops ml drift` or `mlops backtest` was given.",
    fix: "Do what the message says.",
  },
  "MLOPS-ML-042": {
    meaning: "The folder of components and use cases has no `publish.py`, so nothing in it publishes.",
    fix: "Name the folder with `--ml`, or take the file over from this project.",
  },
  "MLOPS-ML-044": {
    meaning: "A backtest that is computed in an environment is given what only this machine has.",
    fix: "Upload the data and name where it lies, or leave `--on` out.",
  },
  "MLOPS-ML-045": {
    meaning: "What a backtest wrote in an environment cannot be read from here.",
    fix: "Get Storage Blob Data Reader on the environment's storage, or run the command from a machine in its network.",
  },
} as const satisfies Codes<
  | "INCIDENT"
  | "DOCTOR"
  | "DEMO"
  | "CLI"
  | "AZURE"
  | "NEW"
  | "INIT"
  | "UPGRADE"
  | "PROMOTE"
  | "SANDBOX"
  | "FILE"
  | "COST"
  | "PRICES"
  | "ML"
>;
