/** Where endpoints keep what they collect: the datastore's name in every workspace, and the container it leads to. */
export const collectedDatastore = { name: "collected_data", container: "collected" } as const;

const SHORT = /^azureml:\/\/datastores\/([^/]+)\/paths\/(.*)$/;
const WORKSPACE = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/[^/]+\/workspaces\/([^/]+)$/i;

/**
 * The address of data in a datastore, in full. Data assets are stored and shown with the full form, so the short one
 * (`azureml://datastores/<datastore>/paths/<path>`) would show as a change on the next plan.
 * @param workspaceId - ARM id of the workspace that a short address means
 * @param uri - short or full; any other address (`https://…`, `abfss://…`) is left as it is
 */
export function fullDatastoreUri(workspaceId: string, uri: string): string {
  const short = SHORT.exec(uri);
  const workspace = WORKSPACE.exec(workspaceId);
  if (short === null || workspace === null) return uri;
  const [, subscription, resourceGroup, name] = workspace;
  const place = `subscriptions/${subscription}/resourcegroups/${resourceGroup}/workspaces/${name}`;
  return `azureml://${place}/datastores/${short[1]}/paths/${short[2]}`;
}

/** Where a short address leads in the accounts that every environment has; undefined: elsewhere. */
export function placeInEnvironment(
  uri: string,
): { readonly account: "storage" | "collected"; readonly path: string } | undefined {
  const [, store, path] = SHORT.exec(uri) ?? [];
  if (store === "workspaceblobstore") return { account: "storage", path: path! };
  return store === collectedDatastore.name ? { account: "collected", path: path! } : undefined;
}
