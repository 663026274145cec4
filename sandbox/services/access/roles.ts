import { builtInRoles } from "../../../domain/access/roles";

/** Azure built-in roles beyond those this project grants, so that a typing error in a role id is refused as Azure does. */
const others = `
b78c5d69-af96-48a3-bf8d-a8b4d589de94 Azure AI Administrator
64702f94-c441-49e6-a78b-ef80e0188fee Azure AI Developer
8e3af657-a8ff-443c-a75c-2fe8c4bcb635 Owner
18d7d88d-d35e-4fb5-a5c3-7773c20a72d9 User Access Administrator
17d1049b-9a84-46fb-8f53-869881c3d3ab Storage Account Contributor
0c867c2a-1d8c-454a-a3db-ab2ea1bdc8bb Storage File Data SMB Share Contributor
8a0f0c08-91a1-4084-bc3d-661d67233fed Storage Queue Data Message Processor
974c5e8b-45b9-4653-ba55-5f855dd0fb88 Storage Queue Data Contributor
0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3 Storage Table Data Contributor
69a216fc-b8fb-44d8-bc22-1f3c2cd27a39 Azure Service Bus Data Sender
f25e0fa2-a7c8-4377-a976-54943a77a395 Key Vault Contributor
b86a8fe4-44ce-4948-aee5-eccb2c155cd7 Key Vault Secrets Officer
4633458b-17de-408a-b874-0445c86b69e6 Key Vault Secrets User
e147488a-f6f5-4113-8e2d-b22465e65bf6 Key Vault Crypto Service Encryption User
c2f4ef07-c644-48eb-af81-4b1b4947fb11 AcrDelete
b93aa761-3e63-49ed-ac28-beffa264f7ac Container Registry Repository Reader
2a1e307c-b015-4ebd-883e-5b7698a07328 Container Registry Repository Writer
ae349356-3a1b-4a5e-921d-050484c6347e Application Insights Component Contributor
92aaf0da-9dab-42b6-94a3-d43ce8d16293 Log Analytics Contributor
e40ec5ca-96e0-45a2-b4ff-59039f2c2b59 Managed Identity Contributor
1e241071-0855-49ea-94dc-649edcd759de EventGrid Contributor
428e0ff0-5e57-4d9c-a221-2c70d0e0a443 EventGrid EventSubscription Contributor
d5a91429-5739-47e2-a06b-3470a27159e7 EventGrid Data Sender
87a39d53-fc1b-424a-814c-f7e04687dc9e Logic App Contributor
515c2055-d9d4-4321-b1b9-bd0c9a0f79fe Logic App Operator
`;

/** Names of Azure's built-in roles by lower-case GUID. */
export const azureRoles: ReadonlyMap<string, string> = new Map([
  ...Object.values(builtInRoles).map(({ id, title }) => [id as string, title as string] as const),
  ...others
    .trim()
    .split("\n")
    .map((line) => [line.slice(0, 36), line.slice(37)] as const),
]);
