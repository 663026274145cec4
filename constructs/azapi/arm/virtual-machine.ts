/** `Microsoft.Compute/sshPublicKeys@2024-07-01`: a public key that Azure keeps, and makes if asked (`generateKeyPair`). */
export interface PublicKeyBody {
  readonly properties: Readonly<Record<string, never>>;
}

/** `Microsoft.Compute/virtualMachines@2024-07-01`, as far as a machine with Linux and without a password needs it. */
export interface VirtualMachineBody {
  readonly properties: {
    readonly hardwareProfile: { readonly vmSize: string };
    readonly securityProfile: {
      /** Whether disks are encrypted on the host as well, caches and temporary disks included. */
      readonly encryptionAtHost: boolean;
      readonly securityType: "TrustedLaunch";
      readonly uefiSettings: { readonly secureBootEnabled: boolean; readonly vTpmEnabled: boolean };
    };
    readonly storageProfile: {
      readonly imageReference: {
        readonly publisher: string;
        readonly offer: string;
        readonly sku: string;
        readonly version: string;
      };
      readonly osDisk: {
        readonly createOption: "FromImage";
        readonly caching: "ReadWrite" | "ReadOnly" | "None";
        readonly deleteOption: "Delete" | "Detach";
        readonly managedDisk: { readonly storageAccountType: "StandardSSD_LRS" };
      };
    };
    readonly osProfile: {
      readonly computerName: string;
      readonly adminUsername: string;
      readonly linuxConfiguration: {
        readonly disablePasswordAuthentication: true;
        readonly provisionVMAgent: true;
        readonly ssh: { readonly publicKeys: readonly { readonly path: string; readonly keyData: string }[] };
        /** Who installs security updates, and looks for them: Azure, or the image by its own settings. */
        readonly patchSettings: {
          readonly patchMode: "AutomaticByPlatform" | "ImageDefault";
          readonly assessmentMode: "AutomaticByPlatform" | "ImageDefault";
          readonly automaticByPlatformSettings: { readonly rebootSetting: "IfRequired" };
        };
      };
    };
    readonly networkProfile: {
      readonly networkInterfaces: readonly {
        readonly id: string;
        readonly properties: { readonly primary: true; readonly deleteOption: "Delete" | "Detach" };
      }[];
    };
    readonly diagnosticsProfile: { readonly bootDiagnostics: { readonly enabled: boolean } };
  };
}

/** `Microsoft.Compute/virtualMachines/extensions@2024-07-01`: something that Azure installs on a machine. */
export interface MachineExtensionBody {
  readonly properties: {
    readonly publisher: string;
    readonly type: string;
    readonly typeHandlerVersion: string;
    readonly autoUpgradeMinorVersion: boolean;
  };
}

/** `Microsoft.DevTestLab/schedules@2018-09-15`: what shuts a machine down once a day. */
export interface ShutdownBody {
  readonly properties: {
    readonly status: "Enabled" | "Disabled";
    readonly taskType: "ComputeVmShutdownTask";
    /** Time of day, `1900`. */
    readonly dailyRecurrence: { readonly time: string };
    /** Name that Windows has for the time zone. */
    readonly timeZoneId: string;
    readonly notificationSettings: { readonly status: "Disabled" };
    readonly targetResourceId: string;
  };
}
