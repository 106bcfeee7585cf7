//! What holds for any text: a report, never a panic, every span inside the text, in linear time.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::{Duration, Instant};

use followthrough::action::{Action, Form, Report};
use followthrough::read::{Vocabulary, read};
use followthrough::text::{EditSet, Source, Span};
use proptest::prelude::*;

fn report(words: &Vocabulary, path: &str, text: &str) -> (Source, Report) {
    let source = Source::new(path, text.as_bytes().to_vec()).unwrap();
    let report = read(&source, words);
    (source, report)
}

/// Every span of an action, with a name for the message.
fn spans(action: &Action) -> Vec<(&'static str, Span)> {
    let place = &action.place;
    let mut all = vec![("own", place.own), ("suffix_at", Span::at(place.suffix_at))];
    all.extend(place.suffix.map(|it| ("suffix", it)));
    all.extend(place.tick.map(|it| ("tick", it)));
    all.extend(action.owner.as_ref().map(|it| ("owner", it.span)));
    all.extend(action.due.as_ref().map(|it| ("due", it.span)));
    all.extend(action.priority.as_ref().map(|it| ("priority", it.span)));
    all.extend(action.category.as_ref().map(|it| ("category", it.span)));
    all.extend(action.mark.as_ref().map(|it| ("mark", it.span)));
    all.extend(action.link.as_ref().map(|it| ("link", it.span)));
    all.extend(action.mentions.iter().map(|it| ("mention", it.span)));
    all.extend(action.doubts.iter().map(|it| ("doubt", it.span)));
    if let Form::Row { issue, status } = &place.form {
        all.extend(issue.map(|it| ("issue", it)));
        all.extend(status.map(|it| ("status", it)));
    }
    all
}

fn sound(source: &Source, report: &Report) -> Result<(), TestCaseError> {
    let text = source.text();
    let mut edits = EditSet::default();
    for action in &report.actions {
        for (name, span) in spans(action) {
            let fits = span.start <= span.end
                && span.end <= text.len()
                && text.is_char_boundary(span.start)
                && text.is_char_boundary(span.end);
            prop_assert!(fits, "{name} {span:?} in {text:?}");
        }
        prop_assert!(!action.title.is_empty(), "no title in {text:?}");
        prop_assert!(
            !action.title.contains('\n'),
            "title of two lines in {text:?}"
        );
        prop_assert!(action.line >= 1 && action.line <= text.split('\n').count());
        prop_assert_eq!(source.line_of(action.place.own.start), action.line);
        if !matches!(action.place.form, Form::Row { .. }) && action.place.suffix.is_none() {
            edits.insert(action.place.suffix_at, " (ft-7k3q9d2mzx4c8v1n, open)");
        }
    }
    prop_assert!(edits.apply(text).is_ok(), "edits meet in {text:?}");
    Ok(())
}

/// Pieces of reports that make trouble when they meet.
const PIECES: [&str; 95] = [
    "\n",
    "\n\n",
    "\r\n",
    "    ",
    "\t",
    "- ",
    "* ",
    "1. ",
    "- [ ] ",
    "- [x] ",
    "☐ ",
    "[ ] ",
    "# ",
    "## Action items\n\n",
    "Tasks:\n",
    "**Tasks:**\n",
    "- **Improvements/Fixes:**\n",
    "Corrective and Preventative Measures:\n",
    "\n---\n",
    "===\n",
    "```\n",
    "~~~\n",
    "<!-- ",
    " -->",
    "<!-- followthrough:status -->\n",
    "<!-- /followthrough:status -->\n",
    "| a | b |\n",
    "|---|---|\n",
    "| Action | Owner | Due | Issue | Status |\n|---|---|---|---|---|\n",
    "| Patch | Ana | 2024-05-06 | #4 | done |\n",
    "<li>",
    "</li>",
    "<ul>",
    "<h3>Actions</h3>\n",
    "[",
    "](",
    ")",
    "(",
    "`",
    "**",
    "_",
    "~~",
    "\\",
    "|",
    ":",
    "：",
    "：\n",
    " (ft-7k3q9d2mzx4c8v1n, open)",
    " ([#42](https://a.b/c/d/issues/42), done)",
    " (open)",
    "https://a.b/c/d/issues/4",
    "#12",
    "a/b#3",
    "OPS-12",
    "@maria",
    "by 2024-05-06",
    "04-12-2022",
    "due: ",
    "📅 2024-05-06",
    " ^id",
    " {#id}",
    "Owner: ",
    "Deadline: ",
    "DONE",
    " - done",
    "✅",
    "🚧 ",
    "é",
    "予防",
    "\u{a0}",
    "\u{feff}",
    "\u{3000}",
    "Patch the pool",
    "Add an alert. It is late.",
    "We will see",
    "Title: text",
    "By implementing these measures\n",
    "**JP** ",
    "**Maria**\n",
    ".. list-table::\n",
    ".. list-table:: Actions\n   :header-rows: 1\n\n   * - Action\n     - Owner\n   * - Patch\n     - Ana\n",
    "+-----+-----+\n| Action | Owner |\n+=====+=====+\n| a | b |\n| c | d |\n+---+---+\n",
    "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>",
    "> ",
    "&nbsp;•&nbsp;",
    "---\ntitle: x\n---\n",
    "{/* ",
    " */}",
    "5月",
    "2024年5月6日",
    "(P1)",
    "10:00 AM - 11:00 AM UTC",
    "Timeline:\n",
    "Duration: ",
    "2h",
];

