import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { writeWhole } from "../../../files";
import { certificate } from "./certificate";

/** What a server on this machine shows, and what its clients trust. */
export interface ServerTrust {
  readonly key: string;
  /** Certificate of the server, PEM. */
  readonly cert: string;
  /** Certificate of the authority that signed it, PEM. */
  readonly authority: string;
  /** Where clients on Node, Python and OpenSSL find that authority. */
  readonly env: Readonly<Record<string, string>>;
}

const DAY = 86_400_000;
/** Safari and Go refuse servers' certificates of more than 398 days. */
const LIFETIME_DAYS = 365;
/** Made anew before it could end under a terminal that stays open. */
const LEAST_DAYS = 14;

const PEM = /-----BEGIN (TRUSTED )?CERTIFICATE-----[^-]+-----END (TRUSTED )?CERTIFICATE-----/g;

/** Where a Linux or macOS keeps the roots that OpenSSL trusts; the first that is there counts. */
const SYSTEM_ROOTS = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/**
 * An authority of a sandbox's own, in `<dir>/tls`, and a certificate of it for this machine's loopback addresses. Kept as long as it
 * is good, so that a terminal that was opened before finds the same one after a restart. The authority's key is
 * forgotten once it has signed: nobody can make another certificate that a client of the sandbox trusts.
 */
export function serverTrust(dir: string, env: NodeJS.ProcessEnv = process.env): ServerTrust {
  const folder = join(dir, "tls");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { key, cert, authority } = kept(folder) ?? made(folder);
  // What the user's shell trusts besides is kept: a company's own authority, and everything that pip and git need.
  const node = join(folder, "node.pem");
  const bundle = join(folder, "bundle.pem");
  const given = (...names: readonly string[]): string =>
    together(
      ...names
        .map((name) => env[name])
        .filter((file) => file !== node && file !== bundle)
        .map(read),
    );
  const roots = [given("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"), ...SYSTEM_ROOTS.map(read)].find(
    (text) => text !== "",
  );
  write(node, together(given("NODE_EXTRA_CA_CERTS"), authority));
  write(bundle, together(roots ?? rootCertificates.join("\n"), given("NODE_EXTRA_CA_CERTS"), authority));
  return {
    key,
    cert,
    authority,
    env: { NODE_EXTRA_CA_CERTS: node, REQUESTS_CA_BUNDLE: bundle, CURL_CA_BUNDLE: bundle, SSL_CERT_FILE: bundle },
  };
}

type Pair = Pick<ServerTrust, "key" | "cert" | "authority">;

function kept(folder: string): Pair | undefined {
  try {
    const [key, cert, authority] = ["server.key", "server.pem", "authority.pem"].map((name) =>
      readFileSync(join(folder, name), "utf8"),
    ) as [string, string, string];
    const [server, signer] = [new X509Certificate(cert), new X509Certificate(authority)];
    const good = Date.parse(server.validTo) - Date.now() > LEAST_DAYS * DAY && server.verify(signer.publicKey);
    return good ? { key, cert, authority } : undefined;
  } catch {
    // Not there yet, or not whole: made anew.
    return undefined;
  }
}

function made(folder: string): Pair {
  const from = new Date(Date.now() - DAY);
  const until = new Date(from.getTime() + LIFETIME_DAYS * DAY);
  const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const server = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = { name: "mlops sandbox authority", ...authority };
  const pair = {
    key: server.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: certificate({
      subject: "localhost",
      publicKey: server.publicKey,
      issuer,
      from,
      until,
      hosts: {
        names: ["localhost"],
        addresses: [Buffer.from([127, 0, 0, 1]), Buffer.concat([Buffer.alloc(15), Buffer.from([1])])],
      },
    }),
    authority: certificate({ subject: issuer.name, publicKey: authority.publicKey, issuer, from, until }),
  };
  writeWhole(join(folder, "server.key"), pair.key, { mode: 0o600 });
  writeWhole(join(folder, "server.pem"), pair.cert);
  writeWhole(join(folder, "authority.pem"), pair.authority);
  return pair;
}

/** Waits for the disk only where there is something new. */
function write(file: string, text: string): void {
  if (read(file) !== text.trim()) writeWhole(file, text);
}

const read = (file: string | undefined): string =>
  file === undefined || !existsSync(file) ? "" : readFileSync(file, "utf8").trim();

/** The certificates of some files, each once. */
function together(...texts: readonly string[]): string {
  const certificates = texts.flatMap((text) => text.match(PEM) ?? []);
  return [...new Set(certificates)].map((one) => `${one}\n`).join("");
}
