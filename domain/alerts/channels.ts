import type { Severity } from "./environment";

/** Somebody, or something, that alerts reach otherwise than by mail to an address. */
export type Channel = { readonly severities: readonly Severity[] } & (
  | { readonly type: "webhook"; readonly url: string }
  | { readonly type: "sms"; readonly countryCode: string; readonly phoneNumber: string }
  | { readonly type: "armRole"; readonly role: string }
  | { readonly type: "eventHub"; readonly eventHub: string }
  | { readonly type: "logicApp"; readonly workflow: string; readonly trigger: string }
  | { readonly type: "function"; readonly function: string }
);
export type ChannelType = Channel["type"];

/** A channel that Azure calls by an address with a key in it. Nobody writes it: whoever applies asks Azure for it. */
export type CalledChannel = Extract<Channel, { readonly type: "logicApp" | "function" }>;
export const isCalled = (channel: Channel): channel is CalledChannel =>
  channel.type === "logicApp" || channel.type === "function";

/**
 * Of one severity, at most. Each has an action group of its own, an alert rule takes five, and those of use cases tell their
 * severity's, the owner's and a rollback's.
 */
export const MAX_CALLED_CHANNELS = 2;

/** What its action group is called for. `_` stands in no severity and in no name of a use case. */
export const channelUse = (name: string): string => `channel_${name}`;

/** How the address of a channel is asked for. */
interface AddressRequest {
  /** ARM type and API version of what is asked. */
  readonly type: string;
  /** Its ARM id. */
  readonly of: string;
  /** The rest of the path of a POST, and where in the answer the address is. */
  readonly action: string;
  readonly answer: string;
}

/** Types that may be asked for an address, with what: `{}` is a name. */
export const addressRequests = {
  logicApp: { type: "Microsoft.Logic/workflows@2019-05-01", action: "triggers/{}/listCallbackUrl", answer: "value" },
  // Since 2020-12-01 the answer is the secrets alone: `key` and `trigger_url`.
  function: { type: "Microsoft.Web/sites/functions@2024-04-01", action: "listsecrets", answer: "trigger_url" },
} as const;

/** Whom to ask for the address of a channel, and how. */
export function addressOf(channel: CalledChannel): AddressRequest {
  const { action, ...request } = addressRequests[channel.type];
  return channel.type === "logicApp"
    ? { ...request, of: channel.workflow, action: action.replace("{}", channel.trigger) }
    : { ...request, of: channel.function, action };
}

/** How an action group names where a channel leads. */
interface ReceiverFacts {
  /** The block of `azurerm_monitor_action_group`, and its arguments that tell where. */
  readonly azurerm: readonly [block: string, ...keys: string[]];
  /** The same of `Microsoft.Insights/actionGroups`. */
  readonly arm: readonly [list: string, ...keys: string[]];
  /** For people, from the values of the keys. */
  readonly inWords: (...values: string[]) => string;
}

/** Receivers of an action group that channels are. */
export const receivers: Readonly<Record<ChannelType, ReceiverFacts>> = {
  webhook: {
    azurerm: ["webhook_receiver", "service_uri"],
    arm: ["webhookReceivers", "serviceUri"],
    inWords: (url) => `webhook ${url}`,
  },
  sms: {
    azurerm: ["sms_receiver", "country_code", "phone_number"],
    arm: ["smsReceivers", "countryCode", "phoneNumber"],
    inWords: (country, number) => `text messages to +${country} ${number}`,
  },
  armRole: {
    azurerm: ["arm_role_receiver", "role_id"],
    arm: ["armRoleReceivers", "roleId"],
    inWords: (role) => `mail to whoever has role ${role} in the subscription`,
  },
  eventHub: {
    azurerm: ["event_hub_receiver", "subscription_id", "event_hub_namespace", "event_hub_name"],
    arm: ["eventHubReceivers", "subscriptionId", "eventHubNameSpace", "eventHubName"],
    inWords: (_, namespace, hub) => `event hub ${namespace}/${hub}`,
  },
  logicApp: {
    azurerm: ["logic_app_receiver", "resource_id"],
    arm: ["logicAppReceivers", "resourceId"],
    inWords: (workflow) => `Logic App ${workflow.split("/").at(-1)!}`,
  },
  function: {
    azurerm: ["azure_function_receiver", "function_app_resource_id", "function_name"],
    arm: ["azureFunctionReceivers", "functionAppResourceId", "functionName"],
    inWords: (app, name) => `function ${app.split("/").at(-1)!}/${name}`,
  },
};

/** Where a channel leads: the values of its receiver's keys, in their order. */
export function destination(channel: Channel): readonly string[] {
  switch (channel.type) {
    case "webhook":
      return [channel.url];
    case "sms":
      return [channel.countryCode, channel.phoneNumber];
    case "armRole":
      return [channel.role];
    case "eventHub": {
      const segments = channel.eventHub.split("/");
      return [2, 8, 10].map((index) => segments[index]!);
    }
    case "logicApp":
      return [channel.workflow];
    case "function":
      return functionPlace(channel.function);
  }
}

/** The ARM id of a function's app, and the function's name. */
export const functionPlace = (id: string): readonly string[] => id.split(/\/functions\//i);

/** A channel for people, such as `webhook https://pager.example/alerts`. */
export const channelInWords = (channel: Channel): string => receivers[channel.type].inWords(...destination(channel));

/** The one text by which where a receiver leads is compared; case does not tell them apart. */
export const destinationKey = (type: string, values: readonly string[]): string =>
  [type, ...values].join(" ").toLowerCase();

/** The longest run of letters and digits in a path that is taken for words. Keys of pagers and chats have 24 and more. */
const LONGEST_WORD = 19;
const RUN = new RegExp(`[A-Za-z0-9]{${LONGEST_WORD + 1},}`, "g");
const GUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** What in a web address is, or holds, a key, in words; undefined if nothing does. */
export function keyIn(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.username !== "" || url.password !== "") return "a user name or password";
  if (url.search !== "") return "a query, where keys and signatures stand";
  if (url.hash !== "") return "a fragment";
  const isRandom = (run: string) => /\d/.test(run) && /[A-Za-z]/.test(run);
  const secret = GUID.test(url.pathname) || (url.pathname.match(RUN) ?? []).some(isRandom);
  return secret ? "a part that looks like a key" : undefined;
}
