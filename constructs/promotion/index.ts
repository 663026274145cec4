export { PromotionFlow, type PromotionFlowProps, type RollbackProps } from "./promotion-flow";
export { type TrafficRollback } from "./rollback";