fn piece() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(&PIECES[..]).prop_map(str::to_owned);
    prop_oneof![8 => fixed, 1 => "\\PC{0,12}", 1 => "[a-z ]{1,20}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_text_gives_a_sound_report(pieces in prop::collection::vec(piece(), 0..60), kind in 0..3_usize) {
        let path = ["a.md", "a.txt", "a.rst"][kind];
        let (source, found) = report(&WORDS, path, &pieces.concat());
        sound(&source, &found)?;
    }

    #[test]
    fn any_characters_give_a_sound_report(text in "(\\PC|\n|\t|\r){0,400}") {
        let (source, found) = report(&WORDS, "a.md", &format!("# Action items\n\n{text}"));
        sound(&source, &found)?;
    }
}

static WORDS: std::sync::LazyLock<Vocabulary> = std::sync::LazyLock::new(Vocabulary::default);

/// Texts of about `size` bytes that are hard on readers with loops in loops.
fn hard(size: usize) -> Vec<(&'static str, String)> {
    let head = "# Action items\n\n";
    let fill = |unit: &str| unit.repeat(size / unit.len());
    let mut deep = String::from(head);
    let mut indent = 0;
    while deep.len() < size {
        deep.push_str(&" ".repeat(indent % 400));
        deep.push_str("- x:\n");
        indent += 2;
    }
    vec![
        ("items", head.to_owned() + &fill("- Patch the pool\n")),
        (
            "boxes in a log",
            "# Log\n\n".to_owned() + &fill("- [ ] Patch the pool\n"),
        ),
        ("one line", head.to_owned() + "- " + &fill("word ")),
        ("one item of brackets", head.to_owned() + "- " + &fill("[")),
        (
            "brackets",
            head.to_owned() + &fill("- [a](b[a](b[a](b[a](b`\n"),
        ),
        (
            "backticks",
            head.to_owned() + &fill("- ` `` ``` ```` `````\n"),
        ),
        ("unclosed fences", fill("```x\n")),
        ("falling fences", fill("`````\n````\n```\n")),
        ("unclosed comments", fill("<!--\n")),
        (
            "parentheses",
            head.to_owned() + &fill("- a (b (c (d (e (f (\n"),
        ),
        ("suffixes", head.to_owned() + "- " + &fill("a (#1, open) ")),
        ("labels", fill("Tasks:\n")),
        ("headings", fill("## a\n")),
        ("nested headings", fill("# a\n## b\n### c\n#### d\n")),
        ("tables", head.to_owned() + &fill("| a |\n|---|\n")),
        (
            "rows",
            head.to_owned() + "| Action |\n|---|\n" + &fill("| Patch |\n"),
        ),
        ("bold", head.to_owned() + &fill("**JP** a:\n- b\n")),
        ("paragraphs", head.to_owned() + &fill("Patch the pool\n\n")),
        ("one paragraph", head.to_owned() + &fill("Patch the pool\n")),
        (
            "dates",
            "# Timeline\n".to_owned() + &fill("- 10:00 May 5th, 2024 x\n"),
        ),
        ("duration", "Duration: ".to_owned() + &fill("1h 10:00 ")),
        ("deep", deep),
        (
            "measures",
            "# Improvements\n".to_owned()
                + &fill("- Patch the pool\n# Tasks\n- Patch the pool\n# Improvements\n"),
        ),
    ]
}

/// Doubling the text may not take much more than twice the time.
#[test]
fn time_grows_with_the_text() {
    let time = |text: &str| {
        let start = Instant::now();
        let (_, report) = report(&WORDS, "a.md", text);
        drop(report);
        start.elapsed()
    };
    for ((name, small), (_, large)) in hard(30_000).into_iter().zip(hard(240_000)) {
        time(&small);
        let (one, eight) = (time(&small), time(&large));
        let bound = one * 30 + Duration::from_millis(400);
        assert!(
            eight < bound,
            "{name}: {one:?} for one part, {eight:?} for eight"
        );
    }
}
