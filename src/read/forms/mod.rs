//! The forms in which people write actions, one file each, and what they have in common.

mod beside;
mod carried;
mod columns;
mod heading;
mod holder;
mod html_table;
mod items;
mod lessons;
mod lines;
mod list_table;
mod rows;
mod simple_table;

pub(super) use list_table::is_list_table;
pub(super) use rows::cells;
pub(super) use simple_table::is_simple_border;

use std::ops::Range;
use std::rc::Rc;

use super::blocks::{Block, BlockKind, blocks, has_tab};
use super::explain::{Ear, Refusal, Taken};
use super::lines::{Line, Marker};
use super::sections::{Head, Segment, Style};
use super::vocabulary::{Role, Vocabulary, fold};
use super::{judge, owner, tail};
use crate::action::{Form, Kind, Mark, Trace};
use crate::text::Span;

/// An action before its fields are read.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) kind: Kind,
    /// What the list holds in which it stands: a box is a task in a list of measures too.
    pub(super) list: Kind,
    /// Index of the line on which its own text begins.
    pub(super) line: usize,
    /// Its own text, from the first character behind marker and box.
    pub(super) own: Span,
    pub(super) form: Form,
    /// The rule that took it.
    pub(super) rule: Taken,
    /// True for an element of HTML.
    pub(super) html: bool,
    /// The character of its box.
    pub(super) tick: Option<Span>,
    /// Indexes of the lines below it that belong to it.
    pub(super) below: Range<usize>,
    /// The cells of its row, by the role of their column.
    pub(super) cells: Box<[(super::vocabulary::Field, Span)]>,
    /// Where its text goes on in a table whose cells span lines.
    pub(super) more: Box<[Span]>,
    /// References of ours on the lines below it, which are nobody else's.
    pub(super) carried: Box<[Trace]>,
    /// What the headings over it say.
    pub(super) group: Rc<Group>,
}

/// What the heading of a group says about every action below it.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    pub(super) owner: Option<Span>,
    pub(super) category: Option<Span>,
    pub(super) mark: Option<(Mark, Span)>,
    /// The heading itself, where a date may stand.
    pub(super) heading: Option<Span>,
}

/// What the forms work on.
pub(super) struct Input<'a> {
    pub(super) text: &'a str,
    pub(super) lines: &'a [Line],
    pub(super) segments: &'a [Segment],
    pub(super) words: &'a Vocabulary,
    pub(super) ear: &'a Ear,
}

/// The last sentence of a text: the one that leads to what follows.
fn last_sentence(text: &str) -> &str {
    text.rfind(". ").map_or(text, |at| &text[at + 2..])
}

/// A text longer than this is a chapter, not an action.
const MAX_OWN: usize = 8192;

/// Every action of the report, in the order of the file.
pub(super) fn find(input: &Input) -> Vec<Candidate> {
    let headings = heading::chosen(input);
    let mut found: Vec<Candidate> = Vec::new();
    let mut rows = false;
    for (at, segment) in input.segments.iter().enumerate() {
        if heading::covered(input, at, &headings) {
            continue;
        }
        if headings.contains(&at) {
            found.extend(heading::candidate(input, at));
            continue;
        }
        let mut part = Part {
            input,
            segment,
            kind: kind(segment.role),
            group: Rc::new(group(input, at)),
            rows,
            barred: Vec::new(),
            led: false,
            found: &mut found,
        };
        let before = part.found.len();
        part.read();
        rows |= found[before..]
            .iter()
            .any(|it| matches!(it.form, Form::Row { .. } | Form::GridRow));
    }
    carried::read(input, &mut found);
    // What holds nothing but references of ours belongs to an action, and is none.
    found.retain(|it| !tail::is_ours(&input.text[it.own.range()], input.words));
    found.sort_by_key(|candidate| candidate.own.start);
    found.dedup_by_key(|candidate| candidate.own.start);
    found
}

fn kind(role: Option<Role>) -> Kind {
    match role {
        Some(Role::Measure | Role::Lessons) => Kind::Measure,
        _ => Kind::Task,
    }
}

/// What the headings over segment `at` say, the innermost first.
fn group(input: &Input, at: usize) -> Group {
    let mut group = Group::default();
    let mut anonymous = false;
    let mut next = Some(at);
    let mut steps = 0;
    while let Some(at) = next {
        let segment = &input.segments[at];
        next = segment.parent;
        steps += 1;
        if steps > 12 || !segment.role.is_some_and(Role::is_action) {
            break;
        }
        let Some(head) = &segment.head else { continue };
        let before = group.owner;
        add_heading(input, &mut group, head.text, segment.group);
        if group.owner.is_some() && before.is_none() && anonymous {
            group.owner = None;
        }
        if group.owner.is_none() && segment.group.is_none() {
            group.owner = sibling(input, at).filter(|_| !anonymous);
        }
        anonymous |= ends_owner(input, at);
    }
    group
}

