/**
 * The oldest Terraform that does. Secret parts of a request are write-only arguments, which came with 1.11. 1.11.0 reads the
 * account of a state in Azure itself, which identities with a role on the container alone may not.
 */
export const OLDEST_TERRAFORM = "1.11.1";
