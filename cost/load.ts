/** How much is used in a month, as far as Azure bills it. */
export interface Load {
  /** Where instances of deployments are on average, between their least (0) and most number (100). Percent. */
  readonly instancesPercent: number;
  /** Machine hours that one training takes. */
  readonly trainingHours: number;
  /** Machine hours that one batch scoring takes. */
  readonly scoringHours: number;
  /** Machine hours that one run of a monitor takes. */
  readonly monitorHours: number;
  /** Node hours that people use of each cluster in a month, beside trainings. */
  readonly clusterHours: number;
  /** Hours that each compute instance runs in a month. */
  readonly instanceHours: number;
  /** Machine hours a month that jobs run on each pool of agents. */
  readonly agentHours: number;
  /** Logs that each workspace of logs takes in in a month. GB. */
  readonly logsGb: number;
  /** Data in each storage account. GB. */
  readonly storageGb: number;
}

/** What may be said of the load: its option, called as the key, what it means, what it is if nobody says it, and at most. */
export const loadOptions: readonly {
  readonly key: keyof Load;
  readonly option: string;
  readonly words: string;
  readonly default: number;
  readonly max: number;
}[] = [
  {
    key: "instancesPercent",
    option: "--instances-percent",
    words: "where instances of deployments are on average, between their least and most number",
    default: 50,
    max: 100,
  },
  {
    key: "trainingHours",
    option: "--training-hours",
    words: "machine hours that one training takes",
    default: 1,
    max: 10_000,
  },
  {
    key: "scoringHours",
    option: "--scoring-hours",
    words: "machine hours that one batch scoring takes",
    default: 1,
    max: 10_000,
  },
  {
    key: "monitorHours",
    option: "--monitor-hours",
    words: "machine hours that one run of a monitor takes",
    default: 1,
    max: 10_000,
  },
  {
    key: "clusterHours",
    option: "--cluster-hours",
    words: "node hours a month that people use of each cluster, beside trainings",
    default: 40,
    max: 1_000_000,
  },
  {
    key: "instanceHours",
    option: "--instance-hours",
    words: "hours a month that each compute instance runs",
    default: 160,
    max: 730,
  },
  {
    key: "agentHours",
    option: "--agent-hours",
    words: "machine hours a month that jobs of pipelines run on each pool of agents",
    default: 40,
    max: 1_000_000,
  },
  {
    key: "logsGb",
    option: "--logs-gb",
    words: "GB a month that the logs of each environment take in",
    default: 10,
    max: 1_000_000,
  },
  { key: "storageGb", option: "--storage-gb", words: "GB in each storage account", default: 100, max: 100_000_000 },
];

/** The load if nobody says another. */
export const usualLoad = Object.fromEntries(
  loadOptions.map(({ key, default: value }) => [key, value]),
) as unknown as Load;
