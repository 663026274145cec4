const PREFIX = "rolledBack-";

/** Under what a rollback marks a deployment in the endpoint's own `properties`; the value is the time. */
export const rollbackMark = (deployment: string): string => `${PREFIX}${deployment}`;

/** The deployment that a property of an endpoint marks as rolled back; undefined if it is another property. */
export const markedDeployment = (property: string): string | undefined =>
  property.startsWith(PREFIX) ? property.slice(PREFIX.length) : undefined;
