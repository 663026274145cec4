"""Makes the calls of a list on a deployed example, in its sandbox, and prints one JSON line for each.

calls.py <list, of calls/> <file that example.mjs printed>
"""

import importlib
import json
import os
import re
import sys
import time
import traceback

import yaml
from azure.core.credentials import AccessToken

ARM = os.environ["MLOPS_SANDBOX_ARM"]
SCOPE = ["https://management.azure.com/.default"]


class AnyToken:
    """The sandbox takes any token."""

    def get_token(self, *scopes, **more):
        return AccessToken("sandbox", int(time.time()) + 3600)


with open(sys.argv[1], encoding="utf-8") as file:
    calls = yaml.safe_load(file)
with open(sys.argv[2], encoding="utf-8") as file:
    example = json.load(file)


def filled(value):
    """Arguments with the example's names in them."""
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda name: example.get(name[1], name[0]), value)
    if isinstance(value, list):
        return [filled(one) for one in value]
    if isinstance(value, dict):
        return {key: filled(inner) for key, inner in value.items()}
    return value


def client(name):
    module, kind = name.rsplit(".", 1)
    make = getattr(importlib.import_module(module), kind)
    options = {"base_url": ARM, "credential_scopes": SCOPE, "polling_interval": 0, "retry_total": 0}
    if kind == "SubscriptionClient":
        return make(AnyToken(), **options)
    return make(AnyToken(), example["subscription"], **options)


def finished(answer):
    """Waits for what takes long, and looks at every page of a list."""
    if hasattr(answer, "result"):
        answer = answer.result()
    if hasattr(answer, "by_page"):
        list(answer)


for name, operations in calls.items():
    asked = client(name)
    for one in operations:
        ((operation, parameters),) = one.items()
        parameters, named = filled(parameters), {}
        if parameters and isinstance(parameters[-1], dict) and "**" in parameters[-1]:
            named = parameters.pop()["**"]
        group, method = operation.split(".")
        told = {"call": f"{name.rsplit('.', 1)[0]} {operation}", "ok": True}
        try:
            finished(getattr(getattr(asked, group), method)(*parameters, **named))
        except Exception as error:  # what a client throws is the finding
            short = "".join(traceback.format_exception_only(error)).strip()
            told |= {"ok": False, "error": short[:300]}
        print(json.dumps(told), flush=True)
