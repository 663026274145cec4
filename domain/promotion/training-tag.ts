/** The tag that all training jobs of a use case carry: jobs can be listed by a tag's name, not by its value. */
export const trainingTag = (useCase: string): string => `training-of-${useCase}`;
