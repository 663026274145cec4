import { trafficOf, type ReleaseInEnvironment } from "../domain/promotion/release";
import type { ClockFacts, EndpointFacts } from "./facts";
import { fixed, type Reason } from "./reasons";

const BUSY = ["creating", "updating", "scaling", "deleting"];
/** A clock further off than this makes times in records and logs misleading. */
const MOST_SKEW_SECONDS = 5 * 60;

/** Whether our clock agrees with Azure's. Lengths of time are all measured by Azure's own. */
export function checkClock(clock: ClockFacts | undefined): Reason {
  if (clock === undefined || !Number.isFinite(clock.skewSeconds)) {
    return fixed("clock", "unknown", "Azure did not say what time it is");
  }
  const { skewSeconds } = clock;
  const off = Math.round(Math.abs(skewSeconds));
  if (off <= MOST_SKEW_SECONDS) return fixed("clock", "pass", "this machine's clock agrees with Azure's", { ...clock });
  const where = skewSeconds > 0 ? "ahead of" : "behind";
  return fixed("clock", "fail", `this machine's clock is ${off} s ${where} Azure's: set it right first`, { ...clock });
}

/** Whether Azure serves what the release file says: the last change has been deployed and has come to rest. */
export function checkDeployed(
  check: string,
  release: ReleaseInEnvironment,
  endpoint: EndpointFacts | undefined,
): Reason {
  const { environment, live, candidate } = release;
  if (endpoint === undefined) {
    return live === undefined
      ? fixed(check, "pass", `nothing serves in ${environment} yet, as its release says`)
      : fixed(
          check,
          "fail",
          `${environment} has no endpoint, though its release says ${live.model} is live: deploy it`,
        );
  }
  const evidence = { endpoint: endpoint.name, state: endpoint.state, traffic: endpoint.traffic };
  if (BUSY.includes(endpoint.state.toLowerCase())) {
    const text = `Azure is changing the endpoint of ${environment} right now (${endpoint.state}): try again in a few minutes`;
    return fixed(check, "fail", text, evidence);
  }
  if (endpoint.state !== "Succeeded") {
    return fixed(check, "fail", `the endpoint of ${environment} is ${endpoint.state}: deploy it again`, evidence);
  }
  const asked = [live, candidate].filter((version) => version !== undefined).map(({ deployment }) => deployment);
  for (const name of asked) {
    const deployment = endpoint.deployments.find((other) => other.name === name);
    if (deployment?.state === "Succeeded") continue;
    if (deployment !== undefined && BUSY.includes(deployment.state.toLowerCase())) {
      const text = `Azure is changing ${name} in ${environment} right now (${deployment.state}): try again in a few minutes`;
      return fixed(check, "fail", text, evidence);
    }
    const is = deployment === undefined ? "is not deployed" : `is ${deployment.state}`;
    return fixed(check, "fail", `${name} ${is} in ${environment}, though its release names it: deploy it`, evidence);
  }
  const { traffic, mirrorTraffic } = trafficOf(release);
  if (sameShares(traffic, endpoint.traffic) && sameShares(mirrorTraffic, endpoint.mirrorTraffic)) {
    return fixed(check, "pass", `${environment} serves what its release says: ${shares(endpoint.traffic)}`, evidence);
  }
  const text = `${environment} serves ${shares(endpoint.traffic)}, its release says ${shares(traffic)}: deploy it`;
  return fixed(check, "fail", text, {
    ...evidence,
    mirrorTraffic: endpoint.mirrorTraffic,
    asked: { traffic, mirrorTraffic },
  });
}

type Shares = Readonly<Record<string, number>>;

const positive = (of: Shares) => Object.entries(of).filter(([, percent]) => percent !== 0);

const sameShares = (left: Shares, right: Shares): boolean =>
  positive(left).length === positive(right).length &&
  positive(left).every(([name, percent]) => right[name] === percent);

const shares = (of: Shares): string =>
  positive(of)
    .map(([name, percent]) => `${name} ${percent} %`)
    .join(", ") || "nothing";
