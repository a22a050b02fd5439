"""How the gateway is: for the machines that watch it, and for the sysadmin. None of it holds personal data."""

from dataclasses import asdict
from ipaddress import ip_address, ip_network

from prometheus_client import generate_latest
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from gateway import metrics
from gateway.console.visit import Visit, as_json
from gateway.errors import StoreFault
from gateway.flow.health import Health, look
from gateway.model.record import State

FORMAT = "text/plain; version=0.0.4; charset=utf-8"


async def show(visit: Visit) -> Response:
    """The page. Others are asked only on demand: they may take long to answer."""
    return await visit.page("health.html", health=await _look(visit))


async def list_json(visit: Visit) -> Response:
    """The same for programs."""
    health = await _look(visit)
    return as_json(asdict(health) | {"worst": health.worst})


async def _look(visit: Visit) -> Health:
    return await look(visit.console.in_force, visit.console.store, visit.now, visit.asked("others") == "yes")


async def alive(_visit: Visit) -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n")


async def ready(visit: Visit) -> Response:
    """The store answers, so mail can be taken; 503 where it does not."""
    try:
        await visit.console.store.count(visit.council, State.HELD)
    except StoreFault:
        return PlainTextResponse("the store does not answer\n", 503)
    return PlainTextResponse("ok\n")


async def numbers(visit: Visit) -> Response:
    """All metrics in the Prometheus text format, for `[console] monitor_networks` only."""
    networks = visit.console.in_force.config.console.monitor_networks
    try:
        client = ip_address(visit.client)
    except ValueError:
        raise HTTPException(404) from None
    if not any(client in ip_network(network) for network in networks):
        raise HTTPException(404)
    return Response(generate_latest(metrics.REGISTRY), headers={"Content-Type": FORMAT})
