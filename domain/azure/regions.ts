/** What we need to know about an Azure region to judge a configuration. */
export interface Region {
  /** As Azure's portal shows it. */
  readonly title: string;
  /** Short form for names and tables, Azure Backup's geo code. */
  readonly short: string;
  /** Whether the region has three availability zones: needed for zone-redundant services and ZRS or GZRS storage. */
  readonly zones: boolean;
  /** The region that geo-redundant storage copies to; without one, GRS and GZRS do not exist there. */
  readonly pair?: string;
}

/**
 * Regions of public Azure that customers can deploy to, by the name ARM uses.
 * Source: Azure documentation, "List of Azure regions" (zones, pairs), and Azure Backup's geo codes.
 */
export const regions = {
  australiacentral: { title: "Australia Central", short: "acl", zones: false, pair: "australiacentral2" },
  australiacentral2: { title: "Australia Central 2", short: "acl2", zones: false, pair: "australiacentral" },
  australiaeast: { title: "Australia East", short: "ae", zones: true, pair: "australiasoutheast" },
  australiasoutheast: { title: "Australia Southeast", short: "ase", zones: false, pair: "australiaeast" },
  austriaeast: { title: "Austria East", short: "ate", zones: true },
  belgiumcentral: { title: "Belgium Central", short: "bec", zones: true },
  brazilsouth: { title: "Brazil South", short: "brs", zones: true, pair: "southcentralus" },
  brazilsoutheast: { title: "Brazil Southeast", short: "bse", zones: false, pair: "brazilsouth" },
  canadacentral: { title: "Canada Central", short: "cnc", zones: true, pair: "canadaeast" },
  canadaeast: { title: "Canada East", short: "cne", zones: false, pair: "canadacentral" },
  centralindia: { title: "Central India", short: "inc", zones: true, pair: "southindia" },
  centralus: { title: "Central US", short: "cus", zones: true, pair: "eastus2" },
  chilecentral: { title: "Chile Central", short: "clc", zones: true },
  eastasia: { title: "East Asia", short: "ea", zones: true, pair: "southeastasia" },
  eastus: { title: "East US", short: "eus", zones: true, pair: "westus" },
  eastus2: { title: "East US 2", short: "eus2", zones: true, pair: "centralus" },
  francecentral: { title: "France Central", short: "frc", zones: true, pair: "francesouth" },
  francesouth: { title: "France South", short: "frs", zones: false, pair: "francecentral" },
  germanynorth: { title: "Germany North", short: "gn", zones: false, pair: "germanywestcentral" },
  germanywestcentral: { title: "Germany West Central", short: "gwc", zones: true, pair: "germanynorth" },
  indonesiacentral: { title: "Indonesia Central", short: "idc", zones: true },
  israelcentral: { title: "Israel Central", short: "ilc", zones: true },
  italynorth: { title: "Italy North", short: "itn", zones: true },
  japaneast: { title: "Japan East", short: "jpe", zones: true, pair: "japanwest" },
  japanwest: { title: "Japan West", short: "jpw", zones: true, pair: "japaneast" },
  koreacentral: { title: "Korea Central", short: "krc", zones: true, pair: "koreasouth" },
  koreasouth: { title: "Korea South", short: "krs", zones: false, pair: "koreacentral" },
  malaysiawest: { title: "Malaysia West", short: "myw", zones: true },
  mexicocentral: { title: "Mexico Central", short: "mxc", zones: true },
  newzealandnorth: { title: "New Zealand North", short: "nzn", zones: true },
  northcentralus: { title: "North Central US", short: "ncus", zones: false, pair: "southcentralus" },
  northeurope: { title: "North Europe", short: "ne", zones: true, pair: "westeurope" },
  norwayeast: { title: "Norway East", short: "nwe", zones: true, pair: "norwaywest" },
  norwaywest: { title: "Norway West", short: "nww", zones: false, pair: "norwayeast" },
  polandcentral: { title: "Poland Central", short: "plc", zones: true },
  qatarcentral: { title: "Qatar Central", short: "qac", zones: true },
  southafricanorth: { title: "South Africa North", short: "san", zones: true, pair: "southafricawest" },
  southafricawest: { title: "South Africa West", short: "saw", zones: false, pair: "southafricanorth" },
  southcentralus: { title: "South Central US", short: "scus", zones: true, pair: "northcentralus" },
  southeastasia: { title: "Southeast Asia", short: "sea", zones: true, pair: "eastasia" },
  southindia: { title: "South India", short: "ins", zones: false, pair: "centralindia" },
  spaincentral: { title: "Spain Central", short: "spc", zones: true },
  swedencentral: { title: "Sweden Central", short: "sdc", zones: true, pair: "swedensouth" },
  swedensouth: { title: "Sweden South", short: "sds", zones: false, pair: "swedencentral" },
  switzerlandnorth: { title: "Switzerland North", short: "szn", zones: true, pair: "switzerlandwest" },
  switzerlandwest: { title: "Switzerland West", short: "szw", zones: false, pair: "switzerlandnorth" },
  uaecentral: { title: "UAE Central", short: "uac", zones: false, pair: "uaenorth" },
  uaenorth: { title: "UAE North", short: "uan", zones: true, pair: "uaecentral" },
  uksouth: { title: "UK South", short: "uks", zones: true, pair: "ukwest" },
  ukwest: { title: "UK West", short: "ukw", zones: false, pair: "uksouth" },
  westcentralus: { title: "West Central US", short: "wcus", zones: false, pair: "westus2" },
  westeurope: { title: "West Europe", short: "we", zones: true, pair: "northeurope" },
  westindia: { title: "West India", short: "inw", zones: false, pair: "southindia" },
  westus: { title: "West US", short: "wus", zones: false, pair: "eastus" },
  westus2: { title: "West US 2", short: "wus2", zones: true, pair: "westcentralus" },
  westus3: { title: "West US 3", short: "wus3", zones: true, pair: "eastus" },
} as const satisfies Record<string, Region>;

/** ARM's name of a region, e.g. `westeurope`. */
export type RegionName = keyof typeof regions;

/** All names, in alphabetical order. */
export const regionNames = Object.keys(regions) as RegionName[];

/**
 * The name of a region, whether it is given as a name or as people see it: `West Europe` is `westeurope`. As azurerm keeps it.
 * Source: `location.Normalize` of go-azure-helpers.
 */
export const plainRegion = (location: string): string => location.replaceAll(" ", "").toLowerCase();

/** The region of that name; undefined if Azure has none. */
export const findRegion = (name: string): Region | undefined =>
  Object.hasOwn(regions, name) ? regions[name as RegionName] : undefined;
