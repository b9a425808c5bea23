"""Practice in a browser: answers are checked, kept and asked again when they are due; an exam is drawn by weights."""

import datetime as dt
import random
import re
from collections import Counter

import fsrs
import pytest
from conftest import ROOT
from test_paper import letters, print_pdf

from macros.facts import exam, questions
from publish import links


@pytest.fixture
def asked_question(facts):
    """A question that is asked, with one right option, and the page that asks it."""
    homes = questions.question_pages(facts)
    for key, question in facts.questions.items():
        if question.read and key not in facts.retired and len(question.right) == 1:
            return key, question, homes[key].removesuffix(".md") + "/"
    pytest.fail("no question is asked")


def test_a_question_works_without_a_script(new_page, address, asked_question):
    """The options can be chosen, the reasons are folded, and what is right is not shown above them."""
    key, question, path = asked_question
    page = new_page(java_script_enabled=False)
    page.goto(address + path)
    box = page.locator(f"#{key}")
    assert box.locator("label").count() == len(question.options)
    assert not box.locator("details li").first.is_visible() and not box.locator("button").count()
    box.locator("summary").click()
    assert box.locator("li[data-right]").count() == 1 and box.locator("li a").count() >= len(question.options)


def test_an_answer_is_checked_and_kept(page, address, asked_question, tmp_path):
    """Wrong, and sure of it: said in words, kept over a reload. Ten mixed go on after a reload, and after all was saved,
    forgotten and read again; a file that is none changes nothing.
    """
    key, question, path = asked_question
    page.goto(address + path)
    box = page.locator(f"#{key}")
    box.get_by_role("button", name="Sure", exact=True).click()
    assert "Choose an answer first." in page.locator(".said[role=status]").all_text_contents()
    wrong_option = next(option for option in question.options if not option.right)
    box.locator(f"input[value='{wrong_option.id}']").check()
    box.get_by_role("button", name="Sure", exact=True).click()
    assert sorted(box.locator("mark").all_text_contents()) == [" Right, not chosen.", " Wrong."]
    assert "Wrong. Asked again tomorrow." in box.locator(".result").inner_text()
    assert box.locator("details").get_attribute("open") is not None
    page.goto(address + "practice/exam/#ten")
    ten = page.locator("#mixed fieldset")
    ten.nth(9).wait_for()
    for fieldset in ten.all()[:4]:
        for option in fieldset.locator("input").all()[: int(fieldset.get_attribute("data-many") or 1)]:
            option.check()
        fieldset.get_by_role("button", name="Unsure").click()
    drawn, marks = ten.evaluate_all("all => all.map(one => one.id)"), page.locator("#mixed mark").all_text_contents()

    def is_as_before():
        page.goto(address + "practice/exam/")
        ten.nth(9).wait_for()
        assert ten.evaluate_all("all => all.map(one => one.id)") == drawn
        assert page.locator("#mixed mark").all_text_contents() == marks
        page.goto(address + "practice/")

    is_as_before()
    rows = page.locator("table tr[data-questions]")
    cells = rows.all_inner_texts()
    assert "0" not in page.locator(f"tr[data-questions~='{key}'] td:nth-child(3)").all_inner_texts(), "seen"
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save to a file").click()
    saved.value.save_as(tmp_path / "practice.json")
    page.get_by_role("button", name="Forget all").click()
    assert set(rows.locator("td:not(:nth-child(2))").all_inner_texts()) == {"0"}
    (tmp_path / "other.json").write_text('{"version": 1, "cards": {}, "exams": [{"at": 1e99, "seed": 1, "tasks": {}}]}')
    page.locator("#progress input[type=file]").set_input_files(tmp_path / "other.json")
    page.get_by_text("nothing was changed").wait_for()
    page.locator("#progress input[type=file]").set_input_files(tmp_path / "practice.json")
    page.get_by_text("answers read").wait_for()
    assert rows.all_inner_texts() == cells
    is_as_before()


def test_keys_choose_and_a_right_guess_is_luck(page, address, asked_question):
    key, question, path = asked_question
    page.goto(address + path)
    box = page.locator(f"#{key}")
    values = [field.get_attribute("value") for field in box.locator("input").all()]
    right = values.index(question.right[0].id)
    box.locator("input").first.focus()
    page.keyboard.press(str(right + 1))
    assert box.locator("input").nth(right).is_checked()
    box.get_by_role("button", name="Guess").click()
    assert box.locator(".result").inner_text().startswith("Right, by luck. Asked again tomorrow")
    box.get_by_role("button", name="Ask me again now").click()
    assert not box.locator("input:checked").count() and not box.locator("mark").count()


