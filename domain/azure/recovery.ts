/** How much of an environment stands in its second region before it is needed. */
export const recoveryModes = ["cold", "warm"] as const;

/** Something that an environment keeps, and what a second region has of it when the first is lost. */
export interface RecoveryPoint {
  readonly what: string;
  /** Up to when, in words; undefined: nothing of it is there. */
  readonly upTo?: string;
  /** Why, and what to do about it. */
  readonly because: string;
}

/**
 * What is lost with a region, store by store. No store of a workspace is copied by us: object replication takes no account with a
 * hierarchical namespace, as what endpoints collect has, and no append blobs, as Azure ML logs to (Azure Storage, object
 * replication and cross-region replication in nonpaired regions), and Azure ML knows no store that was failed over (Azure ML,
 * how-to-high-availability-machine-learning).
 */
export const recoveryPoints: readonly RecoveryPoint[] = [
  { what: "configuration and releases", upTo: "the last merge", because: "they are in git" },
  {
    what: "models of the model registry",
    upTo: "what its replica had received",
    because: "Azure copies them after they are published, and promises no time",
  },
  {
    what: "Terraform states",
    upTo: "what Azure had copied to the paired region",
    because: "only if `platform.location` is lost as well; otherwise nothing of them is",
  },
  {
    what: "reference data, labels and results of batches",
    because: "the workspace's storage is of the first region: keep what must survive on an account of your own",
  },
  {
    what: "what endpoints collected",
    because: "no replication takes a store with a hierarchical namespace: monitors begin anew",
  },
  { what: "runs, metrics and logs", because: "Azure ML and Log Analytics have no copy: train again" },
  { what: "images", because: "deployments take theirs from the model registry; the others are built again" },
  { what: "secrets of the vault", because: "each region has a vault of its own" },
];
