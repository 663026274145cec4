import { personas } from "../../domain/access/access";
import { initSchema } from "../../cli/init/questions";

/** A GUID that stands for nothing. */
export const id = (digit: number): string => `${digit}1c0ffee-1111-4a11-8a11-111111111111`;

/** What an adopter answers to `mlops init`. */
export const contoso = initSchema.parse({
  name: "Contoso",
  prefix: "cto",
  tenant: id(1),
  subscription: id(2),
  location: "swedencentral",
  repository: "contoso/mlops",
  environments: { dev: id(3), preprod: id(4), prod: id(5) },
  network: "10.60.0.0/16",
  office: "20.50.2.0/24, 20.51.2.1",
  hub: "none",
  logs: "none",
  // What a persona that is added is called there.
  ...Object.fromEntries(personas.map((persona) => [persona, `Contoso ${persona}`])),
  dataScientists: "Data Scientists",
  mlEngineers: `ML Engineers=${id(7)}`,
  auditors: "Audit",
  promoters: "Promoters",
  contact: "ml@contoso.example",
  onCall: "oncall@contoso.example",
  approvers: "platform",
  security: "secops",
  owner: "platform",
  costCenter: "CC-1",
  project: `github:contoso/azure-mlops-environments#${"a".repeat(40)}`,
});
