//! A report as its people wrote it: what a write-back may change is left out.

use crate::action::{Word, status_tables, traces};

/// The text without references of ours, what the status table holds, white space and the dashes of tables. Two texts
/// that agree in it differ by nothing that a person wrote.
#[must_use]
pub fn without_ours(text: &str) -> String {
    let tables = status_tables(text);
    let starts = tables.iter().map(|it| it.start).chain([text.len()]);
    let ends = [0].into_iter().chain(tables.iter().map(|it| it.end));
    let between = ends.zip(starts).map(|(end, start)| &text[end..start]);
    between.flat_map(str::lines).map(line).collect()
}

fn line(line: &str) -> String {
    let is_rule = |c: char| matches!(c, '|' | '-' | ':' | ' ' | '\t');
    if line.trim_start().starts_with('|') && line.chars().all(is_rule) {
        return "|".to_owned();
    }
    let (mut kept, mut at) = (String::new(), 0);
    for trace in traces(line, &Word::parse) {
        if trace.word.is_some() {
            kept.push_str(&line[at..trace.span.start]);
            at = trace.span.end;
        }
    }
    kept.push_str(&line[at..]);
    kept.retain(|c| !c.is_whitespace());
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_wrote_stays() {
        let reference = "ft-7k3q9d2mzx4c8v1n, open";
        let old = "- [ ] Patch\n\n| Action | Issue |\n|---|---|\n| Add it | |\n\n### Move it\n";
        let new = format!(
            "- [ ] Patch ({reference})\n\n| Action | Issue                      |\n|---|------------------|\n| Add it | {reference} |\n\n### Move it\n\n({reference})\n"
        );
        assert_eq!(without_ours(old), without_ours(&new));
        for other in ["[ ]", "Patch", "Issue", "it |"] {
            let changed = new.replacen(other, "[x]", 1);
            assert_ne!(without_ours(old), without_ours(&changed), "{other}");
        }
    }

    #[test]
    fn the_status_table_is_ours() {
        let report = |rows: &str| {
            format!("a\n<!-- followthrough:status -->\n{rows}<!-- /followthrough:status -->\n")
        };
        assert_eq!(
            without_ours(&report("")),
            without_ours(&report(
                "\n| Action | Status | Issue | Due |\n| b | open | - | - |\n"
            ))
        );
        assert_ne!(without_ours(&report("")), without_ours("a\n"));
    }
}
