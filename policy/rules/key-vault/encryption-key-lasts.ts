import { leastKeySize } from "../../../domain/azure/customer-managed-key";
import { atLeast, type Expectation, equals, expect, matches } from "../../attributes";
import { wrapsOnly } from "../../keys";
import { every, fail, pass, type Rule, unknownAt } from "../../rule";
import { leaves } from "../../value";

const inBody: readonly Expectation[] = [
  { path: "properties.kty", is: matches(/^RSA(-HSM)?$/, "RSA or RSA-HSM") },
  { path: "properties.keySize", is: atLeast(leastKeySize) },
  { path: "properties.attributes.enabled", is: equals(true), absent: "pass" },
];
const ROTATION = "properties.rotationPolicy.lifetimeActions";

export const encryptionKeyLasts: Rule = {
  title: "Keys that encrypt what an environment keeps are long, rotate and do not expire",
  severity: "high",
  upstream: [],
  why: "What a key has encrypted is lost with it, and the workspace stays with the version that it was made with.",
  fix: `set kty = RSA, keySize = ${leastKeySize} or more, enabled, a rotation policy that rotates, and no exp`,
  kinds: ["Microsoft.KeyVault/vaults/keys"],
  partial: true,
  check: (key) => {
    if (!wrapsOnly(key)) return undefined;
    const until = key.at("properties.attributes.exp");
    const rotation = key.at(ROTATION);
    const types = rotation.state === "known" ? leaves(rotation.value).map(String) : [];
    return every([
      ...inBody.map((one) => expect(key, one)),
      until.state === "absent" ? pass : fail("properties.attributes.exp is set: what it encrypts ends with it"),
      rotation.state === "unknown"
        ? unknownAt(ROTATION)
        : types.some((type) => type.toLowerCase() === "rotate")
          ? pass
          : fail("never rotates"),
    ]);
  },
};
