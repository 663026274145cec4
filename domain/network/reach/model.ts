/**
 * Who calls over the network and what is called, as far as Azure decides by it. The control plane, that is every call on
 * Azure Resource Manager, is decided by roles alone; what is here are the data planes.
 */

/** How far the computes of a workspace's managed network get by themselves. */
export type Isolation = "none" | "internet" | "approved-only";

/** Something that a managed network lets out, or leads to. */
export type OutboundRule =
  | {
      readonly type: "private-endpoint";
      /** ARM id. */
      readonly resource: string;
      readonly subresource: string;
      /** Whether serverless Spark gets an endpoint of its own. */
      readonly spark: boolean;
      /** @default true */
      readonly active?: boolean;
    }
  | { readonly type: "service-tag"; readonly tag: string }
  /** `*.example.org` covers what is below `example.org`. */
  | { readonly type: "fqdn"; readonly host: string };

/** The managed network of a workspace. */
export interface ManagedNetwork {
  /** ARM id of the workspace. */
  readonly workspace: string;
  readonly region: string;
  readonly isolation: Isolation;
  /** Whether it was provisioned with serverless Spark. */
  readonly sparkReady: boolean;
  /** Those that Azure makes by itself, and those that somebody wrote. */
  readonly rules: readonly OutboundRule[];
}

/** Azure's own services, by the type of the resource that they act for. */
export type BackendService =
  | "Microsoft.MachineLearningServices/workspaces"
  | "Microsoft.MachineLearningServices/registries"
  | "Microsoft.EventGrid/systemTopics"
  | "Microsoft.Logic/workflows"
  | "Microsoft.ContainerRegistry/registries/tasks"
  | "Microsoft.Insights";

/** From where a call comes. */
export type Caller =
  /** A machine on the internet. */
  | {
      readonly from: "internet";
      /** Its public IPv4 address; undefined: nobody knows, or it changes. */
      readonly address?: string;
      /** The Azure region that it runs in, if it does. */
      readonly azureRegion?: string;
      /** Whether it is studio in a browser, which talks to storage itself. @default false */
      readonly browser?: boolean;
    }
  /** A machine in a virtual network. */
  | {
      readonly from: "virtual-network";
      /** ARM id. */
      readonly network: string;
      /** ARM id of its subnet. */
      readonly subnet?: string;
      readonly region?: string;
      /** Whether a NAT gateway, a firewall or a public address leads out to the internet. */
      readonly egress: boolean;
      /** The address that it comes out at. */
      readonly address?: string;
      /** ARM ids of networks that its own is peered with. */
      readonly peers?: readonly string[];
    }
  /** A cluster, an instance or a deployment of a workspace. */
  | { readonly from: "managed-network"; readonly network: ManagedNetwork }
  /** Serverless Spark of a workspace: what monitors run on. */
  | { readonly from: "spark"; readonly network: ManagedNetwork }
  /** A service of Azure's own. */
  | {
      readonly from: "azure";
      readonly service: BackendService;
      /** ARM id of the resource that it acts for. */
      readonly resource?: string;
      readonly identity: "system" | "user" | "none";
    };

export type TargetKind =
  | "control-plane"
  | "storage"
  | "vault"
  | "container-registry"
  | "workspace"
  | "endpoint"
  | "model-registry"
  | "logs"
  | "webhook"
  | "host";

/** A private endpoint in a virtual network. */
export interface PrivateEndpoint {
  /** ARM id of the network. */
  readonly network: string;
  readonly subresource: string;
  /** Whether the owner of what it leads to has agreed. */
  readonly approved: boolean;
  /** Whether every DNS zone that its names live in is linked to its network. */
  readonly resolves: boolean;
  /** Whether its zones are kept where peered networks find them, too. @default false */
  readonly resolvesInPeers?: boolean;
}

/** What is called. */
export interface Target {
  readonly kind: TargetKind;
  /** ARM id; of an online endpoint, its own. */
  readonly id?: string;
  /** Host name, for what is on the internet. */
  readonly host?: string;
  readonly region?: string;
  /** `publicNetworkAccess`. */
  readonly publicAccess: boolean;
  /** What happens to callers that no rule names. @default "Allow" */
  readonly defaultAction?: "Allow" | "Deny";
  /** Public IPv4 addresses and blocks that are let in. */
  readonly addresses?: readonly string[];
  /** ARM ids of subnets that are let in by service endpoint. */
  readonly subnets?: readonly string[];
  /** Whether trusted services of Azure's pass (`bypass: AzureServices`). @default false */
  readonly trustsAzure?: boolean;
  /** ARM ids of resources that are let in by their identity; the last segment may be `*`. */
  readonly resources?: readonly string[];
  readonly privateEndpoints?: readonly PrivateEndpoint[];
  /** ARM id of what a managed network's private endpoint must lead to, if it is not `id`: an endpoint's workspace. */
  readonly behind?: string;
}

/** How a call gets in. */
export type Door =
  | "public"
  | "private endpoint"
  | "trusted service"
  | "resource rule"
  | "network rule"
  | "IP rule"
  | "firewall"
  | "service tag";

export type Reach =
  | { readonly reached: true; readonly door: Door }
  | {
      readonly reached: false;
      /** In one clause without a full stop. */
      readonly reason: string;
      /** What there is, and does not help: the reason behind the reason. */
      readonly hint?: string;
    };
