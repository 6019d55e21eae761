"""Every knob, read from the environment. Nothing else reads it."""

import math
import os
import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

_HERE = Path(__file__).resolve().parent


def _beside_or_within(folder: str) -> Path:
    """A folder of the checkout; in an installed package it lies within."""
    within = _HERE / folder
    return within if within.is_dir() else _HERE.parent / folder


class Settings(BaseSettings):
    """The settings of one process; each is the environment variable `MATERIA_` and its name."""

    model_config = SettingsConfigDict(env_prefix="MATERIA_", env_ignore_empty=True, extra="ignore")

    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one")
    workers: Annotated[int, Field(ge=1, le=256)] | Literal["auto"] = Field(
        1,
        description="Processes that answer, which share one release in memory; `auto` for one for "
        "each core",
    )
    database_url: str = Field(
        "sqlite:///materia.db", description="SQLite or PostgreSQL, as a SQLAlchemy URL"
    )
    read_database_url: str = Field(
        "", description="Database that questions read, such as a replica; the same where empty"
    )
    database_connections: int = Field(
        10, ge=1, le=1000, description="Connections of one process to PostgreSQL at most"
    )
    statement_seconds: float = Field(
        10.0, gt=0, description="Longest time that PostgreSQL may take for a part of an answer"
    )
    seed_path: Path = Field(_beside_or_within("seed"), description="Folder of the curated facts")
    migrations_path: Path = Field(
        _beside_or_within("migrations"), description="Folder of the database migrations"
    )
    policy_file: Path | None = Field(
        None,
        description="A site's own display policy, as YAML; its name becomes a value of `policy`",
    )
    dose_ranges: Path | None = Field(
        None, description="A site's own table of dose ranges, as CSV; checks compare doses with it"
    )
    root_path: str = Field("", description="Path prefix under which a proxy serves this API")
    cors_origins: str = Field(
        "", description="Origins that may call from a browser, with commas between; `*` for all"
    )
    rate_limit: str = Field(
        "", description="Requests for each client, such as `10/second;500/hour`; empty for no limit"
    )
    rate_limit_store: str = Field(
        "",
        description="Redis in which all servers count together, such as `redis://redis:6379/0`; "
        "empty where each counts by itself",
    )
    api_keys: Path | None = Field(
        None,
        description="File of the keys that clients need, hashed, as `materia api-key` prints them; "
        "without it nobody needs one",
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks of proxies whose `X-Forwarded-For` names the client, "
        "with commas between",
    )
    known_hosts: str = Field(
        "",
        description="Names under which the server answers, with commas between; `*.example.org` "
        "for all below; empty for any",
    )
    hsts_seconds: int = Field(
        0, ge=0, description="So long browsers come by HTTPS only, when all come by it already"
    )
    max_body_bytes: int = Field(1_000_000, ge=1_000, description="Largest request body in bytes")
    max_connections: int = Field(
        1_000,
        ge=16,
        description="Connections at once; of more, those end that wait longest for their clients",
    )
    max_download_bytes: int = Field(
        20_000_000_000, ge=1, description="Largest file that `materia import` fetches, in bytes"
    )
    downloads_path: Path | None = Field(
        None,
        description="Folder where `materia get` keeps files while they come; beside the database "
        "where it is not set",
    )
    cache_bytes: int = Field(
        32_000_000, ge=0, description="Memory for ready-made answers of the catalogue in bytes"
    )
    release_poll_seconds: float = Field(
        1.0, gt=0, description="How often a running server looks for a new release, in seconds"
    )
    drain_seconds: float = Field(
        3.0,
        ge=0,
        le=600,
        description="After SIGTERM, for so long everything is answered, but `/readyz` with 503",
    )
    rxnav_port: int | None = Field(
        None, ge=0, le=65535, description="Also listen on this port, as RxNav-in-a-Box did on 4000"
    )
    rxnav_severity: Literal["legacy", "native"] = Field(
        "legacy", description="Words of `severity` under `/REST`: `high` and `N/A`, or our own"
    )
    rxnav_strict: bool = Field(
        False, description="400 under `/REST` when an RxCUI is not known, beside the header"
    )
    rxnav_disclaimer: str = Field(
        "", description="Text of `nlmDisclaimer` under `/REST`; Materia's own where empty"
    )
    hooks_policy: str = Field(
        "default", description="Display policy of the cards under `/cds-services`"
    )
    hooks_minor: bool = Field(
        False, description="Cards for minor findings too under `/cds-services`"
    )
    hooks_issuers: Path | None = Field(
        None,
        description="Trusted clients of `/cds-services`, as JSON: each issuer with its JWKS; "
        "without it no token is asked for",
    )
    public_url: str = Field(
        "", description="Address at which clients reach this API, for links in answers"
    )
    traces_url: str = Field(
        "",
        description="OpenTelemetry collector that is sent a span of each answer by OTLP over HTTP, "
        "such as `http://collector:4318/v1/traces`; nothing that was asked is in it",
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="A line of the log as words, or as an object of JSON"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is logged; never anything of a request's content"
    )

    @field_validator("rate_limit")
    @classmethod
    def _is_a_limit(cls, value: str) -> str:
        if value:
            # Loaded only when set: the library is slow to load.
            from limits import parse_many

            if any(one.amount < 1 for one in parse_many(value)):
                raise ValueError("a limit of no requests answers nobody")
        return value

    @field_validator("rate_limit_store")
    @classmethod
    def _is_a_store(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("redis", "rediss", "unix"):
            raise ValueError("not the address of a Redis, such as redis://redis:6379/0")
        return needing("redis", "redis", value)

    @field_validator("database_url", "read_database_url")
    @classmethod
    def _is_no_memory(cls, value: str) -> str:
        scheme, _, place = value.partition("://")
        if scheme.startswith("sqlite") and (place in ("", "/") or ":memory:" in place):
            raise ValueError(
                "a database in memory is gone with its connection: name a file, such as "
                "sqlite:///materia.db"
            )
        return value

    @field_validator("root_path")
    @classmethod
    def _is_a_prefix(cls, value: str) -> str:
        if value and not _PREFIX.fullmatch(value):
            raise ValueError("a prefix begins with a slash, such as /materia")
        return value

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value and not (_has_host(value) and urlsplit(value).query == ""):
            raise ValueError("not an address, such as https://materia.example.org")
        return value

    @field_validator("traces_url")
    @classmethod
    def _is_a_collector(cls, value: str) -> str:
        if value and not (_has_host(value) and urlsplit(value).path.strip("/")):
            raise ValueError("not an address, such as http://collector:4318/v1/traces")
        return needing("opentelemetry.exporter.otlp.proto.http", "otel", value)

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, value: str) -> str:
        for one in listed(value):
            if one != "*" and not (_has_host(one) and urlsplit(one).path == ""):
                raise ValueError(
                    f"'{one}' is no origin: an origin is http or https and a host, such as "
                    "https://app.example.org, without a path; or * for all"
                )
        return value

    @property
    def worker_count(self) -> int:
        """How many processes answer."""
        return count_cores() if self.workers == "auto" else self.workers

    @property
    def served_url(self) -> str:
        """The address of the database that questions read."""
        return self.read_database_url or self.database_url

    @property
    def allowed_origins(self) -> list[str]:
        """`cors_origins` as a list."""
        return listed(self.cors_origins)


