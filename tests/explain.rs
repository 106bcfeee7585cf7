//! `explain` tells what `read` did: the same report, and one verdict for each line.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Read as _;
use std::path::{Path, PathBuf};

use followthrough::output::explain::{ExplainDocument, Judged, explain as document};
use followthrough::output::{explain_line_text, explain_text};
use followthrough::policy::{Policy, Track, schedule, tracking};
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
        (23, action(1, Taken::Numbered)),
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

fn shown(path: &str, text: &str, line: Option<usize>) -> ExplainDocument {
    let source = Source::new(path, text.as_bytes().to_vec()).unwrap();
    let explanation = explain(&source, &Vocabulary::default());
    let report = &explanation.report;
    let dues: Vec<_> = report
        .actions
        .iter()
        .map(|action| schedule(report, action, &Policy::default()))
        .collect();
    let judged = Judged {
        tracking: &tracking(report, Track::Auto, false),
        dues: &dues,
    };
    document(&source, &explanation, judged, line)
}

const REPORT: &str = "# Outage of the shop\n\nDate: 2024-05-05\n\n## Action items\n\n\
                      1. Patch the pool by 04-12-2024\n   soon @ana\n2. TBD\n3. TBD\n\n\
                      Thanks to all.\n";

#[test]
fn people_see_the_report_with_its_verdicts() {
    let text =
        anstream::adapter::strip_str(&explain_text(&shown("a.md", REPORT, None))).to_string();
    let expected = snapbox::str![[r#"
a.md: Outage of the shop
incident: began 2024-05-05

 1 | # Outage of the shop
   = heading: no words that are known
 2 |
 3 | Date: 2024-05-05
   = fact of the incident: the date
 4 |
 5 | ## Action items
   = heading: opens a section of tasks
 6 |
 7 | 1. Patch the pool by 04-12-2024
   = action (task, tracked): numbered item under "Action items" (line 5)
     title: Patch the pool by 04-12-2024 soon
     owner: ana (line 8)
     due: 2024-06-30, 56 days after the incident began (2024-05-05), policy.due
     unsure: 04-12-2024 may be 2024-12-04 or 2024-04-12 (line 7)
 8 |    soon @ana
   = part of the action on line 7
 9 | 2. TBD
10 | 3. TBD
   = lines 9-10: not taken: placeholder
     hint: write what is to be done in its place
11 |
12 | Thanks to all.
   = not taken: closing sentence
     hint: begin the line with `- `, or with `- [ ] `, to make it an action

"#]];
    snapbox::assert_data_eq!(text, expected);
}

#[test]
fn one_line_is_explained_at_length() {
    let text = explain_line_text(&shown("a.md", REPORT, Some(9)));
    let text = anstream::adapter::strip_str(&text).to_string();
    let expected = snapbox::str![[r#"
a.md: Outage of the shop
incident: began 2024-05-05

9 | 2. TBD
  = not taken: placeholder
    under: "Outage of the shop" on line 1: no words that are known
    under: "Action items" on line 5: tasks
    hint: write what is to be done in its place

"#]];
    snapbox::assert_data_eq!(text, expected);
}

#[test]
fn programs_get_a_version_and_one_entry_for_each_line() {
    let json = serde_json::to_value(shown("a.md", REPORT, None)).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(json["lines"].as_array().unwrap().len(), 12);
    assert_eq!(json["lines"][6]["rule"], "numbered");
    assert_eq!(json["lines"][6]["actions"][0]["owner"]["value"], "ana");
    assert_eq!(json["lines"][7]["part_of"], 7);
    assert_eq!(json["lines"][8]["verdict"], "not-taken");
    assert_eq!(json["lines"][8]["sections"][1]["about"], "task");
}

#[test]
fn a_report_cannot_write_to_the_terminal() {
    let hostile = "# \u{1b}[2J\n\n## Tasks\n\n- Patch \u{202e}x \u{1b}]8;;x\u{7} @a\u{1b}\n";
    let text = explain_text(&shown("\u{1b}.md", hostile, None));
    let plain = anstream::adapter::strip_str(&text).to_string();
    assert!(
        plain.chars().all(|c| !c.is_control() || c == '\n'),
        "{plain:?}"
    );
}
