import type { Configuration } from "../../schema/configuration";
import type { Group } from "../../schema/use-case/model";
import { endpointVmSizes } from "../../domain/azure/endpoint-vm-sizes";
import { UserError } from "../../domain/problem/problem";

/** What a new use case gets without being asked, from the configuration it joins. */
export interface Defaults {
  /** All of them, in promotion order. */
  readonly environments: readonly string[];
  /** A cluster that every environment has. */
  readonly cluster: string;
  readonly timeZone: string;
  /** First day of the schedules: a Monday at least a week away, so that the first run comes after the first review. */
  readonly startDate: string;
  readonly size: string;
  /** Who agrees before a version enters the last environment. */
  readonly approvers: readonly Group[];
  /** Slugs of GitHub teams whose members are counted, as other use cases name them; empty if none does. */
  readonly approvingTeams: readonly string[];
  /** Environments whose network Azure ML's monitors do not work in. */
  readonly unwatched: readonly string[];
}

const DAY = 86_400_000;

/**
 * @param ownerGroup - object id of the owner's group, whose members may not approve their own versions
 * @param today - `YYYY-MM-DD`
 * @throws UserError if the configuration has no cluster that all environments share, or nobody who could approve
 */
export function defaultsFor(configuration: Configuration, ownerGroup: string, today: string): Defaults {
  const { organization, environments, useCases } = configuration;
  const clusters = environments.map(({ compute }) => Object.keys(compute.clusters));
  const shared = clusters[0]!.find((name) => clusters.every((names) => names.includes(name)));
  if (shared === undefined) {
    throw new UserError([
      {
        code: "MLOPS-NEW-001",
        where: "config/environments",
        message: "no cluster is there in every environment, so none can train a use case that lives in all of them",
        given: clusters.map((names, index) => `${environments[index]!.name}: ${names.join(", ") || "none"}`).join("; "),
        fix: "give one cluster the same name in every environment",
      },
    ]);
  }
  const zones = useCases.flatMap(({ variants }) => variants.map(({ monitors }) => monitors?.schedule.timeZone));
  return {
    environments: organization.promotionOrder,
    cluster: shared,
    timeZone: zones.find((zone) => zone !== undefined) ?? "Etc/UTC",
    startDate: mondayAfter(Date.parse(today) + 7 * DAY),
    size: endpointVmSizes[0]!,
    approvers: approversFrom(configuration, ownerGroup),
    approvingTeams: teamsFrom(configuration, ownerGroup),
    unwatched: environments.filter(({ network }) => network.outbound.mode === "approved-only").map(({ name }) => name),
  };
}

/** Whoever approves other use cases in the last environment, else its engineers; nobody who owns or promotes models. */
function approversFrom({ organization, environments, useCases }: Configuration, ownerGroup: string): readonly Group[] {
  const last = environments.at(-1)!;
  const others = useCases.flatMap(({ variants }) => variants.filter(({ environment }) => environment === last.name));
  const interested = [ownerGroup, ...organization.platform.registry.promoters.map(({ group }) => group)];
  const candidates = [
    others.flatMap(({ promotion }) => promotion?.approval?.approvers ?? []),
    last.access.mlEngineers,
  ].map((groups) => [...new Map(groups.map((one) => [one.group, one])).values()]);
  const found = candidates
    .map((groups) => groups.filter(({ group }) => !interested.includes(group)))
    .find((groups) => groups.length > 0);
  if (found !== undefined) return found;
  throw new UserError([
    {
      code: "MLOPS-NEW-002",
      where: `config/environments/${last.name}.yaml`,
      message: `nobody but whoever owns or promotes it could approve a version for ${last.name}`,
      fix: "add a group to access.mlEngineers that does neither",
    },
  ]);
}

/** Teams that approve other use cases in the last environment, where the owner is not among who does. */
const teamsFrom = ({ environments, useCases }: Configuration, ownerGroup: string): readonly string[] => [
  ...new Set(
    useCases
      .flatMap(({ variants }) => variants.filter(({ environment }) => environment === environments.at(-1)!.name))
      .flatMap(({ promotion }) => promotion?.approval ?? [])
      .filter(({ approvers }) => approvers.every(({ group }) => group !== ownerGroup))
      .flatMap(({ teams }) => teams ?? []),
  ),
];

function mondayAfter(instant: number): string {
  const day = new Date(instant).getUTCDay();
  return new Date(instant + ((8 - day) % 7) * DAY).toISOString().slice(0, 10);
}
