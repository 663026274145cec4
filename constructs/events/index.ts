export { StorageEvents, type StorageEventsProps } from "./storage-events";
export { WorkspaceEvents, type WorkspaceEventsProps } from "./workspace-events";
