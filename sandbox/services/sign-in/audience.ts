import { ArmError } from "../../engine/arm/arm-error";

/** A service that takes tokens which name it, and refuses any other with 401, in its own words. */
export interface Recipient {
  /** Whether a token for this audience is for the service; slashes at its end and its case count for nothing. */
  takes(audience: string): boolean;
  refusal(audience: string): ArmError;
}

/** Of tokens for Resource Manager. */
export const MANAGEMENT = ["https://management.core.windows.net", "https://management.azure.com"] as const;
const plain = (audience: string): string => audience.toLowerCase().replace(/\/+$/, "");
const listed =
  (...audiences: readonly string[]) =>
  (audience: string): boolean =>
    audiences.includes(plain(audience));

/** A client to which the sandbox is a cloud of its own asks for tokens for that cloud's Resource Manager: the sandbox's address. */
const isOwnCloud = (audience: string): boolean => /^https?:\/\/(localhost|127\.0\.0\.1):\d+$/.test(plain(audience));
const listedOrOwn =
  (...audiences: readonly string[]) =>
  (audience: string): boolean =>
    listed(...audiences)(audience) || isOwnCloud(audience);

function wrongAudience(audience: string, allowed: readonly string[]): ArmError {
  const spelt = allowed.flatMap((one) => [`'${one}/'`, `'${one}'`]).join(",");
  return new ArmError(
    401,
    "InvalidAuthenticationTokenAudience",
    `The access token has been obtained for wrong audience or resource '${audience}'. It should exactly match with one of the allowed audiences ${spelt}.`,
  );
}

export const resourceManager: Recipient = {
  takes: listedOrOwn(...MANAGEMENT),
  refusal: (audience) => wrongAudience(audience, MANAGEMENT),
};

/** Azure ML where it answers by itself: for tokens of Resource Manager, too. Source: azure-ai-ml, which sends either. */
export const machineLearning: Recipient = {
  takes: listedOrOwn(...MANAGEMENT, "https://ml.azure.com"),
  refusal: (audience) => wrongAudience(audience, [...MANAGEMENT, "https://ml.azure.com"]),
};

/**
 * Blob storage of one account: tokens for all of storage, or for this account alone.
 * Source: learn.microsoft.com/azure/storage/blobs/authorize-access-azure-active-directory, "Microsoft Entra resource ID".
 */
export const blobsOf = (account: string): Recipient => ({
  takes: listed("https://storage.azure.com", `https://${account}.blob.core.windows.net`),
  refusal: () =>
    new ArmError(
      401,
      "InvalidAuthenticationInfo",
      "Server failed to authenticate the request. Please refer to the information in the www-authenticate header. Audience validation failed. Audience did not match.",
    ),
});

/** @throws ArmError 401 where a token is for another service */
export function requireAudience(recipient: Recipient, audience: string): void {
  if (!recipient.takes(audience)) throw recipient.refusal(audience);
}
