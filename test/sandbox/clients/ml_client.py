"""Asks a deployed example, in its sandbox, what a person asks with azure-ai-ml's MLClient, and prints one JSON line for each call.

ml_client.py <file that example.mjs printed>
"""

import json
import os
import sys
import time
import traceback

ARM = os.environ["MLOPS_SANDBOX_ARM"]
# Where azure-ai-ml looks up the cloud that it speaks to; before it is imported.
os.environ["ARM_CLOUD_METADATA_URL"] = f"{ARM}/metadata/endpoints?api-version=2019-05-01"

from azure.ai.ml import MLClient, command
from azure.ai.ml.entities import (
    AmlCompute,
    AzureBlobDatastore,
    BatchEndpoint,
    ComputeInstance,
    CronTrigger,
    Data,
    Environment,
    JobSchedule,
    ManagedOnlineDeployment,
    ManagedOnlineEndpoint,
    Model,
    RecurrencePattern,
    RecurrenceTrigger,
    WorkspaceConnection,
)
from azure.core.credentials import AccessToken

with open(sys.argv[1], encoding="utf-8") as file:
    example = json.load(file)
WORKSPACE, ENDPOINT, DEPLOYMENT = example["workspace"], example["endpoint"], example["deployment"]
SCHEDULE, MONITOR, CLUSTER, DATA = example["schedule"], example["monitor"], example["cluster"], example["data"]
PATH = "azureml://datastores/workspaceblobstore/paths/made-by-client"


class AnyToken:
    """The sandbox takes any token."""

    def get_token(self, *scopes, **more):
        return AccessToken("sandbox", int(time.time()) + 3600)


def finished(answer):
    """Waits for what takes long, and looks at every page of a list."""
    # Jobs and components answer to any name, so it is their class that is asked.
    if hasattr(type(answer), "result"):
        return answer.result()
    if hasattr(type(answer), "by_page") or hasattr(type(answer), "__next__"):
        return list(answer)
    return answer


def call(name, work):
    told = {"call": f"MLClient {name}", "ok": True}
    found = None
    try:
        found = finished(work())
    except Exception as error:  # what a client throws is the finding
        short = "".join(traceback.format_exception_only(error)).strip()
        told |= {"ok": False, "error": short[:300]}
    print(json.dumps(told), flush=True)
    return found


ml = MLClient(AnyToken(), example["subscription"], example["group"], WORKSPACE, enable_telemetry=False)

call("workspaces.list", lambda: ml.workspaces.list())
call("workspaces.list of the subscription", lambda: ml.workspaces.list(scope="subscription"))
call("workspaces.get", lambda: ml.workspaces.get(WORKSPACE))
call("workspaces.get_keys", lambda: ml.workspaces.get_keys(WORKSPACE))
call("workspaces.begin_sync_keys", lambda: ml.workspaces.begin_sync_keys(WORKSPACE))
call("workspaces.begin_diagnose", lambda: ml.workspaces.begin_diagnose(WORKSPACE))
call("workspace_outbound_rules.list", lambda: ml.workspace_outbound_rules.list(WORKSPACE))
call("workspace_outbound_rules.get", lambda: ml.workspace_outbound_rules.get(WORKSPACE, example["rule"]))
call("connections.create_or_update", lambda: ml.connections.create_or_update(WorkspaceConnection(
    name="made-by-client", type="python_feed", target="https://pypi.example.org/simple", credentials=None)))
call("connections.get", lambda: ml.connections.get("made-by-client"))
call("connections.list", lambda: ml.connections.list())
call("connections.delete", lambda: ml.connections.delete("made-by-client"))

call("compute.list", lambda: ml.compute.list())
call("compute.get", lambda: ml.compute.get(CLUSTER))
call("compute.list_nodes", lambda: ml.compute.list_nodes(CLUSTER))
call("compute.list_sizes", lambda: ml.compute.list_sizes())
call("compute.list_usage", lambda: ml.compute.list_usage())
call("compute.begin_create_or_update cluster", lambda: ml.compute.begin_create_or_update(AmlCompute(
    name="by-client", size="Standard_DS3_v2", min_instances=0, max_instances=1, enable_node_public_ip=False)))
