"""Asks a sandbox what a person with Azure's own Python clients would ask, and prints one JSON line for each call."""

import json
import os
import sys
import time
import traceback

ARM = os.environ["MLOPS_SANDBOX_ARM"]
# Where azure-ai-ml looks up the cloud that it speaks to; before it is imported.
os.environ["ARM_CLOUD_METADATA_URL"] = f"{ARM}/metadata/endpoints?api-version=2019-05-01"

from azure.ai.ml import MLClient, command
from azure.ai.ml.entities import CronTrigger, Data, JobSchedule, ManagedOnlineEndpoint, Model
from azure.core.credentials import AccessToken
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.machinelearningservices import MachineLearningServicesMgmtClient
from azure.mgmt.resource.resources import ResourceManagementClient

SUBSCRIPTION, GROUP, WORKSPACE = sys.argv[1:4]
SCOPE = ["https://management.azure.com/.default"]


class AnyToken:
    """The sandbox takes any token."""

    def get_token(self, *scopes, **more):
        return AccessToken("sandbox", int(time.time()) + 3600)


def call(name, work):
    try:
        result = work()
        print(json.dumps({"call": name, "ok": True, "result": result}, default=str))
        return result
    except Exception as error:  # what a client throws is the finding
        short = "".join(traceback.format_exception_only(error)).strip()
        print(json.dumps({"call": name, "ok": False, "error": short[:400]}))
        if os.environ.get("TRACE"):
            traceback.print_exc()
        return None


def names(items):
    return sorted(item.name for item in items)


def again(name, get, put):
    """What is put as it was read is afterwards what it was."""

    def work():
        before = get()
        put(before)
        after = get()
        was, now = ({**one.as_dict(), "system_data": None} for one in (before, after))
        assert was == now, f"changed: {was} became {now}"
        return True

    call(name, work)


options = {"base_url": ARM, "credential_scopes": SCOPE, "polling_interval": 0}
rm = ResourceManagementClient(AnyToken(), SUBSCRIPTION, **options)
call("resource_groups.list", lambda: names(rm.resource_groups.list()))
call("resource_groups.check_existence", lambda: rm.resource_groups.check_existence(GROUP))
call("resources.list_by_resource_group", lambda: len(list(rm.resources.list_by_resource_group(GROUP))) > 5)
call("providers.get", lambda: rm.providers.get("Microsoft.Storage").registration_state)

roles = AuthorizationManagementClient(AnyToken(), SUBSCRIPTION, **options)
group = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}"
call(
    "role_definitions.list",
    lambda: [one.role_name for one in roles.role_definitions.list(group, filter="roleName eq 'Reader'")],
)
call("role_assignments.list_for_scope", lambda: len(list(roles.role_assignments.list_for_scope(group))) > 0)
call(
    "role_assignments.list_for_scope atScope()",
    lambda: {one.scope for one in roles.role_assignments.list_for_scope(group, filter="atScope()")} <= {
        group,
        f"/subscriptions/{SUBSCRIPTION}",
    },
)

mgmt = MachineLearningServicesMgmtClient(AnyToken(), SUBSCRIPTION, **options)
where = (GROUP, WORKSPACE)
call("workspaces.get", lambda: mgmt.workspaces.get(*where).name)
call("workspaces.list_keys", lambda: mgmt.workspaces.list_keys(*where) is not None)
call("datastores.list", lambda: names(mgmt.datastores.list(*where)))
computes = call("compute.list", lambda: names(mgmt.compute.list(*where))) or []
for name in computes:
    call(f"compute.list_nodes {name}", lambda name=name: len(list(mgmt.compute.list_nodes(*where, name))))
schedules = call("schedules.list", lambda: names(mgmt.schedules.list(*where))) or []
for name in schedules:
    kind = mgmt.schedules.get(*where, name).properties.action.action_type
    if kind != "CreateJob":
        continue  # this API version knows no monitors; the next client does
    again(
        f"schedules round trip {name}",
        lambda name=name: mgmt.schedules.get(*where, name),
        lambda body, name=name: mgmt.schedules.begin_create_or_update(*where, name, body).result(),
    )
