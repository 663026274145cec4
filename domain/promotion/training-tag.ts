/** The tag that all training jobs of a use case carry: jobs can be listed by a tag's name, not by its value. */
export const trainingTag = (useCase: string): string => `training-of-${useCase}`;

const BATCH = "batch-of-";
/** The tag that all batch scoring jobs of a use case carry; its value is the model version that scores. */
export const batchTag = (useCase: string): string => `${BATCH}${useCase}`;
/** Whether a job's tags are those of batch scoring. */
export const isBatchTagged = (tags: object): boolean => Object.keys(tags).some((tag) => tag.startsWith(BATCH));
