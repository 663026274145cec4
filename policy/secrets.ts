/** Ends of names that tell a secret, without dashes and in lower case. `SECRET_NAME` and `VAULT_ID` are none. */
const SECRET_NAME =
  /(passwords?|passwd|passphrase|secrets?|tokens?|credentials?|connectionstring|sas|(access|account|api|private|shared|storage)keys?)$/;

/** Values that are a secret whatever they are called: private keys, account keys, signatures, tokens. */
const SECRET_VALUE =
  /-----BEGIN [A-Z ]*PRIVATE KEY|(AccountKey|SharedAccessKey|InstrumentationKey|Password|Pwd)=[^;\s]{4}|[?&](sig|code|access_token)=|\b(gh[opsur]_|github_pat_)\w{20,}|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|\bBearer [\w.~+/-]{16,}|\bAKIA[0-9A-Z]{16}\b|\b(xox[abp]-|glpat-)[\w-]{16,}/;

export const isCalledLikeSecret = (name: string): boolean =>
  SECRET_NAME.test(name.replaceAll(/[^A-Za-z0-9]/g, "").toLowerCase());

export const looksLikeSecret = (value: string): boolean => SECRET_VALUE.test(value);
