import type { ShapeTable } from "../engine/azurerm/shape";
import { accessShapes } from "./access/shapes";
import { containerRegistryShapes } from "./container-registry/shapes";
import { eventShapes } from "./event-grid/shapes";
import { governanceShapes } from "./governance/shapes";
import { logsShapes } from "./logs/shapes";
import { monitorShapes } from "./monitor/shapes";
import { networkShapes } from "./network/shapes";
import { storageShapes } from "./storage/shapes";

/** ARM's own shape of what azurerm made; a type that is not here has its shape in `types.ts`, or is told in camel case. */
export const shapes: ShapeTable = {
  ...networkShapes,
  ...storageShapes,
  ...containerRegistryShapes,
  ...logsShapes,
  ...accessShapes,
  ...monitorShapes,
  ...governanceShapes,
  ...eventShapes,
};
