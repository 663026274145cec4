import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockEntries, lockFor } from "../../domain/terraform/provider-locks";
import { Checkout } from "../support/checkout";

/** Real Terraform, and builds of providers that pass for the real ones: what the lock file is there to find out. */
const temp = mkdtempSync(join(tmpdir(), "mlops-locks-"));
const checkout = new Checkout();
afterAll(() => {
  checkout.remove();
  rmSync(temp, { recursive: true, force: true });
});

const providers: Readonly<Record<string, string>> = {
  "hashicorp/azurerm": "4.55.0",
  "azure/azapi": "2.12.0",
  "integrations/github": "6.13.0",
};
const platforms = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64", "windows_amd64"];
const mirror = join(temp, "mirror");
for (const [address, version] of Object.entries(providers)) {
  const type = address.split("/")[1]!;
  const folder = join(mirror, "registry.terraform.io", address);
  mkdirSync(folder, { recursive: true });
  for (const platform of platforms) {
    const program = join(temp, `terraform-provider-${type}_v${version}`);
    writeFileSync(program, `#!/bin/sh\n# not what was published for ${platform}\n`, { mode: 0o755 });
    const archive = join(folder, `terraform-provider-${type}_${version}_${platform}.zip`);
    execFileSync("zip", ["--quiet", "--junk-paths", archive, program]);
  }
}
const settings = join(temp, "terraformrc");
writeFileSync(settings, `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`);
const env = { CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: settings };

describe("a provider of another build", () => {
  it("is refused by every stack that needs it, although its version is the same", () => {
    expect(checkout.run("npm run --silent synth", { MLOPS_STACKS: "dev,pipelines" }).code).toBe(0);
    for (const [stack, refused] of [
      ["dev", "azurerm"],
      ["pipelines", "github"],
    ] as const) {
      const dir = `cdktf.out/stacks/${stack}`;
      const init = `terraform -chdir=${dir} init -backend=false -input=false -no-color`;
      const { code, stderr } = checkout.run(init, env);
      expect([stack, code, stderr.replace(/[\s│]+/g, " ")]).toEqual([
        stack,
        1,
        expect.stringMatching(new RegExp(`${refused}.*doesn't match any of the checksums previously recorded`)),
      ]);
      // Without the entry it would run.
      rmSync(join(checkout.path, dir, ".terraform.lock.hcl"));
      expect(checkout.run(init, env).code).toBe(0);
    }
  });

  it("is locked, with the others, by the script that writes the file anew, and then used", () => {
    const path = join(checkout.path, ".terraform.lock.hcl");
    const shipped = readFileSync(path, "utf8");
    const above = shipped.slice(0, shipped.indexOf("\nprovider"));
    const against = checkout.run(`pipelines/lock-providers.sh -fs-mirror=${mirror}`, env);
    expect([against.code, against.stderr, readFileSync(path, "utf8")]).toEqual([
      1,
      "registry.terraform.io/hashicorp/azurerm: the same version has other sums than .terraform.lock.hcl says; nothing was written\n",
      shipped,
    ]);

    writeFileSync(path, `${above}\n`);
    const { code, stderr } = checkout.run(`pipelines/lock-providers.sh -fs-mirror=${mirror}`, env);
    expect([code, stderr]).toEqual([0, ""]);
    const written = readFileSync(path, "utf8");
    expect(written.startsWith(above)).toBe(true);
    const entries = lockEntries(written);
    expect([...entries.keys()].sort()).toEqual(
      Object.keys(providers)
        .map((address) => `registry.terraform.io/${address}`)
        .sort(),
    );
    expect(lockFor(written, Object.keys(providers)).match(/"h1:/g)).toHaveLength(15);
    expect(checkout.run("npm run --silent synth", { MLOPS_STACKS: "dev" }).code).toBe(0);
    const init = "terraform -chdir=cdktf.out/stacks/dev init -backend=false -input=false -lockfile=readonly";
    expect(checkout.run(init, env).code).toBe(0);
  });
});

describe("the Terraform of Azure Pipelines", () => {
  const bin = join(temp, "bin");
  mkdirSync(bin);
  const install = (archive: string) => {
    writeFileSync(join(bin, "curl"), `#!/bin/bash\ncp '${archive}' "$(basename "\${!#}")"\n`, { mode: 0o755 });
    const tools = mkdtempSync(join(temp, "tools-"));
    const script = join(__dirname, "../../pipelines/install-terraform.sh");
    return spawnSync(script, {
      encoding: "utf8",
      env: { PATH: `${bin}:${process.env["PATH"]}`, AGENT_TOOLSDIRECTORY: tools },
    });
  };

  it("is not installed from an archive of another sum, wherever that came from", () => {
    const forged = join(temp, "terraform.zip");
    writeFileSync(join(temp, "terraform"), "#!/bin/sh\n", { mode: 0o755 });
    execFileSync("zip", ["--quiet", "--junk-paths", forged, join(temp, "terraform")]);
    const { status, stdout, stderr } = install(forged);
    expect([status, stdout, stderr]).toEqual([
      1,
      "",
      "terraform_1.11.4_linux_amd64.zip is not the archive of Terraform 1.11.4 whose sum this script knows\n",
    ]);
  });
});
