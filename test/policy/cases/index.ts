import type { RuleCase } from "../fixtures";
import { accessCases } from "./access";
import { containerRegistryCases } from "./container-registry";
import { keyVaultCases } from "./key-vault";
import { machineLearningCases } from "./machine-learning";
import { networkCases } from "./network";
import { operationsCases } from "./operations";
import { pipelineCases } from "./pipelines";
import { storageCases } from "./storage";

/** Fixtures of every rule. */
export const ruleCases: readonly RuleCase[] = [
  ...storageCases,
  ...keyVaultCases,
  ...containerRegistryCases,
  ...machineLearningCases,
  ...operationsCases,
  ...networkCases,
  ...accessCases,
  ...pipelineCases,
];
