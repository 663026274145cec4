/** How a job gets an input, by the words of Azure ML's YAML, in Azure Resource Manager's. */
export const inputModes = {
  ro_mount: "ReadOnlyMount",
  rw_mount: "ReadWriteMount",
  download: "Download",
  direct: "Direct",
  eval_mount: "EvalMount",
  eval_download: "EvalDownload",
} as const;

/** The same of an output. */
export const outputModes = { rw_mount: "ReadWriteMount", upload: "Upload", direct: "Direct" } as const;