def test_questions_are_printed_without_answers_and_the_key_apart(page, address, asked_question, tmp_path):
    _, question, path = asked_question
    page.goto(address + path)
    whys = [letters(option.why) for option in question.options]
    text = "".join(letters(sheet.extract_text()) for sheet in print_pdf(page, tmp_path / "questions.pdf"))
    assert letters(question.ask) in text and not [why for why in whys if why in text]
    page.evaluate("document.body.classList.add('print-all')")  # as its button does, which would open a dialog
    both = "".join(letters(sheet.extract_text()) for sheet in print_pdf(page, tmp_path / "key.pdf"))
    assert both.startswith(text), "the same sheets, and then the key"
    assert not [why for why in whys if why not in both.removeprefix(text)]


def test_the_exam_on_paper_is_that_on_the_screen(page, address):
    """With the same seed; an answer sheet and the key begin a sheet each, and the page around it is not printed."""
    page.goto(address + "practice/exam/#paper")
    page.locator("#mixed input").fill("7")
    page.get_by_role("button", name="On paper").click()
    page.locator("#mixed .sheet li").nth(64).wait_for()
    keys = page.locator("#mixed fieldset").evaluate_all("all => all.map(one => one.id)")
    page.emulate_media(media="print")
    assert not page.locator("h1, #what-the-result-says, .reasons").locator("visible=true").count()
    page.evaluate("document.body.classList.add('print-all'); dispatchEvent(new Event('beforeprint'))")
    begins = "all => all.map(one => getComputedStyle(one).breakBefore)"
    assert page.locator(".sheet, .key").evaluate_all(begins) == ["page", "page"]
    assert page.locator(".key .short li").count() == page.locator(".key ol:last-child > li").count() == len(keys)
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Back to the choice").click()
    page.get_by_role("button", name="Exam: 65 questions").click()
    page.locator("#mixed .map").wait_for()
    assert page.evaluate("practice.read().running.keys") == keys


def test_a_page_carries_only_the_scripts_that_it_needs(site):
    scripts = {"practice.": ("question", "mixed", "progress", "plan"), "practice-exam.": ("mixed",)}
    scripts["practice-plan."] = ("progress", "plan")
    for path, text in links.read_pages(site).items():
        parts = {part for part in ("mixed", "progress", "plan") if f'<div id="{part}"' in text}
        parts |= {"question"} if 'class="question' in text else set()
        for name, needed in scripts.items():
            assert (f"assets/{name}" in text) == bool(parts & set(needed)), (path, name)


def test_an_exam_goes_on_after_a_reload(page, address, facts):
    """By the weights, one question at a time, flagged and submitted once; what was wrong and not flagged comes first."""
    page.goto(address + "practice/exam/")
    page.locator("#mixed input").fill("7")
    page.get_by_role("button", name=re.compile("^(Exam: 65 questions|Questions by the weights)")).click()
    page.locator("#mixed fieldset").wait_for()
    keys = page.evaluate("practice.read().running.keys")
    shares = exam.shares(facts.exam.newest)
    drawn = Counter(facts.questions[key].tasks[0] for key in keys)
    for task, task_keys in questions.by_task(facts).items():
        assert drawn[task] == min(shares[task], len(task_keys)), task
    assert len(set(keys)) == len(keys) == sum(drawn.values())
    first = facts.questions[keys[0]]
    wrong_ids = [option.id for option in first.options if not option.right][: len(first.right)]
    for option in wrong_ids:
        page.locator(f"#{keys[0]} input[value='{option}']").check()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Flag", exact=True).click()
    page.reload()
    page.get_by_role("button", name="Question 1, answered").click()
    checked = page.locator(f"#{keys[0]} input:checked").evaluate_all("all => all.map(one => one.value)")
    assert set(checked) == set(wrong_ids)
    assert not page.locator("#mixed details").count(), "no reasons before it is submitted"
    page.get_by_role("button", name="Submit all").click()
    assert page.locator("#mixed h2").inner_text() == f"0 of {len(keys)} right"
    heads = ["Wrong, and not flagged (1)", f"Not answered ({len(keys) - 1})"]
    assert page.locator("#mixed h3").all_inner_texts() == heads
    assert page.locator("#mixed fieldset").first.locator("mark").count() >= 1
    assert page.evaluate("practice.read().running") is None
    page.goto(address + "practice/")
    assert f"0 of {len(keys)}" in page.locator("#exams tbody").inner_text()


