import type { Codes, Meaning } from "./meaning";

/** What can be wrong with files of the configuration. `kind` is how checks name it. */
export const configurationCodes = {
  "MLOPS-CONFIG-001": {
    kind: "folderMissing",
    meaning: "A folder of the configuration does not exist.",
    fix: "Create it, or name the right folder with `--config`.",
  },
  "MLOPS-CONFIG-002": {
    kind: "fileMissing",
    meaning: "A file of the configuration does not exist.",
    fix: "Create it; the guide for platform engineers shows what it holds.",
  },
  "MLOPS-CONFIG-003": {
    kind: "fileUnreadable",
    meaning: "A file exists but cannot be read, or is no file.",
    fix: "Give yourself the right to read it, or put a file in its place.",
  },
  "MLOPS-CONFIG-004": {
    kind: "fileName",
    meaning: "The name of an environment's file, and so of the environment, is not allowed.",
    fix: "Rename the file: 2 to 12 lower-case letters, digits and dashes before `.yaml`.",
  },
  "MLOPS-CONFIG-005": { kind: "encoding", meaning: "A file is not UTF-8 text.", fix: "Save it as UTF-8." },
  "MLOPS-CONFIG-006": {
    kind: "byteOrderMark",
    meaning: "A file starts with a byte order mark.",
    fix: "Save it as UTF-8 without a byte order mark.",
  },
  "MLOPS-CONFIG-007": {
    kind: "emptyFile",
    meaning: "A file holds nothing, or comments only.",
    fix: "Write the required keys, or delete the file.",
  },
  "MLOPS-CONFIG-008": {
    kind: "tooLarge",
    meaning: "A file is larger than any configuration is.",
    fix: "Take out what is no configuration.",
  },
  "MLOPS-CONFIG-009": {
    kind: "fileOutside",
    meaning: "A link leads out of the folder of the configuration.",
    fix: "Put the file itself in its place.",
  },
  "MLOPS-CONFIG-027": {
    kind: "template",
    meaning: "A text holds `${` or `%{`, which begin a template of Terraform; texts of the configuration are data.",
    fix: "Write the value itself; the characters cannot stand together in a text.",
  },
  "MLOPS-CONFIG-028": {
    kind: "secret",
    meaning: "A file holds what looks like a credential: a token, a key, a signature, a password.",
    fix: "Take it out and have it revoked.",
  },
  "MLOPS-CONFIG-010": {
    kind: "yamlSyntax",
    meaning: "A file is not valid YAML 1.2.",
    fix: "Mend the line that is named.",
  },
  "MLOPS-CONFIG-011": {
    kind: "tab",
    meaning: "A line is indented with a tab; YAML allows spaces only.",
    fix: "Indent with spaces.",
  },
  "MLOPS-CONFIG-012": {
    kind: "duplicateKey",
    meaning: "A key stands twice in one mapping; one of the values would be lost.",
    fix: "Keep one of the two.",
  },
  "MLOPS-CONFIG-013": {
    kind: "multipleDocuments",
    meaning: "A file holds several YAML documents.",
    fix: "Keep one document: a file each.",
  },
  "MLOPS-CONFIG-014": {
    kind: "alias",
    meaning: "An alias has no anchor, contains itself, or expands to far more than the file holds.",
    fix: "Write the value out.",
  },
  "MLOPS-CONFIG-015": {
    kind: "tag",
    meaning: "A YAML tag asks for a type that configuration does not have.",
    fix: "Leave the tag out.",
  },
  "MLOPS-CONFIG-016": {
    kind: "mergeKey",
    meaning: "A merge key (`<<`), which YAML 1.2 does not have.",
    fix: "Write the keys out.",
  },
  "MLOPS-CONFIG-017": {
    kind: "keyNotText",
    meaning: "A key is something else than text.",
    fix: "Put the key in quotes, or rename it.",
  },
  "MLOPS-CONFIG-018": {
    kind: "rootNotMapping",
    meaning: "A file holds a list or a single value instead of keys.",
    fix: "Write keys: `key: value`.",
  },
  "MLOPS-CONFIG-020": {
    kind: "unknownKey",
    meaning: "A key that does not exist there.",
    fix: "Take the suggestion, or see the reference of the configuration for the keys that exist there.",
  },
  "MLOPS-CONFIG-021": { kind: "missingKey", meaning: "A required key is missing or has no value.", fix: "Add it." },
  "MLOPS-CONFIG-022": {
    kind: "wrongType",
    meaning: "A value has the wrong type.",
    fix: "Write the type that is named; quotes make a text of a number.",
  },
  "MLOPS-CONFIG-023": {
    kind: "notInSet",
    meaning: "A value is none of those that can be chosen.",
    fix: "Choose one of those that are named.",
  },
  "MLOPS-CONFIG-024": {
    kind: "outOfRange",
    meaning: "A number, length of time or count is too small or too large.",
    fix: "Write a value inside the bounds that are named.",
  },
  "MLOPS-CONFIG-025": {
    kind: "pattern",
    meaning: "A text does not have the form it needs.",
    fix: "Write it in the form that is named.",
  },
  "MLOPS-CONFIG-026": { kind: "listedTwice", meaning: "A list names the same thing twice.", fix: "Name it once." },
  "MLOPS-CONFIG-030": {
    kind: "guid",
    meaning: "A value is not a GUID.",
    fix: "Copy it from the Azure portal: five groups of hexadecimal digits.",
  },
  "MLOPS-CONFIG-031": {
    kind: "email",
    meaning: "A value is not an e-mail address.",
    fix: "Write one address, as in `team@example.com`.",
  },
  "MLOPS-CONFIG-032": {
    kind: "url",
    meaning: "A value is not an https URL.",
    fix: "Write an address that begins with `https://`.",
  },
  "MLOPS-CONFIG-033": {
    kind: "duration",
    meaning: "A value is not a length of time.",
    fix: "Write a number and a unit: `15m`, `24h`, `7d`.",
  },
  "MLOPS-CONFIG-034": { kind: "month", meaning: "A value is not a month.", fix: "Write it as `2026-12`." },
  "MLOPS-CONFIG-035": {
    kind: "tags",
    meaning: "Tags lack a mandatory one, are too many, or have a key or value Azure refuses.",
    fix: "Add, remove or shorten the tags that are named.",
  },
  "MLOPS-CONFIG-036": {
    kind: "ascending",
    meaning: "Percentages are not in ascending order.",
    fix: "Write them from the smallest to the largest.",
  },
  "MLOPS-CONFIG-037": {
    kind: "notifications",
    meaning: "A budget has more notifications than Azure allows.",
    fix: "Remove some.",
  },
  "MLOPS-CONFIG-040": {
    kind: "unknownRegion",
    meaning: "A location is no region of public Azure.",
    fix: "Take the suggestion, or see the table of regions.",
  },
  "MLOPS-CONFIG-041": {
    kind: "regionLacks",
    meaning: "A region lacks what is asked of it: availability zones, or a paired region.",
    fix: "Choose another region, or ask less of this one.",
  },
  "MLOPS-CONFIG-042": {
    kind: "unknownVmSize",
    meaning: "A VM size is none that we offer for Azure ML.",
    fix: "Take the suggestion, or see the table of VM sizes.",
  },
  "MLOPS-CONFIG-043": {
    kind: "retiredVmSize",
    meaning: "Azure has announced the end of a VM size.",
    fix: "Choose the successor that is named.",
  },
  "MLOPS-CONFIG-044": {
    kind: "lowPriority",
    meaning: "Low-priority nodes, which Azure ML retired on 2026-03-31.",
    fix: "Use dedicated nodes, and `minNodes: 0` to pay for none that idles.",
  },
  "MLOPS-CONFIG-050": {
    kind: "notCidr",
    meaning: "A value is not a block of IPv4 addresses.",
    fix: "Write a block such as `10.20.0.0/22`.",
  },
  "MLOPS-CONFIG-051": {
    kind: "hostBits",
    meaning: "A block is not written with its first address.",
    fix: "Write the block that is named.",
  },
  "MLOPS-CONFIG-052": {
    kind: "notPrivate",
    meaning: "An address space lies outside the private ranges, or where Docker has its own network.",
    fix: "Choose a block inside `10.0.0.0/8`, `172.16.0.0/12` or `192.168.0.0/16`, but not in `172.17.0.0/16`.",
  },
  "MLOPS-CONFIG-053": {
    kind: "blockSize",
    meaning: "A block is too large or too small.",
    fix: "Choose a block of the sizes that are named.",
  },
  "MLOPS-CONFIG-054": {
    kind: "subnetOutside",
    meaning: "A subnet lies outside the environment's address space.",
    fix: "Choose a block inside the address space.",
  },
  "MLOPS-CONFIG-055": {
    kind: "subnetOverlap",
    meaning: "Two subnets of an environment share addresses.",
    fix: "Choose a block that is free.",
  },
  "MLOPS-CONFIG-056": {
    kind: "addressOverlap",
    meaning: "Two environments' address spaces share addresses, so they could never be peered or routed.",
    fix: "Choose the free block that is named.",
  },
  "MLOPS-CONFIG-057": {
    kind: "allowedAddress",
    meaning: "An allowed address is not one that a storage firewall accepts.",
    fix: "Write a public IPv4 address or a block of them.",
  },
  "MLOPS-CONFIG-060": {
    kind: "azureName",
    meaning: "A name is not one that Azure accepts for what it names.",
    fix: "Choose a name of the form that is named.",
  },
  "MLOPS-CONFIG-061": {
    kind: "nameTaken",
    meaning: "A name stands twice where Azure wants it once.",
    fix: "Rename one of the two.",
  },
  "MLOPS-CONFIG-070": {
    kind: "reasonMissing",
    meaning: "Something is looser than the safe default, without a reason.",
    fix: "Say in `reason` why it is accepted, or take the safe default.",
  },
  "MLOPS-CONFIG-071": {
    kind: "reasonPoor",
    meaning: "A reason says nothing.",
    fix: "Say who needs it, for what and until when.",
  },
  "MLOPS-CONFIG-072": {
    kind: "accessLevel",
    meaning: "Compute instances in an environment where people may not work.",
    fix: "Remove the instance, or the restriction of the environment.",
  },
  "MLOPS-CONFIG-080": {
    kind: "notInOrder",
    meaning: "An environment that promotionOrder does not name.",
    fix: "Add it to `promotionOrder` in `config/organization.yaml`.",
  },
  "MLOPS-CONFIG-081": {
    kind: "unknownEnvironment",
    meaning: "`promotionOrder` names an environment that has no file.",
    fix: "Create its file, or take it out of `promotionOrder`.",
  },
  "MLOPS-CONFIG-082": {
    kind: "registryRegion",
    meaning: "The model registry has no replica in an environment's region, so its workspace cannot use it.",
    fix: "Add the region to `platform.registry.replicas`.",
  },
  "MLOPS-CONFIG-083": {
    kind: "ownReplica",
    meaning: "A registry is replicated to where it is already.",
    fix: "Take the registry's own region out of its replicas.",
  },
  "MLOPS-CONFIG-085": {
    kind: "recoveryRegion",
    meaning: "A second region is the first, or stands on something of it: both would be lost together.",
    fix: "Choose another region, such as the pair that is named, and what is there.",
  },
  "MLOPS-CONFIG-084": {
    kind: "together",
    meaning: "Of two keys that belong together, one is missing or contradicts the other.",
    fix: "Set both keys so that they agree, or neither.",
  },
  "MLOPS-CONFIG-170": {
    kind: "waiverDate",
    meaning: "A value is not a day of the calendar.",
    fix: "Write a day as `2026-12-31`.",
  },
  "MLOPS-CONFIG-171": {
    kind: "waiverSpan",
    meaning: "A waiver is granted for too long, or ends before it begins.",
    fix: "Grant it for at most the days that are named.",
  },
  "MLOPS-CONFIG-172": {
    kind: "waiverResource",
    meaning: "A waiver does not say which stack and resource it is about.",
    fix: "Name the stack and the resource as the review prints them.",
  },
  "MLOPS-CONFIG-173": {
    kind: "waiverFuture",
    meaning: "A waiver is granted on a day that has not come; days are those of UTC.",
    fix: "Write the day on which it was accepted.",
  },
  "MLOPS-CONFIG-174": {
    kind: "notOnPlatform",
    meaning: "A setting asks for what the platform of the repository does not have.",
    fix: "Take it out, or say it in the way that platform has.",
  },
  "MLOPS-CONFIG-175": {
    kind: "naming",
    meaning:
      "A pattern for names holds what is not known, lacks what tells resources apart, or gives two of them one name.",
    fix: "Write the tokens that are named; names of two things must differ where Azure wants them unique.",
  },
} as const satisfies Codes<"CONFIG", Meaning & { readonly kind: string }>;
