import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { writeWhole } from "../files";
import { Cloud } from "./engine/arm/cloud";
import { rulesFor } from "./services/rules";
import { serveArm } from "./engine/arm/http";
import { BodyShapes } from "./engine/arm/shapes";
import { AzapiProvider } from "./engine/azapi/azapi-provider";
import { AzureClient } from "./engine/azure-client";
import { AzurermProvider } from "./engine/azurerm/azurerm-provider";
import { bodyOfAzurerm } from "./engine/azurerm/arm-body";
import { Faults } from "./engine/faults";
import { AzureDevopsProvider } from "./services/azure-devops/azure-devops-provider";
import { Memory } from "./services/azure-devops/memory";
import { Directory } from "./services/github/directory";
import { GithubProvider } from "./services/github/github-provider";
import { Store } from "./engine/store/store";
import { serverTrust } from "./engine/tls/authority";
import { putGiven } from "./given";
import { lockStore } from "./engine/store/store-lock";
import { IDENTITY_PATH } from "./services/sign-in/identity-endpoint";
import type { ScoringRunner } from "./workload/scoring-face";
import { blobWritten } from "./workload/events";
import { JobQueue, type JobRunner } from "./workload/jobs/queue";
import { deployed, governed, requireDeletable } from "./services/policy/effects";
import { ownServices } from "./services/own-services";
import type { Blobs } from "./services/storage/blobs";
import { serveProvider } from "./engine/terraform/plugin-server";
import { Elapsed } from "./engine/elapsed";
import { Authorizer, type Somebody } from "./services/access/authorizer";
import { stateQuestion } from "./engine/terraform/state-question";
import { binOf, findTerraform, terraformEnded, wrapperScript } from "./engine/terraform/wrapper";

export interface SandboxOptions {
  /** Folder of the store, of Terraform's state files and of the wrapper. @default ".sandbox" */
  readonly dir?: string;
  /** Port of the ARM face on this machine. @default - any free port */
  readonly port?: number;
  /** What goes wrong, see {@link Faults}. @default - nothing */
  readonly faults?: string;
  /** Entra tenant of the simulated subscriptions. @default - a fixed made-up GUID */
  readonly tenant?: string;
  /** Whom the sandbox takes a caller for that says nothing else. @default - the owner of every subscription */
  readonly as?: Somebody;
  /** What runs jobs that somebody submits. @default - they stay `NotStarted` */
  readonly jobs?: JobRunner;
  /** A file of resources that others made before, put in unless they are there: a hub, its policies. @default - none */
  readonly given?: string;
  /**
   * ARM id of the container that Terraform's states lie in, in Azure: whoever reads or locks one needs the role on it that they
   * would need there. @default - nobody is asked
   */
  readonly states?: string;
  /** What answers for deployments of online endpoints. @default - nothing does */
  readonly servers?: ScoringRunner;
  /** @default - the system's clock */
  readonly now?: () => Date;
}

