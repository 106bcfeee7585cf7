//! What reading costs: work and memory linear in the text, counted in allocations, never by the clock.
//!
//! `cargo test --test reader -- --nocapture` shows the figures.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use allocation_counter::{AllocationInfo, measure};
use followthrough::read::{Vocabulary, read};
use followthrough::text::Source;

static WORDS: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::default);

/// What reading `text` takes, and how many actions it gives. The bytes of the text itself are not counted.
fn cost(text: &str) -> (AllocationInfo, usize) {
    LazyLock::force(&WORDS);
    let source = Source::new("a.md", text.as_bytes().to_vec()).unwrap();
    let mut actions = 0;
    let info = measure(|| actions = read(&source, &WORDS).actions.len());
    (info, actions)
}

const HEAD: &str = "# Action items\n\n";

/// A list that goes down 200 levels, again and again.
fn deep(size: usize) -> String {
    let mut text = String::from(HEAD);
    let mut indent = 0;
    while text.len() < size {
        text.push_str(&" ".repeat(indent % 400));
        text.push_str("- x:\n");
        indent += 2;
    }
    text
}

/// Texts of about `size` bytes that are hard on readers with loops in loops.
fn hard(size: usize) -> Vec<(&'static str, String)> {
    let fill = |unit: &str| unit.repeat(size / unit.len());
    let head = HEAD;
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
        (
            "actions with suffixes",
            head.to_owned() + &fill("- Patch the pool (ft-7k3q9d2mzx4c8v1n, open)\n"),
        ),
        ("references", head.to_owned() + &fill("#1 ")),
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
        ("deep", deep(size)),
        (
            "measures",
            "# Improvements\n".to_owned()
                + &fill("- Patch the pool\n# Tasks\n- Patch the pool\n# Improvements\n"),
        ),
    ]
}

/// Eight times the text may take eight times the work, and a little more.
#[test]
fn work_grows_with_the_text() {
    for ((name, small), (_, large)) in hard(30_000).into_iter().zip(hard(240_000)) {
        let ((one, _), (eight, _)) = (cost(&small), cost(&large));
        let fits = |one: u64, eight: u64, least: u64| eight <= 9 * one + least;
        assert!(
            fits(one.count_total, eight.count_total, 1000),
            "{name}: {} allocations for one part, {} for eight",
            one.count_total,
            eight.count_total
        );
        assert!(
            fits(one.bytes_total, eight.bytes_total, 400_000),
            "{name}: {} bytes for one part, {} for eight",
            one.bytes_total,
            eight.bytes_total
        );
    }
}

/// Bytes at the peak, beyond ten times the text, that one action, heading or list item may cost: what `- a` says in four
/// bytes has a place, fields and spans.
const ACTION: u64 = 1200;
const HEADING: u64 = 330;
const ITEM: u64 = 120;

/// Lines that look like headings, and those that look like items.
fn shapes(text: &str) -> (u64, u64) {
    let count = |shape: &dyn Fn(&str) -> bool| text.lines().filter(|it| shape(it)).count() as u64;
    let heading = |it: &str| it.starts_with('#') || it.ends_with(':');
    (
        count(&heading),
        count(&|it| it.trim_start().starts_with('-')),
    )
}

/// At most ten times the text, and besides a fixed cost for each action found.
#[test]
fn memory_is_bounded() {
    let mut over = String::new();
    for (name, text) in hard(200_000).into_iter().chain(long()) {
        let (info, actions) = cost(&text);
        let (size, count) = (text.len() as u64, actions as u64);
        let each = info
            .bytes_max
            .saturating_sub(10 * size)
            .div_ceil(count.max(1));
        let times = info.bytes_max as f64 / size as f64;
        println!(
            "{name}: {size} bytes, {count} actions, {times:.1} x at the peak, {each} bytes an action beyond 10 x"
        );
        let (headings, items) = shapes(&text);
        let parts = ACTION * count + HEADING * headings + ITEM * items;
        if info.bytes_max > 10 * size + parts {
            over += &format!("{name}: {times:.1} x the text, {each} bytes an action\n");
        }
    }
    assert_eq!(over, "");
}

/// Texts longer than any report.
fn long() -> Vec<(&'static str, String)> {
    let head = "# Action items\n\n";
    vec![
        ("20 MB on one line", "word ".repeat(4_000_000)),
        (
            "20 MB in one item",
            format!("{head}- {}", "word ".repeat(4_000_000)),
        ),
        (
            "20,000 items",
            head.to_owned() + &"- Add an alert on the age of backups\n".repeat(20_000),
        ),
        (
            "10,000 rows",
            format!(
                "{head}| Action | Owner |\n|---|---|\n{}",
                "| Patch the pool | Ana |\n".repeat(10_000)
            ),
        ),
        (
            "50,000 tiny items",
            head.to_owned() + &"- a\n".repeat(50_000),
        ),
        (
            "prose",
            "The shop was slow because a node lost its lease.\n".repeat(40_000),
        ),
    ]
}
