//! From a candidate to an action: what its text, its cells and the lines below it say.

mod due;
mod ends;
mod lead;
mod link;
mod listed;
mod mark;
mod ours;
mod person;
mod references;
mod unclear;
mod words;

use std::collections::HashMap;

use super::forms::Candidate;
use super::inline::{self, Token};
use super::lines::{Kind as LineKind, Line, label_of_link_definition};
use super::sections::split_label;
use super::tail::{self, Tail};
use super::vocabulary::{Field, Vocabulary, fold};
use super::{owner, told};
use crate::action::{Action, Dialect, Form, Link, LinkOrigin, Place, Reference, Suffix, Trace};
use crate::text::{Span, Spanned};

/// What all actions of a report are read with.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) lines: &'a [Line],
    pub(super) words: &'a Vocabulary,
    pub(super) dialect: Dialect,
    /// The year of the incident, for dates without one.
    pub(super) year: Option<i16>,
    definitions: HashMap<String, Span>,
}

/// How many lines below an action are looked at for its fields.
const MAX_BELOW: usize = 200;

impl<'a> Reader<'a> {
    pub(super) fn new(
        text: &'a str,
        lines: &'a [Line],
        words: &'a Vocabulary,
        dialect: Dialect,
        year: Option<i16>,
    ) -> Self {
        let mut definitions = HashMap::new();
        for line in lines
            .iter()
            .filter(|line| line.kind == LineKind::Definition)
        {
            let span = line.span();
            let body = &text[span.range()];
            let Some(label) = label_of_link_definition(body.as_bytes()) else {
                continue;
            };
            let from = span.start + label.len() + 3;
            let rest = text[from..span.end].trim_start();
            let start = span.end - rest.len();
            let target = rest.split_whitespace().next().unwrap_or_default();
            let name = text[span.start + 1..span.start + 1 + label.len()].to_lowercase();
            definitions
                .entry(name)
                .or_insert(Span::new(start, start + target.len()));
        }
        Self {
            text,
            lines,
            words,
            dialect,
            year,
            definitions,
        }
    }

    fn tokens(&self, span: Span) -> Vec<Token> {
        let target = |label: &str| {
            if self.definitions.is_empty() {
                return None;
            }
            self.definitions.get(&label.to_lowercase()).copied()
        };
        inline::tokens(self.text, span, &target)
    }

    /// The action that `candidate` is.
    pub(super) fn action(&self, candidate: &Candidate) -> Action {
        let mut found = tail::edited(self.text, candidate.own, self.words);
        let mut work = Work::new(self, candidate, &found);
        words::untracked(&mut work);
        work.references();
        if found.word.is_some() && !work.has_word_of_ours() {
            // Without a reference for it to stand beside, the word is the author's.
            found.at = found.word.take().map_or(found.at, |(span, _)| span.end);
            work = Work::new(self, candidate, &found);
            words::untracked(&mut work);
            work.references();
        }
        work.keys();
        work.cells();
        work.inline_fields();
        work.groups();
        unclear::find(&mut work);
        work.tense();
        work.finish()
    }
}

/// One action at work.
struct Work<'a> {
    reader: &'a Reader<'a>,
    candidate: &'a Candidate,
    /// The own text as a reader sees it, without suffix and what stands behind it.
    seen: Span,
    tokens: Vec<Token>,
    place: Place,
    ours: Option<Suffix>,
    /// What else is one, or is left of one; see [`Place::copies`].
    copies: Vec<Trace>,
    action: Draft,
    /// What is no part of title and text: marks, fields, the references that stand for the action.
    cuts: Vec<Span>,
    /// What besides is no part of the identity: every reference and date.
    volatile: Vec<Span>,
}

/// The fields found so far.
#[derive(Default)]
struct Draft {
    owner: Option<Spanned<String>>,
    due: Option<Spanned<jiff::civil::Date>>,
    priority: Option<Spanned<String>>,
    category: Option<Spanned<String>>,
    mark: Option<Spanned<crate::action::Mark>>,
    reason: Option<Spanned<String>>,
    link: Option<Link>,
    mentions: Vec<Spanned<String>>,
    doubts: Vec<Spanned<String>>,
    notes: Vec<Span>,
}

impl Draft {
    /// Notes a doubt; the same text may be looked at twice, by its key and as part of the action's own.
    fn doubt(&mut self, words: String, span: Span) {
        let doubt = Spanned::new(words, span);
        if !self.doubts.contains(&doubt) {
            self.doubts.push(doubt);
        }
    }
}

/// True for a line that one of the spans holds.
fn is_inside(line: &Line, spans: &[Span]) -> bool {
    let mut spans = spans.iter();
    spans.any(|it| it.start <= line.span().start && line.end() <= it.end)
}

