export { ActionGroups, type ActionGroupsProps } from "./action-groups";
export {
  AlertFactory,
  type ActivityAlertProps,
  type AlertFactoryProps,
  type AlertProps,
  type AlertReceivers,
  type MetricAlert,
  type MetricAlertProps,
  type QueryAlertProps,
} from "./alert-factory";
export { EnvironmentAlerts, type BaselineTargets, type EnvironmentAlertsProps } from "./environment-alerts";
export { EnvironmentWorkbook, type EnvironmentWorkbookProps } from "./environment-workbook";
export { MonthlyBudget, type MonthlyBudgetProps } from "./monthly-budget";
export { DriftMonitor, type DriftMonitorProps, type MonitorCompute } from "./drift-monitor";
export type { DataContext, MonitoredData, RollingData, Window } from "./drift-monitor-data";
export type {
  AttributionDriftSignal,
  CustomSignal,
  DataDriftSignal,
  DataQualitySignal,
  MonitorSignal,
  PredictionDriftSignal,
  Reference,
} from "./drift-monitor-signals";
export {
  UseCaseAlerts,
  type CandidateAlertsProps,
  type EndpointAlertsProps,
  type UseCaseAlertsProps,
  type WatchedDeployment,
  type WatchedEndpoint,
  type WatchedMonitor,
} from "./use-case-alerts";
