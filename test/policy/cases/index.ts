import type { RuleCase } from "../fixtures";
import { accessCases } from "./access";
import { azureDevopsCases } from "./azure-devops";
import { conditionCases } from "./conditions";
import { containerRegistryCases } from "./container-registry";
import { keyVaultCases } from "./key-vault";
import { machineLearningCases } from "./machine-learning";
import { networkCases } from "./network";
import { reachCases } from "./reach";
import { operationsCases } from "./operations";
import { pipelineCases } from "./pipelines";
import { stackCases } from "./stack";
import { storageCases } from "./storage";
import { watchingCases } from "./watching";
import { workflowCases } from "./workflows";

/** Fixtures of every rule. */
export const ruleCases: readonly RuleCase[] = [
  ...storageCases,
  ...keyVaultCases,
  ...containerRegistryCases,
  ...machineLearningCases,
  ...operationsCases,
  ...networkCases,
  ...reachCases,
  ...accessCases,
  ...pipelineCases,
  ...azureDevopsCases,
  ...conditionCases,
  ...stackCases,
  ...watchingCases,
  ...workflowCases,
];
