/**
 * What Azure bills by, as far as our resources have it, and how its retail price list calls it.
 * Source of the names: Azure Retail Prices API, as the meters are asked for by infracost (internal/resources/azure).
 */
export interface Meter {
  /** What one unit of it is. */
  readonly unit: Unit;
  /** In words: `private endpoint`. */
  readonly words: string;
  /** Fields of the price list, letter by letter; `meterName` may be the end of one, with `*` before it. */
  readonly listed: Readonly<Record<"serviceName" | "meterName", string>> &
    Partial<Readonly<Record<"skuName" | "productName", string>>>;
}

export type Unit = "hour" | "day" | "month" | "GB" | "GB a month";

/** A month as Azure's own calculator has it. */
export const HOURS_PER_MONTH = 730;

/** How many units a month has, of a thing that is there all the time. */
export const PER_MONTH: Readonly<Record<Unit, number>> = {
  hour: HOURS_PER_MONTH,
  day: HOURS_PER_MONTH / 24,
  month: 1,
  GB: 1,
  "GB a month": 1,
};

const logAlert = (minutes: number): Meter => ({
  unit: "month",
  words: `log alert, looked at every ${minutes === 15 ? "15 minutes or less often" : `${minutes} minutes`}`,
  listed: { serviceName: "Azure Monitor", meterName: `Alerts System Log Monitored at ${minutes} Minute Frequency` },
});
const blob = (sku: string, words: string): Meter => ({
  unit: "GB a month",
  words: `stored data, hot, ${words}`,
  listed: {
    serviceName: "Storage",
    productName: "General Block Blob v2",
    skuName: `Hot ${sku}`,
    meterName: `*${sku} Data Stored`,
  },
});

export const meters = {
  "container-registry-premium": {
    unit: "day",
    words: "container registry, Premium",
    listed: { serviceName: "Container Registry", skuName: "Premium", meterName: "Premium Registry Unit" },
  },
  "private-endpoint": {
    unit: "hour",
    words: "private endpoint",
    listed: {
      serviceName: "Virtual Network",
      productName: "Virtual Network Private Link",
      meterName: "Standard Private Endpoint",
    },
  },
  "private-dns-zone": {
    unit: "month",
    words: "private DNS zone",
    listed: { serviceName: "Azure DNS", skuName: "Private", meterName: "Private Zone" },
  },
  "metric-alert": {
    unit: "month",
    words: "time series that a metric alert watches",
    listed: { serviceName: "Azure Monitor", meterName: "Alerts Metric Monitored" },
  },
  "log-alert-1m": logAlert(1),
  "log-alert-5m": logAlert(5),
  "log-alert-10m": logAlert(10),
  "log-alert-15m": logAlert(15),
  "log-ingestion": {
    unit: "GB",
    words: "logs taken in",
    listed: { serviceName: "Log Analytics", skuName: "Analytics Logs", meterName: "*Data Ingestion" },
  },
  "log-retention": {
    unit: "GB a month",
    words: "logs kept for longer than 31 days",
    listed: { serviceName: "Log Analytics", skuName: "Analytics Logs", meterName: "*Data Retention" },
  },
  "blob-LRS": blob("LRS", "copies in one place"),
  "blob-ZRS": blob("ZRS", "copies in three zones"),
  "blob-GRS": blob("GRS", "copies in two regions"),
  "blob-RAGRS": blob("RA-GRS", "copies in two regions, both readable"),
  "blob-GZRS": blob("GZRS", "copies in three zones and another region"),
  "blob-RAGZRS": blob("RA-GZRS", "copies in three zones and another region, both readable"),
  "firewall-standard": {
    unit: "hour",
    words: "firewall, Standard",
    listed: { serviceName: "Azure Firewall", skuName: "Standard", meterName: "Standard Deployment" },
  },
  "firewall-basic": {
    unit: "hour",
    words: "firewall, Basic",
    listed: { serviceName: "Azure Firewall", skuName: "Basic", meterName: "Basic Deployment" },
  },
  "bastion-basic": {
    unit: "hour",
    words: "bastion, Basic",
    listed: { serviceName: "Azure Bastion", skuName: "Basic", meterName: "Basic Gateway" },
  },
  "bastion-standard": {
    unit: "hour",
    words: "bastion, Standard",
    listed: { serviceName: "Azure Bastion", skuName: "Standard", meterName: "Standard Gateway" },
  },
  "nat-gateway": {
    unit: "hour",
    words: "NAT gateway",
    listed: { serviceName: "NAT Gateway", skuName: "Standard", meterName: "Standard Gateway" },
  },
  "public-ip": {
    unit: "hour",
    words: "public address",
    listed: {
      serviceName: "Virtual Network",
      productName: "IP Addresses",
      skuName: "Standard",
      meterName: "Standard IPv4 Static Public IP",
    },
  },
} satisfies Readonly<Record<string, Meter>>;

/** A meter of the table. */
export type MeterName = keyof typeof meters;

/** Whether a meter is a size of machine, billed by the hour. */
export const isMachine = (meter: string): boolean => meter.startsWith("Standard_");

/** What one unit of a meter is; machines run by the hour, as does what the table does not have. */
export const unitOf = (meter: string): Unit =>
  isMachine(meter) ? "hour" : (meters[meter as MeterName]?.unit ?? "hour");
