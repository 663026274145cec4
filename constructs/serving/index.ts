export { DataAsset, type DataAssetProps } from "./data-asset";
export { DeploymentAutoscale, type DeploymentAutoscaleProps } from "./deployment-autoscale";
export { EndpointTraffic, type CandidateShare, type EndpointTrafficProps } from "./endpoint-traffic";
export { collections, ModelDeployment, type Collection, type ModelDeploymentProps } from "./model-deployment";
export { ModelEndpoint, type EndpointInbound, type ModelEndpointProps } from "./model-endpoint";
