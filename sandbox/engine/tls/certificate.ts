import { createHash, type KeyObject, randomBytes, sign } from "node:crypto";

/*
 * X.509 certificates in the one shape the sandbox needs: elliptic keys (P-256), SHA-256, names of this machine. Node makes
 * keys and signatures but no certificates; the libraries that do load twenty packages, which takes longer than all
 * else that a new sandbox does.
 */

export interface CertificateRequest {
  /** Common name of whom the certificate is for. */
  readonly subject: string;
  /** The public key it is for. */
  readonly publicKey: KeyObject;
  /** Who signs: itself for an authority. */
  readonly issuer: { readonly name: string; readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly from: Date;
  readonly until: Date;
  /** Host names and IPv4 or IPv6 addresses of a server; an authority has none. */
  readonly hosts?: { readonly names: readonly string[]; readonly addresses: readonly Buffer[] };
}

/** A signed certificate, as PEM. */
export function certificate({ subject, publicKey, issuer, from, until, hosts }: CertificateRequest): string {
  const signature = sequence(oid("1.2.840.10045.4.3.2"));
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    signature,
    commonName(issuer.name),
    sequence(time(from), time(until)),
    commonName(subject),
    publicKey.export({ type: "spki", format: "der" }),
    tagged(3, sequence(...extensions(publicKey, issuer.publicKey, hosts))),
  );
  const signed = sequence(body, signature, bits(sign("sha256", body, issuer.privateKey)));
  const lines = signed.toString("base64").match(/.{1,64}/g)!;
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

/** RFC 5280, section 4.2: the ones that strict clients ask for (Python 3.13 and newer, Go). */
function extensions(own: KeyObject, issuer: KeyObject, hosts: CertificateRequest["hosts"]): readonly Buffer[] {
  const identifiers = [
    extension("2.5.29.14", octets(keyIdentifier(own))),
    extension("2.5.29.35", sequence(der(0x80, keyIdentifier(issuer)))),
  ];
  if (hosts === undefined) {
    const signsCertificates = Buffer.from([0x03, 0x02, 0x02, 0x04]);
    return [
      extension("2.5.29.19", sequence(TRUE), "critical"),
      extension("2.5.29.15", signsCertificates, "critical"),
      ...identifiers,
    ];
  }
  const signsHandshakes = Buffer.from([0x03, 0x02, 0x07, 0x80]);
  const names = [
    ...hosts.names.map((name) => der(0x82, Buffer.from(name, "ascii"))),
    ...hosts.addresses.map((address) => der(0x87, address)),
  ];
  return [
    extension("2.5.29.19", sequence(), "critical"),
    extension("2.5.29.15", signsHandshakes, "critical"),
    extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.1"))),
    extension("2.5.29.17", sequence(...names)),
    ...identifiers,
  ];
}

const TRUE = Buffer.from([0x01, 0x01, 0xff]);

const keyIdentifier = (key: KeyObject): Buffer =>
  createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest()
    .subarray(0, 20);

const extension = (id: string, value: Buffer, critical?: "critical"): Buffer =>
  sequence(oid(id), ...(critical === undefined ? [] : [TRUE]), octets(value));

const commonName = (name: string): Buffer =>
  sequence(der(0x31, sequence(oid("2.5.4.3"), der(0x0c, Buffer.from(name, "utf8")))));

/** UTCTime, which RFC 5280 wants until 2049. */
const time = (date: Date): Buffer =>
  der(
    0x17,
    Buffer.from(
      `${date
        .toISOString()
        .replace(/[-:T]|\.\d+/g, "")
        .slice(2)}`,
      "ascii",
    ),
  );

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(parts));
const integer = (value: Buffer): Buffer => der(0x02, value);
const octets = (value: Buffer): Buffer => der(0x04, value);
const bits = (value: Buffer): Buffer => der(0x03, Buffer.concat([Buffer.from([0]), value]));
const tagged = (tag: number, value: Buffer): Buffer => der(0xa0 + tag, value);

function oid(text: string): Buffer {
  const [first, second, ...rest] = text.split(".").map(Number);
  const bytes = [first! * 40 + second!, ...rest.flatMap(base128)];
  return der(0x06, Buffer.from(bytes));
}

function base128(value: number): readonly number[] {
  const digits = [value % 128];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left % 128) + 128);
  return digits;
}

/** Tag, length, value. */
function der(tag: number, value: Buffer): Buffer {
  if (value.length < 128) return Buffer.concat([Buffer.from([tag, value.length]), value]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  const significant = length.subarray(length.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([tag, 0x80 + significant.length]), significant, value]);
}
