export { WorkspaceEvents, type WorkspaceEventsProps } from "./workspace-events";
