import { allowedBlocks, storageIpRules } from "../../../constructs/network";

const from = (...allowedAddresses: string[]) => ({ mode: "public", allowedAddresses }) as const;

describe("allowedBlocks", () => {
  it("is empty for private access and sorted for public access", () => {
    expect(allowedBlocks({ mode: "private" })).toEqual([]);
    expect(allowedBlocks(from("203.0.113.0/24", "198.51.100.16/28"))).toEqual(["198.51.100.16/28", "203.0.113.0/24"]);
  });

  it("writes a single address as a block of one, which is how Azure gives it back", () => {
    expect(allowedBlocks(from("203.0.113.7", "203.0.113.9/32"))).toEqual(["203.0.113.7/32", "203.0.113.9/32"]);
  });
});

describe("storageIpRules", () => {
  it("keeps blocks up to /30", () => {
    expect(storageIpRules(from("203.0.113.4/30"))).toEqual(["203.0.113.4/30"]);
  });

  it("keeps single addresses single", () => {
    expect(storageIpRules(from("203.0.113.7"))).toEqual(["203.0.113.7"]);
  });

  it("names the addresses of smaller blocks one by one", () => {
    expect(storageIpRules(from("203.0.113.4/31", "203.0.113.9/32"))).toEqual([
      "203.0.113.4",
      "203.0.113.5",
      "203.0.113.9",
    ]);
  });
});
