/**
 * Attributes that hold a secret whatever the plan says of them: providers and API responses do not mark all of them,
 * and a mark is lost where a value is read back. In the form {@link plainName} gives. Source: the `Sensitive`
 * attributes of azurerm 4.55.0 and azapi 2.12.0, and the list operations of the ARM types behind them.
 */
const secretNames = new Set([
  "accesskey",
  "accesstoken",
  "accountkey",
  "adminpassword",
  "appinsightsconnectionstring",
  "apikey",
  "authorizationkey",
  "callbackurl",
  "clientcertificatepassword",
  "clientsecret",
  "connectionstring",
  "instrumentationkey",
  "oidcrequesttoken",
  "oidctoken",
  "passphrase",
  "password",
  "primaryaccesskey",
  "primaryblobconnectionstring",
  "primaryconnectionstring",
  "primaryreadkey",
  "primarysharedkey",
  "primarykey",
  "privatekey",
  "sastoken",
  "sasurl",
  "secondaryaccesskey",
  "secondaryblobconnectionstring",
  "secondaryconnectionstring",
  "secondaryreadkey",
  "secondarysharedkey",
  "secondarykey",
  "sensitivebody",
  "sensitiveoutput",
  "sharedaccesskey",
  "sharedaccesssignature",
  "sharedkey",
]);

/** Ends of names that tell a secret, unless the value is as short as a setting. */
const secretEnding = /(?:password|passwd|secret|token|connectionstring|sastoken)$/;
/** Names that end in `key` are secrets only if the value looks like one; a `key` alone is one of a pair with a value. */
const keyEnding = /.key$/;
const publicKeys = /(?:public|partition|routing|sort|foreign|customermanaged|keyvault)key$/;

/** `primary_access_key`, `primaryAccessKey` and `PRIMARY-ACCESS-KEY` are the same name. */
const plainName = (name: string): string => name.replace(/[^A-Za-z0-9]/g, "").toLowerCase();

const known = new Map<string, "secret" | "key" | "no">();

/** Whether an attribute of this name holds a secret: `key` if only a long value is one. */
export function secrecyOf(name: string): "secret" | "key" | "no" {
  let found = known.get(name);
  if (found === undefined) {
    found = classify(plainName(name));
    // Names are few; keys of maps may be many, and long.
    if (name.length < 100 && known.size < 10_000) known.set(name, found);
  }
  return found;
}

function classify(name: string): "secret" | "key" | "no" {
  if (secretNames.has(name) || secretEnding.test(name)) return "secret";
  return keyEnding.test(name) && !publicKeys.test(name) ? "key" : "no";
}
