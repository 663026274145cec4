import { randomBytes } from "node:crypto";
import { decrypt, digestKey, encrypt, planKey } from "../../deploy/plan-key";

describe("the key of plan files", () => {
  const bytes = randomBytes(32);

  it.each([
    ["hexadecimal", bytes.toString("hex")],
    ["base64", bytes.toString("base64")],
    ["base64 and a line end", `${bytes.toString("base64")}\n`],
  ])("is read from %s", (_form, text) => {
    expect(planKey({ MLOPS_PLAN_KEY: text })).toEqual(bytes);
  });

  it("may be absent", () => {
    expect([planKey({}), planKey({ MLOPS_PLAN_KEY: "" })]).toEqual([undefined, undefined]);
  });

  it.each(["short", "f".repeat(63), randomBytes(31).toString("base64"), randomBytes(33).toString("base64")])(
    "rejects anything else and does not repeat it: %s",
    (text) => {
      const given = () => planKey({ MLOPS_PLAN_KEY: text });
      expect(given).toThrow(`MLOPS-PLAN-010 this is no key for plan files (given ${text.length} characters`);
      expect(given).not.toThrow(text);
    },
  );
});

describe("encrypted plan files", () => {
  const key = randomBytes(32);
  const content = Buffer.from("resource_changes with a secret");
  const sealed = encrypt(content, key, "dev");

  it("give back what was put in, and show none of it", () => {
    expect(decrypt(sealed, key, "dev")).toEqual(content);
    expect(sealed.includes("secret")).toBe(false);
    expect(encrypt(content, key, "dev")).not.toEqual(sealed);
  });

  it("cannot be read with another key, as another stack's, or once altered", () => {
    const altered = (at: number) => sealed.map((byte, index) => (index === at ? byte ^ 1 : byte)) as Buffer;
    expect(() => decrypt(sealed, randomBytes(32), "dev")).toThrow();
    expect(() => decrypt(sealed, key, "prod")).toThrow();
    for (const at of [0, 12, 25, sealed.length - 1]) expect(() => decrypt(altered(at), key, "dev")).toThrow();
    expect(() => decrypt(content, key, "dev")).toThrow("not encrypted by mlops");
  });
});

describe("the key of digests", () => {
  it("is the one that is set, else one of the organization", () => {
    expect(digestKey({ MLOPS_DIGEST_KEY: "mine" }, "PFS")).toBe("mine");
    expect(digestKey({}, "PFS")).toBe(digestKey({ MLOPS_DIGEST_KEY: " " }, "PFS"));
    expect(digestKey({}, "PFS")).not.toBe(digestKey({}, "ACME"));
  });
});
