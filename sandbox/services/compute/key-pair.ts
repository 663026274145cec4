import { generateKeyPairSync } from "node:crypto";
import { sameId } from "../../../domain/azure/ids";
import { ArmError } from "../../engine/arm/arm-error";
import { parseArmId } from "../../engine/arm/arm-id";
import type { Cloud } from "../../engine/arm/cloud";
import type { Json } from "../../engine/store/store";

const type = "Microsoft.Compute/sshPublicKeys";

/** Length of the keys that Azure makes, in bits. Source: Azure, REST, SSH Public Keys - Generate Key Pair. */
const BITS = 3072;

/**
 * What `POST …/generateKeyPair` answers: both halves, of which Azure keeps the public one. Once for each resource.
 */
export function generateKeyPair(cloud: Cloud, target: string): Json {
  if (!sameId(parseArmId(target)!.type, type))
    throw new ArmError(405, "NotSupported", `'${target}' is no SSH public key.`);
  const resource = cloud.get(target)!;
  const kept = (resource.readOnly["properties"] as { readonly publicKey?: string } | undefined)?.publicKey;
  const sent = (resource.body["properties"] as { readonly publicKey?: string } | undefined)?.publicKey;
  if ((kept ?? sent) !== undefined)
    throw new ArmError(409, "Conflict", `The SSH public key '${target.split("/").at(-1)!}' has a key already.`);
  const made = generateKeyPairSync("rsa", { modulusLength: BITS });
  const { n, e } = made.publicKey.export({ format: "jwk" });
  const publicKey = `ssh-rsa ${wire(Buffer.from("ssh-rsa"), number(e!), number(n!)).toString("base64")} generated-by-azure`;
  const readOnly = { ...resource.readOnly, properties: { ...(resource.readOnly["properties"] as object), publicKey } };
  // Past the rules of a write: nobody sent a key.
  cloud.store.put({ ...resource, readOnly });
  return { id: target, publicKey, privateKey: made.privateKey.export({ format: "pem", type: "pkcs1" }) as string };
}

/** Parts as the SSH protocol writes them: each after its length. Source: RFC 4253, section 6.6. */
const wire = (...parts: readonly Buffer[]): Buffer =>
  Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      return [length, part];
    }),
  );

/** A positive number, which a first bit that is set would make a negative one. */
function number(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, "base64url");
  return bytes[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}
