import { Construct } from "constructs";
import { fixedPathsOf } from "../../domain/azure/fixed-properties";
import { shutdownTime } from "../../domain/network/jump-host";
import { windowsTimeZone } from "../../domain/time/time-zone";
import type { ArmResource, Placement } from "../arm-resource";
import { AzapiResource, AzapiResourceAction, retryRefused } from "../azapi";
import { named, requireValid, type Rule } from "../rules";

export interface JumpHostProps extends Placement {
  /** Name of the machine; what belongs to it is called after it. 1–64 letters, digits and `-`. */
  readonly name: string;
  /** The subnet that it stands in. */
  readonly subnet: ArmResource;
  /** Size of the machine, e.g. `Standard_D2as_v5`. A change restarts it. */
  readonly size: string;
  /** When it is shut down every day; whoever needs it starts it again. */
  readonly shutdown: {
    /** Time of day, `HH:MM`. */
    readonly at: string;
    /** IANA time zone. */
    readonly timeZone: string;
  };
}

const API = "2024-07-01";
/** The account that the image is set up with. Nobody has its key: people come with their own accounts of Entra ID. */
const ADMINISTRATOR = "azureadmin";

const jumpHostRules: readonly Rule<JumpHostProps>[] = [
  named("MLOPS-NETWORK-008", "jumpHost"),
  {
    code: "MLOPS-NETWORK-009",
    check: ({ shutdown }) =>
      /^([01]\d|2[0-3]):[0-5]\d$/.test(shutdown.at) && windowsTimeZone(shutdown.timeZone) !== undefined
        ? undefined
        : {
            message: "shutdown is no time of day in a time zone",
            given: `${shutdown.at} ${shutdown.timeZone}`,
            allowed: "HH:MM, and an IANA time zone",
          },
  },
];

/**
 * A small Linux machine inside an environment's network, for people: they sign in with their accounts of Entra ID
 * (`AADSSHLoginForLinux`) and reach from there what is private. It has no public address and no password; Azure makes a key for
 * its one local account and the half that would open it is kept nowhere. Its own identity, which signing in by Entra ID needs, has
 * no rights. Disks are encrypted on the host, updates installed by Azure, and every evening it is shut down.
 *
 * Limitations: `bootstrap` switches encryption on the host on for the subscription, which takes Azure some minutes. Home folders
 * are on the machine's disk, which goes with it and is in no backup: what is worth keeping belongs into the workspace. Shut down
 * it costs its disk only, and whoever may sign in may start it again.
 */
export class JumpHost extends Construct {
  /** The machine. */
  readonly resource: AzapiResource;
  /** Its network interface. */
  readonly networkInterface: AzapiResource;

  constructor(scope: Construct, id: string, props: JumpHostProps) {
    super(scope, id);
    requireValid(this, jumpHostRules, props);
    const common = { parentId: props.resourceGroup.id, location: props.location, ignoreCasing: true } as const;
    this.networkInterface = new AzapiResource(this, "Interface", {
      ...common,
      type: "Microsoft.Network/networkInterfaces@2024-05-01",
      name: `${props.name}-nic`,
      body: {
        properties: {
          ipConfigurations: [
            {
              name: "internal",
              properties: { subnet: { id: props.subnet.id }, privateIPAllocationMethod: "Dynamic" },
            },
          ],
        },
      },
    });
    this.resource = new AzapiResource(this, "Resource", {
      ...common,
      type: `Microsoft.Compute/virtualMachines@${API}`,
      name: props.name,
      identity: { type: "SystemAssigned" },
      body: { properties: this.renderMachine(props) },
      replaceTriggersRefs: fixedPathsOf("Microsoft.Compute/virtualMachines"),
      // Switched on a while ago, and not there yet.
      retry: retryRefused("EncryptionAtHost' feature is not enabled"),
    });
    new AzapiResource(this, "EntraLogin", {
      type: `Microsoft.Compute/virtualMachines/extensions@${API}`,
      name: "AADSSHLoginForLinux",
      parentId: this.resource.id,
      location: props.location,
      ignoreCasing: true,
      body: {
        properties: {
          publisher: "Microsoft.Azure.ActiveDirectory",
          type: "AADSSHLoginForLinux",
          typeHandlerVersion: "1.0",
          autoUpgradeMinorVersion: true,
        },
      },
      replaceTriggersRefs: fixedPathsOf("Microsoft.Compute/virtualMachines/extensions"),
    });
    const { at, timeZone } = props.shutdown;
    new AzapiResource(this, "Shutdown", {
      ...common,
      type: "Microsoft.DevTestLab/schedules@2018-09-15",
      // Azure finds the schedule of a machine by this name.
      name: `shutdown-computevm-${props.name}`,
      body: {
        properties: {
          status: "Enabled",
          taskType: "ComputeVmShutdownTask",
          dailyRecurrence: { time: shutdownTime(at) },
          timeZoneId: windowsTimeZone(timeZone)!,
          notificationSettings: { status: "Disabled" },
          targetResourceId: this.resource.id,
        },
      },
      replaceTriggersRefs: fixedPathsOf("Microsoft.DevTestLab/schedules"),
    });
  }

  /** ARM id. */
  get id(): string {
    return this.resource.id;
  }

  /** A public key whose private half Azure tells once, to nobody: of its answer only the other half is kept. */
  private addKey({ name, resourceGroup, location }: JumpHostProps): string {
    const key = new AzapiResource(this, "Key", {
      type: `Microsoft.Compute/sshPublicKeys@${API}`,
      name: `${name}-key`,
      parentId: resourceGroup.id,
      location,
      body: { properties: {} },
      ignoreCasing: true,
    });
    const made = new AzapiResourceAction(this, "KeyPair", {
      type: `Microsoft.Compute/sshPublicKeys@${API}`,
      resourceId: key.id,
      action: "generateKeyPair",
      responseExportValues: { publicKey: "publicKey" },
    });
    return made.output("publicKey");
  }

  private renderMachine(props: JumpHostProps) {
    return {
      hardwareProfile: { vmSize: props.size },
      securityProfile: {
        encryptionAtHost: true,
        securityType: "TrustedLaunch",
        uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
      },
      storageProfile: {
        imageReference: { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "latest" },
        osDisk: {
          createOption: "FromImage",
          caching: "ReadWrite",
          deleteOption: "Delete",
          managedDisk: { storageAccountType: "StandardSSD_LRS" },
        },
      },
      osProfile: {
        computerName: props.name,
        adminUsername: ADMINISTRATOR,
        linuxConfiguration: {
          disablePasswordAuthentication: true,
          provisionVMAgent: true,
          ssh: {
            publicKeys: [{ path: `/home/${ADMINISTRATOR}/.ssh/authorized_keys`, keyData: this.addKey(props) }],
          },
          patchSettings: {
            patchMode: "AutomaticByPlatform",
            assessmentMode: "AutomaticByPlatform",
            automaticByPlatformSettings: { rebootSetting: "IfRequired" },
          },
        },
      },
      networkProfile: {
        networkInterfaces: [{ id: this.networkInterface.id, properties: { primary: true, deleteOption: "Detach" } }],
      },
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
    } as const;
  }
}
