import type { Position } from "../../domain/problem/problem";
import type { ReviewContext } from "../context";

/** Where an environment's file says something; of a setting left to its default the nearest one above, else the file. */
export function settingOf(context: ReviewContext, environment: string | undefined, path: string): Position | undefined {
  const found = context.environments.find(({ name }) => name === environment);
  return found && (nearest(found.at ?? {}, path) ?? found.where);
}

/** Where a use case's file says something for an environment: in its overrides, or for all. */
export function useCaseSettingOf(
  context: ReviewContext,
  { useCase, environment }: { readonly useCase?: string; readonly environment?: string },
  path: string,
): Position | undefined {
  const { where } = context.useCases.find(({ name }) => name === useCase) ?? {};
  return where && (where[`overrides.${environment}.${path}`] ?? nearest(where, path));
}

/** Where a use case's release says what serves in an environment. */
export function releaseOf(
  context: ReviewContext,
  { useCase, environment }: { readonly useCase?: string; readonly environment?: string },
  path: string,
): Position | undefined {
  const { release } = context.useCases.find(({ name }) => name === useCase) ?? {};
  return release && nearest(release, `${environment}.${path}`);
}

/** Where the organization's file says something. */
export const organizationSettingOf = ({ at }: ReviewContext, path: string): Position | undefined =>
  nearest(at ?? {}, path);

function nearest(positions: Readonly<Record<string, Position>>, path: string): Position | undefined {
  const parts = path.split(".");
  for (let length = parts.length; length > 0; length--) {
    const position = positions[parts.slice(0, length).join(".")];
    if (position !== undefined) return position;
  }
  return undefined;
}
