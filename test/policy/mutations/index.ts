import { accessMutations } from "./access";
import { azureDevopsMutations } from "./azure-devops";
import { dataMutations } from "./data";
import { networkMutations } from "./network";
import { servingMutations } from "./serving";
import { stackMutations } from "./stack";
import { watchingMutations } from "./watching";
import type { Mutation } from "./basic";

type ByRule = Readonly<Record<string, readonly Mutation[]>>;

/** More ways to spoil the example, by rule. */
export const moreMutations: ByRule = Object.assign(
  {},
  accessMutations,
  azureDevopsMutations,
  dataMutations,
  networkMutations,
  servingMutations,
  stackMutations,
  watchingMutations,
) as ByRule;
