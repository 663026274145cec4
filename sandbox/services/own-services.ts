import { createHash } from "node:crypto";
import { join } from "node:path";
import type { CloudView } from "../engine/arm/model";
import type { ServerTrust } from "../engine/tls/authority";
import type { Authorizer } from "./access/authorizer";
import { ScoringFace, type ScoringRunner } from "../workload/scoring-face";
import { MlDataPlane } from "./machine-learning/data-plane";
import { Tokens } from "./sign-in/tokens";
import { BlobFace } from "./storage/blob-face";
import { type BlobId, Blobs } from "./storage/blobs";
import { Signatures } from "./storage/signature";
import { States } from "./storage/states";

/** What the sandbox's address answers beside Resource Manager. */
export interface OwnServices {
  readonly blobs: Blobs;
  readonly blobFace: BlobFace;
  readonly dataPlane: MlDataPlane;
  readonly tokens: Tokens;
  /** What a client of the sign-in must show, so that no page in a browser gets a token. */
  readonly signInSecret: string;
  /** Who may lock Terraform's states. */
  readonly states: States;
  /** Online endpoints. */
  readonly scoring: ScoringFace;
  /** Told of each blob that somebody has written over HTTP. @default - nobody hears of it */
  onBlob?: (blob: BlobId) => Promise<unknown>;
  /** Told of each job that somebody submits. @default - jobs are never run */
  onJob?: (id: string) => void;
  /** Told of each job that somebody cancels. @default - no job runs that could be stopped */
  onCancel?: (id: string) => void;
}

/**
 * Services of the sandbox in a folder. What they sign is good as long as its certificate is.
 * @param states - ARM id of the container that Terraform's states lie in, in Azure
 */
export function ownServices(
  cloud: CloudView,
  access: Authorizer,
  trust: ServerTrust,
  dir: string,
  { servers, states }: { readonly servers?: ScoringRunner | undefined; readonly states?: string | undefined } = {},
): OwnServices {
  const secret = sha(trust.key);
  const now = () => cloud.now();
  const blobs = new Blobs(join(dir, "storage"));
  const signatures = new Signatures(secret, now);
  const tokens = new Tokens(secret, cloud.tenant, now);
  const services: OwnServices = {
    scoring: new ScoringFace({ cloud, access, blobs, tokens }, servers),
    states: new States(cloud, access, states),
    blobs,
    blobFace: new BlobFace(cloud, access, blobs, signatures, (blob) => services.onBlob?.(blob)),
    dataPlane: new MlDataPlane(cloud, signatures),
    tokens,
    signInSecret: sha(`sign-in|${secret}`).slice(0, 32),
  };
  return services;
}

const sha = (text: string): string => createHash("sha256").update(text).digest("hex");
