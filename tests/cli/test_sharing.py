"""What workers share: one count of requests in memory that does not grow, and their connections."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from app.api.http.sharing import Allowed, Left, SharedCounts, Sharing
from app.settings import Settings, count_cores
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

MINUTE = Allowed(5, 60)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets what time it is."""
    now = [1000.0]
    monkeypatch.setattr("app.api.http.sharing.time.monotonic", lambda: now[0])

    def at(moment: float) -> None:
        now[0] = 1000.0 + moment

    return at


@pytest.fixture
def counts() -> Iterator[SharedCounts]:
    """Of nobody yet."""
    with closing(SharedCounts()) as made:
        yield made


@pytest.fixture
def sharing(tmp_path: Path) -> Iterator[Sharing]:
    """Of two workers."""
    with closing(Sharing(tmp_path, 2)) as made:
        yield made


def refused(left: list[Left]) -> list[bool]:
    """Which limits refuse."""
    return [one.is_refused for one in left]


def test_so_many_are_allowed_and_no_more(counts: SharedCounts) -> None:
    taken = [counts.take("a", [MINUTE])[0] for _ in range(7)]
    assert [one.requests for one in taken] == [4, 3, 2, 1, 0, 0, 0]
    assert [one.is_refused for one in taken] == [False] * 5 + [True] * 2
    assert not counts.take("b", [MINUTE])[0].is_refused, "another client has its own"


def test_what_one_limit_refuses_counts_for_none(counts: SharedCounts) -> None:
    both = [Allowed(3, 60), Allowed(5, 3600)]
    taken = [counts.take("a", both) for _ in range(6)]
    assert [refused(one) for one in taken] == [[False, False]] * 3 + [[True, False]] * 3
    assert [one.requests for one in taken[-1]] == [0, 2]


def test_two_limits_that_are_alike_count_apart(counts: SharedCounts) -> None:
    taken = [counts.take("a", [MINUTE, MINUTE]) for _ in range(6)]
    assert [any(refused(one)) for one in taken] == [False] * 5 + [True]


def test_the_window_slides(counts: SharedCounts, clock: Callable[[float], None]) -> None:
    """What was asked before counts less and less, as if it had come evenly."""
    for _ in range(5):
        assert not counts.take("a", [MINUTE])[0].is_refused
    clock(61)
    assert counts.take("a", [MINUTE])[0].is_refused, "4.9 of 5 still count"
    clock(73)
    assert not counts.take("a", [MINUTE])[0].is_refused
    assert counts.take("a", [MINUTE])[0].is_refused
    clock(200)
    assert [counts.take("a", [MINUTE])[0].is_refused for _ in range(6)] == [False] * 5 + [True]


@settings(max_examples=60)
@given(
    amount=st.integers(1, 6),
    seconds=st.integers(1, 20),
    gaps=st.lists(st.floats(0, 30), min_size=1, max_size=60),
)
def test_who_waits_as_long_as_is_said_is_answered(
    amount: int, seconds: int, gaps: list[float]
) -> None:
    limit, now = [Allowed(amount, seconds)], 1000.0
    answered: list[float] = []
    with pytest.MonkeyPatch.context() as patch, closing(SharedCounts()) as counts:
        patch.setattr("app.api.http.sharing.time.monotonic", lambda: now)
        for gap in gaps:
            now += gap
            left = counts.take("a", limit)[0]
            if left.is_refused:
                assert left.seconds > 0
                now += left.seconds + 1e-6
                assert not counts.take("a", limit)[0].is_refused
            answered.append(now)
    # Never more than twice as many in one window, whenever it begins.
    for begun in answered:
        assert len([one for one in answered if begun <= one < begun + seconds]) <= 2 * amount


def _in_a_fork(job: Callable[[], int]) -> int:
    pid = os.fork()
    if pid == 0:
        os._exit(job())
    return pid


def test_processes_count_together(counts: SharedCounts, tmp_path: Path) -> None:
    limit, asked = [Allowed(6_000, 3600)], 4_000

    def ask() -> int:
        while not (tmp_path / "go").exists():
            pass
        allowed = sum(not counts.take("a", limit)[0].is_refused for _ in range(asked))
        (tmp_path / str(os.getpid())).write_text(str(allowed))
        return 0

    pids = [_in_a_fork(ask) for _ in range(3)]
    (tmp_path / "go").touch()
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0, 0, 0]
    assert sum(int((tmp_path / str(pid)).read_text()) for pid in pids) == 6_000


def test_who_dies_while_it_counts_keeps_nobody_waiting(counts: SharedCounts) -> None:

    def die() -> int:
        with counts._locked():
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    assert os.waitstatus_to_exitcode(os.waitpid(_in_a_fork(die), 0)[1]) == -signal.SIGKILL
    assert not counts.take("a", [MINUTE])[0].is_refused


def test_many_clients_take_no_more_memory_and_the_last_are_known(
    counts: SharedCounts, clock: Callable[[float], None]
) -> None:
    one = [Allowed(1, 60)]
    size = len(counts._slots)
    for place in range(80_000):
        clock(place / 10_000)
        counts.take(f"10.{place}", one)
    assert len(counts._slots) == size
    again = [counts.take(f"10.{place}", one)[0].is_refused for place in range(79_000, 80_000)]
    assert all(again)


def test_a_process_has_the_lowest_number_that_is_free(sharing: Sharing) -> None:
    assert sharing.processes() == {0: os.getpid()}
    for pid in (11, 12, 13):
        number = sharing.free_number()
        assert number is not None
        sharing.enter(number, pid)
    sharing.enter(2, 0)
    assert sharing.processes() == {0: os.getpid(), 1: 11, 3: 13}
    assert sharing.free_number() == 2
    for number in range(1, 9):
        sharing.enter(number, 100 + number)
    assert sharing.free_number() is None


def test_who_has_more_connections_lets_others_take_the_next(sharing: Sharing) -> None:

    def note(number: int, count: int) -> None:
        sharing.number = number
        sharing.take_connections(True)
        sharing.note_connections(count)

    note(1, 3)
    assert not sharing.is_fuller(), "there is nobody else"
    note(2, 3)
    assert not sharing.is_fuller()
    note(2, 4)
    assert sharing.is_fuller()
    sharing.number = 1
    assert not sharing.is_fuller()
    sharing.take_connections(False)
    sharing.note_connections(0)
    sharing.number = 2
    assert not sharing.is_fuller(), "who takes none is not waited for"
    note(1, 0)
    sharing.enter(1, 0)
    sharing.number = 2
    assert not sharing.is_fuller(), "nor is who has died"


@pytest.mark.parametrize(("text", "most"), [("max 100000\n", 1024), ("150000 100000\n", 2)])
def test_auto_is_the_cores_that_may_be_used(tmp_path: Path, text: str, most: int) -> None:
    quota = tmp_path / "cpu.max"
    quota.write_text(text)
    assert count_cores(quota) == min(most, len(os.sched_getaffinity(0)))
    quota.write_text("1000 100000\n")
    assert count_cores(quota) == 1
    assert count_cores(tmp_path / "none") == len(os.sched_getaffinity(0))


def test_workers_are_a_number_or_auto(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().worker_count == 1
    monkeypatch.setenv("MATERIA_WORKERS", "auto")
    assert Settings().worker_count == count_cores()
    monkeypatch.setenv("MATERIA_WORKERS", "3")
    assert Settings().worker_count == 3
    for bad in ("0", "-1", "many", "1.5", "257"):
        monkeypatch.setenv("MATERIA_WORKERS", bad)
        with pytest.raises(ValidationError):
            Settings()
