"""Practice questions: bad ones are refused, changed facts retire them, nothing but knowledge gives an answer away, and
a browser checks and keeps answers.
"""

import copy
import datetime as dt
import random
import re
from collections import Counter
from types import SimpleNamespace
from unicodedata import normalize

import fsrs
import pytest
import yaml
from conftest import ROOT, edit
from pypdf import PdfReader
from small import SMALL, broken

from checks import questions
from macros.facts import exam, load, model, questions as rests
from macros.render import questions as rendered
from publish import links

Q = "data/small/questions.yml"
GOOD = yaml.safe_load(SMALL[Q])


def spoilt(**changes):
    """The small question with other values; `options.1.text` is a path."""
    found = copy.deepcopy(GOOD)
    for path, value in changes.items():
        *parts, last = path.split("__")
        at = found["memory-of-large"]
        for part in parts:
            at = at[int(part) if part.isdigit() else part]
        at[last] = value
    return yaml.safe_dump(found, allow_unicode=True)


REFUSED = {
    "two right of four": (spoilt(options__1__right=True), "2 of 4 options are right, expected 1 of 4, 2 of 5"),
    "no question mark": (spoilt(ask="Which size."), "does not end in a question mark"),
    "a long stem": (spoilt(stem="word " * 71 + "end."), "has 72 words, expected at most 70"),
    "an option twice": (spoilt(options__1__id="large"), "option id 'large' is repeated"),
    "no such level": (spoilt(level="easy"), "'easy' is not known, expected 'recall', 'apply' or 'choose'"),
    "no such task": (spoilt(tasks=["9.9"]), "no task of DVA-C02 is called '9.9'"),
    "no such row": (spoilt(options__0__rests_on=["sizes.lagre"]), "no row, cell or line is called 'sizes.lagre'"),
    "no such change": (spoilt(options__0__rests_on=["change:new"]), "no change is called 'new'"),
    "no such page": (spoilt(options__1__rests_on=["nowhere.md#x"]), "no page is called 'nowhere.md'"),
    "prose alone": (spoilt(options__0__rests_on=["index.md#top"]), "names sections alone, expected a row"),
    "no reason": (spoilt(options__1__why=" "), "is empty, expected text"),
    "no fact": (spoilt(options__1__rests_on=[]), "rests_on"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_spoilt_question_is_refused(small, case):
    content, said = REFUSED[case]
    message = broken(small, Q, content)
    assert message and message.startswith(f"{Q}:") and said in message, message


def bank(root, text=SMALL[Q]):
    (root / Q).write_text(text, encoding="utf-8")
    try:
        return questions.Bank(load.site(root), {"index.md": "Text."})
    finally:
        (root / Q).write_text(SMALL[Q], encoding="utf-8")


FAULTS = {
    "a number of its own": (spoilt(options__0__why="It has 10 GB."), "the reason says 10"),
    "a name of its own": (spoilt(options__1__why="It is `taskRole`."), "`taskRole` is in none of its facts"),
    "a right name of its own": (spoilt(options__0__text="The size `grand`"), "`grand` is in none of its facts"),
    "in the negative": (spoilt(ask="Which size is not enough?"), "asks with 'not'"),
    "all of the others": (spoilt(options__3__text="All of the above"), "says 'All of the above'"),
    "a long right one": (spoilt(options__0__text="The large size" + ", which is large" * 5), "letters beside a median"),
    "older than its fact": (spoilt(checked=dt.date(2026, 11, 1)), "was checked 2026-11-01, and sizes.large 2026-11-22"),
    "the same again": (SMALL[Q] + SMALL[Q].replace("memory-of-large", "again"), "is like memory-of-large"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_weak_question_is_named(small, case):
    text, said = FAULTS[case]
    assert list(questions.faults(bank(small))) == []
    found = list(questions.faults(bank(small, text)))
    assert any(said in fault and fault.startswith(f"{Q}:") for fault in found), found


def test_a_fact_that_carries_many(small):
    names = ("memory-of-large", "second", "third", "fourth")
    text = "".join(SMALL[Q].replace("memory-of-large", name).replace("A service", f"{name} service") for name in names)
    assert any("rests on sizes.large as" in fault for fault in questions.faults(bank(small, text)))


def made(right_is, count=60):
    """A bank of questions whose right option is the one that `right_is` chooses of four texts."""
    dice, known = random.Random(7), {}
    words = [f"{one}{two}" for one in "bcdfghjklmnprst" for two in ("ana", "oro", "iki", "ulu")]
    for number in range(count):
        texts = [" ".join(dice.sample(words, dice.randint(4, 9))) for _ in range(4)]
        right = right_is(texts, dice)
        options = tuple(
            model.Option(id=f"o{at}", text=text, right=at == right, why="w", rests_on=("t.r",))
            for at, text in enumerate(texts)
        )
        stem = " ".join(dice.sample(words, 12))
        known[f"q{number}"] = model.Question(
            tasks=("1.1",), level="apply", stem=stem, ask="Which?", options=options, checked=dt.date(2026, 11, 22)
        )
    return SimpleNamespace(known=known)


def test_cues_that_give_an_answer_away():
    """Where chance puts the right option no cue is named; where the longest is right, that one is, and so on."""
    fair = [said for _, said in questions.cues(made(lambda texts, dice: dice.randrange(4)))]
    longest = [said for _, said in questions.cues(made(lambda texts, _: max(range(4), key=lambda at: len(texts[at]))))]
    shortest = [said for _, said in questions.cues(made(lambda texts, _: min(range(4), key=lambda at: len(texts[at]))))]
    assert fair == []
    assert any("the option is longest" in said for said in longest)
    assert any("the option is shortest" in said for said in shortest)


CHANGED = {
    "a cell": ("data/small/tables/sizes.yml", "max: 9", "max: 11"),
    "a note of a cell": ("data/small/tables/sizes.yml", "note: at most", "note: at least"),
    "a change": ("data/small/changes.yml", "new: New `name`", "new: Newer `name`"),
    "a line of a sheet": ("data/small/sheet.yml", "It runs `code`.", "It walks `code`."),
}


@pytest.mark.parametrize("case", CHANGED)
def test_a_changed_fact_retires_its_question(small, case):
    """And nothing else does; the build goes on. Read again on another day, it is asked again."""
    name, old, new = CHANGED[case]
    ledger, known = small / rests.LEDGER, load.site(small)
    ledger.parent.mkdir(exist_ok=True)
    questions.record(known, small, set())
    try:
        assert load.site(small).retired == {}
        edit(small / name, old, new)
        after = load.site(small)
        assert list(after.retired) == ["memory-of-large"] and len(after.retired["memory-of-large"]) == 1
        assert questions.record(after, small, set()) == [f"memory-of-large: {after.retired['memory-of-large'][0]}"]
        assert load.site(small).retired, "what was not read again stays retired"
        questions.record(after, small, {"memory-of-large"})
        assert load.site(small).retired == {}
    finally:
        (small / name).write_text(SMALL[name], encoding="utf-8")
        ledger.unlink()


def test_the_site_records_what_its_questions_rest_on(facts):
    """As permalinks are listed: so that a change is seen."""
    listed = rests.read_ledger(ROOT)
    missing = {
        key
        for key, question in facts.questions.items()
        for fact, _ in rests.watched(question, facts.named)
        if listed.get((key, fact), ("",))[0] != question.checked.isoformat()
    }
    assert missing == set(), "run `make questions` and commit links/questions.txt"
    assert {key for key, _ in listed} == set(facts.questions)


# The schedule ----------------------------------------------------------------------------

SCRIPT = ROOT / "overrides/assets/practice.js"


def test_the_schedule_is_that_of_fsrs(chromium):
    """In whole days and without fuzz, as the reference implementation in Python."""
    dice = random.Random(3)
    runs = [[(dice.choice([1, 2, 3, 3, 3]), dice.choice([0, 1, 1, 2, 5, 20])) for _ in range(12)] for _ in range(150)]
    code = SCRIPT.read_text(encoding="utf-8")
    body = code[code.index("  const W = [") : code.index("  // What was answered")]
    page = chromium.new_page()
    found = page.evaluate(
        f"""runs => {{ {body}
        return runs.map(run => {{ let card = null, day = 0; return run.map(([grade, wait]) => {{
          day += card ? wait : 0
          card = review(card, grade, day)
          return [card.s, card.d]
        }}) }}) }}""",
        runs,
    )
    page.close()
    scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for run, ours in zip(runs, found, strict=True):
        card, now = fsrs.Card(), start
        for index, ((grade, wait), (stability, difficulty)) in enumerate(zip(run, ours, strict=True)):
            now += dt.timedelta(days=wait if index else 0)
            card, _ = scheduler.review_card(card, fsrs.Rating(grade), now)
            assert stability == pytest.approx(card.stability, rel=1e-6)
            assert difficulty == pytest.approx(card.difficulty, rel=1e-6)


# On the page ------------------------------------------------------------------------------


@pytest.fixture
def asked(facts):
    """A question that is asked, with one right option, and the page that asks it."""
    homes = rests.homes(facts.questions, facts.pages)
    for key, question in facts.questions.items():
        if question.read and key not in facts.retired and len(question.right) == 1:
            return key, question, homes[key].removesuffix(".md") + "/"
    pytest.fail("no question is asked")


def test_whole_without_a_script(chromium, address, asked):
    """The options can be chosen, the reasons are folded, and what is right is not shown above them."""
    key, question, path = asked
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + path)
    box = page.locator(f"#{key}")
    assert box.locator("label").count() == len(question.options)
    assert not box.locator("details li").first.is_visible() and not box.locator("button").count()
    box.locator("summary").click()
    assert box.locator("li[data-right]").count() == 1 and box.locator("li a").count() >= len(question.options)
    context.close()


def test_an_answer_is_checked_and_kept(chromium, address, asked, tmp_path):
    """Wrong, and sure of it: said in words, kept over a reload, saved, forgotten, read again."""
    key, question, path = asked
    context = chromium.new_context(accept_downloads=True)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address + path)
    box = page.locator(f"#{key}")
    box.get_by_role("button", name="Sure", exact=True).click()
    assert "Choose an answer first." in page.locator(".said[role=status]").all_text_contents()
    wrong = next(option for option in question.options if not option.right)
    box.locator(f"input[value='{wrong.id}']").check()
    box.get_by_role("button", name="Sure", exact=True).click()
    assert box.locator("mark").all_text_contents() in (
        [" Wrong.", " Right, not chosen."],
        [" Right, not chosen.", " Wrong."],
    )
    assert "Wrong. Asked again tomorrow." in box.locator(".result").inner_text()
    assert box.locator("details").get_attribute("open") is not None
    page.goto(address + "practice/")
    row = page.locator(f"tr[data-questions~='{key}'] [data-progress]")
    assert row.inner_text() == "0 of 1 right"
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save to a file").click()
    saved.value.save_as(tmp_path / "practice.json")
    page.get_by_role("button", name="Forget all").click()
    assert row.inner_text() == "–"
    page.locator("#progress input[type=file]").set_input_files(tmp_path / "practice.json")
    page.wait_for_function(
        "document.querySelector('[data-progress]') && document.body.innerText.includes('answers read')"
    )
    assert row.inner_text() == "0 of 1 right"
    (tmp_path / "other.json").write_text('{"version": 1, "cards": {"x": 1}}')
    page.locator("#progress input[type=file]").set_input_files(tmp_path / "other.json")
    page.wait_for_function("document.body.innerText.includes('nothing was changed')")
    assert row.inner_text() == "0 of 1 right"
    context.close()


def test_keys_choose_and_a_right_guess_is_luck(chromium, address, asked):
    key, question, path = asked
    page = chromium.new_context().new_page()
    page.goto(address + path)
    box = page.locator(f"#{key}")
    values = [one.get_attribute("value") for one in box.locator("input").all()]
    right = values.index(question.right[0].id)
    box.locator("input").first.focus()
    page.keyboard.press(str(right + 1))
    assert box.locator("input").nth(right).is_checked()
    box.get_by_role("button", name="Guess").click()
    assert box.locator(".result").inner_text().startswith("Right, by luck. Asked again tomorrow")
    box.get_by_role("button", name="Ask me again now").click()
    assert not box.locator("input:checked").count() and not box.locator("mark").count()
    page.context.close()


def test_answers_are_not_printed(chromium, address, asked, tmp_path):
    _, question, path = asked
    page = chromium.new_page()
    page.goto(address + path)
    page.pdf(path=tmp_path / "questions.pdf")
    page.close()
    sheets = PdfReader(tmp_path / "questions.pdf").pages
    text = re.sub(r"\W+", "", normalize("NFKC", "".join(sheet.extract_text() for sheet in sheets)))
    assert re.sub(r"\W+", "", question.ask) in text
    assert not [option.id for option in question.options if re.sub(r"\W+", "", option.why) in text]


def test_pages_without_questions_carry_nothing_of_it(site):
    for path, text in links.pages(site).items():
        assert ("assets/practice." in text) == ('class="question' in text or 'id="mixed"' in text), path


def test_an_exam_goes_on_after_a_reload(chromium, address, facts):
    """By the weights, one question at a time, flagged and submitted once; what was wrong and not flagged comes first."""
    context = chromium.new_context()
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address + "practice/exam/")
    page.locator("#mixed input").fill("7")
    begin = page.get_by_role("button", name=re.compile("^(Exam: 65 questions|Questions by the weights)"))
    begin.click()
    keys = page.evaluate("JSON.parse(localStorage.getItem('dva-notes-practice-exam')).keys")
    shares = exam.shares(facts.exam.newest)
    drawn = Counter(facts.questions[key].tasks[0] for key in keys)
    for task, keys_of in rests.by_task(facts.questions, facts.retired).items():
        assert drawn[task] == min(shares[task], len(keys_of)), task
    assert len(set(keys)) == len(keys) == sum(drawn.values())
    first = facts.questions[keys[0]]
    wrong = [option.id for option in first.options if not option.right][: len(first.right)]
    for option in wrong:
        page.locator(f"#{keys[0]} input[value='{option}']").check()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Flag", exact=True).click()
    page.reload()
    page.get_by_role("button", name="Question 1, answered").click()
    assert page.locator(f"#{keys[0]} input:checked").evaluate_all("all => all.map(one => one.value)") == sorted(
        wrong, key=[one.id for one in rendered.ordered(keys[0], first.options)].index
    )
    assert not page.locator("#mixed details").count(), "no reasons before it is submitted"
    page.get_by_role("button", name="Submit all").click()
    assert page.locator("#mixed h2").inner_text() == f"0 of {len(keys)} right"
    assert page.locator("#mixed h3").first.inner_text() == f"Wrong, and not flagged ({len(keys) - 1})"
    assert page.locator("#mixed fieldset").first.locator("mark").count() >= 1
    assert page.evaluate("localStorage.getItem('dva-notes-practice-exam')") is None
    page.get_by_role("button", name="Others").click()
    page.locator("#mixed input").fill("7")
    begin.click()
    assert page.evaluate("JSON.parse(localStorage.getItem('dva-notes-practice-exam')).keys") == keys, "the same seed"
    context.close()


def test_the_shares_of_an_exam(facts):
    """65 questions by 30, 26, 22 and 22 %, the tasks of a domain alike."""
    shares = exam.shares(facts.exam.newest)
    assert sum(shares.values()) == 65 and list(shares.values()) == [7, 7, 6, 6, 6, 5, 5, 5, 4, 5, 5, 4]


def test_mixed_questions_from_disk(chromium, offline):
    page = chromium.new_page()
    faults = []
    page.on("console", lambda message: message.type in ("error", "warning") and faults.append(message.text))
    page.goto((offline / "practice/exam.html").as_uri())
    page.get_by_role("button", name="Ten mixed").click()
    assert page.locator("#mixed fieldset.question").count() >= 1 and faults == []
    page.close()
