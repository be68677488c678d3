"""The file with which google-github-actions/auth opens an identity pool, pointed at loopback."""

import json
from pathlib import Path
from typing import Any

from tests.simulated_sheets.tokens import BOT


def pool(folder: Path, base: str, **more: Any) -> str:
    """Write the file as the action does (its README, "Outputs"), and return its path."""
    content = {
        "type": "external_account",
        "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": f"{base}/sts",
        "credential_source": {
            "url": f"{base}/oidc",
            "headers": {"Authorization": "Bearer for-this-job"},
            "format": {"type": "json", "subject_token_field_name": "value"},
        },
        "service_account_impersonation_url": (
            f"{base}/v1/projects/-/serviceAccounts/{BOT}:generateAccessToken"
        ),
    }
    path = folder / "gha-creds-1.json"
    path.write_text(json.dumps(content | more), encoding="utf-8")
    return str(path)
