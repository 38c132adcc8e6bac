"""A cluster of Dask: reach its scheduler safely, and find the workers that give the same results as this computer."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast
from urllib.parse import urlsplit

from wbc_desktop.domain.errors import DeviceError, UsageError, WbcError
from wbc_desktop.inference.device import first_line

if TYPE_CHECKING:
    from distributed import Client, Future

ClusterClient: TypeAlias = "Client"
T = TypeVar("T")

PORT = 8786
"""The port of a scheduler if none is given, as in Dask's own commands."""
_LOOK = 0.5
"""Seconds between two looks at the list of workers."""
_FETCH = 5.0
"""Seconds to fetch a result: its worker may be lost after it was done."""
_PATIENCE = 0.1
"""Seconds that :meth:`Workers.wait` takes at most."""


def checked_address(address: str) -> str:
    """Return the address of a scheduler with protocol and port. Raises :class:`UsageError` if it is not safe.

    Dask unpickles what it receives, so whoever reaches a cluster runs programs on it. So other computers are reached
    by ``tls`` only, which checks the certificates of both sides.
    """
    protocol, _, place = address.strip().rpartition("://")
    try:
        parts = urlsplit(f"//{place}")
        host, port = parts.hostname, parts.port or PORT
    except ValueError:
        host, port = None, PORT
    if not host or protocol not in ("", "tcp", "tls"):
        raise UsageError(f"“{address}” is no address of a scheduler: write it like tls://SERVER:{PORT}.")
    if protocol != "tls" and not _is_here(host):
        raise UsageError(
            f"“{address}” is another computer, and without certificates everybody who reaches a cluster can run "
            f"programs on it: start the cluster with TLS, and write tls://{host}:{port}."
        )
    return f"{protocol or 'tcp'}://{f'[{host}]' if ':' in host else host}:{port}"


def is_safe(address: str) -> bool:
    """Return whether a full address is encrypted, or one that only this computer reaches."""
    return address.startswith("tls:") or _is_here(urlsplit(address).hostname or "")


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """Yield a client of the scheduler at an address (:func:`checked_address`).

    Raises :class:`DeviceError` if Dask or the certificates are missing, or if the scheduler does not answer in time.
    """
    try:
        from distributed import Client, Security
    except ImportError:
        raise DeviceError(
            "A cluster needs the package distributed: install “wbc-desktop[cluster]” with pip on each of its computers."
        ) from None
    for name in ("distributed", "distributed.client"):  # the program says itself what went wrong
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        security = Security(require_encryption=True) if address.startswith("tls:") else Security()
        has_certificate = security.get_connection_args("client")["ssl_context"] is not None
    except OSError as error:  # also a file that holds no certificate
        raise DeviceError(
            f"The certificates of the cluster cannot be read ({first_line(error)}): {_CERTIFICATES}."
        ) from None
    if security.require_encryption and not has_certificate:
        raise DeviceError(f"The cluster “{address}” needs certificates: {_CERTIFICATES}.")
    seconds = patience()
    try:
        client = Client(address, security=security, timeout=seconds)
    except OSError as error:
        raise DeviceError(
            f"The scheduler “{address}” did not answer within {seconds:g} seconds ({first_line(error)}): start it, or "
            "check its address and certificates."
        ) from None
    try:
        if not is_safe(client.scheduler_info()["address"]):
            raise DeviceError(
                f"The scheduler “{address}” can be reached from other computers without certificates, and then "
                "everybody can run programs on it: start it with TLS, or with --host 127.0.0.1."
            )
        yield client
    finally:
        client.close(timeout=2)


_CERTIFICATES = (
    "name their files in Dask's configuration, under distributed.comm.tls as ca-file, client.cert and client.key"
)


_LOST = "The scheduler of the cluster is gone: start it again, and classify again. Finished cells are saved."


def patience() -> float:
    """Return the seconds to wait for the scheduler, and for a worker: ``distributed.comm.timeouts.connect`` of Dask."""
    import dask

    return float(dask.utils.parse_timedelta(dask.config.get("distributed.comm.timeouts.connect")))


