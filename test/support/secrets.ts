import fc from "fast-check";

/** A credential as it may be pasted: `text` is what stands in the file, `secret` the part that nothing may repeat. */
export interface PastedSecret {
  readonly shape: string;
  readonly text: string;
  readonly secret: string;
}

const of = (characters: string, length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...characters), minLength: length, maxLength: length });

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const ALNUM = `${LOWER}${LOWER.toUpperCase()}${DIGITS}`;
const HEX = `${DIGITS}abcdef`;

/** How each kind of credential looks: what stands before it, the credential, what stands after it. */
const shapes: Readonly<Record<string, fc.Arbitrary<readonly [before: string, secret: string, after: string]>>> = {
  "storage account key": of(ALNUM, 86).map((key) => ["", `${key}==`, ""]),
  "connection string": of(ALNUM, 86).map((key) => [
    "DefaultEndpointsProtocol=https;AccountName=pfs;AccountKey=",
    `${key}==`,
    ";EndpointSuffix=core.windows.net",
  ]),
  "service bus": of(ALNUM, 43).map((key) => [
    "Endpoint=sb://x/;SharedAccessKeyName=Root;SharedAccessKey=",
    `${key}=`,
    "",
  ]),
  "SAS address": of(ALNUM, 43).map((key) => [
    "https://pfs.blob.core.windows.net/data?sv=2024-11-04&sig=",
    `${key}%3D`,
    "&se=2027",
  ]),
  "callback address": of(ALNUM, 43).map((key) => [
    "https://prod-1.westeurope.logic.azure.com/workflows/1?sp=x&sig=",
    key,
    "",
  ]),
  "SQL password": of(ALNUM, 16).map((key) => ["Server=tcp:x;User ID=a;Password=", key, ";Encrypt=true"]),
  "password in an address": of(ALNUM, 20).map((key) => ["https://git:", key, "@example.org/repo.git"]),
  "GitHub token": of(ALNUM, 36).map((key) => ["", `ghp_${key}`, ""]),
  "GitHub server token": of(ALNUM, 36).map((key) => ["", `ghs_${key}`, ""]),
  "fine-grained GitHub token": of(ALNUM, 60).map((key) => ["", `github_pat_11${key}`, ""]),
  "JSON web token": fc
    .tuple(of(ALNUM, 20), of(ALNUM, 40), of(ALNUM, 43))
    .map(([a, b, c]) => ["", `eyJ${a}.eyJ${b}.${c}`, ""]),
  "bearer token": of(ALNUM, 30).map((key) => ["Bearer ", `${key}7`, ""]),
  "client secret": fc.tuple(of(ALNUM, 3), of(ALNUM, 34)).map(([a, b]) => ["", `${a}8Q~${b}`, ""]),
  "client secret by name": of(ALNUM, 30).map((key) => ["client_secret=", key, ""]),
  Databricks: of(HEX, 32).map((key) => ["", `dapi${key}`, ""]),
  OpenAI: of(ALNUM, 40).map((key) => ["", `sk-proj-A1${key}`, ""]),
  Slack: of(ALNUM, 24).map((key) => ["", `xoxb-123456789012-${key}`, ""]),
  AWS: of(`${DIGITS}ABCDEFGHIJKLMNOPQRSTUVWXYZ`, 16).map((key) => ["", `AKIA${key}`, ""]),
  "Azure DevOps": of(ALNUM, 76).map((key) => ["", `${key}AZDOab12`, ""]),
  "Hugging Face": of(ALNUM, 34).map((key) => ["", `hf_${key}`, ""]),
};

export const shapeNames = Object.keys(shapes);

/** A credential of a shape. */
export const pastedSecret = (shape: string): fc.Arbitrary<PastedSecret> =>
  shapes[shape]!.map(([before, secret, after]) => ({ shape, text: `${before}${secret}${after}`, secret }));

/** Those that are known by themselves, without a word before them: what may be a name. */
export const bareSecret = fc
  .constantFrom(
    "storage account key",
    "GitHub token",
    "client secret",
    "Databricks",
    "OpenAI",
    "Slack",
    "AWS",
    "Hugging Face",
  )
  .chain((shape) => pastedSecret(shape));

export const anySecret = fc.constantFrom(...shapeNames).chain(pastedSecret);
