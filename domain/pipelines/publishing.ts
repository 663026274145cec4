/**
 * How pipelines publish what `ml/` holds: the stacks `bootstrap`, `registry` and `pipelines` make these, and the YAML in
 * `.github/workflows/deploy.yml` and `azure-pipelines/templates/publish.yml` uses them.
 */

/** The GitHub environment whose jobs alone may publish. No environment of a configuration is called so. */
export const PUBLISHING_ENVIRONMENT = "publish";

/** A variable of the repository on GitHub: `true` where pipelines publish. */
export const PUBLISHES_VARIABLE = "MLOPS_PUBLISHES";

/** The service connection that jobs of Azure Pipelines publish through. */
export const PUBLISHING_CONNECTION = "mlops-publish";
