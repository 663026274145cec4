import { useCaseProblemCodes } from "./use-case-problem-codes";

/** What a code stands for. */
export interface ProblemCode {
  /** Printed with every problem of the kind, and never given to another kind. */
  readonly id: string;
  /** For the reference: what is wrong and why it matters, in one sentence. */
  readonly meaning: string;
}

/** Every kind of problem that configuration can have. Messages and the reference take their codes from here. */
export const problemCodes = {
  folderMissing: { id: "MLOPS-CONFIG-001", meaning: "A folder of the configuration does not exist." },
  fileMissing: { id: "MLOPS-CONFIG-002", meaning: "A file of the configuration does not exist." },
  fileUnreadable: { id: "MLOPS-CONFIG-003", meaning: "A file exists but cannot be read, or is no file." },
  fileName: {
    id: "MLOPS-CONFIG-004",
    meaning: "The name of an environment's file, and so of the environment, is not allowed.",
  },
  encoding: { id: "MLOPS-CONFIG-005", meaning: "A file is not UTF-8 text." },
  byteOrderMark: { id: "MLOPS-CONFIG-006", meaning: "A file starts with a byte order mark." },
  emptyFile: { id: "MLOPS-CONFIG-007", meaning: "A file holds nothing, or comments only." },
  tooLarge: { id: "MLOPS-CONFIG-008", meaning: "A file is larger than any configuration is." },
  yamlSyntax: { id: "MLOPS-CONFIG-010", meaning: "A file is not valid YAML 1.2." },
  tab: { id: "MLOPS-CONFIG-011", meaning: "A line is indented with a tab; YAML allows spaces only." },
  duplicateKey: {
    id: "MLOPS-CONFIG-012",
    meaning: "A key stands twice in one mapping; one of the values would be lost.",
  },
  multipleDocuments: { id: "MLOPS-CONFIG-013", meaning: "A file holds several YAML documents." },
  alias: {
    id: "MLOPS-CONFIG-014",
    meaning: "An alias has no anchor, contains itself, or expands to far more than the file holds.",
  },
  tag: { id: "MLOPS-CONFIG-015", meaning: "A YAML tag asks for a type that configuration does not have." },
  mergeKey: { id: "MLOPS-CONFIG-016", meaning: "A merge key (`<<`), which YAML 1.2 does not have." },
  keyNotText: { id: "MLOPS-CONFIG-017", meaning: "A key is something else than text." },
  rootNotMapping: { id: "MLOPS-CONFIG-018", meaning: "A file holds a list or a single value instead of keys." },
  unknownKey: { id: "MLOPS-CONFIG-020", meaning: "A key that does not exist there." },
  missingKey: { id: "MLOPS-CONFIG-021", meaning: "A required key is missing or has no value." },
  wrongType: { id: "MLOPS-CONFIG-022", meaning: "A value has the wrong type." },
  notInSet: { id: "MLOPS-CONFIG-023", meaning: "A value is none of those that can be chosen." },
  outOfRange: { id: "MLOPS-CONFIG-024", meaning: "A number, length of time or count is too small or too large." },
  pattern: { id: "MLOPS-CONFIG-025", meaning: "A text does not have the form it needs." },
  listedTwice: { id: "MLOPS-CONFIG-026", meaning: "A list names the same thing twice." },
  guid: { id: "MLOPS-CONFIG-030", meaning: "A value is not a GUID." },
  email: { id: "MLOPS-CONFIG-031", meaning: "A value is not an e-mail address." },
  url: { id: "MLOPS-CONFIG-032", meaning: "A value is not an https URL." },
  duration: { id: "MLOPS-CONFIG-033", meaning: "A value is not a length of time." },
  month: { id: "MLOPS-CONFIG-034", meaning: "A value is not a month." },
  tags: {
    id: "MLOPS-CONFIG-035",
    meaning: "Tags lack a mandatory one, are too many, or have a key or value Azure refuses.",
  },
  ascending: { id: "MLOPS-CONFIG-036", meaning: "Percentages are not in ascending order." },
  notifications: { id: "MLOPS-CONFIG-037", meaning: "A budget has more notifications than Azure allows." },
  unknownRegion: { id: "MLOPS-CONFIG-040", meaning: "A location is no region of public Azure." },
  regionLacks: {
    id: "MLOPS-CONFIG-041",
    meaning: "A region lacks what is asked of it: availability zones, or a paired region.",
  },
  unknownVmSize: { id: "MLOPS-CONFIG-042", meaning: "A VM size is none that we offer for Azure ML." },
  retiredVmSize: { id: "MLOPS-CONFIG-043", meaning: "Azure has announced the end of a VM size." },
  lowPriority: { id: "MLOPS-CONFIG-044", meaning: "Low-priority nodes, which Azure ML retired on 2026-03-31." },
  notCidr: { id: "MLOPS-CONFIG-050", meaning: "A value is not a block of IPv4 addresses." },
  hostBits: { id: "MLOPS-CONFIG-051", meaning: "A block is not written with its first address." },
  notPrivate: { id: "MLOPS-CONFIG-052", meaning: "An address space lies outside the private ranges." },
  blockSize: { id: "MLOPS-CONFIG-053", meaning: "A block is too large or too small." },
  subnetOutside: { id: "MLOPS-CONFIG-054", meaning: "A subnet lies outside the environment's address space." },
  subnetOverlap: { id: "MLOPS-CONFIG-055", meaning: "Two subnets of an environment share addresses." },
  addressOverlap: {
    id: "MLOPS-CONFIG-056",
    meaning: "Two environments' address spaces share addresses, so they could never be peered or routed.",
  },
  allowedAddress: { id: "MLOPS-CONFIG-057", meaning: "An allowed address is not one that a storage firewall accepts." },
  azureName: { id: "MLOPS-CONFIG-060", meaning: "A name is not one that Azure accepts for what it names." },
  nameTaken: { id: "MLOPS-CONFIG-061", meaning: "A name stands twice where Azure wants it once." },
  reasonMissing: { id: "MLOPS-CONFIG-070", meaning: "Something is looser than the safe default, without a reason." },
  reasonPoor: { id: "MLOPS-CONFIG-071", meaning: "A reason says nothing." },
  accessLevel: { id: "MLOPS-CONFIG-072", meaning: "Compute instances in an environment where people may not work." },
  notInOrder: { id: "MLOPS-CONFIG-080", meaning: "An environment that promotionOrder does not name." },
  unknownEnvironment: { id: "MLOPS-CONFIG-081", meaning: "promotionOrder names an environment that has no file." },
  registryRegion: {
    id: "MLOPS-CONFIG-082",
    meaning: "The model registry has no replica in an environment's region, so its workspace cannot use it.",
  },
  ownReplica: { id: "MLOPS-CONFIG-083", meaning: "A registry is replicated to where it is already." },
  together: {
    id: "MLOPS-CONFIG-084",
    meaning: "Of two keys that belong together, one is missing or contradicts the other.",
  },
  waiverDate: { id: "MLOPS-CONFIG-170", meaning: "A value is not a day of the calendar." },
  waiverSpan: { id: "MLOPS-CONFIG-171", meaning: "A waiver is granted for too long, or ends before it begins." },
  waiverResource: { id: "MLOPS-CONFIG-172", meaning: "A waiver does not say which stack and resource it is about." },
  ...useCaseProblemCodes,
} as const satisfies Record<string, ProblemCode>;

/** Our name for a kind of problem. */
export type ProblemKind = keyof typeof problemCodes;

/** What is wrong with one value; a {@link Problem} but for its place. */
export interface Finding {
  readonly kind: ProblemKind;
  /** What is wrong, after the name of the key: `is not a GUID`. */
  readonly says: string;
  readonly allowed?: string;
  readonly fix?: string;
}
