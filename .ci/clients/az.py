"""Asks a sandbox what an operator asks with Azure's CLI, as it is, and prints one JSON line for each command."""

import contextlib
import io
import json
import logging
import sys

from azure.cli.core import get_default_cli

SUBSCRIPTION, GROUP, WORKSPACE = sys.argv[1:4]
GROUP_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}"
WORKSPACE_ID = f"{GROUP_ID}/providers/Microsoft.MachineLearningServices/workspaces/{WORKSPACE}"
cli = get_default_cli()
logging.getLogger().setLevel(logging.CRITICAL)


def az(*parameters):
    """Runs a command, tells how it went, and gives back what it found."""
    told, out = io.StringIO(), io.StringIO()
    ok, found = False, None
    try:
        with contextlib.redirect_stderr(told):
            ok = cli.invoke([*parameters, "--only-show-errors"], out_file=out) == 0
        found = cli.result.result
        if cli.result.error is not None:
            told.write(str(cli.result.error))
    except SystemExit as end:
        ok = end.code in (None, 0)
        found = cli.result.result if cli.result else None
        if cli.result is not None and cli.result.error is not None:
            told.write(str(cli.result.error))
    except Exception as error:  # what a client throws is the finding
        told.write(f"{type(error).__name__}: {error}")
    called = " ".join(parameters).replace(SUBSCRIPTION, "<subscription>")
    if ok:
        print(json.dumps({"call": f"az {called}", "ok": True}))
    else:
        print(json.dumps({"call": f"az {called}", "ok": False, "error": told.getvalue()[-300:]}))
    sys.stdout.flush()
    return found


def each(found, *parameters):
    """The same command for the first of what a list found, by its name or id."""
    for one in (found or [])[:1]:
        az(*(part.format(**{key: one[key] for key in ("name", "id")}) for part in parameters))


az("cloud", "show")
az("login", "--identity")
az("account", "list")
az("account", "set", "--subscription", SUBSCRIPTION)
az("account", "show")
az("account", "list-locations")
az("group", "list")
az("group", "show", "-n", GROUP)
az("group", "exists", "-n", GROUP)
az("provider", "show", "--namespace", "Microsoft.Storage")
az("provider", "register", "--namespace", "Microsoft.Storage", "--wait")
resources = az("resource", "list", "-g", GROUP)
az("resource", "list", "-g", GROUP, "--query", "[].{name:name, type:type}")
az("resource", "show", "--ids", WORKSPACE_ID)
az("resource", "list", "--resource-type", "Microsoft.MachineLearningServices/workspaces")
az("rest", "--method", "get", "--url", f"{WORKSPACE_ID}?api-version=2025-06-01", "--query", "properties.managedNetwork.status")
az("rest", "--method", "get", "--url", f"{WORKSPACE_ID}/outboundRules?api-version=2025-06-01")
az("rest", "--method", "get", "--url", f"{WORKSPACE_ID}/schedules?api-version=2025-06-01")
endpoints = az("rest", "--method", "get", "--url", f"{WORKSPACE_ID}/onlineEndpoints?api-version=2025-06-01")
# What operators are allowed.
az("role", "definition", "list", "--name", "Reader")
az("role", "definition", "list", "--custom-role-only", "true")
az("role", "assignment", "list", "--scope", GROUP_ID, "--fill-principal-name", "false")
az("role", "assignment", "list", "--scope", GROUP_ID, "--include-inherited", "--fill-principal-name", "false")
az("role", "assignment", "list", "--all", "--fill-principal-name", "false")
az("lock", "list", "-g", GROUP)
# What alerts lead to.
az("monitor", "activity-log", "list", "-g", GROUP, "--offset", "3h")
az("monitor", "activity-log", "list", "--offset", "1d")
groups = az("monitor", "action-group", "list", "-g", GROUP)
each(groups, "monitor", "action-group", "show", "-g", GROUP, "-n", "{name}")
alerts = az("monitor", "metrics", "alert", "list", "-g", GROUP)
each(alerts, "monitor", "metrics", "alert", "show", "-g", GROUP, "-n", "{name}")
logged = az("monitor", "activity-log", "alert", "list", "-g", GROUP)
each(logged, "monitor", "activity-log", "alert", "show", "-g", GROUP, "-n", "{name}")
az("monitor", "diagnostic-settings", "list", "--resource", WORKSPACE_ID)
az("monitor", "metrics", "list-definitions", "--resource", WORKSPACE_ID)
for one in (endpoints or {}).get("value", [])[:1]:
    az("monitor", "metrics", "list", "--resource", one["id"], "--metric", "RequestLatency_P50", "RequestLatency_P95", "RequestsPerMinute", "--interval", "PT5M", "--aggregation", "Average")
    az("resource", "show", "--ids", one["id"], "--api-version", "2025-06-01")
    for deployment in (az("rest", "--method", "get", "--url", f"{one['id']}/deployments?api-version=2025-06-01") or {}).get("value", [])[:1]:
        az("monitor", "metrics", "list", "--resource", deployment["id"], "--metric", "CpuUtilizationPercentage", "DeploymentCapacity", "--interval", "PT5M")
        az("monitor", "metrics", "list", "--resource", deployment["id"], "--metric", "DeploymentCapacity", "--aggregation", "Maximum", "--filter", "State eq '*' and instanceId eq '*'")
