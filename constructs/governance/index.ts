export { DeleteLock, type DeleteLockProps } from "./delete-lock";
export { Diagnostics, diagnosticCategories, type DiagnosticKind, type DiagnosticsProps } from "./diagnostics";
export { hangingOn } from "./hanging-on";
export { MandatoryTags } from "./mandatory-tags";
export { preventDestroy } from "./prevent-destroy";
export { ResourceProviders, type ResourceProvidersProps } from "./resource-providers";
export { StateStore, type StateStoreProps } from "./state-store";