impl<'a> Work<'a> {
    fn new(reader: &'a Reader<'a>, candidate: &'a Candidate, found: &Tail) -> Self {
        let mut place = Place {
            dialect: if candidate.html {
                Dialect::Html
            } else {
                reader.dialect
            },
            form: candidate.form.clone(),
            own: candidate.own,
            tick: candidate.tick,
            suffix_at: found.at,
            suffix: found.word.as_ref().map(|(span, _)| *span),
            copies: Box::default(),
        };
        let seen = Span::new(candidate.own.start, found.at.max(candidate.own.start));
        let suffix = found
            .suffix
            .as_ref()
            .map(|(span, _)| *span)
            .or(place.suffix);
        let end = suffix.map_or(found.at, |span| span.end);
        place.own = Span::new(candidate.own.start, end.max(candidate.own.start));
        let mut below_at = candidate.own.end;
        if candidate.form == Form::Heading {
            place.suffix_at = Self::below_heading(reader, candidate);
            below_at = place.suffix_at;
        }
        let tokens = reader.tokens(seen);
        let mut work = Self {
            reader,
            candidate,
            seen,
            tokens,
            place,
            ours: None,
            copies: Vec::new(),
            action: Draft::default(),
            cuts: Vec::new(),
            volatile: Vec::new(),
        };
        let below = ours::below(reader, candidate, below_at);
        work.settle_ours(found.suffix.clone(), below);
        work
    }

    /// Where the suffix of a heading goes: on a line of its own below it.
    fn below_heading(reader: &Reader, candidate: &Candidate) -> usize {
        let mut line = candidate.line;
        let underline = |next: &Line| next.kind == LineKind::Underline;
        if reader.lines.get(line + 1).is_some_and(underline) {
            line += 1;
        }
        reader.lines[line].end()
    }

    /// True if the word that ends the own text is the one we put beside a person's reference; that of a
    /// reference in the issue cell stands in the cell.
    fn has_word_of_ours(&self) -> bool {
        let link = self.action.link.as_ref();
        let hand = link.filter(|it| matches!(it.origin, LinkOrigin::Hand(Some(_))));
        hand.is_some_and(|it| !link::is_in_issue_cell(self, it.span))
    }