/// True for a label that names neither a group nor a person and stands below somebody's list: what
/// follows it is nobody's.
fn ends_owner(input: &Input, at: usize) -> bool {
    let segment = &input.segments[at];
    let label =
        |head: &Head| matches!(head.style, Style::Label | Style::Bare) && head.own.is_none();
    let listed = |parent: usize| {
        let lines = input.segments[parent].lines.clone();
        input.lines[lines].iter().any(|line| line.is_item())
    };
    segment.head.as_ref().is_some_and(label)
        && segment.group.is_none()
        && segment.parent.is_some_and(listed)
}

/// How many headings around one are looked at.
const NEAR: usize = 12;

/// A heading of one capitalized word, where a heading beside it that is written the same names a person.
fn sibling(input: &Input, at: usize) -> Option<Span> {
    let segment = &input.segments[at];
    let head = segment.head.as_ref()?;
    let text = &input.text[head.text.range()];
    let name = text.trim_matches(['*', '_', ' ', ':']);
    if head.own.is_some() || head.style == Style::Item || !owner::one_capital(name) {
        return None;
    }
    let near = at.saturating_sub(NEAR)..(at + NEAR).min(input.segments.len());
    let person = input.segments[near].iter().any(|other| {
        let same = |it: &&Head| it.style == head.style && it.own.is_none();
        let other_head = other.head.as_ref().filter(same);
        other.parent == segment.parent
            && other_head.is_some_and(|it| {
                owner::of_heading(&input.text[it.text.range()], input.words).is_some()
            })
    });
    let start = head.text.start + text.find(name)?;
    person.then(|| Span::new(start, start + name.len()))
}

/// Takes over what a heading says of owner, category and status.
fn add_heading(input: &Input, group: &mut Group, span: Span, role: Option<Role>) {
    let text = &input.text[span.range()];
    if group.owner.is_none() && role.is_none() {
        let found = owner::of_heading(text, input.words);
        group.owner = found.map(|it| Span::new(span.start + it.start, span.start + it.end));
    }
    if role == Some(Role::Category) {
        group.category = group.category.or(Some(span));
    }
    let mark = match role {
        Some(Role::DoneGroup) => Some(Mark::Done),
        Some(Role::OpenGroup) => Some(Mark::Open),
        _ => mark_of_heading(text, input.words),
    };
    if let (None, Some(mark)) = (group.mark, mark) {
        group.mark = Some((mark, span));
    }
    group.heading = group.heading.or(Some(span));
}

/// `Immediate actions (completed)`, `恒久対策（実施済み）`, `Future improvements 🔄`
fn mark_of_heading(text: &str, words: &Vocabulary) -> Option<Mark> {
    let inner = text.trim_end().strip_suffix([')', '）']).and_then(|it| {
        let (_, inner) = it.rsplit_once(['(', '（'])?;
        words.mark(&fold(inner))
    });
    let has = |signs: &[&str]| signs.iter().any(|sign| text.contains(sign));
    inner
        .or_else(|| has(&["✅", "✔"]).then_some(Mark::Done))
        .or_else(|| has(&["🔄", "🚧", "⏳"]).then_some(Mark::Open))
}

/// One segment at work.
struct Part<'a, 'b> {
    input: &'a Input<'a>,
    segment: &'a Segment,
    kind: Kind,
    group: Rc<Group>,
    /// Some row of a table was an action already.
    rows: bool,
    /// Tables in HTML, whose lines are nothing else.
    barred: Vec<Span>,
    /// A sentence over the first list says that it is done, and so of no other list.
    led: bool,
    found: &'b mut Vec<Candidate>,
}

impl Part<'_, '_> {
    fn read(&mut self) {
        let role = self.segment.role;
        let barred = [
            Role::Timeline,
            Role::Routine,
            Role::Template,
            Role::Resolution,
            Role::Ignored,
        ];
        let ear = self.input.ear;
        if role.is_some_and(|role| barred.contains(&role)) {
            ear.refuse(self.segment.lines.clone(), Refusal::Section);
            return;
        }
        if self.segment.lines.is_empty() && self.rest().is_none() {
            return;
        }
        let active = role.is_some_and(Role::is_action);
        // Where the text says what happened, a box alone is a promise.
        if matches!(role, Some(Role::Facts | Role::Cause)) {
            return self.boxes();
        }
        if !active {
            self.note_items();
            if !self.may_hold_any() {
                return;
            }
        }
        let Input {
            text, lines, words, ..
        } = *self.input;
        let blocks = blocks(text, lines, self.segment.lines.clone(), words);
        let before = self.found.len();
        if active {
            self.inline_rest(&blocks);
            self.lead(&blocks);
            rows::read(self, &blocks, true);
            list_table::read(self, true);
            html_table::read(self, true);
            simple_table::read(self, true);
            let table = blocks.iter().any(|block| block.kind == BlockKind::Table);
            items::read(self, &blocks, table);
            lines::read(self, &blocks);
            html_table::drop_lines(self, before);
        } else {
            rows::read(self, &blocks, false);
            list_table::read(self, false);
            html_table::read(self, false);
            simple_table::read(self, false);
            lessons::read(self, &blocks);
            if role == Some(Role::Lessons) {
                self.kind = Kind::Measure;
                lines::titled(self, &blocks);
            }
            html_table::drop_lines(self, before);
        }
    }

