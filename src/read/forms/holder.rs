//! Whose the references are that stand below an action: whoever wraps its text, adds a detail or makes a heading of it
//! leaves them on another line than the first.

use super::{Candidate, Input};
use crate::action::{Form, Reference, Trace, traces};
use crate::read::lines::Kind;
use crate::read::tail;
use crate::text::Span;

/// Gives every reference on the lines below an action to it, where it has no other; where the lines name several issues,
/// each line stays what it was. Comes with what was given, in order.
pub(super) fn settle(input: &Input, found: &mut [Candidate]) -> Vec<Span> {
    found.sort_by_key(|it| it.own.start);
    let mut all: Vec<Vec<Trace>> = vec![Vec::new(); found.len()];
    let mut open: Vec<usize> = Vec::new();
    let mut next = 0;
    let mut read_to = 0;
    for (at, line) in input.lines.iter().enumerate() {
        while let Some(new) = found.get(next).filter(|it| it.line <= at) {
            read_to = read_to.max(new.own.end);
            open.push(next);
            next += 1;
        }
        while open.last().is_some_and(|it| found[*it].below.end <= at) {
            open.pop();
        }
        let (span, holder) = (line.span(), open.last());
        let is_text = matches!(line.kind, Kind::Text | Kind::Item(_));
        if let Some(holder) = holder.filter(|_| is_text && span.start >= read_to) {
            all[*holder].extend(of_line(input, span));
        }
    }
    let mut held = Vec::new();
    for (candidate, below) in found.iter_mut().zip(all) {
        let own = own(input, candidate);
        let named = own.or_else(|| below.first().map(|it| it.reference.clone()));
        if below.iter().all(|it| Some(&it.reference) == named.as_ref()) {
            held.extend(below.iter().map(|it| it.span));
            candidate.carried = below.into();
        }
    }
    held.sort_unstable();
    held
}

/// The issue that the action's own text names in our form.
fn own(input: &Input, candidate: &Candidate) -> Option<Reference> {
    let of = |span: Span| of_line(input, span).into_iter().next();
    let cell = match candidate.form {
        Form::Row { issue, .. } => issue,
        _ => None,
    };
    let found = of(candidate.own).or_else(|| of(cell?));
    found.map(|it| it.reference)
}

/// The references of ours in a line; one that a person may have written counts only where it ends the line.
fn of_line(input: &Input, span: Span) -> Vec<Trace> {
    let text = &input.text[span.range()];
    let mut found = traces(text, &|written| tail::status(written, input.words));
    let ends = |it: &Trace| !text[it.span.end..].contains(char::is_alphanumeric);
    let local = |it: &Trace| matches!(it.reference, Reference::Local(_));
    found.retain(|it| it.word.is_some() && (local(it) || ends(it)));
    for trace in &mut found {
        trace.span = Span::new(trace.span.start + span.start, trace.span.end + span.start);
    }
    found
}
