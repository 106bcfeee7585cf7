//! `explain` tells what `read` did: the same report, and one verdict for each line.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Read as _;
use std::path::{Path, PathBuf};

use followthrough::read::{Explanation, Mute, Refusal, Taken, Verdict, Vocabulary, explain, read};
use followthrough::text::Source;

fn fixtures() -> Vec<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it != "expected"))
        .collect();
    found.sort();
    found
        .iter()
        .map(|path| {
            let mut bytes = Vec::new();
            let mut file = std::fs::File::open(path).unwrap();
            file.read_to_end(&mut bytes).unwrap();
            Source::new(path.file_name().unwrap().to_str().unwrap(), bytes).unwrap()
        })
        .collect()
}

fn explained(path: &str, text: &str) -> Explanation {
    let source = Source::new(path, text.as_bytes().to_vec()).unwrap();
    explain(&source, &Vocabulary::default())
}

fn verdict(explanation: &Explanation, line: usize) -> &Verdict {
    &explanation.lines[line - 1].verdict
}

#[test]
fn explain_and_read_give_the_same_report() {
    let words = Vocabulary::default();
    for source in fixtures() {
        let explanation = explain(&source, &words);
        assert_eq!(
            explanation.report,
            read(&source, &words),
            "{}",
            source.path()
        );
    }
}

#[test]
fn every_line_has_one_verdict() {
    let words = Vocabulary::default();
    for source in fixtures() {
        let explanation = explain(&source, &words);
        let lines: Vec<&str> = source.text().lines().collect();
        assert_eq!(explanation.lines.len(), lines.len(), "{}", source.path());
        let mut next = 0;
        for (number, (line, text)) in explanation.lines.iter().zip(&lines).enumerate() {
            let blank = line.verdict == Verdict::Mute(Mute::Blank);
            let seen = text.replace("&nbsp;", " ");
            let seen = seen.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            assert_eq!(blank, seen.is_empty(), "{}:{}", source.path(), number + 1);
            if let Verdict::Action { actions, .. } = &line.verdict {
                assert_eq!(actions.start, next, "{}", source.path());
                for action in actions.clone() {
                    assert_eq!(explanation.report.actions[action].line, number + 1);
                }
                next = actions.end;
            }
        }
        assert_eq!(next, explanation.report.actions.len(), "{}", source.path());
    }
}

#[test]
fn the_rule_is_named() {
    let text = "---\ntitle: x\nteam: y\n---\n# Outage of the shop\n\nDuration: 2 hours\n\n\
                ## Timeline\n\n- 10:00 It began\n- nobody looked\n\n## Lessons learned\n\n\
                - The pool was too small\n- Add a second pool\n\n## Action items\n\n\
                Here is what we do:\n\n1. Patch the pool\n   until it holds\n2. <what>\n\n\
                ```\n- code\n```\n\nBy doing this we will be safe.\n";
    let found = explained("a.md", text);
    for (line, verdict_expected) in [
        (1, Verdict::Mute(Mute::FrontMatter)),
        (2, Verdict::Mute(Mute::FrontMatterKey)),
        (3, Verdict::Mute(Mute::FrontMatter)),
        (5, Verdict::Heading),
        (6, Verdict::Mute(Mute::Blank)),
        (7, Verdict::Fact(followthrough::read::Role::Duration)),
        (9, Verdict::Heading),
        (11, Verdict::Entry),
        (12, Verdict::Refused(Refusal::Section)),
        (16, Verdict::Refused(Refusal::Fact)),
        (17, action(0, Taken::Lesson)),
        (19, Verdict::Heading),
        (21, Verdict::Refused(Refusal::Lead)),
        (23, action(1, Taken::Item)),
        (24, Verdict::Part { action: 1 }),
        (25, Verdict::Refused(Refusal::Placeholder)),
        (28, Verdict::Mute(Mute::Code)),
        (31, Verdict::Refused(Refusal::Closing)),
    ] {
        assert_eq!(*verdict(&found, line), verdict_expected, "line {line}");
    }
    let under = found.lines[22].section.unwrap();
    assert_eq!(found.topic(under).unwrap().title, "Action items");
    assert!(found.advice(25).is_some());
    assert!(found.advice(6).is_none() && found.advice(0).is_none() && found.advice(99).is_none());
}

fn action(index: usize, rule: Taken) -> Verdict {
    Verdict::Action {
        actions: index..index + 1,
        rule,
    }
}

#[test]
fn what_stands_elsewhere_says_so() {
    let text = "# Outage\n\nThe shop was down.\n\n- one\n- [ ] Patch the pool\n\n\
                | Time | Event |\n|---|---|\n| 10:00 | It began |\n\n\
                | Action item | Owner |\n|---|---|\n| Add an alert | Ana |\n| TBD | Ana |\n";
    let found = explained("a.md", text);
    for (line, verdict_expected) in [
        (3, Verdict::Prose),
        (5, Verdict::Refused(Refusal::Outside)),
        (6, action(0, Taken::Box)),
        (8, Verdict::Refused(Refusal::TimedTable)),
        (9, Verdict::Mute(Mute::Border)),
        (12, Verdict::TableHead),
        (14, action(1, Taken::TellingRow)),
        (15, Verdict::Refused(Refusal::EmptyRow)),
    ] {
        assert_eq!(*verdict(&found, line), verdict_expected, "line {line}");
    }
    let template = explained("template.md", "# Action items\n\n- Patch the pool\n");
    assert_eq!(
        *verdict(&template, 3),
        Verdict::Refused(Refusal::AboutReports)
    );
}
