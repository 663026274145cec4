export { ComputeCluster, type ComputeClusterProps } from "./compute-cluster";
export { ComputeInstance, type ComputeInstanceProps } from "./compute-instance";