def test_an_exam_by_keyboard_alone(page, address, facts):
    """Each question by a digit, on by Tab and Enter, to the result, where the focus is."""
    page.goto(address + "practice/exam/")
    page.locator("#exam button").focus()
    page.keyboard.press("Enter")
    page.locator("#mixed fieldset").wait_for()
    keys = page.evaluate("practice.read().running.keys")
    focused = "document.activeElement.textContent"

    def press(name):
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.evaluate(focused) == name:
                return page.keyboard.press("Enter")
        return pytest.fail(f"Tab does not reach {name}")

    for index, key in enumerate(keys):
        question = facts.questions[key]
        for option in question.right:
            position = [option.id for option in questions.shuffled_options(key, question.options)].index(option.id)
            page.keyboard.press(str(position + 1))
        if index + 1 < len(keys):
            press("Next")
    press("Submit all")
    assert page.evaluate(focused) == f"{len(keys)} of {len(keys)} right"
    assert page.locator("#mixed h3").all_inner_texts() == [f"Right ({len(keys)})"]


def test_the_shares_of_an_exam(facts):
    """65 questions by 30, 26, 22 and 22 %, the tasks of a domain alike."""
    shares = exam.shares(facts.exam.newest)
    assert sum(shares.values()) == 65 and list(shares.values()) == [7, 7, 6, 6, 6, 5, 5, 5, 4, 5, 5, 4]


def test_a_plan_until_the_exam(new_page, address):
    """What is left adds up, what was read today counts for today, and nothing is due after the eve."""
    page = new_page(locale="de-DE")
    page.goto(address + "practice/plan/")
    before = page.locator("details[data-task] small[data-minutes]").evaluate_all(
        "all => all.map(one => +one.dataset.minutes)"
    )
    assert min(before) >= 1
    page.evaluate("""practice.update(progress => {
      for (const [at, name] of document.querySelector("details[data-asks]").dataset.asks.split(" ").entries())
        progress.cards[name] = {s: 300, d: 5, last: practice.today() - 3, due: practice.today() + 9 + 5 * at, hit: true}
    })""")
    day = page.evaluate("practice.today()") + 10
    page.locator("#plan input").fill((dt.date(1970, 1, 1) + dt.timedelta(day)).isoformat())

    def cells(column):
        return page.locator(f"#plan tbody tr > :nth-child({column})").all_inner_texts()

    def minutes():
        return [int(match[0]) if (match := re.match(r"\d+", text)) else 0 for text in cells(2)]

    assert len(cells(1)) == 8 and page.locator("#plan time").first.get_attribute("lang") == "de-DE"
    assert cells(1)[0].startswith(("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"))
    assert sum(minutes()) == sum(before)
    counts = page.locator("details[data-asks]").evaluate_all(
        "all => all.map(one => one.dataset.asks.split(' ').length)"
    )
    assert sum(map(int, cells(3))) == sum(counts[1:]) and sum(map(int, cells(4))) == counts[0]
    today = page.locator("#plan li").count()
    name = page.locator("#plan li a").first.inner_text()
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.get_by_label(f"Read: {name}", exact=True).check()
    assert page.locator("#plan li").count() == today - 1
    page.reload()
    assert page.locator("#plan li").count() == today - 1 and len(cells(1)) == 8


def test_the_schedule_is_that_of_fsrs(page):
    """In whole days and without fuzz, as the reference implementation in Python."""
    dice = random.Random(3)
    runs = [[(dice.choice([1, 2, 3, 3, 3]), dice.choice([0, 1, 1, 2, 5, 20])) for _ in range(12)] for _ in range(150)]
    script = (ROOT / "overrides/assets/practice.js").read_text(encoding="utf-8")
    code = script[script.index("  const W = [") : script.index("  // The schema of")]
    results = page.evaluate(
        f"""runs => {{ {code}
        return runs.map(run => {{ let card = null, day = 0; return run.map(([grade, wait]) => {{
          day += card ? wait : 0
          card = review(card, grade, day)
          return [card.s, card.d]
        }}) }}) }}""",
        runs,
    )
    scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for run, result in zip(runs, results, strict=True):
        card, moment = fsrs.Card(), start
        for index, ((grade, wait), (stability, difficulty)) in enumerate(zip(run, result, strict=True)):
            moment += dt.timedelta(days=wait if index else 0)
            card, _ = scheduler.review_card(card, fsrs.Rating(grade), moment)
            assert stability == pytest.approx(card.stability, rel=1e-6)
            assert difficulty == pytest.approx(card.difficulty, rel=1e-6)
