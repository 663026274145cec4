/** The number by which GitHub's GraphQL API knows an organization or enterprise: `databaseId`. */
export const businessIdPattern = /^[1-9]\d{0,18}$/;