    fn boxes(&mut self) {
        let Input {
            text, lines, words, ..
        } = *self.input;
        let range = self.segment.lines.clone();
        self.input.ear.refuse(range.clone(), Refusal::Section);
        let boxed = range
            .clone()
            .any(|at| lines[at].is_item() && judge::tick(text, lines[at]).is_some());
        if boxed {
            lessons::read(self, &blocks(text, lines, range, words));
        }
    }

    fn rest(&self) -> Option<Span> {
        self.segment.head.as_ref().and_then(|head| head.rest)
    }

    /// What lists outside of action sections come to, as far as nothing else takes them.
    fn note_items(&self) {
        let Input { lines, ear, .. } = *self.input;
        if ear.listens() {
            let items = self.segment.lines.clone().filter(|at| lines[*at].is_item());
            items.for_each(|at| ear.refuse(at..at + 1, Refusal::Outside));
        }
    }

    /// A cheap look at a section that is not about actions: boxes, tables, lessons.
    fn may_hold_any(&self) -> bool {
        self.segment.role == Some(Role::Lessons)
            || self.segment.lines.clone().any(|at| {
                let line = self.input.lines[at];
                match line.kind {
                    super::lines::Kind::Item(Marker::Bare)
                    | super::lines::Kind::Delimiter
                    | super::lines::Kind::Directive => true,
                    super::lines::Kind::Html => html_table::opens(self.input.text, line),
                    super::lines::Kind::Text => has_tab(self.input.text, line),
                    super::lines::Kind::Item(_) => {
                        let body = &self.input.text.as_bytes()[line.span().start..];
                        matches!(body.first(), Some(b'[' | 0xe2))
                    }
                    _ => false,
                }
            })
    }

    /// `Action item: text`: the text behind a label that names actions.
    fn inline_rest(&mut self, blocks: &[Block]) {
        let Some(rest) = self.rest() else { return };
        let Some(head) = &self.segment.head else {
            return;
        };
        let sense = judge::sense(self.input.text, rest, self.input.words);
        if sense == judge::Sense::Nothing {
            let line = head.line;
            self.input.ear.refuse(line..line + 1, Refusal::Placeholder);
            return;
        }
        let order = sense == judge::Sense::Order;
        let explicit = self.kind == Kind::Task && head.own == Some(Role::Task);
        let alone = blocks.is_empty();
        let said = &self.input.text[rest.range()];
        let told = judge::sentences(said) > 2 || said.contains("? ") || said.ends_with('?');
        if (order || explicit) && !told && (alone || explicit) {
            let line = head.line;
            // Up to the end of the line: our suffix stands behind what the label says.
            let rest = Span::new(rest.start, self.input.lines[line].end());
            let below = self.segment.lines.start..self.segment.lines.start;
            let form = if head.style == Style::Item {
                Form::Item
            } else {
                Form::Line
            };
            self.push(line, rest, form, below, Taken::Label);
        }
    }

    /// A leading sentence may say that what follows is done.
    fn lead(&mut self, blocks: &[Block]) {
        let head = self
            .segment
            .head
            .as_ref()
            .map(|head| (head.folded.clone(), head.text));
        let first = blocks
            .first()
            .filter(|block| block.kind == BlockKind::Paragraph);
        let lead = first.map(|block| {
            let own = self.leading_sentence(block);
            let text = &self.input.text[own.range()];
            (super::vocabulary::fold(last_sentence(text)), own)
        });
        for (folded, span) in head.into_iter().chain(lead) {
            if self.group.mark.is_none()
                && judge::says_done(&folded, self.input.words)
                && folded.len() < 300
            {
                Rc::make_mut(&mut self.group).mark = Some((Mark::Done, span));
                self.led = true;
            }
        }
    }

    /// The lines of a paragraph up to the one that ends in a colon.
    fn leading_sentence(&self, block: &Block) -> Span {
        let lines = self.input.lines;
        let text = |at: usize| &self.input.text[lines[at].span().range()];
        let end = block
            .lines
            .clone()
            .find(|at| super::sections::ends_in_colon(text(*at)));
        let end = end.map_or(block.lines.end, |at| at + 1);
        Span::new(lines[block.lines.start].span().start, lines[end - 1].end())
    }

    fn push(&mut self, line: usize, own: Span, form: Form, below: Range<usize>, rule: Taken) {
        if own.len() > MAX_OWN {
            self.input.ear.refuse(line..line + 1, Refusal::TooLong);
            return;
        }
        let group = self.group.clone();
        self.found.push(Candidate {
            kind: self.kind,
            list: self.kind,
            line,
            own,
            form,
            rule,
            html: false,
            tick: None,
            below,
            cells: Box::default(),
            more: Box::default(),
            carried: Box::default(),
            group,
        });
    }
}
