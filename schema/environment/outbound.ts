import { z } from "zod";
import { outboundRuleName } from "../../domain/network/managed-network";
import { matching, namedRecord, reason, text } from "../fields";

const FQDN = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const ARM_ID =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[-\w.()]{1,90}\/providers\/[A-Za-z.]+\/[A-Za-z]+\/[-\w.]+(\/[A-Za-z]+\/[-\w.]+)*$/;

/** `443`, `80,443`, `1024-65535` or `*`. */
function arePorts(ports: string): boolean {
  if (ports === "*") return true;
  return ports.split(",").every((part) => {
    const match = /^([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?$/.exec(part);
    if (match === null) return false;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    return first <= last && last <= 65_535;
  });
}

const rule = z
  .discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("fqdn").describe("A host by name, over HTTP and HTTPS."),
      host: matching(FQDN, "a host name in lower case, *. only in front", {
        examples: ["pypi.org", "*.anaconda.org"],
      }).describe("Fully qualified host name; `*.` in front stands for all hosts below."),
    }),
    z.strictObject({
      type: z.literal("service-tag").describe("An Azure service by its service tag."),
      tag: matching(/^[A-Z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*$/, "an Azure service tag, perhaps with a region", {
        examples: ["AzureMachineLearning", "Storage.WestEurope"],
      }).describe("Azure service tag, perhaps with a region."),
      protocol: z.enum(["TCP", "UDP", "ICMP", "*"]).describe("Protocol; `ICMP` and `*` go with ports `*`."),
      ports: text(
        (ports) =>
          arePorts(ports)
            ? undefined
            : { kind: "pattern", says: "is not a list of ports", allowed: "443 or 80,443 or 1024-65535 or *" },
        { examples: ["443", "80,443", "1024-65535", "*"] },
      ).describe("Ports and ranges between 1 and 65535, separated by commas without blanks, in quotes; or `*`."),
    }),
    z.strictObject({
      type: z.literal("private-endpoint").describe("An Azure resource through a private endpoint of the workspace."),
      resource: matching(ARM_ID, "the ARM id of a resource: /subscriptions/…/resourceGroups/…/providers/…").describe(
        "ARM id of the resource.",
      ),
      subresource: matching(/^[A-Za-z][A-Za-z0-9_]{0,62}$/, "a sub-resource such as blob, vault or sqlServer").describe(
        "Which part of the resource, e.g. `blob`. The workspace's identity must be allowed to approve the endpoint.",
      ),
    }),
  ])
  .describe("One destination.");

const namedRules = (what: string) =>
  namedRecord(matching(outboundRuleName.pattern, outboundRuleName.allowed), rule).prefault({}).describe(what);

/** What jobs may reach from the workspace's managed network. */
export const outbound = () =>
  z
    .discriminatedUnion("mode", [
      z.strictObject({
        mode: z.literal("internet").describe("Jobs may reach every address on the internet."),
        reason: reason(),
        rules: namedRules(
          "Private endpoints to resources that are closed to the internet, by a name of your own. Only `private-endpoint`: the others need `approved-only`.",
        ),
      }),
      z.strictObject({
        mode: z.literal("approved-only").describe("Jobs reach only what Azure ML needs and what `rules` list."),
        rules: namedRules("Approved destinations by a name of your own, 3 to 33 characters."),
      }),
    ])
    .describe(
      "What jobs may reach: `approved-only` (the listed destinations) or `internet` (needs a reason). Azure ML's model monitoring works with `internet` only.",
    );
