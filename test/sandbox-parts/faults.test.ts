import { ArmError } from "../../sandbox/engine/arm/arm-error";
import { retryPolicy } from "../../sandbox/engine/azapi/retry";
import { Elapsed } from "../../sandbox/engine/elapsed";
import { AzureClient } from "../../sandbox/engine/azure-client";
import { Faults, LostResponse } from "../../sandbox/engine/faults";

/** What became of a hundred requests: 1 for a fault, 0 for none. */
async function draw(spec: string): Promise<string> {
  const faults = Faults.parse(spec);
  const results = [];
  for (let index = 0; index < 100; index++) {
    results.push(await faults.request("Microsoft.X/y", "write", () => 0).catch(() => 1));
  }
  return results.join("");
}

describe("injected faults", () => {
  it("are the same for the same seed and others for another", async () => {
    expect(await draw("429:0.2,seed:3")).toBe(await draw("seed:3,429:0.2"));
    expect(await draw("429:0.2,seed:3")).not.toBe(await draw("429:0.2,seed:4"));
    expect((await draw("500:0.2,seed:3")).replaceAll("0", "").length).toBeGreaterThan(8);
    expect(await draw("429:0")).not.toContain("1");
    expect(await draw("429:1")).not.toContain("0");
  });

  it("strike only the type they name", async () => {
    const faults = Faults.parse("Microsoft.Storage/storageAccounts=500:1");
    await expect(faults.request("Microsoft.KeyVault/vaults", "write", () => "done")).resolves.toBe("done");
    await expect(
      faults.request("microsoft.storage/STORAGEACCOUNTS".toLowerCase(), "write", () => "done"),
    ).rejects.toThrow(ArmError);
  });

  it("lose the response only after the work is done, and only of writes", async () => {
    let done = 0;
    const faults = Faults.parse("lost:1");
    await expect(faults.request("t", "write", () => ++done)).rejects.toThrow(LostResponse);
    expect(done).toBe(1);
    await expect(faults.request("t", "read", () => "seen")).resolves.toBe("seen");
  });

  it("of throttling are tried again, of refusals not", async () => {
    let calls = 0;
    const client = new AzureClient(Faults.none());
    const busyTwice = () => {
      if (++calls < 3) throw new ArmError(429, "TooManyRequests", "later");
      return "done";
    };
    await expect(client.write("t", [], busyTwice)).resolves.toBe("done");
    calls = 0;
    const refusing = () => {
      calls++;
      throw new ArmError(409, "Conflict", "no");
    };
    await expect(client.write("t", [], refusing)).rejects.toThrow("409");
    expect(calls).toBe(1);
  });

  it("of what a resource asks to be tried again are, until its time-out, in a hundredth of the time", async () => {
    const elapsed = new Elapsed();
    const client = new AzureClient(Faults.none(), undefined, elapsed);
    const asked = { target: "/subscriptions/s", method: "PUT" };
    const values = {
      retry: {
        error_message_regex: ["^PUT [\\s\\S]*RESPONSE 4\\d\\d[\\s\\S]*AuthorizationFailed"],
        interval_seconds: 1,
      },
      timeouts: { create: "4s" },
    };
    const began = elapsed.now();
    let calls = 0;
    const tried = (code: string, policy = retryPolicy(values, "create", asked)) => {
      calls = 0;
      const refusing = (): string => {
        calls++;
        throw new ArmError(403, code, "no");
      };
      return client.write("t", [], refusing, policy);
    };
    await expect(tried("AuthorizationFailed")).rejects.toThrow("403");
    // After 0, 1 and 2.5 seconds; the next would be past the time-out.
    expect(calls).toBe(3);
    expect(elapsed.now() - began).toBeGreaterThanOrEqual(2_500);
    await expect(tried("Conflict")).rejects.toThrow("403");
    expect(calls).toBe(1);
    await expect(
      tried("AuthorizationFailed", retryPolicy(values, "create", { ...asked, method: "GET" })),
    ).rejects.toThrow("403");
    expect(calls).toBe(1);
  });

  it.each(["", "429", "429:1.1", "latency:50", "429:0.1ms", "seed:x", "lost:-1"])("rejects %j", (spec) => {
    expect(() => Faults.parse(spec)).toThrow("this is not a fault the sandbox can inject");
  });
});
