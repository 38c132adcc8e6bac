"""The pipeline: results in order, none lost, one refusal per bad image, bounded queue, cancel, no thread left."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from training.core import leukocyte
from training.core.frame import Frame
from wbc_desktop.domain.heat_maps import Placement
from wbc_desktop.domain.regions import Box
from wbc_desktop.inference import engine as engine_module
from wbc_desktop.inference.decode_room import DecodeRoom
from wbc_desktop.inference.engine import os_reason
from wbc_desktop.inference.results import CellInput, CellRefused, CellResult

Pictures = Callable[..., list[CellInput]]
EXPECTED = ("NEU", "LYM", "MON")


def never() -> bool:
    return False


def helpers() -> set[str]:
    return {t.name for t in threading.enumerate() if t.name.startswith(("decode", "network"))}


def test_results_come_in_order_with_all_that_is_known(bench: Any, pictures: Pictures) -> None:
    results = list(bench().engine.classify(pictures(23), never))
    assert [r.cell_id for r in results] == list(range(1000, 1023))
    assert [r.predicted for r in results] == [EXPECTED[n % 3] for n in range(23)]
    first = results[0]
    assert isinstance(first, CellResult)
    assert sum(first.probabilities.values()) == pytest.approx(1, abs=1e-6)
    assert first.confidence == max(first.probabilities.values())
    assert (first.maps.width, first.maps.height) == (2, 2)
    assert set(first.maps.by_class) == set(EXPECTED)
    assert all(len(m) == 4 for m in (*first.maps.by_class.values(), first.maps.attention))
    assert not first.unidentified
    assert helpers() == set()


@pytest.mark.slow
def test_each_image_is_framed_once_and_its_maps_lie_in_its_frame(
    bench: Any, pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused images in between must not move the frames from one cell to the next."""
    asked: list[int] = []
    lock = threading.Lock()

    def frame(image: Any) -> Frame:
        colour = int(image[0, 0].argmax())  # in turn red, green and blue
        with lock:
            asked.append(colour)
        return Frame(0.1 * colour, 0.0, 0.1 * colour + 0.5, 1.0)

    monkeypatch.setattr(leukocyte, "frame", frame)
    items = pictures(23, dict.fromkeys((0, 4, 11), b"no image"))
    results = list(bench(framing="leukocyte", room={"cpu": 3}).engine.classify(items, never))
    assert len(asked) == 20
    for number, result in enumerate(results):
        assert isinstance(result, CellRefused) == (number in (0, 4, 11))
        if isinstance(result, CellResult):
            assert result.maps.placement is not None
            assert result.maps.placement.seen_left == pytest.approx(0.1 * (number % 3))
            assert result.maps.placement.seen_right == pytest.approx(0.1 * (number % 3) + 0.5)


def test_maps_of_the_whole_picture_lie_where_the_network_looked(bench: Any, pictures: Pictures) -> None:
    (result,) = bench().engine.classify(pictures(1), never)
    assert result.maps.placement == Placement(0.5 / 32, 0.5 / 32, 1.0, 1.0)


def test_no_cells_no_results(bench: Any) -> None:
    assert list(bench().engine.classify([], never)) == []


def test_under_the_threshold_a_cell_is_unidentified(bench: Any, pictures: Pictures) -> None:
    (sure,) = bench(threshold=0.5).engine.classify(pictures(1), never)
    (unsure,) = bench(threshold=0.9999).engine.classify(pictures(1), never)
    assert (sure.unidentified, unsure.unidentified) == (False, True)
    assert unsure.predicted == "NEU"


def test_the_first_batch_is_small_and_the_ends_of_batches_are_marked(bench: Any, pictures: Pictures) -> None:
    made = bench()
    results = list(made.engine.classify(pictures(20), never))
    (_, _, predictor), *_ = made.made
    assert sorted(predictor.batches) == [2, 2, 8, 8], "threads compute them in any order"
    assert [n for n, r in enumerate(results) if r.pause] == [1, 9, 17, 19]


def test_bad_images_cost_only_themselves(bench: Any, pictures: Pictures, tmp_path: Path) -> None:
    whole = pictures(1)[0].source.file.read_bytes()
    items = pictures(8, {2: b"", 3: whole[:60]})
    items[5] = replace(items[5], source=replace(items[5].source, file=tmp_path / "gone.png"))
    results = list(bench().engine.classify(items, never))
    assert [r.cell_id for r in results] == [item.cell_id for item in items]
    refused = {r.cell_id: r for r in results if isinstance(r, CellRefused)}
    assert set(refused) == {1002, 1003, 1005}
    assert refused[1002].reason == "is empty"
    assert refused[1002].lasting
    assert "cut short" in refused[1003].reason
    assert not refused[1005].lasting
    assert "went away" in refused[1005].reason


