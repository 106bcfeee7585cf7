//! Reports that say themselves that nothing is to be done.

use super::lines::Line;
use super::sections::{Segment, floor};
use super::vocabulary::{Role, fold};

/// More words than these make a sentence that says something else too.
const MOST_WORDS: usize = 12;

/// True if a line where actions would stand says that there are none.
pub(super) fn said(text: &str, lines: &[Line], segments: &[Segment]) -> bool {
    let actions = |it: &&Segment| matches!(it.role, Some(Role::Task | Role::Measure));
    segments.iter().filter(actions).any(|segment| {
        let rest = segment.head.as_ref().and_then(|head| head.rest);
        let below = segment.lines.clone().map(|at| lines[at].span());
        let mut spans = rest.into_iter().chain(below);
        spans.any(|span| says_none(&text[span.range()]))
    })
}

fn says_none(text: &str) -> bool {
    /// Alone.
    const NONE: [&str; 20] = [
        "none",
        "none so far",
        "n/a",
        "na",
        "nil",
        "nothing",
        "not applicable",
        "ingen",
        "inga",
        "keine",
        "aucune",
        "aucun",
        "ninguna",
        "ninguno",
        "nenhuma",
        "nenhum",
        "nessuna",
        "geen",
        "なし",
        "特になし",
    ];
    /// And something about work behind it.
    const OPENERS: [&str; 8] = [
        "no ",
        "none ",
        "nothing ",
        "there are no ",
        "there were no ",
        "there is no ",
        "there is nothing ",
        "we have no ",
    ];
    const WORK: [&str; 12] = [
        "action",
        "actions",
        "items",
        "tasks",
        "follow",
        "followup",
        "followups",
        "work",
        "needed",
        "required",
        "planned",
        "identified",
    ];
    let folded = fold(&text[..floor(text, 200)]);
    let work = |word: &str| WORK.contains(&word);
    let named = || folded.split(' ').count() <= MOST_WORDS && folded.split(' ').any(work);
    NONE.iter().any(|it| fold(it) == folded)
        || folded == "nothing to do"
        || OPENERS.iter().any(|it| folded.starts_with(it)) && named()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_in_many_ways() {
        for text in [
            "None",
            "_None._",
            "N/A",
            "| n/a | |",
            "No action items.",
            "No action items were identified.",
            "There are no follow-up actions.",
            "None required.",
            "Nothing to do.",
            "No further work is planned.",
            "Keine",
            "なし",
        ] {
            assert!(says_none(text), "{text}");
        }
        for text in [
            "TBD",
            "To be discussed",
            "",
            "No alert fired.",
            "Nothing in the log told why the pool ran dry",
            "No action was taken for two hours, since the page went to a team that had been dissolved in March",
            "Nonetheless we add an alert",
        ] {
            assert!(!says_none(text), "{text}");
        }
    }
}
