/** Plain JSON, as ARM bodies are. */
export type Json = null | string | number | boolean | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** One resource of the simulated Azure. */
export interface CloudResource {
  /** ARM id, in the casing it was created with. */
  readonly id: string;
  /** Resource type, e.g. `Microsoft.Storage/storageAccounts`. */
  readonly type: string;
  /** What was sent as its ARM body; for a resource made by azurerm, only what others patched onto it. */
  readonly body: JsonObject;
  /** What Azure adds to the body by itself. */
  readonly readOnly: JsonObject;
  /** Present if azurerm made it: its arguments and exported values, by Terraform's names. */
  readonly azurerm?: { readonly type: string; readonly values: JsonObject };
}

/** A resource that was deleted and still holds its name. */
export interface SoftDeleted {
  readonly resource: CloudResource;
  /** ISO date-time. */
  readonly deletedAt: string;
  readonly retentionDays: number;
  readonly purgeProtected: boolean;
}
