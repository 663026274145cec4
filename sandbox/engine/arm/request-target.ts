import { ArmError } from "./arm-error";

/** What a call is about: path and query of its address. */
export interface RequestTarget {
  /** Decoded, without a slash at its end, the words that ARM itself gives in ARM's own spelling. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Words of a path that are ARM's, not a provider's. */
const ownWords = ["subscriptions", "resourceGroups", "providers"];

/**
 * Takes an address apart as ARM does: repeated slashes count as one (clients put a scope that begins with a slash behind
 * another), and `resourcegroups` is answered as `resourceGroups`. Not by `URL`, which takes what follows `//` for a host.
 * Throws {@link ArmError} 400 if it is encoded wrongly.
 */
export function requestTarget(address: string): RequestTarget {
  const mark = address.indexOf("?");
  const path = mark === -1 ? address : address.slice(0, mark);
  const segments = path
    .split("/")
    .filter((segment) => segment !== "")
    .map(decoded);
  const whole = `/${segments.join("/")}`.replace(/\/{2,}/g, "/").replace(/\/$/, "");
  const canonical = whole
    .split("/")
    .map((segment) => ownWords.find((word) => word.toLowerCase() === segment.toLowerCase()) ?? segment)
    .join("/");
  return { path: canonical, query: new URLSearchParams(mark === -1 ? "" : address.slice(mark + 1)) };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ArmError(400, "InvalidRequestUri", `The path segment '${segment}' is not encoded correctly.`);
  }
}
