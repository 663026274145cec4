import { conflicts, guid, matches, type Check } from "../../engine/azurerm/checks";
import type { Values } from "../../engine/azurerm/type-entry";
import type { Block } from "../../engine/terraform/schema";
import { guidOf } from "../../engine/arm/identities";
import {
  computedBool,
  computedMap,
  computedNumber,
  computedText,
  list,
  optionalBool,
  optionalComputedText,
  optionalNumber,
  optionalText,
  requiredText,
  set,
  compiled,
} from "./arguments";
import { words, atLeast, among, projectId, part, numberOf, type, type AzureDevopsType } from "./type";

import { checkTypes } from "./check-types";
import { pipelineTypes } from "./pipeline-types";
import { policyTypes } from "./policy-types";

/** Every resource of Azure DevOps that the sandbox knows. */
export const azureDevopsTypes: Readonly<Record<string, AzureDevopsType>> = {
  azuredevops_environment: type(
    "environments",
    {
      project_id: projectId,
      name: requiredText({
        checks: [
          (path) =>
            matches(path, /^[^":<>|*?/\\&,%@+#]{1,128}$/, '1 to 128 characters without " : < > | * ? / \\ & , % @ + #'),
        ],
      }),
      description: optionalText({ fallback: "" }),
    },
    {
      id: (values) => numberOf("environment", `${part(values, "project_id")}/${part(values, "name")}`),
      unique: (values) => `${part(values, "project_id")}/${part(values, "name")}`.toLowerCase(),
    },
  ),

  ...checkTypes,

  azuredevops_serviceendpoint_azurerm: type(
    "serviceendpoints",
    {
      project_id: projectId,
      service_endpoint_name: requiredText({ checks: [words] }),
      description: optionalText({
        fallback: "Managed by Terraform",
        checks: [(path) => matches(path, /^.{0,1024}$/s, "at most 1024 characters")],
      }),
      authorization: computedMap(),
      azurerm_spn_tenantid: requiredText(),
      resource_group: optionalText({ replaces: true }),
      azurerm_subscription_id: optionalText(),
      azurerm_subscription_name: optionalText(),
      azurerm_management_group_id: optionalText(),
      azurerm_management_group_name: optionalText(),
      credentials: list(
        {
          serviceprincipalid: requiredText(),
          serviceprincipalkey: optionalText({ sensitive: true, checks: [words] }),
          serviceprincipalcertificate: optionalText({ sensitive: true, checks: [words] }),
        },
        undefined,
        1,
      ),
      environment: optionalText({
        replaces: true,
        fallback: "AzureCloud",
        checks: [among("AzureCloud", "AzureChinaCloud", "AzureUSGovernment", "AzureGermanCloud", "AzureStack")],
      }),
      service_endpoint_authentication_scheme: optionalText({
        replaces: true,
        fallback: "ServicePrincipal",
        checks: [among("WorkloadIdentityFederation", "ManagedServiceIdentity", "ServicePrincipal")],
      }),
      server_url: optionalComputedText({ replaces: true }),
      workload_identity_federation_issuer: computedText(),
      workload_identity_federation_subject: computedText(),
      service_principal_id: computedText(),
      features: list({ validate: optionalBool(false) }, undefined, 1),
    },
    {
      checks: [
        conflicts("resource_group", "credentials", "azurerm_management_group_id"),
        conflicts("azurerm_subscription_name", "azurerm_management_group_id"),
        conflicts("azurerm_management_group_id", "azurerm_subscription_id"),
        conflicts("azurerm_management_group_name", "azurerm_subscription_id", "resource_group"),
        conflicts("credentials.serviceprincipalkey", "credentials.serviceprincipalcertificate"),
      ],
      id: (values) =>
        guidOf("serviceendpoint", `${part(values, "project_id")}/${part(values, "service_endpoint_name")}`),
      unique: (values) => `${part(values, "project_id")}/${part(values, "service_endpoint_name")}`.toLowerCase(),
      computed: (values, id, organization) => {
        const [credentials] = (values["credentials"] ?? []) as unknown as readonly Values[];
        const tenant = part(values, "azurerm_spn_tenantid");
        const client = credentials === undefined ? guidOf("application", id) : part(credentials, "serviceprincipalid");
        const federated = values["service_endpoint_authentication_scheme"] === "WorkloadIdentityFederation";
        const inSubject = (guid: string): string => Buffer.from(guid.replaceAll("-", ""), "hex").toString("base64url");
        return {
          service_principal_id: client,
          server_url: "https://management.azure.com/",
          authorization: { scheme: part(values, "service_endpoint_authentication_scheme"), tenantid: tenant },
          // The form of connections made since November 2025; nothing may rely on it.
          workload_identity_federation_issuer: federated ? `https://login.microsoftonline.com/${tenant}/v2.0` : "",
          workload_identity_federation_subject: federated
            ? `/eid1/c/pub/t/${inSubject(tenant)}/a/${inSubject(guidOf("azure-devops", "application"))}/sc/${guidOf("organization", organization)}/${id}`
            : "",
        };
      },
    },
  ),

  azuredevops_variable_group: type(
    "variablegroups",
    {
      project_id: projectId,
      name: requiredText({ checks: [words] }),
      description: optionalText({ fallback: "" }),
      allow_access: optionalBool(false),
      variable: set(
        {
          name: requiredText(),
          value: optionalText({ fallback: "" }),
          secret_value: optionalText({ fallback: "", sensitive: true }),
          is_secret: optionalBool(false),
          content_type: computedText(),
          enabled: computedBool(),
          expires: computedText(),
        },
        1,
      ),
      key_vault: list(
        {
          name: requiredText({ checks: [words] }),
          service_endpoint_id: requiredText({ checks: [guid] }),
          search_depth: optionalNumber({ fallback: 20 }),
        },
        undefined,
        1,
      ),
    },
    {
      checks: ["value", "secret_value", "is_secret"].map((name) => conflicts(`variable.${name}`, "key_vault")),
      id: (values) => numberOf("variablegroup", `${part(values, "project_id")}/${part(values, "name")}`),
      unique: (values) => `${part(values, "project_id")}/${part(values, "name")}`.toLowerCase(),
    },
  ),

  azuredevops_pipeline_authorization: type(
    "pipelinepermissions",
    {
      project_id: requiredText({ replaces: true }),
      pipeline_project_id: optionalText({ replaces: true }),
      resource_id: requiredText({ replaces: true, checks: [words] }),
      type: requiredText({
        replaces: true,
        checks: [among("endpoint", "queue", "variablegroup", "environment", "repository")],
      }),
      pipeline_id: optionalNumber({ replaces: true, checks: [atLeast(1)] }),
    },
    {
      id: (values) => {
        const base = `${part(values, "project_id")}/${part(values, "type")}/${part(values, "resource_id")}`;
        const pipeline = values["pipeline_id"] ?? null;
        return pipeline === null ? base : `${base};pipeline_id=${JSON.stringify(pipeline)}`;
      },
    },
  ),

  ...pipelineTypes,
  ...policyTypes,
};

/** Data sources, by the same schemas. */
export const azureDevopsData: Readonly<Record<string, { readonly block: Block; readonly checks: readonly Check[] }>> = {
  azuredevops_project: compiled({
    name: optionalText({ checks: [words] }),
    project_id: optionalText({ checks: [words] }),
    description: computedText(),
    visibility: computedText(),
    version_control: computedText(),
    work_item_template: computedText(),
    process_template_id: computedText(),
    features: computedMap(),
  }),
  azuredevops_git_repository: compiled({
    name: requiredText({ checks: [words] }),
    project_id: requiredText({ checks: [guid] }),
    default_branch: computedText(),
    is_fork: computedBool(),
    remote_url: computedText(),
    size: computedNumber(),
    ssh_url: computedText(),
    url: computedText(),
    web_url: computedText(),
    disabled: computedBool(),
  }),
  azuredevops_agent_queue: compiled({
    name: requiredText({ checks: [words] }),
    project_id: requiredText({ checks: [guid] }),
    agent_pool_id: computedNumber(),
  }),
  azuredevops_group: compiled({
    name: requiredText({ checks: [words] }),
    project_id: optionalText({ checks: [words] }),
    descriptor: computedText(),
    origin: computedText(),
    origin_id: computedText(),
    group_id: computedText(),
  }),
};