@dataclass(slots=True)
class Workers:
    """The workers of a cluster. Each is tried first; one that fails is left out, with the reason.

    ``trial`` and its arguments run on a new worker and return "" or the reason. ``fit``: the number of threads of each
    worker that can compute, by address. ``left_out``: the reasons of the others.
    """

    client: Client
    trial: Callable[..., str]
    arguments: tuple[object, ...]
    fit: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    _trials: dict[str, Future[str]] = field(default_factory=dict)
    _threads: Mapping[str, int] = field(default_factory=dict)
    _looked: float = 0.0
    _hoped: float = 0.0

    @property
    def _is_lost(self) -> bool:
        return self.client.status not in ("running", "connecting")

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Use the cluster; whatever fails because the scheduler was lost meanwhile is :class:`DeviceError`."""
        try:
            yield
        except Exception as error:
            if isinstance(error, WbcError) or not self._is_lost:
                raise
            raise DeviceError(_LOST) from error

    def start_waiting(self) -> None:
        """Begin the time after which :meth:`refresh` gives up."""
        self._hoped = time.monotonic()

    def refresh(self) -> None:
        """Look for new and lost workers.

        Raises :class:`DeviceError` if the scheduler is lost, or if no worker could compute for ``patience`` seconds.
        """
        if self._is_lost:
            raise DeviceError(_LOST)
        now = time.monotonic()
        if now - self._looked >= _LOOK and self.client.status == "running":
            self._looked = now
            with suppress(OSError):  # the connection broke just now
                self._threads = self.client.nthreads()
        self._try_new()
        if self.fit:
            self._hoped = now
        elif now - self._hoped > patience():
            raise DeviceError(self._no_worker())

    def _try_new(self) -> None:
        for known in (self.fit, self._trials):
            for address in known.keys() - self._threads.keys():
                del known[address]
        for address in self._threads.keys() - self.fit.keys() - self.left_out.keys() - self._trials.keys():
            self._trials[address] = self.submit(self.trial, *self.arguments, workers=[address], priority=1)
        for address, trial in list(self._trials.items()):
            if trial.done():
                del self._trials[address]
                reason = _reason(trial)
                if reason is None:
                    continue
                if reason:
                    self.left_out[address] = reason
                else:
                    self.fit[address] = self._threads[address]

    def submit(
        self, function: Callable[..., Any], *args: object, workers: Collection[str], priority: int
    ) -> Future[Any]:
        """Run a function on one of the workers; higher priorities run first."""
        return self.client.submit(function, *args, workers=list(workers), priority=priority, pure=False)

    def wait(self, futures: Collection[Future[Any]]) -> None:
        """Wait for a moment, or until one of the futures, or of the trials, is done."""
        from distributed import CancelledError, wait

        some = [*futures, *self._trials.values()]
        if not some:
            time.sleep(_PATIENCE)
            return
        with suppress(TimeoutError, CancelledError):
            wait(some, timeout=_PATIENCE, return_when="FIRST_COMPLETED")

    def leave_out(self, address: str, reason: str) -> None:
        """Give a worker no more work; ``reason`` follows its name."""
        self.fit.pop(address, None)
        self.left_out.setdefault(address, reason)

    @property
    def notice(self) -> str | None:
        """A sentence for each worker that was left out; None if there is none."""
        return " ".join(f"The worker {one} was left out: it {why}." for one, why in self.left_out.items()) or None

    def _no_worker(self) -> str:
        silent = [f"The worker {address} does not answer." for address in self._trials]
        why = " ".join([*filter(None, [self.notice]), *silent])
        return (
            f"{why} For {patience():g} seconds no worker of the cluster could compute: start workers as the guide "
            "says, and classify again. Finished cells are saved."
        ).lstrip()


def outcome(done: Future[T]) -> T | None:
    """Return what a function returned that is done; None if its worker or the scheduler was lost meanwhile.

    Raises what the function raised.
    """
    from distributed import CancelledError

    try:
        return cast(T, done.result(timeout=_FETCH))
    except (TimeoutError, CancelledError):
        return None


def _reason(trial: Future[str]) -> str | None:
    try:
        return outcome(trial)
    except Exception as error:
        return f"cannot run this version of WBC Desktop ({first_line(error)})"
