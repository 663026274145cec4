"""Azure's own inference server on this machine alone: what `mlops ml serve` runs, with the server's own options.

Source: azureml-inference-server-http 1.5 (`amlserver.run`), which listens on every interface; here it is loopback.
"""

from __future__ import annotations

from azureml_inference_server_http import amlserver

amlserver.DEFAULT_HOST = "127.0.0.1"
amlserver.run()
