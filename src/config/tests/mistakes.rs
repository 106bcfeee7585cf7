//! What is wrong with a file is told with its place and what would be right.

use super::*;

const MISTAKES: &[(&str, &str)] = &[
    (
        "trakcer: {kind: local}",
        "1:1: unknown key `trakcer`; did you mean `tracker`?",
    ),
    (
        "reading: 1\ntracker:\n  knd: local",
        "3:3: unknown key `knd`; did you mean `kind`?",
    ),
    (
        "write-back: off",
        "1:1: unknown key `write-back`; did you mean `write_back`?",
    ),
    (
        "policy: {fail_on: []}",
        "1:10: unknown key `fail_on`; did you mean `fail-on`?",
    ),
    (
        "guard: {x: 1}",
        "1:9: unknown key `x`; known here: creates, share",
    ),
    (
        "reading: 3",
        "1:10: wrong value `3`: expected 1 or 2, the editions of the reader",
    ),
    (
        "reading: one",
        "1:10: wrong value `one`: expected 1 or 2, the editions",
    ),
    (
        "tracker: {kind: githb}",
        "1:17: wrong value `githb`: expected local, github or gitlab; did you mean `github`?",
    ),
    (
        "tracker: {kind: [local]}",
        "1:17: wrong value: a list, expected local, github or gitlab",
    ),
    (
        "tracker: github",
        "1:10: wrong value: string \"github\", expected a mapping such as {kind: github}",
    ),
    ("tracker: {repository: acme}", "expected owner/name"),
    (
        "tracker: {url: \"https://me:secret@x\"}",
        "without user name",
    ),
    (
        "tracker: {labels: []}",
        "1:19: at least one label is needed",
    ),
    (
        "tracker: {labels: [\"a,b\"]}",
        "1:20: wrong value `a,b`: expected a label without commas",
    ),
    (
        "tracker: {pace: 3}",
        "1:17: wrong value `3`: expected a time such as 3s",
    ),
    (
        "reports: postmortems",
        "1:10: wrong value: string \"postmortems\", expected a list",
    ),
    ("reports: []", "1:10: without a pattern no file is a report"),
    (
        "reports: [\"a/[\"]",
        "1:11: wrong value `a/[`: expected a pattern",
    ),
    (
        "reports: [\"a/*.docx\"]",
        "files that end in .docx cannot be read",
    ),
    (
        "actions: {since: 2026-02-29}",
        "1:18: wrong value `2026-02-29`: expected a day such as 2026-11-21",
    ),
    (
        "actions: {since: 01/02/2026}",
        "expected a day such as 2026-11-21",
    ),
    (
        "actions: {since: 2026-02-01T10:00}",
        "expected a day such as 2026-11-21",
    ),
    (
        "policy: {warn: 1 week}",
        "1:16: wrong value `1 week`: expected a number of days or weeks",
    ),
    (
        "policy: {timezone: Europe/Berln}",
        "1:20: wrong value `Europe/Berln`: expected a time zone of the IANA database such as Europe/Berlin; did you mean `Europe/Berlin`?",
    ),
    (
        "policy: {adopted: 2026-11-21}",
        "expected a mapping such as {date: 2026-11-21, spread: 26w}",
    ),
    (
        "policy: {adopted: {spread: 4w}}",
        "1:19: the key `date` is missing here",
    ),
    (
        "policy: {due: [{priority: P1}]}",
        "1:16: the key `within` is missing here",
    ),
    (
        "policy: {due: [{within: 7d}, {priority: P1, within: 2d}]}",
        "limit 2 can never count, because limit 1 matches first",
    ),
    (
        "policy: {fail-on: [pushes]}",
        "expected pull-request, push, schedule or manual; did you mean `push`?",
    ),
    (
        "policy:\n  rules:\n    over-due: off",
        "3:5: wrong value `over-due`: expected the name of a rule; did you mean `overdue`?",
    ),
    (
        "policy: {rules: {overdue: eror}}",
        "1:27: wrong value `eror`: expected off, notice, warning or error; did you mean `error`?",
    ),
    (
        "policy: {rules: {overdue: {severty: off}}}",
        "1:28: unknown key `severty`; did you mean `severity`?",
    ),
    (
        "policy: {rules: {overdue: true}}",
        "1:27: wrong value: boolean `true`, expected off, notice, warning or error, or {severity",
    ),
    (
        "policy: {rules: {overdue: off, overdue: error}}",
        "1:32: the key `overdue` stands here a second time",
    ),
    (
        "reading: 1\nreading: 1",
        "2:1: the key `reading` stands here a second time",
    ),
    (
        "people: {A: a, B: b, A: c}",
        "1:22: the key `A` stands here a second time",
    ),
    (
        "people: {A: \"@a\"}",
        "1:13: wrong value `@a`: expected the name of an account",
    ),
    (
        "guard: {share: 30}",
        "1:16: wrong value `30`: expected a share such as 30%",
    ),
    (
        "guard: {creates: -1}",
        "1:18: wrong value `-1`: expected a whole number",
    ),
    (
        "templates: ../x",
        "1:12: wrong value `../x`: expected a folder inside the repository",
    ),
    (
        "scope: a b",
        "1:8: wrong value `a b`: expected a name without blanks",
    ),
    (
        "projects: [{name: a, reports: [a/**]}, {name: a, reports: [b/**]}]",
        "two projects are called `a`",
    ),
    (
        "projects: [{name: a, scope: s, reports: [a/**]}, {name: b, scope: s, reports: [b/**]}]",
        "has the scope of another one",
    ),
    ("projects: [{name: a}]", "the key `reports` is missing here"),
    (
        "- a",
        "1:1: wrong value: a list, expected a mapping of settings",
    ),
    (
        "? {a: b}\n: c",
        "1:3: wrong value: a mapping, expected a key",
    ),
    ("reports: [", "cannot be read as YAML"),
    ("reading: 1\n---\nreading: 1", "cannot be read as YAML"),
    ("\tx: 1", "cannot be read as YAML"),
    (
        "scope: *a",
        "1:8: this cannot be read as YAML: unknown anchor",
    ),
    ("scope: \"\\e[31m\"", "\u{fffd}[31m"),
];

