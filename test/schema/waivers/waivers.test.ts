import Ajv from "ajv";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { loadConfiguration } from "../../../schema/load";
import { UserError } from "../../../domain/problem/problem";
import { inFolder, SHIPPED, writeFiles } from "../../support/configuration";
import { goodFiles } from "../bad-input-cases";

const GOOD = `waivers:
  - rule: storage-default-deny
    resource: dev/azurerm_storage_account.*
    reason: hosted runners have no fixed addresses
    owner: ml-platform
    granted: 2026-11-16
    expires: 2027-05-15
`;

/** What loading a configuration with these waivers complains about, or the waivers. */
function load(waivers: string | undefined, today?: string) {
  return inFolder((folder) => {
    const files = { ...goodFiles(), ...(waivers !== undefined && { "waivers.yaml": waivers }) };
    writeFiles(folder, new Map(Object.entries(files)));
    try {
      return { waivers: loadConfiguration(folder, today).waivers, says: [] };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { says: error.message.split("\n").map((line) => line.replaceAll(`${folder}/`, "")) };
    }
  });
}

describe("waivers.yaml", () => {
  it("is read as it is written", () => {
    expect(load(GOOD)).toEqual({
      says: [],
      waivers: [
        {
          rule: "storage-default-deny",
          resource: "dev/azurerm_storage_account.*",
          reason: "hosted runners have no fixed addresses",
          owner: "ml-platform",
          granted: "2026-11-16",
          expires: "2027-05-15",
        },
      ],
    });
  });

  it("waives nothing where it is missing, or lists none", () => {
    expect(load(undefined)).toEqual({ says: [], waivers: [] });
    expect(load("waivers: []\n")).toEqual({ says: [], waivers: [] });
  });

  const spoilt = (from: string, to: string): string => {
    expect(GOOD).toContain(from);
    return GOOD.replace(from, to);
  };

  it.each([
    [
      "a day longer than 180",
      spoilt("2027-05-15", "2027-05-16"),
      "waivers.yaml:7:14 MLOPS-CONFIG-171 waivers[0].expires is 181 days after it was granted (given 2027-05-16; allowed 2026-11-16 to 2027-05-15); mend it until then, or grant it again after another look",
    ],
    [
      "an end before the beginning",
      spoilt("2027-05-15", "2026-11-15"),
      "waivers.yaml:7:14 MLOPS-CONFIG-171 waivers[0].expires lies before the day it was granted (given 2026-11-15; allowed 2026-11-16 to 2027-05-15)",
    ],
    [
      "a day that the calendar does not have",
      spoilt("2027-05-15", "2027-02-30"),
      "waivers.yaml:7:14 MLOPS-CONFIG-170 waivers[0].expires is not a day (given 2027-02-30; allowed YYYY-MM-DD)",
    ],
    [
      "a date as people write it",
      spoilt("2026-11-16", "16.11.2026"),
      "waivers.yaml:6:14 MLOPS-CONFIG-170 waivers[0].granted is not a day (given 16.11.2026; allowed YYYY-MM-DD)",
    ],
    [
      "everything at once",
      spoilt("dev/azurerm_storage_account.*", "'*'"),
      "waivers.yaml:3:15 MLOPS-CONFIG-172 waivers[0].resource does not name a stack and a resource (given '*'; allowed <stack>/<type>.<name>, with * for any text but not for the type)",
    ],
    [
      "every type of a stack",
      spoilt("dev/azurerm_storage_account.*", "dev/*"),
      "waivers.yaml:3:15 MLOPS-CONFIG-172 waivers[0].resource does not name a stack and a resource (given dev/*; allowed <stack>/<type>.<name>, with * for any text but not for the type)",
    ],
    [
      "a reason that says nothing",
      spoilt("hosted runners have no fixed addresses", "todo"),
      "waivers.yaml:4:13 MLOPS-CONFIG-071 waivers[0].reason does not say why (given todo; allowed a sentence of 15 characters or more); write for the person who reviews this in a year",
    ],
    [
      "the id of another tool",
      spoilt("storage-default-deny", "CKV_AZURE_35"),
      "waivers.yaml:2:11 MLOPS-CONFIG-025 waivers[0].rule does not have the right form (given CKV_AZURE_35; allowed the id of a rule, see `mlops policy --list`)",
    ],
    [
      "nobody who answers for it",
      spoilt("    owner: ml-platform\n", ""),
      "waivers.yaml:2:5 MLOPS-CONFIG-021 waivers[0].owner is missing; it means: Team or person who answers for it, and mends it or decides again in time",
    ],
    [
      "a misspelt key",
      spoilt("expires:", "expire:"),
      "waivers.yaml:7:5 MLOPS-CONFIG-020 waivers[0].expire is not a known key of waivers[0] (allowed rule, resource, reason, owner, granted, expires); did you mean expires?",
    ],
    [
      "the same twice",
      GOOD + GOOD.replace("waivers:\n", ""),
      "waivers.yaml:9:15 MLOPS-CONFIG-026 waivers[1].resource is waived for the same rule already (given dev/azurerm_storage_account.*); remove one of the two",
    ],
    [
      "nothing",
      "",
      "waivers.yaml:1:1 MLOPS-CONFIG-007 the file is empty; fill it in, or delete it if it is not needed",
    ],
  ])("refuses %s", (_, text, says) => {
    expect(load(text).says).toEqual([says]);
  });

  it("refuses one that is granted on a day that has not come", () => {
    expect(load(GOOD, "2026-11-16").says).toEqual([]);
    expect(load(GOOD, "2026-11-15").says).toEqual([
      "waivers.yaml:6:14 MLOPS-CONFIG-173 waivers[0].granted is a day that has not come (given 2026-11-16; allowed 2026-11-15 (UTC) or before); write the day on which it was accepted",
    ]);
  });

  it("says all that is wrong at once, beside what is wrong elsewhere", () => {
    const text = spoilt("granted: 2026-11-16", "granted: soon").replace("owner: ml-platform", "owner: ''");
    expect(load(text).says.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "waivers.yaml:5:12 MLOPS-CONFIG-025",
      "waivers.yaml:6:14 MLOPS-CONFIG-170",
    ]);
  });

  it("is shipped with a schema that editors accept it by, and refuse a wrong one", () => {
    const text = readFileSync(join(SHIPPED, "waivers.yaml"), "utf8");
    expect(text).toMatch(/^# yaml-language-server: \$schema=schemas\/waivers\.schema\.json\n/);
    const schema = JSON.parse(readFileSync(join(SHIPPED, "schemas/waivers.schema.json"), "utf8")) as object;
    const validate = new Ajv({ strict: false }).compile(schema);
    expect(validate(parse(text))).toBe(true);
    expect(validate(parse(GOOD.replace("owner", "ower")))).toBe(false);
  });
});
