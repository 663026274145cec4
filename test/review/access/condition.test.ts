import { onlyBlobs, onlyGrants } from "../../../constructs/access";
import { conditionInWords } from "../../../review/access/condition";

const reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const pull = "7f951dda-4ed3-4680-a7ca-43fe172d538d";
const titles: Readonly<Record<string, string>> = { [reader]: "Reader", [pull]: "AcrPull" };
const inWords = (condition: string) => conditionInWords(condition, (guid) => titles[guid] ?? guid);

const grants = onlyGrants([
  { roles: [reader, pull], principals: "ServicePrincipal" },
  { roles: [reader], principals: "Group" },
]);
const blobs = onlyBlobs(["dev.tfstate", "dev-*.tfstate"], ["dev-eu.tfstate", "dev-eu-*.tfstate"]);

describe("conditions in words", () => {
  test("which roles may be granted to whom", () => {
    expect(inWords(grants)).toBe("may grant and revoke only AcrPull and Reader to identities; Reader to groups");
  });

  test("a role without a title keeps its id", () => {
    const unknown = "11111111-1111-4111-8111-111111111111";
    expect(inWords(onlyGrants([{ roles: [unknown], principals: "Group" }]))).toBe(
      `may grant and revoke only ${unknown} to groups`,
    );
  });

  test("which blobs", () => {
    expect(inWords(blobs)).toBe(
      "only blobs dev.tfstate and dev-*.tfstate, but not dev-eu.tfstate and dev-eu-*.tfstate",
    );
    expect(inWords(onlyBlobs(["dev.tfstate"]))).toBe("only blobs dev.tfstate");
  });

  // Words that left something out would be believed.
  test.each([
    ["more may be granted than revoked", grants.replace(`{${reader}}`, `{${reader}, ${pull}}`)],
    ["anything else is let through", `${grants} OR true`],
    ["anything else is let through in front", `(true) OR ${grants}`],
    ["a clause is missing", grants.split(" AND ((!(ActionMatches")[0]!],
    ["another operator", grants.replace("GuidEquals", "GuidNotEquals")],
    ["another action", grants.replaceAll("/write'", "/*'")],
    ["a user besides groups", grants.replaceAll("'Group'", "'User'")],
    [
      "an entry without a kind of principal",
      grants.replace(/ AND @Request\[[^\]]*PrincipalType\][^)]*\{'Group'\}/, ""),
    ],
    ["blobs: anything else is let through", blobs.replace(/\)\)$/, " OR true))")],
    ["blobs: another attribute", blobs.replace(":path] StringLike", ":name] StringLike")],
    ["blobs: one action left out", blobs.replace(/ AND !\(ActionMatches\{'[^']*delete'\}\)/, "")],
    ["something of another tool", "@Resource[a:b] StringEquals 'c'"],
  ])("is shown as it is if %s", (_, condition) => {
    expect([grants, blobs]).not.toContain(condition);
    expect(inWords(condition)).toBe(condition);
  });
});
