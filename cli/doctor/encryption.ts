import { plainRegion } from "../../domain/azure/regions";
import { namesOf } from "../../schema/names";
import type { Environment, Organization } from "../../schema/configuration";
import type { ArmObject } from "../../azure/connection";
import { encryptionIdentityAccess } from "../../domain/access/access";
import { builtInRoles } from "../../domain/access/roles";
import { keyId, leastKeySize, ownKey } from "../../domain/azure/customer-managed-key";
import { resourceId, sameId } from "../../domain/azure/ids";
import type { Ask } from "./ask";
import { fail, type Finding, pass, unknown } from "./line";
import { apis } from "./names";

const VAULT = "Microsoft.KeyVault/vaults";
const IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities";
const recovery = "docs/guides/disaster-recovery.md, The key is gone";

type Properties = Readonly<Record<string, unknown>>;
const propertiesOf = (found: ArmObject): Properties => (found["properties"] ?? {}) as Properties;
const record = (value: unknown): Properties => (typeof value === "object" && value !== null ? value : {}) as Properties;

/** The key that an environment is encrypted with: whether it is there, may be used, and by whom. Nothing for those without. */
export async function checkKey(
  ask: Ask,
  organization: Organization,
  environment: Environment,
  now: Date,
): Promise<readonly Finding[]> {
  const wanted = environment.encryption?.customerManagedKey;
  if (wanted === undefined) return [];
  const names = namesOf(organization, environment);
  const group = { subscriptionId: environment.subscription, resourceGroup: names.resourceGroup };
  const { vault, key, identity } =
    wanted.source === "existing"
      ? wanted
      : {
          vault: resourceId(group, VAULT, names.keyVault),
          key: ownKey.name,
          identity: resourceId(group, IDENTITY, names.identity("encryption")),
        };
  const found = await ask.get(vault, apis[VAULT]);
  if (found === undefined)
    return [
      wanted.source === "own"
        ? pass("the key is made with the environment's vault")
        : fail(`there is no vault ${vault}`, "correct encryption.customerManagedKey.vault, or have it made"),
    ];
  const [itsKey, whoever] = await Promise.all([
    ask.get(keyId(vault, key), apis[VAULT]),
    ask.get(identity, "2023-01-31"),
  ]);
  return [
    ...judgeVault(found, environment.location),
    judgeKey(key, itsKey, now),
    whoever === undefined
      ? fail(`there is no identity ${identity}`, "deploy the environment again, or have the identity made")
      : judgeGrant(
          identity.split("/").at(-1)!,
          propertiesOf(whoever)["principalId"],
          await ask.list(`${keyId(vault, key)}/providers/Microsoft.Authorization/roleAssignments`, "2022-04-01"),
        ),
  ];
}

/** What of a vault keeps services from a key, or loses it. */
export function judgeVault(vault: ArmObject, location: string): readonly Finding[] {
  const { enablePurgeProtection, publicNetworkAccess, networkAcls } = propertiesOf(vault);
  const { defaultAction, bypass = "AzureServices" } = record(networkAcls);
  const closed = publicNetworkAccess === "Disabled" || defaultAction === "Deny";
  const name = String(vault["name"]);
  const wrong = [
    enablePurgeProtection !== true &&
      fail(
        `vault ${name} has no purge protection, without which Azure takes no key of it`,
        "have its owner turn it on",
      ),
    closed &&
      bypass !== "AzureServices" &&
      fail(
        `the firewall of vault ${name} lets no trusted services in`,
        "have its owner allow trusted Microsoft services to bypass it",
      ),
    plain(vault["location"]) !== plain(location) &&
      fail(
        `vault ${name} is in ${plain(vault["location"])}, the environment in ${location}`,
        "have the key made in a vault of the environment's region",
      ),
  ].filter((finding) => finding !== false);
  return wrong.length > 0 ? wrong : [pass(`vault ${name} keeps its keys and lets services ask for them`)];
}

const plain = (location: unknown): string => plainRegion(String(location));

/** Whether a key can be used today. */
export function judgeKey(name: string, key: ArmObject | undefined, now: Date): Finding {
  if (key === undefined) return fail(`key ${name} is not there`, `recover it, make no other: ${recovery}`);
  const { kty, keySize, attributes } = propertiesOf(key);
  const { enabled, exp } = record(attributes);
  if (enabled === false) return fail(`key ${name} is disabled`, `enable it: ${recovery}`);
  if (typeof exp === "number" && exp * 1000 <= now.getTime())
    return fail(`key ${name} has expired`, `make a new version: ${recovery}`);
  if (!/^RSA/.test(String(kty)) || (typeof keySize === "number" && keySize < leastKeySize))
    return fail(
      `key ${name} is ${String(kty)}${typeof keySize === "number" ? ` of ${keySize} bits` : ""}`,
      `have one made that is RSA of ${leastKeySize} bits or more`,
    );
  return typeof exp === "number"
    ? unknown(
        `key ${name} expires on ${new Date(exp * 1000).toISOString().slice(0, 10)}, and everything stops with it`,
        "have its owner rotate it before, or take the expiry off",
      )
    : pass(`key ${name} can be used`);
}

/** Roles by which an identity may wrap and unwrap; the first is the one that is meant. */
const SUFFICIENT = [
  ...encryptionIdentityAccess.map(({ role }) => builtInRoles[role].id),
  builtInRoles.keyVaultAdministrator.id,
  // Key Vault Crypto Officer, Key Vault Crypto User.
  "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
  "12338af0-0e69-4776-bea7-57ae8d297424",
];

/** Whether an identity may use a key, by the role assignments that hold for the key. */
export function judgeGrant(name: string, principal: unknown, assignments: readonly ArmObject[]): Finding {
  const { title } = builtInRoles.keyVaultCryptoServiceEncryptionUser;
  const held = assignments
    .map(propertiesOf)
    .filter(({ principalId }) => sameId(String(principalId), String(principal)));
  const may = held.some(({ roleDefinitionId }) => SUFFICIENT.some((id) => String(roleDefinitionId).endsWith(`/${id}`)));
  return may
    ? pass(`${name} may use the key`)
    : fail(`${name} may not use the key`, `have it granted ${title} on the key`);
}
