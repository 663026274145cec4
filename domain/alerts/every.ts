import { baselineAlerts } from "./baseline";
import { environmentAlerts, type AlertDefinition } from "./environment";
import { trainingAlerts } from "./training";

/** All alerts that an environment may have: those that watch every one, and those it asks for. */
export const everyEnvironmentAlert: Readonly<Record<string, AlertDefinition>> = {
  ...environmentAlerts,
  ...trainingAlerts,
  ...baselineAlerts,
};