endpoints = call("online_endpoints.list", lambda: names(mgmt.online_endpoints.list(*where))) or []
for name in endpoints:
    again(
        f"online_endpoints round trip {name}",
        lambda name=name: mgmt.online_endpoints.get(*where, name),
        lambda body, name=name: mgmt.online_endpoints.begin_create_or_update(*where, name, body).result(),
    )

ml = MLClient(AnyToken(), SUBSCRIPTION, GROUP, WORKSPACE, enable_telemetry=False)
call("ml.workspaces.get", lambda: ml.workspaces.get(WORKSPACE).name)
call("ml.datastores.list", lambda: names(ml.datastores.list()))
call("ml.datastores.get_default", lambda: ml.datastores.get_default().name)
call("ml.compute.list", lambda: names(ml.compute.list()))
call("ml.online_endpoints.list", lambda: names(ml.online_endpoints.list()))
call("ml.schedules.list", lambda: names(ml.schedules.list()))
for name in schedules:
    call(f"ml.schedules.get {name}", lambda name=name: ml.schedules.get(name).name)
    call(
        f"ml.schedules round trip {name}",
        lambda name=name: ml.schedules.begin_create_or_update(ml.schedules.get(name)).result().name,
    )
call("ml.models.create", lambda: ml.models.create_or_update(Model(
    name="by-hand", version="1", path="azureml://datastores/workspaceblobstore/paths/m", type="custom_model")).version)
call("ml.models.list", lambda: names(ml.models.list()))
call("ml.models.get latest", lambda: ml.models.get("by-hand", label="latest").version)
call("ml.data.create", lambda: ml.data.create_or_update(Data(
    name="by-hand", version="1", path="azureml://datastores/workspaceblobstore/paths/d", type="uri_folder")).version)
call("ml.data.list", lambda: names(ml.data.list()))
for name in endpoints:
    call(f"ml.online_deployments.list {name}", lambda name=name: names(ml.online_deployments.list(name)))
    for one in [] if name is None else (d.name for d in mgmt.online_deployments.list(*where, name)):
        call(
            f"ml.online_deployments.get_logs {name}/{one}",
            lambda name=name, one=one: ml.online_deployments.get_logs(one, name, lines=10),
        )

call("ml.online_endpoints.create", lambda: ml.online_endpoints.begin_create_or_update(
    ManagedOnlineEndpoint(name="made-by-python", auth_mode="aad_token")).result().name)
call("ml.online_endpoints.get", lambda: ml.online_endpoints.get("made-by-python").auth_mode)
job = command(
    command="echo hello",
    environment=f"{group}/providers/Microsoft.MachineLearningServices/workspaces/{WORKSPACE}/environments/e/versions/1",
    compute=computes[0] if computes else "none",
    name="made-by-python",
)
call("ml.jobs.create", lambda: ml.jobs.create_or_update(job).name)
call("ml.jobs.get", lambda: ml.jobs.get("made-by-python").status)
call("ml.jobs.list", lambda: "made-by-python" in names(ml.jobs.list()))
call("ml.jobs.cancel", lambda: ml.jobs.begin_cancel("made-by-python").result())
call("ml.jobs.get after", lambda: ml.jobs.get("made-by-python").status)
call("ml.schedules.create", lambda: ml.schedules.begin_create_or_update(JobSchedule(
    name="made-by-python", trigger=CronTrigger(expression="0 2 * * *"), create_job=ml.schedules.get(schedules[0]).create_job)).result().name)
call("ml.schedules.disable", lambda: ml.schedules.begin_disable("made-by-python").result().is_enabled)
call("ml.schedules.enable", lambda: ml.schedules.begin_enable("made-by-python").result().is_enabled)
call("ml.schedules.trigger", lambda: ml.schedules.trigger("made-by-python") is not None)
call("ml.schedules.delete", lambda: ml.schedules.begin_delete("made-by-python").result())
call("ml.online_endpoints.delete", lambda: ml.online_endpoints.begin_delete("made-by-python").result())