call("compute.begin_delete cluster", lambda: ml.compute.begin_delete("by-client"))
call("compute.begin_create_or_update instance", lambda: ml.compute.begin_create_or_update(ComputeInstance(
    name="one-by-client", size="Standard_DS11_v2", enable_node_public_ip=False)))
call("compute.begin_stop", lambda: ml.compute.begin_stop("one-by-client"))
call("compute.begin_start", lambda: ml.compute.begin_start("one-by-client"))
call("compute.begin_restart", lambda: ml.compute.begin_restart("one-by-client"))
call("compute.begin_delete instance", lambda: ml.compute.begin_delete("one-by-client"))

call("datastores.list", lambda: ml.datastores.list())
call("datastores.get", lambda: ml.datastores.get("workspaceblobstore"))
call("datastores.get_default", lambda: ml.datastores.get_default())
call("datastores.create_or_update", lambda: ml.datastores.create_or_update(AzureBlobDatastore(
    name="by_client", account_name=example["storage"], container_name=example["container"])))
call("datastores.delete", lambda: ml.datastores.delete("by_client"))

call("models.create_or_update", lambda: ml.models.create_or_update(Model(
    name="made-by-client", version="1", path=PATH, type="custom_model")))
call("models.create_or_update next", lambda: ml.models.create_or_update(Model(
    name="made-by-client", path=PATH, type="custom_model")))
call("models.get", lambda: ml.models.get("made-by-client", version="1"))
call("models.get latest", lambda: ml.models.get("made-by-client", label="latest"))
call("models.list", lambda: ml.models.list())
call("models.list versions", lambda: ml.models.list("made-by-client"))
call("models.archive", lambda: ml.models.archive("made-by-client", version="1"))
call("models.restore", lambda: ml.models.restore("made-by-client", version="1"))
call("models.archive all", lambda: ml.models.archive("made-by-client"))
call("models.restore all", lambda: ml.models.restore("made-by-client"))
call("data.create_or_update", lambda: ml.data.create_or_update(Data(
    name="made-by-client", version="1", path=PATH, type="uri_folder")))