    /// The lines below the action with their own words.
    fn below(&self) -> impl Iterator<Item = (&'a Line, Span)> + use<'a> {
        let (reader, range) = (self.reader, self.candidate.below.clone());
        let skip = self.ours_below();
        reader.lines[range]
            .iter()
            .filter(move |line| {
                let is_text = matches!(line.kind, LineKind::Text | LineKind::Item(_));
                is_text && !is_inside(line, &skip)
            })
            .take(MAX_BELOW)
            .map(move |line| (line, words::of_line(reader.text, *line)))
    }

    /// The references of ours on the lines below; those with nothing between them in one.
    fn ours_below(&self) -> Vec<Span> {
        if matches!(self.candidate.form, Form::Row { .. } | Form::GridRow) {
            return Vec::new();
        }
        let copies = self.copies.iter().map(|it| it.span);
        let mut all: Vec<Span> = copies.chain(self.place.suffix).collect();
        all.retain(|it| it.start >= self.candidate.own.end);
        all.sort_unstable();
        all.dedup_by(|next, last| {
            let between = self.reader.text.get(last.end..next.start);
            let joins = !between.is_some_and(|it| it.contains(char::is_alphanumeric));
            last.end = if joins {
                last.end.max(next.end)
            } else {
                last.end
            };
            joins
        });
        all
    }

    /// `Owner: x`, `Deadline: y` on lines of their own below the action.
    fn keys(&mut self) {
        let text = self.reader.text;
        for (_, span) in self.below().collect::<Vec<_>>() {
            let body = &text[span.range()];
            let Some((label, rest)) = split_label(body) else {
                mark::alone(self, span);
                self.sentence(span);
                continue;
            };
            let folded = fold(&body[label.range()]);
            let Some(field) = self.reader.words.field(&folded) else {
                self.sentence(span);
                continue;
            };
            let rest = Span::new(span.start + rest.start, span.start + rest.end);
            if rest.len() <= 200 {
                self.field(field, rest);
            }
        }
    }

    /// `Probe them all. Owner: Ravi. Due 2026-11-30.`: an owner named in a sentence of its own.
    fn sentence(&mut self, span: Span) {
        let body = &self.reader.text[span.range()];
        for (at, _) in body.match_indices(". ").take(16) {
            let from = at + 2;
            let Some((label, rest)) = split_label(&body[from..]) else {
                continue;
            };
            let key = fold(&body[from..from + label.end]);
            let value = from + rest.start;
            let end = value + owner::value_end(&body[value..]);
            let named = self.reader.words.field(&key) == Some(Field::Owner);
            if named && end - value <= 40 {
                self.field(
                    Field::Owner,
                    Span::new(span.start + value, span.start + end),
                );
            }
        }
    }

    /// Takes over what a cell or key says.
    fn field(&mut self, field: Field, span: Span) {
        let text = self.reader.text;
        let value = text[span.range()].trim_matches(['*', '_', '`', ' ', '.']);
        let folded = fold(value);
        let empty = folded.is_empty()
            || folded == "na"
            || folded == "n a"
            || folded == "tbd"
            || folded == "tba"
            || folded == "none";
        match field {
            Field::Owner if self.action.owner.is_none() => {
                let body = &text[span.range()];
                let parted = [", due", "; due", " due ", " -- "];
                let parted = parted.iter().filter_map(|it| body.find(it));
                let end = parted.chain(owner::next_label(body)).min();
                let found = owner::stated(&body[..end.unwrap_or(body.len())], self.reader.words);
                self.action.owner = found.map(|it| {
                    let span = Span::new(span.start + it.start, span.start + it.end);
                    Spanned::new(words::plain_name(text, span), span)
                });
            }
            Field::Due => due::stated(self, span),
            Field::Status => {
                let _ = mark::ballot(self, span) || mark::stated(self, span);
            }
            Field::Priority if self.action.priority.is_none() && !empty => {
                self.action.priority = Some(Spanned::new(value.to_owned(), span));
            }
            Field::Category if self.action.category.is_none() && !empty => {
                self.action.category = Some(Spanned::new(value.to_owned(), span));
            }
            Field::Notes => self.action.notes.push(span),
            _ => {}
        }
    }

    fn cells(&mut self) {
        for (field, span) in self.candidate.cells.clone() {
            match field {
                Field::Action | Field::Id => {}
                Field::Issue => {
                    let written = self.place.suffix.map_or(span.end, |suffix| suffix.start);
                    mark::stated(
                        self,
                        Span::new(span.start, written.clamp(span.start, span.end)),
                    );
                }
                _ if span.is_empty() => {}
                _ => self.field(field, span),
            }
        }
        // Where no column holds the status, a note may be nothing else.
        for span in self.action.notes.clone() {
            mark::alone(self, span);
        }
        let due = self.candidate.cells.iter().find(|it| it.0 == Field::Due);
        if let (None, Some((_, span))) = (&self.action.due, due) {
            mark::alone(self, *span);
        }
    }

    fn inline_fields(&mut self) {
        listed::inline(self);
        person::inline(self);
        due::inline(self);
        mark::inline(self);
        words::priority(self);
    }

    /// True if the own text says that the work lies ahead: then no sentence over the list can say it is done.
    fn promises(&self) -> bool {
        let text = &self.reader.text[self.seen.range()];
        text.contains(" will ") || text.contains(" should ")
    }

    /// What the tense says, where neither the text nor a heading says how far the action is.
    fn tense(&mut self) {
        if self.action.mark.is_some() || self.candidate.tick.is_some() || self.ours.is_some() {
            return;
        }
        let seen = link::last_words(self);
        if told::is_told(&self.reader.text[seen.range()], self.reader.words) {
            self.action.mark = Some(Spanned::new(crate::action::Mark::Done, seen));
        }
    }

    fn groups(&mut self) {
        let text = self.reader.text;
        let group = &self.candidate.group;
        if self.action.owner.is_none()
            && let Some(span) = group.owner
        {
            self.action.owner = Some(Spanned::new(words::plain_name(text, span), span));
        }
        if self.action.category.is_none()
            && let Some(span) = group.category
        {
            let name = text[span.range()].trim_matches(['*', '_', ':', ' ', '：']);
            self.action.category = Some(Spanned::new(name.to_owned(), span));
        }
        if self.action.mark.is_none()
            && let Some((mark, span)) = group.mark
            && !(mark == crate::action::Mark::Done && self.promises())
        {
            self.action.mark = Some(Spanned::new(mark, span));
        }
        if self.action.due.is_none()
            && let Some(span) = group.heading
        {
            due::heading(self, span);
        }
    }

    /// Takes in the lines of a cell behind its first, for the words alone.
    fn go_on(&mut self) {
        let text = self.reader.text;
        for span in self.candidate.more.iter().copied() {
            // The blank between two lines of a cell: the line ending before the second.
            let feed = text[..span.start].rfind('\n').unwrap_or(span.start);
            let blank = Span::new(feed, span.start.min(feed + 1));
            self.tokens.push(Token {
                kind: inline::Kind::Text,
                span: blank,
            });
            self.tokens.extend(self.reader.tokens(span));
        }
    }

    fn references(&mut self) {
        link::read(self);
        let Some(ours) = &self.ours else { return };
        let adopted = Link {
            reference: ours.reference.clone(),
            origin: LinkOrigin::Ours(ours.word),
            span: self.place.suffix.unwrap_or(self.place.own),
        };
        if let Some(other) = self.action.link.replace(adopted) {
            let written = self.reader.text[other.span.range()].to_owned();
            let named = match &other.reference {
                Reference::Url(url) => url.url.clone(),
                _ => written,
            };
            self.action.mentions.push(Spanned::new(named, other.span));
        }
    }

    fn finish(self) -> Action {
        words::finish(self)
    }
}
