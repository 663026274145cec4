import type { TypeTable } from "../engine/azurerm/type-entry";
import { accessTypes } from "./access/types";
import { alertsTypes } from "./monitor/types";
import { eventsTypes } from "./event-grid/types";
import { governanceTypes } from "./governance/types";
import { logsTypes } from "./logs/types";
import { machineLearningTypes } from "./machine-learning/types";
import { networkTypes } from "./network/types";
import { storageTypes } from "./storage/types";
import { containerRegistryTypes } from "./container-registry/types";
import { keyVaultTypes } from "./key-vault/types";

/** Every azurerm resource type the sandbox simulates. */
export const azurermTypes: TypeTable = {
  ...networkTypes,
  ...storageTypes,
  ...keyVaultTypes,
  ...containerRegistryTypes,
  ...logsTypes,
  ...machineLearningTypes,
  ...accessTypes,
  ...alertsTypes,
  ...governanceTypes,
  ...eventsTypes,
};