/** A running sandbox. */
export interface Sandbox {
  /** Absolute path of its folder. */
  readonly dir: string;
  readonly store: Store;
  readonly cloud: Cloud;
  /** Who may do what; its `caller` is whom everything is done as. */
  readonly access: Authorizer;
  /** What lies in storage accounts. */
  readonly blobs: Blobs;
  /** Whether the last sandbox here was killed, so that Terraform's states may lack what was created: see `recoverState`. */
  readonly afterCrash: boolean;
  /** Base URL of the ARM face: HTTPS, by the certificates that `env` names. */
  readonly armUrl: string;
  /** The same face without TLS, for this process only: Node reads what it trusts when it starts. */
  readonly loopbackUrl: string;
  /** What a child process needs in its environment for Terraform to use the sandbox. */
  readonly env: Readonly<Record<string, string>>;
  /** Environment variables a child process must not inherit. */
  readonly dropped: readonly string[];
  /** What a child process needs besides to be somebody else than `access.caller`, while others are others. */
  envAs(somebody: Somebody): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

const defaultTenant = "7b1f7a52-3c0e-4f6b-9a65-0e5a3f0c9d11";

/** Starts the simulated Azure in this process. Throws `UserError` if it cannot. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const terraform = findTerraform();
  const dir = resolve(options.dir ?? ".sandbox");
  const faults = options.faults === undefined ? Faults.none() : Faults.parse(options.faults);
  const lock = lockStore(dir);
  const undo: (() => unknown)[] = [() => lock.release()];
  const close = async () => {
    if (existsSync(join(dir, "running"))) await terraformEnded(join(dir, "running"));
    for (const step of undo.reverse().splice(0)) await step();
  };
  try {
    const store = new Store(dir);
    const cloud = new Cloud(store, {
      rulesFor,
      tenant: options.tenant ?? defaultTenant,
      bodyOf: bodyOfAzurerm,
      policies: { governed, deployed, requireDeletable },
      lostRegions: faults.lostRegions,
      ...(options.now !== undefined && { now: options.now }),
    });
    const elapsed = new Elapsed();
    if (options.given !== undefined) putGiven(cloud, options.given);
    const access = new Authorizer(cloud, {
      elapsed,
      propagationMs: faults.propagationMs,
      ...(options.as !== undefined && { caller: options.as }),
    });
    const requireRegion = (id: string): void => cloud.requireRegion(id);
    const client = new AzureClient(faults, access, elapsed, requireRegion);
    const shapes = new BodyShapes();
    const trust = serverTrust(dir);
    const services = ownServices(cloud, access, trust, dir, options);
    undo.push(() => services.scoring.close());
    if (options.jobs !== undefined) {
      const queue = new JobQueue({ cloud, access, blobs: services.blobs, dir }, options.jobs);
      services.onJob = (id) => queue.add(id);
      services.onCancel = (id) => queue.cancel(id);
      undo.push(() => queue.close());
    }
    const arm = await serveArm(cloud, faults, shapes, access, trust, services, options.port);
    undo.push(arm.close);
    services.onBlob = (blob) => blobWritten({ cloud, access, loopbackUrl: arm.loopbackUrl }, blob);
    // Socket paths are limited to about 100 characters, which a deep checkout would exceed.
    const sockets = mkdtempSync(join(tmpdir(), "mlops-"));
    undo.push(() => rmSync(sockets, { recursive: true, force: true }));
    let served = 0;
    /** Serves providers; where Terraform finds each. */
    const serve = async (providers: Readonly<Record<string, Parameters<typeof serveProvider>[0]>>) => {
      const reattach: Record<string, unknown> = {};
      for (const [address, provider] of Object.entries(providers)) {
        const socket = join(sockets, `${served++}.sock`);
        undo.push(await serveProvider(provider, socket));
        reattach[address] = {
          Protocol: "grpc",
          ProtocolVersion: 6,
          Pid: process.pid,
          Test: true,
          Addr: { Network: "unix", String: socket },
        };
      }
      return reattach;
    };
    const azure = (client: AzureClient) => ({
      "registry.terraform.io/hashicorp/azurerm": new AzurermProvider(cloud, client),
      "registry.terraform.io/azure/azapi": new AzapiProvider(cloud, client, shapes),
    });
    const common = await serve({
      ...azure(client),
      "registry.terraform.io/integrations/github": new GithubProvider(new Directory(dir), client, () => cloud.now()),
      "registry.terraform.io/microsoft/azuredevops": new AzureDevopsProvider(new Memory(dir), client, cloud),
    });
    const others = new Map<string, Promise<Readonly<Record<string, string>>>>();
    const envOf = async (somebody: Somebody) => ({
      TF_REATTACH_PROVIDERS: JSON.stringify({
        ...common,
        ...(await serve(azure(new AzureClient(faults, access.as(somebody), elapsed, requireRegion)))),
      }),
      MLOPS_SANDBOX_AS: somebody.objectId,
    });
    const envAs = (somebody: Somebody) => {
      const known = others.get(somebody.objectId) ?? envOf(somebody);
      others.set(somebody.objectId, known);
      return known;
    };
    const env = {
      TF_REATTACH_PROVIDERS: JSON.stringify(common),
      MLOPS_SANDBOX: dir,
      MLOPS_SANDBOX_ARM: arm.url,
      ...trust.env,
      // Azure's clients find the sandbox as a cloud of its own, and sign in to it as a managed identity does.
      ARM_CLOUD_METADATA_URL: `${arm.url}/metadata/endpoints?api-version=2019-05-01`,
      REGISTRY_DISCOVERY_ENDPOINT_URL: `${arm.url}/`,
      IDENTITY_ENDPOINT: `${arm.loopbackUrl}${IDENTITY_PATH}`,
      IDENTITY_HEADER: services.signInSecret,
      TERRAFORM_BINARY_NAME: writeWrapper(dir, terraform, options.states !== undefined),
      // Whoever types `terraform` is asked as well. Without one the stand-in would find itself.
      ...(isAbsolute(terraform) && { PATH: [binOf(dir), process.env["PATH"] ?? ""].join(delimiter) }),
      CHECKPOINT_DISABLE: "1",
      // Terraform remembers in this folder, below each stack's, where the state is. One per sandbox, so that the same
      // checkout can go from one to another and to Azure without "Backend configuration changed".
      TF_DATA_DIR: `.terraform-${createHash("sha256").update(dir).digest("hex").slice(0, 8)}`,
    };
    return {
      dir,
      store,
      cloud,
      access,
      blobs: services.blobs,
      afterCrash: lock.afterCrash,
      armUrl: arm.url,
      loopbackUrl: arm.loopbackUrl,
      env,
      dropped: ["TF_CLI_CONFIG_FILE"],
      envAs,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The wrapper that answers `terraform providers lock`, which would ask a registry. Returns its path. */
function writeWrapper(dir: string, terraform: string, asksForStates: boolean): string {
  const bin = binOf(dir);
  mkdirSync(bin, { recursive: true });
  mkdirSync(join(dir, "state"), { recursive: true });
  const running = join(dir, "running");
  rmSync(running, { recursive: true, force: true });
  mkdirSync(running);
  const path = join(bin, "terraform");
  const askForStates = join(bin, "ask-for-states.js");
  if (asksForStates) writeWhole(askForStates, stateQuestion);
  writeWhole(path, wrapperScript(terraform, running, asksForStates ? askForStates : undefined));
  chmodSync(path, 0o755);
  return path;
}
