import { spawn } from "node:child_process";
import { join } from "node:path";
import { clientEstate } from "../support/client-estate";
import { pythonWithClients } from "../support/python-clients";
import { subscription, Workbench } from "../support/terraform";

interface Call {
  readonly call: string;
  readonly ok: boolean;
  readonly result?: unknown;
  readonly error?: string;
}

/** Calls that do not work, and why. */
const known: Readonly<Record<string, RegExp>> = {
  // azure-ai-ml asks for monitors at a preview whose bodies differ; the sandbox answers at 2025-06-01 and converts nothing.
  "ml.schedules round trip drift": /ValidationError|expected/,
};

const python = pythonWithClients();
if ("reason" in python) console.warn(`Azure's Python clients are left out: ${python.reason}`);

("reason" in python ? describe.skip : describe)("Azure's Python clients, as they are", () => {
  let bench: Workbench;
  let calls: readonly Call[];

  beforeAll(async () => {
    bench = await Workbench.open();
    bench.write(clientEstate());
    const { code, output } = await bench.apply();
    if (code !== 0) throw new Error(output);
    calls = await session(bench);
  });
  afterAll(() => bench.close());

  const result = (name: string): unknown => calls.find(({ call }) => call === name)?.result;

  it("work but for those that are listed", () => {
    const failed = calls.filter(({ ok }) => !ok);
    expect(failed.filter(({ call, error }) => known[call]?.test(error!) !== true)).toEqual([]);
    expect(failed.map(({ call }) => call).sort()).toEqual(Object.keys(known).sort());
    expect(failed.length / calls.length).toBeLessThanOrEqual(0.05);
    expect(calls.length).toBeGreaterThan(40);
  });

  it("find what Terraform made, what Azure ML makes beside it, and what they made themselves", () => {
    expect(result("resource_groups.check_existence")).toBe(true);
    expect(result("role_definitions.list")).toEqual(["Reader"]);
    expect(result("ml.datastores.get_default")).toBe("workspaceblobstore");
    expect(result("ml.schedules.list")).toEqual(["by-cron", "by-week", "drift"]);
    expect(result("ml.online_endpoints.list")).toEqual(["serving"]);
    expect(result("ml.models.get latest")).toBe("1");
    expect(result("ml.online_endpoints.get")).toBe("aad_token");
  });

  it("create a schedule and an endpoint, submit a job and cancel it", () => {
    expect(result("ml.jobs.get")).toBe("NotStarted");
    expect(result("ml.jobs.get after")).toBe("Canceled");
    expect(result("ml.schedules.disable")).toBe(false);
    expect(result("ml.schedules.enable")).toBe(true);
    expect(result("ml.schedules.trigger")).toBe(true);
  });

  it("put schedules and endpoints as they were got, and nothing has changed", async () => {
    const trips = calls.filter(({ call }) => / round trip /.test(call) && !call.startsWith("ml."));
    expect(trips.map(({ call }) => call.split(" ").at(-1)).sort()).toEqual(["by-cron", "by-week", "serving"]);
    expect(trips.every(({ ok }) => ok)).toBe(true);
  });

  async function session(world: Workbench): Promise<readonly Call[]> {
    const script = join(__dirname, "clients/session.py");
    const parameters = [script, subscription, "rg-test", "mlw-estate"];
    const child = spawn((python as { interpreter: string }).interpreter, parameters, {
      cwd: world.dir,
      env: world.environment(),
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    if (code !== 0) throw new Error(stderr.slice(-2000));
    return stdout
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Call);
  }
});
