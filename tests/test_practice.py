"""Practice in a browser: answers are checked, kept and asked again when they are due; an exam is drawn by weights."""

import datetime as dt
import random
import re
from collections import Counter
from unicodedata import normalize

import fsrs
import pytest
from conftest import ROOT
from pypdf import PdfReader

from macros.facts import exam, questions as rests
from macros.render import questions as rendered
from publish import links

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
