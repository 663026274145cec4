import { sameId } from "../../../domain/azure/ids";
import { ArmError } from "../../engine/arm/arm-error";
import { isWithin, parseArmId } from "../../engine/arm/arm-id";
import type { RuleTable, WriteContext } from "../../engine/arm/model";
import { at, badRequest, objects, requireExisting } from "../../engine/arm/rules/helpers";
import type { Json } from "../../engine/store/store";
import { mayEncryptAtHost } from "./features";

const machineType = "Microsoft.Compute/virtualMachines";
const interfaceType = "Microsoft.Network/networkInterfaces";
const ENTRA_LOGIN = "AADSSHLoginForLinux";

const interfacesOf = (properties: Json): readonly string[] =>
  objects(at(properties, "networkProfile.networkInterfaces")).map(({ id }) => String(id));

/** What Azure refuses of virtual machines, and of what belongs to them. */
export const computeRules: RuleTable = {
  [machineType.toLowerCase()]: { write: [itsInterfaces, keysWithoutPassword, encryptionAtHost] },
  [`${machineType.toLowerCase()}/extensions`]: { write: [entraLogin] },
  [interfaceType.toLowerCase()]: {
    write: [
      (context) =>
        requireExisting(
          context,
          "Subnet",
          objects(context.resource.properties["ipConfigurations"]).map((one) => at(one, "properties.subnet.id")),
        ),
      ({ cloud, id, resource }) => {
        for (const one of objects(resource.properties["ipConfigurations"])) {
          const subnet = cloud.show(String(at(one, "properties.subnet.id")));
          const [delegation] = objects(subnet?.properties["delegations"]);
          if (delegation === undefined) continue;
          throw badRequest(
            { id },
            "SubnetMissingRequiredDelegation",
            `subnet '${subnet!.name}' is delegated to ${String(at(delegation, "properties.serviceName"))}, and takes no interface of anybody else.`,
          );
        }
      },
    ],
    remove: [
      ({ cloud, id }) => {
        const user = cloud
          .ofType(machineType)
          .find(({ properties }) => interfacesOf(properties).some((one) => sameId(one, id.id)));
        if (user === undefined) return;
        throw new ArmError(
          400,
          "NicInUse",
          `Network Interface ${id.id} is used by existing resource ${user.id}. In order to delete the network interface, it must be dissociated from the resource.`,
        );
      },
    ],
  },
  "microsoft.devtestlab/schedules": { write: [shutdown] },
};

function itsInterfaces(context: WriteContext): void {
  const { cloud, id, resource } = context;
  const own = interfacesOf(resource.properties);
  if (own.length === 0) throw badRequest(context, "InvalidParameter", "a virtual machine needs a network interface.");
  requireExisting(context, "Network interface", own);
  for (const other of cloud.ofType(machineType)) {
    if (sameId(other.id, id.id)) continue;
    const shared = own.find((one) => interfacesOf(other.properties).some((theirs) => sameId(one, theirs)));
    if (shared !== undefined)
      throw badRequest(context, "NicInUse", `the network interface '${shared}' is that of '${other.name}' already.`);
  }
}

/** A machine without a password needs a key that is one. */
function keysWithoutPassword(context: WriteContext): void {
  const { properties } = context.resource;
  const linux = at(properties, "osProfile.linuxConfiguration");
  if (linux === undefined) return;
  const keys = objects(at(linux, "ssh.publicKeys")).map(({ keyData }) => String(keyData));
  const bad = keys.find((key) => !/^(ssh-rsa|ssh-ed25519) [A-Za-z0-9+/]{60,}={0,3}( |\r|\n|$)/.test(key));
  if (bad !== undefined)
    throw badRequest(context, "InvalidParameter", "the value of linuxConfiguration.ssh.publicKeys.keyData is invalid.");
  if (at(linux, "disablePasswordAuthentication") !== true) return;
  if (at(properties, "osProfile.adminPassword") === undefined && keys.length > 0) return;
  throw badRequest(
    context,
    "InvalidParameter",
    "with disablePasswordAuthentication there must be a public key, and no adminPassword.",
  );
}

function encryptionAtHost(context: WriteContext): void {
  const { cloud, id, resource } = context;
  if (at(resource.properties, "securityProfile.encryptionAtHost") !== true || mayEncryptAtHost(cloud, id.id)) return;
  throw new ArmError(
    400,
    "InvalidParameter",
    "The property 'securityProfile.encryptionAtHost' is not valid because the 'Microsoft.Compute/EncryptionAtHost' feature is not enabled for this subscription.",
  );
}

/** What signs people in by Entra ID asks for it as the machine. */
function entraLogin({ cloud, id, resource }: WriteContext): void {
  if (!sameId(String(resource.properties["type"]), ENTRA_LOGIN)) return;
  const machine = cloud.show(id.parent)!;
  if (/SystemAssigned/i.test(String(machine.identity?.["type"]))) return;
  throw new ArmError(
    400,
    "VMExtensionHandlerNonTransientError",
    `The handler for VM extension type 'Microsoft.Azure.ActiveDirectory.${ENTRA_LOGIN}' has reported failure: the machine '${machine.name}' has no system-assigned identity.`,
  );
}

function shutdown(context: WriteContext): void {
  const { id, resource } = context;
  const { targetResourceId: target, taskType, dailyRecurrence } = resource.properties;
  if (taskType !== "ComputeVmShutdownTask") return;
  requireExisting(context, "Virtual machine", [target]);
  const machine = parseArmId(String(target))!;
  const name = `shutdown-computevm-${machine.name}`;
  if (!sameId(id.name, name) || !isWithin(id.id, groupOf(machine.id)))
    throw badRequest(
      context,
      "InvalidScheduleName",
      `the schedule of '${machine.name}' is called '${name}', beside it.`,
    );
  const time = String(at(dailyRecurrence, "time"));
  if (!/^([01]\d|2[0-3])[0-5]\d$/.test(time))
    throw badRequest(context, "InvalidScheduleTime", `the time '${time}' is not of the form HHmm.`);
}

const groupOf = (id: string): string => id.split("/").slice(0, 5).join("/");
