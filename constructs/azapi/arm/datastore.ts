/** `Microsoft.MachineLearningServices/workspaces/datastores`: a name for a container, reached by whoever asks for data. */
export interface DatastoreBody {
  readonly properties: {
    readonly datastoreType: "AzureBlob";
    readonly accountName: string;
    readonly containerName: string;
    readonly endpoint: string;
    readonly protocol: "https";
    readonly credentials: { readonly credentialsType: "None" };
    /** As whom the service itself looks into it, for previews. */
    readonly serviceDataAccessAuthIdentity:
      "None" | "WorkspaceSystemAssignedIdentity" | "WorkspaceUserAssignedIdentity";
    readonly description?: string;
  };
}
