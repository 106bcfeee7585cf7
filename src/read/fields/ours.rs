//! The references of ours in an action's own text and on lines of their own below it: the first counts, what else
//! is one, or is left of one, is a copy.

use super::{Reader, Work};
use crate::action::{Form, LinkOrigin, Reference, Suffix, Trace, Word, trace_of_cell, traces};
use crate::read::dates;
use crate::read::forms::Candidate;
use crate::read::lines::Kind as LineKind;
use crate::read::sections::split_label;
use crate::read::tail;
use crate::read::vocabulary::fold;
use crate::text::Span;

/// The traces on the lines below an action, first those that hold nothing else, from `at` on, where its own text ends. Below a heading
/// the first line may hold the author's own words too: whoever joined it with another left the reference in it.
pub(super) fn below(reader: &Reader, candidate: &Candidate, at: usize) -> Vec<Trace> {
    let status = |written: &str| tail::status(written, reader.words);
    if matches!(candidate.form, Form::Row { .. } | Form::GridRow) {
        return Vec::new();
    }
    let mut end = at;
    for line in &reader.lines[candidate.below.clone()] {
        let own = line.span();
        let text = &reader.text[own.range()];
        if line.kind != LineKind::Text || own.end <= at {
            break;
        }
        if !tail::is_ours(text, reader.words) {
            let first = traces(text, &status).into_iter().next();
            let local = |it: &Trace| matches!(it.reference, Reference::Local(_));
            let found = first.filter(|it| (it.word.is_some() || local(it)) && end == at);
            if let (Some(first), Form::Heading) = (found, &candidate.form) {
                end = own.start + first.span.end;
            }
            break;
        }
        end = own.end;
    }
    let mut found = moved(traces(&reader.text[at..end], &status), at);
    let lower = candidate.carried.iter();
    found.extend(lower.filter(|it| it.span.start >= end).cloned());
    found
}

fn moved(mut found: Vec<Trace>, by: usize) -> Vec<Trace> {
    for trace in &mut found {
        trace.span = Span::new(trace.span.start + by, trace.span.end + by);
    }
    found
}

impl Work<'_> {
    /// Settles which reference counts; `end` is the suffix that ends the own text.
    pub(super) fn settle_ours(&mut self, end: Option<(Span, Suffix)>, below: Vec<Trace>) {
        let words = self.reader.words;
        let status = |written: &str| tail::status(written, words);
        let seen = self.seen;
        let mut all = moved(traces(&self.reader.text[seen.range()], &status), seen.start);
        all.extend(end.map(|(span, suffix)| Trace {
            span,
            reference: suffix.reference,
            word: Some(suffix.word),
        }));
        let own = all.len();
        all.extend(below);
        let Some(first) = all.iter().find(|it| it.word.is_some()).cloned() else {
            self.copies = all;
            return;
        };
        let same = |it: &Trace| it.word.is_some() && it.reference == first.reference;
        let last = all[..own].iter().rposition(same);
        let lower = all[own..].iter().position(same).map(|at| own + at);
        let Some(at) = lower.or(last) else { return };
        let chosen = all.remove(at);
        for trace in &all {
            if trace.word.is_some() || trace.reference == chosen.reference {
                self.cut_trace(trace.span);
            }
        }
        self.cut_trace(chosen.span);
        if at < own {
            self.place.suffix_at = chosen.span.start;
            self.part_note(chosen.span);
        }
        self.place.suffix = Some(chosen.span);
        self.copies = all;
        self.ours = first.word.map(|word| Suffix {
            reference: chosen.reference,
            word,
        });
    }

    /// A remark behind our reference is a note: what stands before is the text and its fields. Words that go on as
    /// if nothing stood between, and fields, are the author's text still.
    fn part_note(&mut self, ours: Span) {
        if !self.seen.contains(ours) || ours.start == self.seen.start {
            return;
        }
        let signs = [' ', '\n', '\t', '\r', '-', '–', '—', ':', ';', ',', '.'];
        let behind = &self.reader.text[ours.end..self.seen.end];
        let note = behind.trim_start_matches(signs);
        let parted =
            behind.trim_start().starts_with(&signs[4..]) || note.starts_with(char::is_uppercase);
        let lead = behind.len() - note.len();
        let note = note.trim_end();
        if parted && !note.is_empty() && !self.has_fields(note) {
            let from = ours.end + lead;
            self.action.notes.push(Span::new(from, from + note.len()));
            self.seen.end = ours.start;
            self.tokens = self.reader.tokens(self.seen);
        }
    }

    fn has_fields(&self, note: &str) -> bool {
        let words = self.reader.words;
        let labelled = split_label(note)
            .is_some_and(|(label, _)| words.field(&fold(&note[label.range()])).is_some());
        labelled
            || note.contains('@')
            || note.starts_with(['(', '['])
            || !dates::all(note, words).is_empty()
    }

    fn cut_trace(&mut self, span: Span) {
        if self.seen.contains(span) {
            self.cuts.push(span);
        }
    }

    /// What may be left of a reference, or be a person's: it counts as one, and is mended if it names the
    /// action's own issue.
    pub(super) fn doubtful(&self) -> impl Iterator<Item = &Trace> {
        let local = |it: &&Trace| matches!(it.reference, Reference::Local(_));
        let copies = self.copies.iter().filter(local);
        copies.filter(|it| it.word.is_none())
    }

    /// True if the span lies in what is ours already, or is read as [`Work::doubtful`].
    pub(super) fn is_traced(&self, span: Span) -> bool {
        let meets = |it: Span| it.start < span.end && span.start < it.end;
        let sure = |it: &&Trace| it.word.is_some();
        self.place.suffix.is_some_and(meets)
            || self.doubtful().any(|it| meets(it.span))
            || self
                .place
                .copies
                .iter()
                .filter(sure)
                .any(|it| meets(it.span))
    }

    /// True if only a closing parenthesis, or the author's words before one, stands between the trace and the end.
    pub(super) fn ends_in(&self, trace: &Trace) -> bool {
        let rest = &self.reader.text[trace.span.end.min(self.seen.end)..self.seen.end];
        let signs = |c: char| matches!(c, '(' | ')' | '（' | '）');
        rest.trim_end().find(signs) == rest.trim_end().len().checked_sub(1)
    }

    /// Takes the reference that an issue cell holds; the one found in the own text before is a copy then.
    pub(super) fn cell_of_ours(&mut self, cell: Span) -> Option<LinkOrigin> {
        let words = self.reader.words;
        let status = |written: &str| tail::status(written, words);
        let found = trace_of_cell(&self.reader.text[cell.range()], &status)?;
        let trace = moved(vec![found], cell.start).pop()?;
        let Some(word) = trace.word else {
            self.place.suffix_at = cell.end;
            self.copies.push(trace);
            return Some(LinkOrigin::Hand(None));
        };
        if let Some(before) = &self.ours
            && before.reference != trace.reference
        {
            self.copies.push(trace);
            return Some(LinkOrigin::Ours(word));
        }
        self.take_cell(cell, trace.reference, word);
        Some(LinkOrigin::Ours(word))
    }

    fn take_cell(&mut self, cell: Span, reference: Reference, word: Word) {
        if let (Some(before), Some(span)) = (self.ours.take(), self.place.suffix) {
            self.copies.push(Trace {
                span,
                reference: before.reference,
                word: Some(before.word),
            });
        }
        self.place.suffix = Some(cell);
        self.place.suffix_at = cell.start;
        self.ours = Some(Suffix { reference, word });
    }
}