call("data.get", lambda: ml.data.get("made-by-client", version="1"))
call("data.get latest", lambda: ml.data.get("made-by-client", label="latest"))
call("data.list", lambda: ml.data.list())
call("data.list versions", lambda: ml.data.list(DATA))
call("data.archive", lambda: ml.data.archive("made-by-client", version="1"))
call("data.restore", lambda: ml.data.restore("made-by-client", version="1"))
environment = Environment(name="made-by-client", version="1", image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250101.v1")
call("environments.create_or_update", lambda: ml.environments.create_or_update(environment))
call("environments.get", lambda: ml.environments.get("made-by-client", version="1"))
call("environments.list", lambda: ml.environments.list())
call("environments.list versions", lambda: ml.environments.list("made-by-client"))
call("environments.archive", lambda: ml.environments.archive("made-by-client", version="1"))
call("environments.restore", lambda: ml.environments.restore("made-by-client", version="1"))

step = command(
    name="made_by_client",
    command="echo made by client",
    environment="azureml:made-by-client:1",
    compute=CLUSTER,
).component
call("components.create_or_update", lambda: ml.components.create_or_update(step, version="1"))
call("components.get", lambda: ml.components.get("made_by_client", version="1"))
call("components.list", lambda: ml.components.list())
call("components.list versions", lambda: ml.components.list("made_by_client"))
call("components.archive", lambda: ml.components.archive("made_by_client", version="1"))
call("components.restore", lambda: ml.components.restore("made_by_client", version="1"))

job = command(
    name="made-by-client", command="echo", environment="azureml:made-by-client:1", compute=CLUSTER, experiment_name="by-client"
)
call("jobs.create_or_update", lambda: ml.jobs.create_or_update(job))
call("jobs.get", lambda: ml.jobs.get("made-by-client"))
call("jobs.list", lambda: ml.jobs.list())
call("jobs.begin_cancel", lambda: ml.jobs.begin_cancel("made-by-client"))
call("jobs.archive", lambda: ml.jobs.archive("made-by-client"))
call("jobs.restore", lambda: ml.jobs.restore("made-by-client"))

call("schedules.list", lambda: ml.schedules.list())
call("schedules.get", lambda: ml.schedules.get(SCHEDULE))
call("schedules.get monitor", lambda: ml.schedules.get(MONITOR))
created = ml.schedules.get(SCHEDULE).create_job
call("schedules.begin_create_or_update", lambda: ml.schedules.begin_create_or_update(JobSchedule(
    name="made-by-client", trigger=CronTrigger(expression="0 2 * * *"), create_job=created)))
call("schedules.begin_create_or_update by week", lambda: ml.schedules.begin_create_or_update(JobSchedule(
    name="made-by-client",
    trigger=RecurrenceTrigger(
        frequency="week", interval=1, schedule=RecurrencePattern(hours=[3], minutes=[15], week_days=["monday"])
    ),
    create_job=created)))
call("schedules.begin_disable", lambda: ml.schedules.begin_disable("made-by-client"))
call("schedules.begin_enable", lambda: ml.schedules.begin_enable("made-by-client"))
call("schedules.trigger", lambda: ml.schedules.trigger("made-by-client"))
call("schedules.begin_disable before it goes", lambda: ml.schedules.begin_disable("made-by-client"))
call("schedules.begin_delete", lambda: ml.schedules.begin_delete("made-by-client"))

call("online_endpoints.list", lambda: ml.online_endpoints.list())
call("online_endpoints.get", lambda: ml.online_endpoints.get(ENDPOINT))
call("online_endpoints.begin_create_or_update as read", lambda: ml.online_endpoints.begin_create_or_update(ml.online_endpoints.get(ENDPOINT)))
call("online_endpoints.begin_create_or_update", lambda: ml.online_endpoints.begin_create_or_update(ManagedOnlineEndpoint(
    name="made-by-client", auth_mode="key", public_network_access="disabled")))
call("online_endpoints.get_keys", lambda: ml.online_endpoints.get_keys("made-by-client"))
call("online_endpoints.begin_regenerate_keys", lambda: ml.online_endpoints.begin_regenerate_keys("made-by-client", key_type="primary"))
call("online_deployments.list", lambda: ml.online_deployments.list(ENDPOINT))
call("online_deployments.get", lambda: ml.online_deployments.get(DEPLOYMENT, ENDPOINT))
call("online_deployments.get_logs", lambda: ml.online_deployments.get_logs(DEPLOYMENT, ENDPOINT, lines=10))
call("online_deployments.begin_create_or_update", lambda: ml.online_deployments.begin_create_or_update(ManagedOnlineDeployment(
    name="blue", endpoint_name="made-by-client", model="azureml:made-by-client:1", instance_type="Standard_DS3_v2", instance_count=1,
    egress_public_network_access="disabled"), skip_script_validation=True))
call("online_deployments.begin_delete", lambda: ml.online_deployments.begin_delete("blue", "made-by-client"))
call("online_endpoints.begin_delete", lambda: ml.online_endpoints.begin_delete("made-by-client"))
call("batch_endpoints.list", lambda: ml.batch_endpoints.list())
call("batch_endpoints.begin_create_or_update", lambda: ml.batch_endpoints.begin_create_or_update(BatchEndpoint(name="batch-by-client")))
call("batch_endpoints.get", lambda: ml.batch_endpoints.get("batch-by-client"))
call("batch_deployments.list", lambda: ml.batch_deployments.list("batch-by-client"))
call("batch_endpoints.begin_delete", lambda: ml.batch_endpoints.begin_delete("batch-by-client"))
