import {
  automaticEndpoints,
  destinationOf,
  isForSpark,
  isStorageHost,
  ownEndpoints,
  partsOf,
  typeOf,
} from "../../../domain/network/managed-network";

const modes = (inbound: "private" | "public", outbound: "internet" | "approved-only") => ({
  inbound: { mode: inbound },
  outbound: { mode: outbound },
});
const OPEN = { mode: "public" } as const;
const IN = "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303/resourceGroups/rg/providers";

describe("endpoints of a managed network", () => {
  it.each([
    ["private", "internet"],
    ["private", "approved-only"],
    ["public", "internet"],
    ["public", "approved-only"],
  ] as const)(
    "with %s inbound and %s outbound lead to everything that jobs need, each part once",
    (inbound, outbound) => {
      const all = [
        ...automaticEndpoints(modes(inbound, outbound)),
        ...Object.values(ownEndpoints(modes(inbound, outbound), { mode: "private" })),
      ];
      const named = all.map(({ target, part }) => `${target} ${part}`).sort();
      expect(named).toEqual([
        "collected blob",
        "collected dfs",
        "containerRegistry registry",
        "modelRegistry amlregistry",
        "storage blob",
        "storage dfs",
        "storage file",
        "vault vault",
      ]);
    },
  );

  it("are our own where named addresses may come in: Azure ML makes them only to what is closed altogether", () => {
    expect(automaticEndpoints(modes("public", "internet"))).toEqual([]);
    const own = (inbound: "public" | "private") => Object.keys(ownEndpoints(modes(inbound, "internet"), OPEN));
    expect(own("public")).toContain("own-vault");
    expect(own("private")).not.toContain("own-vault");
  });

  it("lead to a model registry only where it is closed", () => {
    const own = (mode: "public" | "private") => Object.keys(ownEndpoints(modes("private", "internet"), { mode }));
    expect(own("private")).toContain("own-model-registry");
    expect(own("public")).not.toContain("own-model-registry");
  });

  it("have names that ARM takes", () => {
    for (const name of Object.keys(ownEndpoints(modes("public", "internet"), { mode: "private" })))
      expect(name).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$/);
  });
});

describe("a target of a private endpoint", () => {
  it.each([
    [`${IN}/Microsoft.Storage/storageAccounts/a`, "microsoft.storage/storageaccounts", true],
    [`${IN}/MICROSOFT.KEYVAULT/VAULTS/v`, "microsoft.keyvault/vaults", true],
    [`${IN}/Microsoft.DBforPostgreSQL/flexibleServers/p`, "microsoft.dbforpostgresql/flexibleservers", true],
    [`${IN}/Microsoft.Network/virtualNetworks/n`, "microsoft.network/virtualnetworks", false],
    [
      `${IN}/Microsoft.Storage/storageAccounts/a/blobServices/default`,
      "microsoft.storage/storageaccounts/blobservices",
      false,
    ],
    ["nonsense", "", false],
  ])("%s is a %s: taken %s", (id, type, taken) => {
    expect(typeOf(id)).toBe(type);
    expect(partsOf(id) !== undefined).toBe(taken);
    expect(isForSpark(id)).toBe(type === "microsoft.storage/storageaccounts");
  });

  it.each([
    ["examplelake.blob.core.windows.net", true],
    ["*.dfs.core.windows.net", true],
    ["packages.example.org", false],
    ["blob.core.windows.net.example.org", false],
  ])("%s is storage: %s", (host, storage) => expect(isStorageHost(host)).toBe(storage));

  it("is the same in any case, and unknown while part of it is", () => {
    const one = { type: "private-endpoint", resource: `${IN}/X/y/z`, subresource: "blob" };
    expect(destinationOf({ ...one, resource: one.resource.toUpperCase() })).toBe(destinationOf(one));
    expect(destinationOf({ type: "private-endpoint", resource: one.resource })).toBeUndefined();
  });
});
