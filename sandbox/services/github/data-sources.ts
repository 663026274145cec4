import type { Values } from "../../engine/azurerm/type-entry";
import { ProviderError } from "../../engine/terraform/provider";
import type { Directory, Kind } from "./directory";

export interface DataContext {
  readonly directory: Directory;
  readonly owner: string;
}

/** Looks up what Terraform does not manage in this stack. */
export type DataSource = (config: Values, context: DataContext) => Values;

/** Every data source of GitHub's that the sandbox answers. */
export const dataSources: Readonly<Record<string, DataSource>> = {
  github_team: (config, { directory, owner }) => {
    const slug = String(config["slug"]);
    const id = known(directory, "teams", `${owner}/${slug}`, `orgs/${owner}/teams/${slug}`);
    const members = config["summary_only"] === true ? [] : directory.membersOf(`${owner}/${slug}`);
    return { id: String(id), name: slug, privacy: "closed", permission: "pull", node_id: nodeId("Team", id), members };
  },
  github_user: (config, { directory }) => {
    const username = String(config["username"]);
    const id = known(directory, "users", username, `users/${username}`);
    return { id: String(id), login: username, node_id: nodeId("User", id) };
  },
};

const nodeId = (kind: string, id: number): string => Buffer.from(`${kind}${id}`).toString("base64");

function known(directory: Directory, kind: Kind, name: string, path: string): number {
  const id = directory.idOf(kind, name);
  if (id === undefined) throw new ProviderError(`GET https://api.github.com/${path}: 404 Not Found []`, "");
  return id;
}
