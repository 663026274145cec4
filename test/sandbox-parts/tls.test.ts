import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { serverTrust } from "../../sandbox/engine/tls/authority";

const certificatesIn = (file: string): readonly X509Certificate[] =>
  (readFileSync(file, "utf8").match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (one) => new X509Certificate(one),
  );

describe("the sandbox's own certificate authority", () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "mlops-tls-"))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it("signs one certificate, for this machine's own names, and keeps no key to sign another", () => {
    const { key, cert, authority } = serverTrust(dir, {});
    const [server, signer] = [new X509Certificate(cert), new X509Certificate(authority)];
    expect(server.checkIssued(signer) && server.verify(signer.publicKey)).toBe(true);
    expect([server.ca, signer.ca]).toEqual([false, true]);
    expect(["localhost", "example.com"].map((name) => server.checkHost(name))).toEqual(["localhost", undefined]);
    expect(["127.0.0.1", "::1", "10.0.0.1"].map((address) => server.checkIP(address) !== undefined)).toEqual([
      true,
      true,
      false,
    ]);
    expect(Date.parse(server.validTo) - Date.parse(server.validFrom)).toBeLessThanOrEqual(398 * 86_400_000);
    expect(readFileSync(join(dir, "tls/server.key"), "utf8")).toBe(key);
    expect(statSync(join(dir, "tls/server.key")).mode & 0o077).toBe(0);
  });

  it("is the same after a restart, and another in another folder or where a file is damaged", () => {
    const first = serverTrust(dir, {});
    expect(serverTrust(dir, {})).toEqual(first);
    writeFileSync(join(dir, "tls/server.pem"), "nothing");
    expect(serverTrust(dir, {}).authority).not.toBe(first.authority);
  });

  it("stands beside what is trusted already, so that pip and git go on working in the same shell", () => {
    const other = join(dir, "company.pem");
    writeFileSync(other, serverTrust(join(dir, "other"), {}).authority);
    const { authority, env } = serverTrust(dir, { SSL_CERT_FILE: other, NODE_EXTRA_CA_CERTS: other });
    const own = new X509Certificate(authority).fingerprint256;
    const company = new X509Certificate(readFileSync(other)).fingerprint256;
    for (const name of ["NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"]) {
      expect(certificatesIn(env[name]!).map((one) => one.fingerprint256)).toEqual([company, own]);
    }
    // A sandbox in a sandbox's shell does not pile them up.
    expect(certificatesIn(serverTrust(dir, env).env["SSL_CERT_FILE"]!).length).toBe(
      certificatesIn(serverTrust(dir, {}).env["SSL_CERT_FILE"]!).length,
    );
    expect(certificatesIn(serverTrust(dir, {}).env["SSL_CERT_FILE"]!).length).toBeGreaterThan(
      rootCertificates.length / 2,
    );
  });
});
