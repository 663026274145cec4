import { loadConfiguration } from "../config/load";
import type { ReviewContext } from "../review/context";

/**
 * What a review must know of the configuration.
 * @throws UserError with every problem of the configuration
 */
export function reviewContext(configDirectory: string): ReviewContext {
  const { organization } = loadConfiguration(configDirectory);
  return { organization: organization.name, environments: [], stacks: [], principals: [], useCases: [] };
}