def needing(module: str, extra: str, value: str) -> str:
    """The value of a setting. Raises ValueError where what it needs is not installed."""
    try:
        found = not value or find_spec(module)
    except ModuleNotFoundError:
        found = None
    if not found:
        raise ValueError(f"`pip install 'materia[{extra}]'` brings what this needs")
    return value


# A path prefix: parts between slashes, without a query.
_PREFIX = re.compile(r"(?:/[^/?#\s]+)+/?|/")


def _has_host(value: str) -> bool:
    """Whether it is an address by HTTP of a host, without spaces and a user."""
    try:
        parts = urlsplit(value)
        named = parts.scheme in ("http", "https") and parts.hostname is not None
        # Asked for, it says whether it is one.
        return named and (parts.port is None or parts.port > 0) and not set(value) & set(" \t@#")
    except ValueError:
        return False


def misspelt(environment: Mapping[str, str] | None = None) -> list[str]:
    """The variables of the process that look like settings and are none, each with what may have
    been meant.
    """
    given = EnvSettingsSource(Settings).env_vars if environment is None else environment
    prefix = "MATERIA_"
    known = [name.upper() for name in Settings.model_fields]
    found = []
    for name in sorted(one.upper() for one in given):
        own = name.removeprefix(prefix)
        if name.startswith(prefix) and own not in known:
            # Loaded only here: few starts need it.
            from difflib import get_close_matches

            near = get_close_matches(own, known, n=1)
            meant = f"did you mean {prefix}{near[0]}?" if near else "the README lists all of them"
            found.append(f"{name} is no setting: {meant}")
    return found


def listed(value: str) -> list[str]:
    """The parts of a setting between its commas."""
    return [part.strip() for part in value.split(",") if part.strip()]


_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def count_cores(quota: Path = _QUOTA) -> int:
    """The cores that this process may use: a container may have a part of the machine's."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    try:
        allowed, period = quota.read_text(encoding="ascii").split()
        cores = min(cores, math.ceil(int(allowed) / int(period)))
    except (OSError, ValueError):
        pass  # no bound, which is written as `max`
    return max(1, cores)
