//! `tests/headings.txt`: the words of headings in every language, and whether a list below them is taken.

use followthrough::read::{Vocabulary, read};
use followthrough::text::Source;

const TABLE: &str = include_str!("headings.txt");

#[test]
fn a_list_below_each_heading_is_taken_or_not() {
    let words = Vocabulary::default();
    let (mut taken, mut wrong, mut seen) = (false, Vec::new(), 0);
    for line in TABLE.lines() {
        match line {
            "[actions]" => taken = true,
            "[no actions]" => taken = false,
            _ if line.is_empty() || line.starts_with('#') => {}
            heading => {
                let text =
                    format!("# Outage\n\n## {heading}\n\n- Rotate the keys\n- Upgrade the pool\n");
                let Ok(source) = Source::new("report.md", text.into_bytes()) else {
                    wrong.push(format!("{heading}: not UTF-8"));
                    continue;
                };
                let found = read(&source, &words).actions.len();
                if found != if taken { 2 } else { 0 } {
                    wrong.push(format!("{heading}: {found} actions"));
                }
                seen += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 150, "{seen}");
}
