export { ActionGroups, type ActionGroupsProps } from "./action-groups";
export {
  AlertFactory,
  type ActivityAlertProps,
  type AlertFactoryProps,
  type AlertProps,
  type MetricAlertProps,
} from "./alert-factory";
export { EnvironmentAlerts, type EnvironmentAlertsProps } from "./environment-alerts";
export { MonthlyBudget, type MonthlyBudgetProps } from "./monthly-budget";
