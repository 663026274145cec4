import type { AzapiRetry } from "./element";

/**
 * Tries a PUT again that Azure refused because a role or an identity it was just told of has not reached every region
 * yet, until the time-out.
 *
 * Only a refused PUT: azapi holds every answer against its patterns. Without the method, a plan or a destroy by someone
 * without rights would go on for minutes instead of saying so; without the status, it would poll an operation that has
 * failed until the time-out and then not say why.
 *
 * @param messages - regular expressions (Go) for what Azure says meanwhile
 */
export const retryRefused = (...messages: readonly string[]): AzapiRetry => ({
  errorMessageRegex: messages.map((message) => `^PUT [\\s\\S]*RESPONSE 4\\d\\d[\\s\\S]*${message}`),
  intervalSeconds: 15,
  maxIntervalSeconds: 60,
});