az("monitor", "autoscale", "list", "-g", GROUP)
logs = az("monitor", "log-analytics", "workspace", "list", "-g", GROUP)
each(logs, "monitor", "log-analytics", "workspace", "show", "-g", GROUP, "-n", "{name}")
az("consumption", "budget", "list", "-g", GROUP)
# What an environment stands on.
accounts = az("storage", "account", "list", "-g", GROUP)
each(accounts, "storage", "account", "show", "-g", GROUP, "-n", "{name}")
each(accounts, "network", "private-endpoint-connection", "list", "--id", "{id}")
vaults = az("keyvault", "list", "-g", GROUP)
each(vaults, "keyvault", "show", "-g", GROUP, "-n", "{name}")
az("keyvault", "list-deleted")
registries = az("acr", "list", "-g", GROUP)
each(registries, "acr", "show", "-g", GROUP, "-n", "{name}")
identities = az("identity", "list", "-g", GROUP)
each(identities, "identity", "show", "-g", GROUP, "-n", "{name}")
networks = az("network", "vnet", "list", "-g", GROUP)
each(networks, "network", "vnet", "show", "-g", GROUP, "-n", "{name}")
each(networks, "network", "vnet", "subnet", "list", "-g", GROUP, "--vnet-name", "{name}")
each(networks, "network", "vnet", "peering", "list", "-g", GROUP, "--vnet-name", "{name}")
walls = az("network", "nsg", "list", "-g", GROUP)
each(walls, "network", "nsg", "show", "-g", GROUP, "-n", "{name}")
doors = az("network", "private-endpoint", "list", "-g", GROUP)
each(doors, "network", "private-endpoint", "show", "-g", GROUP, "-n", "{name}")
zones = az("network", "private-dns", "zone", "list", "-g", GROUP)
each(zones, "network", "private-dns", "link", "vnet", "list", "-g", GROUP, "-z", "{name}")
topics = az("eventgrid", "system-topic", "list", "-g", GROUP)
each(topics, "eventgrid", "system-topic", "show", "-g", GROUP, "-n", "{name}")
each(topics, "eventgrid", "system-topic", "event-subscription", "list", "-g", GROUP, "--system-topic-name", "{name}")
# What a person changes in a hurry, and takes back.
az("resource", "tag", "--ids", WORKSPACE_ID, "--tags", "practised=yes", "--is-incremental")
PERSON = "6f0ec9f4-58b5-4e39-8b3c-b0b1d9f7a001"
granted = az("role", "assignment", "create", "--role", "Reader", "--scope", GROUP_ID, "--assignee-object-id", PERSON, "--assignee-principal-type", "Group")
if granted is not None:
    # With --assignee it would look the person up in Entra's directory, which is not simulated.
    az("role", "assignment", "delete", "--ids", granted["id"])
az("lock", "create", "-n", "practised", "-g", GROUP, "--lock-type", "CanNotDelete")
az("lock", "delete", "-n", "practised", "-g", GROUP)
az("group", "create", "-n", "rg-practised", "-l", "westeurope")
az("group", "delete", "-n", "rg-practised", "--yes")
