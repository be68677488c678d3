"""`demo --serve`: opens the office, says where it is, and closes it at Ctrl-C."""

import webbrowser
from datetime import datetime
from pathlib import Path
from secrets import token_urlsafe

import click

from lunchbatch.demo.job import LoadJob
from lunchbatch.demo.serve.http_server import DemoServer
from lunchbatch.demo.serve.routes import Routes
from lunchbatch.demo.serve.session import new_session

PATIENCE = 10  # seconds that a run which is under way may take to end


def serve(
    folder: Path,
    *,
    settings: Path | None,
    now: datetime,
    seed: int,
    port: int,
    shows_browser: bool,
    load_job: LoadJob,
) -> None:
    """Answer browsers on this machine until somebody presses Ctrl-C.

    Raises ConfigError with all that is wrong with the settings, or when the port is taken.
    """
    with new_session(folder, settings=settings, now=now, seed=seed, load_job=load_job) as office:
        token = token_urlsafe()
        with DemoServer(Routes(office, token).answer, port=port, token=token) as door:
            click.echo(f"A workspace to click through: {door.address}")
            click.echo(f"Its Sheet is in {folder}. Only this machine can reach it; Ctrl-C ends it.")
            if shows_browser:
                webbrowser.open(door.address)
            try:
                door.serve_forever(poll_interval=0.1)
            except KeyboardInterrupt:
                door.busy.acquire(timeout=PATIENCE)
                click.echo(f"\nEnded. What was written is in {folder}.")
