//! Lists whose lines are broken anew, as editors and formatters do it.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const WORDS: [&str; 12] = [
    "alert",
    "queue",
    "runbook",
    "failover",
    "connections",
    "migration",
    "certificate",
    "dashboard",
    "latency",
    "gateway",
    "rollback",
    "for",
];

/// One item of a list, on one line.
fn item() -> impl Strategy<Value = String> {
    let words = |count| vec(select(&WORDS[..]), count);
    let verb = select(vec!["Add", "Write", "Replace", "Measure"]);
    let fields = select(vec![
        "",
        " (owner: Ada Lovelace, due: 2026-12-20)",
        " (owner: @ada)",
        " (P1)",
    ]);
    let text = (verb, words(3..=9), any::<bool>(), words(3..=12), fields);
    text.prop_map(|(verb, title, bold, more, fields)| {
        let (title, more) = (title.join(" "), more.join(" "));
        match bold {
            true => format!("- **{verb} {title}**: it was the {more}{fields}"),
            false => format!("- {verb} {title} with {more}{fields}"),
        }
    })
}

pub(crate) fn report() -> impl Strategy<Value = String> {
    vec(item(), 1..=6).prop_map(|items| {
        let items = items.join("\n");
        format!("# The outage\n\nDate: 2026-11-02\n\n## Action items\n\n{items}\n")
    })
}

/// The report with no line of a list longer than `width`.
pub(crate) fn reflowed(text: &str, width: usize, indent: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut length = 0;
        for word in line.split(' ').filter(|_| line.starts_with("- ")) {
            let breaks = length > 2 && length + 1 + word.len() > width;
            let lead = match (breaks, length) {
                (true, _) => format!("\n{indent}"),
                (false, 0) => String::new(),
                (false, _) => " ".to_owned(),
            };
            out += &lead;
            out += word;
            length = match breaks {
                true => indent.len() + word.len(),
                false => length + lead.len() + word.len(),
            };
        }
        if !line.starts_with("- ") {
            out += line;
        }
        out.push('\n');
    }
    out
}