#[test]
fn mistakes_are_answered_with_place_and_remedy() {
    for (text, says) in MISTAKES {
        let error = refused(text);
        assert!(error.starts_with("followthrough.yml:"), "{error}");
        assert!(
            error.contains(says),
            "{text}\n  said: {error}\n  not:  {says}"
        );
        assert!(
            !error.contains(|c: char| c.is_control() && c != '\n'),
            "{error}"
        );
    }
}

#[test]
fn more_than_one_mistake_is_told_at_once() {
    let error = refused(
        "trakcer:\n  kind: x\n\npolicy:\n  warn: soon\n  due:\n    - within: 3x\n      priority: P1\n    - {within: 7d}\nguard: {creates: many}\n",
    );
    let places: Vec<&str> = error
        .lines()
        .filter_map(|it| it.split(": ").next())
        .collect();
    assert_eq!(
        places,
        [
            "followthrough.yml:1:1",
            "followthrough.yml:5:9",
            "followthrough.yml:7:15",
            "followthrough.yml:10:18"
        ],
        "{error}"
    );
}

#[test]
fn bombs_and_heaps_are_refused_at_once() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let below = format!("*a{}", level - 1);
        bomb += &format!("a{level}: &a{level} [{}]\n", vec![below; 10].join(", "));
    }
    assert!(refused(&bomb).contains("unknown key `a0`"));
    let bomb = bomb.replacen("a0:", "reports:", 1) + "confidential: *a11\n";
    assert!(refused(&bomb).contains("followthrough.yml:"));
    for open in ["[", "{", "a: {"] {
        let error = refused(&open.repeat(200_000));
        assert!(error.starts_with("followthrough.yml:1:"), "{error}");
        assert!(error.contains("nested too deeply"), "{error}");
    }
    assert!(refused(&"- ".repeat(100_000)).starts_with("followthrough.yml:1:1: wrong value"));
    assert!(refused(&"x".repeat(1_000_001)).contains("larger than 1 MB"));
    assert!(refused(&"trakcer: 1\n".repeat(50_000)).lines().count() <= 20);
}

#[test]
fn any_bytes_give_an_answer() {
    use proptest::prelude::*;
    proptest!(ProptestConfig::with_cases(2000), |(text in "(reading|policy|tracker|:|,|\\{|\\}|\\[|\\]|\"|'|#|&a|\\*a|!|\\||>|-|\\?| |\n|\t|\u{1}|x|1|\u{85}|é){0,40}")| {
        if let Err(error) = Config::from_bytes(NAME, text.into_bytes()) {
            prop_assert!(error.to_string().starts_with("followthrough.yml:"));
        }
    });
    assert!(refused_bytes(b"a: \xff").contains("followthrough.yml:1: not UTF-8"));
}

fn refused_bytes(bytes: &[u8]) -> String {
    Config::from_bytes(NAME, bytes.to_vec())
        .unwrap_err()
        .to_string()
}
