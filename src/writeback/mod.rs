//! The write-back: what each report should say of its actions' issues, as edits of its bytes.

mod aligned;
mod block;
mod cells;
mod tick;
mod without;

pub use without::without_ours;

use crate::action::{Action, Form, Link, LinkOrigin, Suffix, Trace, Word};
use crate::issue::{Home, Issue};
use crate::ledger::{Entry, Heard, Ledger};
use crate::policy::WriteBack;
use crate::text::{EditSet, Source, Span};

/// The edits that make `source` show the status of its actions' issues; `report` is its index in
/// [`Ledger::reports`]. Made twice, the second set is empty.
///
/// An action whose mark is an order that was not carried out yet is left alone: what a person wrote
/// is not undone before it was heard. So is one whose word is contested.
#[must_use]
pub fn edits(source: &Source, ledger: &Ledger, report: usize, mode: WriteBack) -> EditSet {
    let mut edits = EditSet::default();
    if mode == WriteBack::Off {
        return edits;
    }
    for entry in ledger.entries_of(report) {
        of_entry(source, ledger, entry, mode, &mut edits);
    }
    aligned::keep(source, &mut edits);
    if mode == WriteBack::Status {
        block::keep(source, ledger, report, &mut edits);
    }
    edits
}

/// The edits of one action, as [`edits`] makes them.
#[must_use]
pub fn edits_of(source: &Source, ledger: &Ledger, entry: &Entry, mode: WriteBack) -> EditSet {
    let mut edits = EditSet::default();
    of_entry(source, ledger, entry, mode, &mut edits);
    aligned::keep(source, &mut edits);
    edits
}

fn of_entry(source: &Source, ledger: &Ledger, entry: &Entry, mode: WriteBack, edits: &mut EditSet) {
    let action = ledger.action(entry);
    let Some(issue) = entry.issue() else {
        return;
    };
    if action.place.form == Form::GridRow {
        return;
    }
    let heard = ledger.heard(entry);
    let waits = matches!(heard, Heard::Obey(_) | Heard::Contested(_));
    if entry.tracking.is_opted_out() || waits {
        return;
    }
    let line = Line {
        source,
        entry,
        ledger,
        issue,
    };
    match (entry.owned().is_some(), mode) {
        (_, WriteBack::Off) => {}
        (true, WriteBack::Refs) if action.link.is_some() => {}
        (true, _) => line.own(edits),
        (false, WriteBack::Status) => line.linked(edits),
        (false, WriteBack::Refs) => {}
    }
}

/// The edit that takes our reference off an action; the box stays as it is.
#[must_use]
pub fn edits_without(source: &Source, action: &Action) -> EditSet {
    let mut edits = EditSet::default();
    take_off(source, action, &mut edits);
    aligned::keep(source, &mut edits);
    edits
}

/// Takes our reference off an action; the box stays as it is.
pub fn take_off(source: &Source, action: &Action, edits: &mut EditSet) {
    let link = action.link.as_ref();
    if let Some(Link {
        origin: LinkOrigin::Ours(_),
        reference,
        ..
    }) = link
        && let Some(span) = action.place.suffix
    {
        edits.replace(source, span, "");
        let copies = action.place.copies.iter();
        copies
            .filter(|it| it.reference == *reference)
            .for_each(|it| edits.replace(source, it.span, ""));
    }
}

struct Line<'a> {
    source: &'a Source,
    entry: &'a Entry,
    ledger: &'a Ledger,
    issue: &'a Issue,
}

