"""What one answer may serve, and what it may not."""

import asyncio

import pytest

from centspan.dashboards.viewer import sharing
from centspan.dashboards.viewer.answers import Answer, NoAnswer
from centspan.dashboards.viewer.sharing import Shared


class Store:
    """Counts how often it is asked; answers when let, or fails."""

    def __init__(self):
        self.asked = 0
        self.let = asyncio.Event()
        self.fails = False

    async def answer(self):
        self.asked += 1
        await self.let.wait()
        if self.fails:
            raise NoAnswer("down")
        return Answer((), [(self.asked,)], False)


def test_other_questions_are_asked_each():
    """What differs in anything is not shared."""

    async def run():
        store, shared = Store(), Shared()
        store.let.set()
        rows = [(await shared.answer(key, store.answer)).rows for key in ("a", "b")]
        assert rows == [[(1,)], [(2,)]]

    asyncio.run(run())


def test_failures_are_told_to_all_and_kept_for_nobody():
    """All who wait hear of a failure; the next asks again."""

    async def run():
        store, shared = Store(), Shared()
        store.fails = True
        waiting = [asyncio.ensure_future(shared.answer("a", store.answer)) for _ in range(3)]
        await asyncio.sleep(0)
        store.let.set()
        assert [type(each) for each in await asyncio.gather(*waiting, return_exceptions=True)] == [
            NoAnswer
        ] * 3
        store.fails = False
        assert (await shared.answer("a", store.answer)).rows == [(2,)]

    asyncio.run(run())


def test_who_asks_the_same_shares_one_answer_for_a_moment(monkeypatch):
    """Asked together or just after, the store is asked once; after five seconds again."""

    async def run():
        store, shared = Store(), Shared()
        first = asyncio.ensure_future(shared.answer("a", store.answer))
        second = asyncio.ensure_future(shared.answer("a", store.answer))
        await asyncio.sleep(0)
        first.cancel()  # a tab is closed
        store.let.set()
        assert (await second).rows == [(1,)]
        with pytest.raises(asyncio.CancelledError):
            await first
        assert (await shared.answer("a", store.answer)).rows == [(1,)]
        monkeypatch.setattr(sharing, "SECONDS", -1)
        assert (await shared.answer("a", store.answer)).rows == [(2,)]

    asyncio.run(run())


def test_answers_kept_are_few():
    """However many questions come within a moment, no more than the latest are kept."""

    async def run():
        store, shared = Store(), Shared()
        store.let.set()
        for number in range(sharing.MOST + 50):
            await shared.answer(number, store.answer)
        before = store.asked
        await shared.answer(0, store.answer)
        assert store.asked == before + 1
        await shared.answer(sharing.MOST + 49, store.answer)
        assert store.asked == before + 1

    asyncio.run(run())
