import type { TypeTable } from "../type-entry";
import { accessTypes } from "./access";
import { alertsTypes } from "./alerts";
import { eventsTypes } from "./events";
import { governanceTypes } from "./governance";
import { logsTypes } from "./logs";
import { machineLearningTypes } from "./machine-learning";
import { networkTypes } from "./network";
import { storageTypes } from "./storage";
import { vaultAndRegistryTypes } from "./vault-and-registry";

/** Every azurerm resource type the sandbox simulates. */
export const azurermTypes: TypeTable = {
  ...networkTypes,
  ...storageTypes,
  ...vaultAndRegistryTypes,
  ...logsTypes,
  ...machineLearningTypes,
  ...accessTypes,
  ...alertsTypes,
  ...governanceTypes,
  ...eventsTypes,
};
