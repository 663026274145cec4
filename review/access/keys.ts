import { nounOf } from "../../domain/azure/types";
import { at, booleanAt, textAt, type Json } from "../words/json";
import { propertiesOf, type Planned } from "../words/planned";
import { being, type Opening, type OpeningsOf, type Settings } from "./opening";
import { inWords } from "./scope";

const COMPUTE = "microsoft.machinelearningservices/workspaces/computes";
const ENDPOINT = "microsoft.machinelearningservices/workspaces/onlineendpoints";
const REGISTRY = "microsoft.containerregistry/registries";
const STORAGE = "microsoft.storage/storageaccounts";
const WORKSPACE = "microsoft.machinelearningservices/workspaces";

/** Ways in that ask for a key or a password, or for nothing, instead of an Entra identity. */
export const keyOpenings: OpeningsOf = (values, resource) => {
  const found = resource.type.startsWith("azapi_")
    ? inBody(propertiesOf(values), resource)
    : inArguments(values, resource);
  return found
    .filter((one) => one !== undefined)
    .map(([kind, what]) => ({
      key: what,
      kind,
      subject: inWords({ noun: nounOf(resource.armType), name: resource.name }),
      ...being(what),
      ...settingsOf(values, resource),
    }));
};

/** What the configuration says of it; most of how keys are kept out is not up to it. */
function settingsOf(values: Json, { armType, name }: Planned): Settings {
  if (armType === ENDPOINT) return { useCaseSetting: "serving" };
  if (armType !== COMPUTE) return {};
  const kind = textAt(propertiesOf(values), "computeType") === "ComputeInstance" ? "instances" : "clusters";
  return { setting: `compute.${kind}.${name}` };
}

type Found = readonly [kind: Opening["kind"], what: string] | undefined;

function inArguments(values: Json, { armType }: Planned): readonly Found[] {
  const is = (name: string, wanted: boolean) => booleanAt(values, name) === wanted;
  const access = textAt(values, "container_access_type");
  return [
    when(is("shared_access_key_enabled", true), "keys", "open to shared keys"),
    when(is("local_user_enabled", true) && is("sftp_enabled", true), "keys", "open to local users over SFTP"),
    when(is("admin_enabled", true) && armType === REGISTRY, "keys", "open to an admin password"),
    when(
      is("local_authentication_disabled", false) || is("local_authentication_enabled", true),
      "keys",
      "open to keys instead of Entra identities",
    ),
    when(is("local_auth_enabled", true), "keys", "open to keys instead of Entra identities"),
    when(is("allow_nested_items_to_be_public", true), "public-data", "able to hold blobs that anybody may read"),
    when(access !== undefined && access !== "private", "public-data", "readable by anybody"),
    when(is("anonymous_pull_enabled", true), "public-data", "open to pulls by anybody"),
  ];
}

/** What Azure takes for granted when the body is silent counts, too: unless keys are switched off, they work. */
function inBody(properties: unknown, { armType, type }: Planned): readonly Found[] {
  const whole = type === "azapi_resource";
  const isNot = (name: string, wanted: boolean) => {
    const value = booleanAt(properties, name);
    return value === undefined ? whole : value !== wanted;
  };
  const auth = textAt(properties, "authMode");
  const local = booleanAt(properties, "disableLocalAuth");
  const cluster = textAt(properties, "computeType") === "AmlCompute";
  const datastores = textAt(properties, "systemDatastoresAuthMode") ?? (whole ? "AccessKey" : undefined);
  const containerAccess = at(properties, "publicAccess");
  return [
    when(armType === STORAGE && isNot("allowSharedKeyAccess", false), "keys", "open to shared keys"),
    when(booleanAt(properties, "adminUserEnabled") === true, "keys", "open to an admin password"),
    when(
      local === false || (local === undefined && armType === COMPUTE && cluster),
      "keys",
      armType === COMPUTE ? "open to local accounts" : "open to keys instead of Entra identities",
    ),
    when(armType === ENDPOINT && auth === "Key", "keys", "open to endpoint keys"),
    when(armType === ENDPOINT && auth === "AMLToken", "keys", "open to Azure ML tokens"),
    when(
      armType === WORKSPACE && datastores !== undefined && datastores.toLowerCase() === "accesskey",
      "keys",
      "dependent on account keys of its datastores",
    ),
    when(
      booleanAt(properties, "allowBlobPublicAccess") === true,
      "public-data",
      "able to hold blobs that anybody may read",
    ),
    when(containerAccess === "Blob" || containerAccess === "Container", "public-data", "readable by anybody"),
    when(booleanAt(properties, "anonymousPullEnabled") === true, "public-data", "open to pulls by anybody"),
  ];
}

const when = (condition: boolean, kind: Opening["kind"], what: string): Found => (condition ? [kind, what] : undefined);