def test_a_file_with_another_content_is_refused_for_now(bench: Any, pictures: Pictures) -> None:
    """With swapped files, a cell would get the result of the other picture."""
    items = pictures(4)
    first, second = items[0].source.file, items[1].source.file
    red, green = first.read_bytes(), second.read_bytes()
    first.write_bytes(green)
    second.write_bytes(red)
    results = list(bench().engine.classify(items, never))
    changed = "was changed since the folder was read: open the folder again"
    assert [(r.reason, r.lasting) for r in results[:2]] == [(changed, False)] * 2
    assert [r.predicted for r in results[2:]] == ["MON", "NEU"]


def test_decoded_bytes_are_the_checked_bytes(bench: Any, pictures: Pictures, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is rewritten while it is decoded: the result is that of the bytes whose hash was compared."""
    (item,) = pictures(1)
    other = pictures(2)[1].source.file.read_bytes()
    probe = engine_module.probe_image

    def rewritten(data: bytes, page: int) -> tuple[int, int]:
        item.source.file.write_bytes(other)
        return probe(data, page)

    monkeypatch.setattr(engine_module, "probe_image", rewritten)
    (result,) = bench().engine.classify([item], never)
    assert isinstance(result, CellResult)
    assert result.predicted == "NEU"


def test_batch_of_bad_images_only(bench: Any, pictures: Pictures) -> None:
    items = pictures(12, dict.fromkeys(range(10), b"no image at all"))
    results = list(bench().engine.classify(items, never))
    assert [isinstance(r, CellRefused) for r in results] == [True] * 10 + [False] * 2


def test_decoder_errors_refuse_only_that_cell(bench: Any, pictures: Pictures, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [item.source.file.read_bytes() for item in pictures(5)]
    decode = engine_module.decode_image
    faults: dict[bytes, Exception] = {}
    for number, fault in {1: ZeroDivisionError(), 2: MemoryError(), 3: PermissionError(13, "no")}.items():
        whole[number] += bytes([number])  # after the image's end, to tell the files apart
        faults[whole[number]] = fault
    items = pictures(5, dict(enumerate(whole)))

    def faulty(data: bytes, page: int, depths: tuple[str, ...]) -> Any:
        if data in faults:
            raise faults[data]
        return decode(data, page, depths)

    monkeypatch.setattr(engine_module, "decode_image", faulty)
    results = list(bench().engine.classify(items, never))
    assert [r.reason if isinstance(r, CellRefused) else r.predicted for r in results] == [
        "NEU",
        "is damaged",
        "needs more memory than there is",
        "may not be read (no permission)",
        "LYM",
    ]


@pytest.mark.parametrize("room", [0, 1, 3, 7])
def test_a_full_gpu_loses_nothing_and_repeats_nothing(bench: Any, pictures: Pictures, room: int) -> None:
    made = bench("cuda", room={"cuda": room})
    results = list(made.engine.classify(pictures(50), never))
    assert [r.cell_id for r in results] == list(range(1000, 1050))
    assert [r.predicted for r in results] == [EXPECTED[n % 3] for n in range(50)]
    assert sum(sum(predictor.batches) for _, _, predictor in made.made) == 50
    assert made.engine.device == ("cpu" if room == 0 else "cuda")
    assert made.engine.notice is not None
    assert made.engine.notice.endswith(".")


def test_stopping_keeps_what_was_finished_and_leaves_no_thread(bench: Any, pictures: Pictures) -> None:
    stop = threading.Event()
    results = []
    for result in bench().engine.classify(pictures(60), stop.is_set):
        results.append(result)
        if len(results) == 3:
            stop.set()
    assert 3 <= len(results) <= 2 + 3 * 8  # what was under way may still come, nothing new is begun
    assert [r.cell_id for r in results] == list(range(1000, 1000 + len(results)))
    assert helpers() == set()


def test_stopping_before_the_start_gives_nothing(bench: Any, pictures: Pictures) -> None:
    assert list(bench().engine.classify(pictures(5), lambda: True)) == []
    assert helpers() == set()


def test_closing_early_leaves_no_thread(bench: Any, pictures: Pictures) -> None:
    results = bench().engine.classify(pictures(30), never)
    next(results)
    assert helpers()
    results.close()
    assert helpers() == set()


def test_an_error_of_the_network_reaches_the_caller_and_leaves_no_thread(bench: Any, pictures: Pictures) -> None:
    with pytest.raises(RuntimeError, match="shapes differ"):
        list(bench(errors={"cpu": RuntimeError("shapes differ")}).engine.classify(pictures(30), never))
    assert helpers() == set()


def test_an_error_of_the_caller_s_own_list_reaches_it(bench: Any, pictures: Pictures) -> None:
    def items() -> Iterator[CellInput]:
        yield from pictures(1)
        raise LookupError("the list broke")

    with pytest.raises(LookupError):
        list(bench().engine.classify(items(), never))
    assert helpers() == set()


def test_only_a_few_images_are_taken_ahead_of_a_slow_caller(bench: Any, pictures: Pictures) -> None:
    taken = []

    def items() -> Iterator[CellInput]:
        for item in pictures(120):
            taken.append(item)
            yield item

    made = bench()
    results = made.engine.classify(items(), never)
    for done in range(1, 41):
        next(results)
        assert len(taken) - done <= 5 * made.forward.limit
    results.close()


def test_images_wait_for_room_to_be_decoded(bench: Any, pictures: Pictures, monkeypatch: pytest.MonkeyPatch) -> None:
    decode, busy, most, lock = engine_module.decode_image, [0], [0], threading.Lock()

    def slow(data: bytes, page: int, depths: tuple[str, ...]) -> Any:
        with lock:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        threading.Event().wait(0.01)
        with lock:
            busy[0] -= 1
        return decode(data, page, depths)

    monkeypatch.setattr(engine_module, "decode_image", slow)
    monkeypatch.setattr(engine_module, "DecodeRoom", lambda: DecodeRoom(1))
    assert len(list(bench().engine.classify(pictures(12), never))) == 12
    assert most[0] == 1


def test_field_is_decoded_once_for_its_cells(bench: Any, pictures: Pictures, monkeypatch: pytest.MonkeyPatch) -> None:
    decode, decoded = engine_module.decode_image, list[int]()

    def counted(data: bytes, page: int, depths: tuple[str, ...]) -> Any:
        decoded.append(page)
        return decode(data, page, depths)

    monkeypatch.setattr(engine_module, "decode_image", counted)
    made, fields = bench(), pictures(9)
    items = [
        CellInput(10 * field.cell_id + n, replace(field.source, crop=Box(n, 0, 8, 8)))
        for field in fields
        for n in range(7)
    ]
    results = list(made.engine.classify(items, never))
    assert [r.cell_id for r in results] == [item.cell_id for item in items]
    assert len(decoded) == len(fields)
    decoded.clear()
    many = [CellInput(n, replace(fields[0].source, crop=Box(0, 0, 8, 8))) for n in range(150)]
    assert len(list(made.engine.classify(many, never))) == 150
    assert len(decoded) == 3, "the cells of a very full field are not all prepared at once"


def test_header_is_read_only_if_the_size_is_not_known(
    bench: Any, pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    probed: list[int] = []

    def probe(data: bytes, page: int) -> tuple[int, int]:
        probed.append(page)
        return 8, 8

    monkeypatch.setattr(engine_module, "probe_image", probe)
    known, unknown = pictures(4), pictures(3)
    results = list(bench().engine.classify([replace(one, pixels=64) for one in known], never))
    assert (len(results), probed) == (4, [])
    results = list(bench().engine.classify(unknown, never))
    assert (len(results), len(probed)) == (3, 3)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FileNotFoundError(2, "x"), "went away before it could be read"),
        (NotADirectoryError(20, "x"), "went away before it could be read"),
        (PermissionError(13, "x"), "may not be read (no permission)"),
        (OSError(40, "Too many levels of symbolic links"), "is a link that leads back to itself"),
        (OSError(5, "Input/output error"), "cannot be read (Input/output error)"),
        (OSError(), "cannot be read (OSError)"),
    ],
)
def test_the_system_s_errors_in_words(error: OSError, words: str) -> None:
    assert os_reason(error) == words


def test_cells_of_a_field_are_cut_from_one_page_and_their_boxes_are_passed_on(
    bench: Any, pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole,) = pictures(1)
    seen: list[tuple[tuple[int, ...], Frame | None]] = []
    decoded: list[bytes] = []
    part, decode = engine_module.seen_part, engine_module.decode_image
    monkeypatch.setattr(
        engine_module, "seen_part", lambda image, *how: seen.append((image.shape, how[-1])) or part(image, *how)
    )
    monkeypatch.setattr(engine_module, "decode_image", lambda data, *how: decoded.append(data) or decode(data, *how))
    crop, box = Box(2, 2, 16, 20), Box(6, 7, 8, 10)
    items = [replace(whole, cell_id=n, source=replace(whole.source, crop=crop), box=box) for n in (7, 8)]
    results = list(bench().engine.classify([*items, replace(whole, cell_id=9)], never))
    assert [result.cell_id for result in results] == [7, 8, 9]
    assert len(decoded) == 1
    assert seen[0] == ((20, 16, 3), Frame(0.25, 0.25, 0.75, 0.75))
    assert seen[2][1] is None