impl Line<'_> {
    /// Reference and word of an issue of ours, and the box.
    fn own(&self, edits: &mut EditSet) {
        let action = self.ledger.action(self.entry);
        let place = &action.place;
        let word = self.issue.state.word();
        let suffix = suffix(self.issue, &self.ledger.home);
        let url = self.issue.url.as_deref();
        let in_cell = match &place.form {
            Form::Row {
                issue: Some(cell), ..
            } => cells::issue_cell(self.source, *cell, action.link.as_ref()).or_else(|| {
                own_copies(self.ledger, action, self.issue)
                    .contains(cell)
                    .then_some(*cell)
            }),
            _ => None,
        };
        match in_cell {
            Some(cell) => {
                let text = suffix.render_cell(place.dialect, url);
                cells::write(self.source, cell, &text, edits);
                let copies = own_copies(self.ledger, action, self.issue).into_iter();
                copies
                    .filter(|it| *it != cell)
                    .for_each(|it| edits.replace(self.source, it, ""));
            }
            None => self.suffix(&suffix.render(place.dialect, url), edits),
        }
        if let Some(tick) = place.tick {
            tick::set(self.source, tick, word == Word::Done, edits);
        }
        let words = self.ledger.reports[self.entry.report].status_words;
        cells::status(self.source, action, word, words, edits);
    }

    fn suffix(&self, text: &str, edits: &mut EditSet) {
        let action = self.ledger.action(self.entry);
        let place = &action.place;
        let ours = matches!(
            &action.link,
            Some(Link {
                origin: LinkOrigin::Ours(_),
                ..
            })
        );
        let mut copies = own_copies(self.ledger, action, self.issue);
        let lead = |span: Span| {
            let text = self.source.slice(span);
            text.len() - text.trim_start().len()
        };
        let is_row = matches!(place.form, Form::Row { .. });
        let at_end = |it: &Span| {
            // Behind an open parenthesis the author's own words go on.
            let shared = self.source.text()[..it.start].ends_with(['(', '（']);
            !shared && (it.end == place.suffix_at || it.start >= place.suffix_at)
        };
        let at = match place.suffix.filter(|_| ours) {
            Some(span) => Some(span),
            None => copies.pop_if(|it| at_end(it)),
        };
        for span in copies {
            edits.replace(self.source, span, "");
        }
        match at {
            // A line that was broken would end the table.
            Some(span) if is_row => edits.replace(self.source, span, text),
            Some(span) => {
                // What leads to the suffix (a blank, the lines below a heading) stays as it is.
                let found = lead(span);
                // Behind a few letters at the start of a line a blank might make a list marker of them.
                let line = self.source.text()[..span.start].rsplit('\n').next();
                let marker = line.is_some_and(|it| (1..=3).contains(&it.len()));
                let text = if found > 0 || marker {
                    text.trim_start()
                } else {
                    text
                };
                edits.replace(self.source, Span::new(span.start + found, span.end), text);
            }
            None if place.form == Form::Heading => {
                edits.insert(
                    place.suffix_at,
                    below_heading(self.source, place.suffix_at, text),
                );
            }
            None => edits.insert(place.suffix_at, text),
        }
    }

    /// The word alone, beside a person's link.
    fn linked(&self, edits: &mut EditSet) {
        let action = self.ledger.action(self.entry);
        let Some(Link {
            origin: LinkOrigin::Hand(before),
            ..
        }) = &action.link
        else {
            return;
        };
        let text = format!(" ({})", self.issue.state.word().as_str());
        match (before, action.place.suffix) {
            (Some(_), Some(span)) => edits.replace(self.source, span, text),
            (None, _) => edits.insert(action.place.suffix_at, text),
            (Some(_), None) => {}
        }
    }
}

/// What else names the action's own issue in our form, or what is left of it.
fn own_copies(ledger: &Ledger, action: &Action, issue: &Issue) -> Vec<Span> {
    let names = |it: &&Trace| ledger.home.resolve(&it.reference).as_ref() == Some(&issue.id);
    let copies = action.place.copies.iter().filter(names);
    copies.map(|it| it.span).collect()
}

fn suffix(issue: &Issue, home: &Home) -> Suffix {
    Suffix {
        reference: issue.id.reference(home),
        word: issue.state.word(),
    }
}

/// Where an empty span stands between blanks that belong to it.
fn is_blank(source: &Source, span: Span) -> bool {
    source.slice(span).trim().is_empty()
}

/// A heading takes the suffix as a paragraph of its own below it.
fn below_heading(source: &Source, at: usize, text: &str) -> String {
    let newline = source.newline_at(at).as_str();
    let rest = source.text()[at..].split_inclusive('\n').nth(1);
    let next_is_text = rest.is_some_and(|line| !line.trim().is_empty());
    let gap = if next_is_text { newline } else { "" };
    format!("{newline}{newline}{}{gap}", text.trim_start())
}
