/** What a data asset's address leads to. */
export type DataType = "uri_file" | "uri_folder" | "mltable";

/** `Microsoft.MachineLearningServices/workspaces/data@2025-06-01`: the name that versions of a data asset share. */
export interface DataContainerBody {
  readonly properties: { readonly dataType: DataType; readonly description?: string };
}

/** `Microsoft.MachineLearningServices/workspaces/data/versions@2025-06-01` */
export interface DataVersionBody {
  readonly properties: {
    readonly dataType: DataType;
    /** Where the data lies. Cannot be changed once the version exists. */
    readonly dataUri: string;
    readonly description?: string;
  };
}
