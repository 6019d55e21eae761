"""Is the OpenAPI document one that other people's programs take? They are installed by `.ci/run`;
where they are absent, these tests are skipped.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.api.calling import listening
from tests.conftest import ROOT

NODE = Path(__file__).parent / "node"
ASKING = Path(__file__).parent / "clients"
PYTHON = ROOT / ".venv-clients" / "bin"
# What every client must say of the five answers.
ANSWERS = [
    "partial", [0, 1], "adjunct_only", "brand", "Klonopin (clonazepam)", 404, "clonazepam", "major",
]  # fmt: skip

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def document(client: TestClient, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document as a file."""
    file = tmp_path_factory.mktemp("document") / "openapi.json"
    file.write_bytes(client.get("/openapi.json").content)
    return file


@pytest.fixture(scope="module")
def server(seeded_url: str) -> Iterator[str]:
    """The address of a server on the seeded database."""
    with listening(seeded_url) as found:
        yield found


def node_tool(name: str) -> str:
    """A program of `tests/contract/node`; the test is skipped where it is not installed."""
    program = NODE / "node_modules" / ".bin" / name
    if shutil.which("node") is None or not program.exists():
        pytest.skip(f"{name} is not installed: run `npm ci` in tests/contract/node")
    return str(program)


def python_tool(name: str) -> str:
    """A program of requirements/clients.txt; the test is skipped where it is not installed."""
    if not (PYTHON / name).exists():
        pytest.skip(f"{name} is not installed: it is in requirements/clients.txt, for .ci/run")
    return str(PYTHON / name)


def run(*command: str | Path, within: Path) -> str:
    """What a program prints. It must succeed."""
    # PyPI's programs look for each other, and for Java, where they are installed.
    path = f"{PYTHON}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(within)}
    done = subprocess.run(
        list(map(str, command)), cwd=within, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def compile_and_ask(file: Path, server: str) -> None:
    """Compiles the questions with the types of a client, and asks them."""
    run(
        node_tool("tsc"), "--strict", "--target", "es2022", "--module", "esnext",
        "--moduleResolution", "bundler", "--lib", "es2022,dom,dom.iterable",
        "--outDir", "made", "process.d.ts", file.name, within=file.parent,
    )  # fmt: skip
    (file.parent / "made" / "package.json").write_text('{"type": "module"}')
    asked = run("node", f"made/{file.stem}.js", server, within=file.parent)
    assert json.loads(asked) == ANSWERS


def put(name: str, folder: Path) -> Path:
    """A copy of the questions beside the client that is made."""
    (folder / "process.d.ts").write_text("declare const process: { argv: string[] };\n")
    return Path(shutil.copy(ASKING / name, folder))


def test_spectral_finds_nothing(document: Path) -> None:
    told = run(
        node_tool("spectral"), "lint", document, "--ruleset", NODE / "spectral.yaml",
        "--fail-severity", "hint", "--format", "json", "--quiet", within=document.parent,
    )  # fmt: skip
    assert json.loads(told) == []


def test_redocly_finds_nothing(document: Path) -> None:
    told = run(
        node_tool("redocly"), "lint", document, "--config", NODE / "redocly.yaml",
        "--format", "json", within=document.parent,
    )  # fmt: skip
    assert json.loads(told[told.index("{") :])["problems"] == []


def test_openapi_typescript_makes_a_client(document: Path, server: str, tmp_path: Path) -> None:
    run(node_tool("openapi-typescript"), document, "-o", tmp_path / "schema.d.ts", within=NODE)
    compile_and_ask(put("readme.ts", tmp_path), server)


def test_openapi_python_client_makes_a_client(document: Path, server: str, tmp_path: Path) -> None:
    run(
        python_tool("openapi-python-client"), "generate", "--path", document, "--meta", "none",
        "--output-path", "by_attrs_client", "--fail-on-warning", within=tmp_path,
    )  # fmt: skip
    asked = run(PYTHON / "python", put("by_attrs.py", tmp_path), server, within=tmp_path)
    assert json.loads(asked) == ANSWERS
    run(
        sys.executable, "-m", "mypy", "--strict", "--ignore-missing-imports",
        "--follow-imports", "silent", "by_attrs.py", within=tmp_path,
    )  # fmt: skip


def generate(document: Path, kind: str, folder: str, within: Path, more: str = "") -> None:
    """A client by openapi-generator."""
    run(
        python_tool("openapi-generator-cli"), "generate", "-i", document, "-g", kind, "-o", folder,
        "--global-property", "apiDocs=false,modelDocs=false,apiTests=false,modelTests=false,"
        "apis,models,supportingFiles", *more.split(), within=within,
    )  # fmt: skip


# Modules of node name each other with an ending.
_FOR_NODE = "--additional-properties importFileExtension=.js"


def test_openapi_generator_makes_a_client_for_fetch(
    document: Path, server: str, tmp_path: Path
) -> None:
    generate(document, "typescript-fetch", "fetched", tmp_path, _FOR_NODE)
    compile_and_ask(put("fetched.ts", tmp_path), server)


def test_openapi_generator_makes_a_client_for_python(
    document: Path, server: str, tmp_path: Path
) -> None:
    generate(document, "python", "made", tmp_path, "--package-name by_pydantic_client")
    questions = put("by_pydantic.py", tmp_path / "made")
    asked = run(PYTHON / "python", questions, server, within=tmp_path / "made")
    assert json.loads(asked) == ANSWERS
