import { createHttpHeaders, type HttpClient } from "@azure/core-rest-pipeline";
import { existsInAzure } from "../../deploy/arm-exists";

const subscription = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";
const group = `${subscription}/resourceGroups/rg`;
const storage = `${group}/providers/Microsoft.Storage/storageAccounts/st`;
const assignment = `${storage}/providers/Microsoft.Authorization/roleAssignments/1`;

describe("looking resources up in Azure", () => {
  const requests: string[] = [];
  const answers: Record<string, unknown> = {
    [`${subscription}/providers/Microsoft.Storage`]: {
      resourceTypes: [
        { resourceType: "storageAccounts", apiVersions: ["2026-01-01-preview", "2025-06-01", "2019-01-01"] },
      ],
    },
    [`${subscription}/providers/Microsoft.Authorization`]: {
      resourceTypes: [{ resourceType: "roleAssignments", apiVersions: ["2022-04-01"] }],
    },
    [group]: {},
    [storage]: {},
    [assignment]: {},
  };
  const http: HttpClient = {
    sendRequest: async (request) => {
      const { host, pathname, searchParams } = new URL(request.url);
      const version = searchParams.get("api-version");
      requests.push(`${host} ${pathname.split("/").at(-1)}@${version} ${request.headers.get("authorization")}`);
      const answer = answers[pathname];
      const status = pathname.endsWith("/secret") ? 403 : answer === undefined ? 404 : 200;
      return { request, status, headers: createHttpHeaders(), bodyAsText: JSON.stringify(answer ?? { error: status }) };
    },
  };
  const credential = { getToken: async () => ({ token: "t", expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const exists = existsInAzure(credential, http);

  it("asks with the newest version of the type that is no preview, which it looks up once", async () => {
    expect([await exists(storage), await exists(`${storage}2`)]).toEqual([true, false]);
    expect([await exists(group), await exists(assignment)]).toEqual([true, true]);
    expect(requests).toEqual(
      [
        "Microsoft.Storage@2021-04-01",
        "st@2025-06-01",
        "st2@2025-06-01",
        "rg@2021-04-01",
        "Microsoft.Authorization@2021-04-01",
        "1@2022-04-01",
      ].map((request) => `management.azure.com ${request} Bearer t`),
    );
  });

  it("takes no refusal for an answer", async () => {
    await expect(exists(`${group}/providers/Microsoft.Storage/storageAccounts/secret`)).rejects.toThrow("answered 403");
  });
});
