"""Asks an online endpoint as an application does: signs in with Entra, tries again what may pass, gives up on what will not.

    pip install azure-identity
    python score_client.py https://<endpoint>.<region>.inference.ml.azure.com/score request.json

The application needs a role that may call the endpoint: put its group into `serving.callers` of the use case.
"""

from __future__ import annotations

import json
import random
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

AUDIENCE = "https://ml.azure.com/.default"
"""What a token for an endpoint is asked for."""

PASSING = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses that may be another in a moment. 424 is not among them: the model itself failed on these rows and would again."""


class Refused(Exception):
    """The endpoint answered, and not with predictions.

    Attributes:
        status: HTTP status.
        body: what it said.
    """

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"status {status}: {body[:500]}")
        self.status, self.body = status, body


class ScoreClient:
    """Asks one endpoint."""

    def __init__(
        self, url: str, token: Callable[[], str], *, tries: int = 5, timeout: float = 10.0,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        """
        Args:
            url: the scoring address.
            token: a bearer token for `AUDIENCE`; called for each try, so that a token that ends is renewed.
            tries: at most, 1 or more.
            timeout: of one try, in seconds. Keep it above the endpoint's 95th percentile of latency.
            wait: waits some seconds.
        """
        self.url, self.token, self.tries, self.timeout, self.wait = url, token, tries, timeout, wait

    def score(self, rows: list[dict[str, Any]]) -> list[Any]:
        """Predictions of rows, in their order.

        Raises:
            Refused: the endpoint said no, or said so `tries` times where it may pass.
            OSError: nothing answered in `tries` tries.
        """
        body = json.dumps({"data": rows}).encode()
        for number in range(1, self.tries + 1):
            try:
                answer = self._send(body)
            except urllib.error.HTTPError as error:
                said = error.read().decode("utf-8", "replace")
                if error.code not in PASSING or number == self.tries:
                    raise Refused(error.code, said) from None
                self.wait(_pause(number, error.headers.get("Retry-After")))
            except OSError:
                if number == self.tries:
                    raise
                self.wait(_pause(number, None))
            else:
                found = answer["predictions"] if isinstance(answer, dict) else answer
                if len(found) != len(rows):
                    raise Refused(200, f"{len(rows)} rows got {len(found)} answers")
                return list(found)
        raise AssertionError("tries is 1 or more")

    def _send(self, body: bytes) -> Any:
        headers = {"Authorization": f"Bearer {self.token()}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.url, body, headers, method="POST")  # noqa: S310
        with urllib.request.urlopen(request, timeout=self.timeout) as response:  # noqa: S310
            return json.load(response)


def _pause(number: int, retry_after: str | None) -> float:
    """Seconds until the next try: what the endpoint asks for, else twice as long each time, spread so that callers part."""
    if retry_after is not None and retry_after.isdigit():
        return float(min(int(retry_after), 60))
    return min(0.2 * 2 ** (number - 1), 10.0) * random.uniform(0.5, 1.5)


def main(given: list[str]) -> int:
    """0: answered; 1: refused."""
    from azure.identity import DefaultAzureCredential

    url, file = given
    credential = DefaultAzureCredential()
    client = ScoreClient(url, lambda: credential.get_token(AUDIENCE).token)
    with open(file, encoding="utf-8") as stream:
        rows = json.load(stream)["data"]
    try:
        print(json.dumps(client.score(rows)))
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
