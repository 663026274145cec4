import { z } from "zod";
import { bastionTiers } from "../../domain/network/jump-host";
import { isTimeZone, suggestTimeZone } from "../../domain/time/time-zone";
import { group, matching, text, vmSize } from "../fields";

const timeZone = () =>
  text((value) => {
    if (isTimeZone(value)) return undefined;
    const meant = suggestTimeZone(value);
    return {
      kind: "timeZone",
      says: "is not a time zone",
      allowed: "IANA names, such as Europe/Amsterdam or UTC",
      fix: meant === undefined ? undefined : `did you mean ${meant}?`,
    };
  });

/** The machine that people get in by. */
export const jumpHost = z
  .strictObject({
    access: z
      .array(group())
      .min(1)
      .describe("Entra groups whose people sign in, as ordinary users, and start it in the morning. At least one."),
    bastion: z
      .enum(bastionTiers)
      .optional()
      .describe(
        "Azure Bastion of the environment's own, which leads to the machine over HTTPS: `Developer` (no cost, some regions, one connection at a time, in a browser), `Basic` (in a browser) or `Standard` (`az network bastion ssh`, too). It is raised in place, and replaced to lower it. Default: none, people come through `hub` or `wayIn`.",
      ),
    size: vmSize().default("Standard_D2as_v5").describe("VM size. Changing it restarts the machine."),
    shutdown: z
      .strictObject({
        at: matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM in quotes, such as "19:00"', { examples: ["19:00"] })
          .default("19:00")
          .describe("Time of day on the clock of `timeZone`, HH:MM in quotes."),
        timeZone: timeZone().default("UTC").describe("IANA time zone, such as Europe/Amsterdam."),
      })
      .prefault({})
      .describe("When it is shut down every day. Whoever needs it starts it again."),
  })
  .describe(
    "A small Linux machine in the subnet `operations`, by which people get to what is private: without a public address, a password or rights of its own, signed in to with Entra ID. It goes out through `firewall`, or through a NAT gateway that is made. Default: none.",
  );
