/** `Microsoft.Authorization/locks@2020-05-01`, made in what it locks. */
export interface LockBody {
  readonly properties: {
    readonly level: "CanNotDelete" | "ReadOnly";
    /** Shown to whoever looks for the reason. At most 512 characters. */
    readonly notes: string;
  };
}
