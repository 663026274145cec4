import { child, estateWith, ids } from "./estate";
import type { Blocks } from "./terraform";

const trigger = { triggerType: "Recurrence", frequency: "Week", interval: 1, timeZone: "UTC" };
const after = (address: string) => ({ depends_on: [address] });

/** The estate, with what clients of Azure ML look at: a cluster, an endpoint that serves, schedules by cron and by week, a monitor. */
export function clientEstate(): Blocks {
  const data = (context: string) => ({
    inputDataType: "Fixed",
    jobInputType: "mltable",
    uri: `${ids.workspace}/data/d/versions/1`,
    dataContext: context,
  });
  return estateWith({
    azapi_resource: {
      cluster: child("computes", "cpu", {
        location: "westeurope",
        properties: {
          computeType: "AmlCompute",
          properties: {
            vmSize: "Standard_D2as_v4",
            vmPriority: "Dedicated",
            scaleSettings: { minNodeCount: 0, maxNodeCount: 2, nodeIdleTimeBeforeScaleDown: "PT120S" },
          },
        },
      }),
      by_cron: child("schedules", "by-cron", {
        properties: {
          trigger: { triggerType: "Cron", expression: "0 2 * * *", startTime: "2027-01-01T00:00:00" },
          action: {
            actionType: "CreateJob",
            jobDefinition: { jobType: "Pipeline", jobs: {}, inputs: { a: { jobInputType: "literal", value: "1" } } },
          },
        },
      }),
      by_week: child("schedules", "by-week", {
        properties: {
          trigger: { ...trigger, schedule: { hours: [3], minutes: [15], weekDays: ["Monday"] } },
          action: { actionType: "CreateJob", jobDefinition: { jobType: "Pipeline", jobs: {} } },
        },
      }),
      monitor: child("schedules", "drift", {
        properties: {
          trigger: { ...trigger, frequency: "Day", schedule: { hours: [3], minutes: [15] } },
          action: {
            actionType: "CreateMonitor",
            monitorDefinition: {
              computeConfiguration: {
                computeType: "ServerlessSpark",
                instanceType: "standard_e4s_v3",
                runtimeVersion: "3.4",
                computeIdentity: { computeIdentityType: "AmlToken" },
              },
              monitoringTarget: { taskType: "Classification" },
              signals: {
                drift_data: {
                  signalType: "DataDrift",
                  notificationTypes: ["AmlNotification"],
                  features: { filterType: "AllFeatures" },
                  metricThresholds: [
                    { dataType: "Numerical", metric: "JensenShannonDistance", threshold: { value: 0.1 } },
                  ],
                  productionData: {
                    ...data("model_inputs"),
                    inputDataType: "Rolling",
                    windowSize: "P1D",
                    windowOffset: "P0D",
                  },
                  referenceData: data("training"),
                },
              },
            },
          },
        },
      }),
      endpoint: child("onlineEndpoints", "serving", {
        location: "westeurope",
        properties: { authMode: "AADToken", publicNetworkAccess: "Enabled" },
      }),
      blue: {
        ...child("deployments", "blue", {
          location: "westeurope",
          kind: "Managed",
          sku: { name: "Default", capacity: 1 },
          properties: {
            endpointComputeType: "Managed",
            instanceType: "Standard_D2as_v4",
            model: `${ids.workspace}/models/m/versions/1`,
          },
        }),
        type: "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments@2025-06-01",
        parent_id: "${azapi_resource.endpoint.id}",
        ...after("azapi_resource.endpoint"),
      },
    },
  });
}
