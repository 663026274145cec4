export { Notices, type NoticesProps, type ToldMetric } from "./notices";
