import { jsonSchemas } from "../../schema/json-schema";
import { UserError } from "../../domain/problem/problem";
import { accessLevels, personaAccess, personas, type AccessLevel, type Persona } from "../../domain/access/access";
import { builtInRoles, isCustomRole } from "../../domain/access/roles";
import { exampleConfiguration, withoutUseCases } from "../support/configuration";
import { resourcesOf, synthStacks } from "../support/stacks";

const GROUP = { group: "77777777-7777-4777-8777-777777777777", name: "A group of this persona alone" };

const only = (persona: Persona, level: AccessLevel, groups: readonly object[] = [GROUP]) =>
  exampleConfiguration({
    ...withoutUseCases,
    environments: {
      dev: {
        compute: { instances: undefined },
        access: { ...Object.fromEntries(personas.map((name) => [name, []])), level, [persona]: groups },
      },
    },
  });

describe("a persona", () => {
  it("is a key of access, and every other key of access is known", () => {
    const access = jsonSchemas()["environment.schema.json"]!.properties!["access"]!;
    expect(Object.keys(access.properties!).sort()).toEqual([...personas, "level", "reason"].sort());
  });

  it.each(personas.flatMap((persona) => accessLevels.map((level) => [persona, level] as const)))(
    "%s gets the roles of the table at level %s, and no others",
    (persona, level) => {
      const assignments = [...resourcesOf(synthStacks(only(persona, level))["dev"]!)]
        .filter(([address]) => address.startsWith("azurerm_role_assignment."))
        .map(([, assignment]) => assignment)
        .filter((assignment) => assignment["principal_id"] === GROUP.group);
      const roles = assignments.map((assignment) => String(assignment["role_definition_id"]));
      const wanted = personaAccess[level][persona].map(({ role }) =>
        isCustomRole(role) ? "azurerm_role_definition" : builtInRoles[role].id,
      );
      expect(roles).toHaveLength(wanted.length);
      for (const role of wanted) expect(roles.join(" ")).toContain(role);
      expect(wanted.length).toBeGreaterThan(0);
    },
  );

  it.each(personas)("%s names no group twice", (persona) => {
    expect(() => only(persona, "full", [GROUP, GROUP])).toThrow(UserError);
    expect(() => only(persona, "full", [GROUP, GROUP])).toThrow(`access.${persona}[1].group is listed twice`);
  });
});
