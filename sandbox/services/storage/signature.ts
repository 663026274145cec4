import { createHmac, timingSafeEqual } from "node:crypto";
import { ArmError } from "../../engine/arm/arm-error";

/** How long an address opens what it is for, in minutes: as long as Azure ML gives for an upload, about. */
const LIFETIME_MINUTES = 60;

/** What a signed address may do: `r` read, `c` and `w` write, `l` list, `d` delete. */
type Permissions = string;

/** Signs and checks addresses of containers, by a secret of this sandbox: an address of another one opens nothing here. */
export class Signatures {
  constructor(
    private readonly secret: string,
    private readonly now: () => Date,
  ) {}

  /** The query that opens a container. */
  of(account: string, container: string, permissions: Permissions): string {
    const until = new Date(this.now().getTime() + LIFETIME_MINUTES * 60_000);
    const expiry = `${until.toISOString().slice(0, 19)}Z`;
    const query = { sv: "2023-11-03", sr: "c", sp: permissions, se: expiry };
    return new URLSearchParams({ ...query, sig: this.sign(account, container, permissions, expiry) }).toString();
  }

  /** @throws ArmError 403 if the query does not open the container for this */
  require(query: URLSearchParams, account: string, container: string, permission: string): void {
    const [permissions, expiry] = [query.get("sp") ?? "", query.get("se") ?? ""];
    const [given, right] = [query.get("sig") ?? "", this.sign(account, container, permissions, expiry)].map((text) =>
      Buffer.from(text),
    ) as [Buffer, Buffer];
    if (given.length !== right.length || !timingSafeEqual(given, right) || Date.parse(expiry) < this.now().getTime())
      throw new ArmError(
        403,
        "AuthenticationFailed",
        "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.",
      );
    if (!permissions.includes(permission))
      throw new ArmError(
        403,
        "AuthorizationPermissionMismatch",
        "This request is not authorized to perform this operation using this permission.",
      );
  }

  private sign(account: string, container: string, permissions: string, expiry: string): string {
    return createHmac("sha256", this.secret)
      .update([account, container, permissions, expiry].join("\n"))
      .digest("base64");
  }
}
