//! Which lines belong below which heading.

use std::ops::Range;

use super::detect::{Context, Detector};
use super::{Head, Style};
use crate::read::lines::{Kind, Line};
use crate::read::vocabulary::{List, Role, Vocabulary};
use crate::read::{owner, tail};

/// A heading and the lines directly below it, up to the next heading of any kind.
#[derive(Debug, Clone)]
pub(in crate::read) struct Segment {
    pub(in crate::read) head: Option<Head>,
    /// Index of the segment it lies in.
    pub(in crate::read) parent: Option<usize>,
    /// What it is about, inherited where its own heading does not say.
    pub(in crate::read) role: Option<Role>,
    /// How its heading divides a list of actions.
    pub(in crate::read) group: Option<Role>,
    /// Indexes of its lines.
    pub(in crate::read) lines: Range<usize>,
}

/// Divides a report into segments in the order of the file.
pub(in crate::read) fn outline(text: &str, lines: &[Line], words: &Vocabulary) -> Vec<Segment> {
    let detector = Detector { text, lines, words };
    let mut tree = Tree {
        text,
        lines,
        words,
        segments: vec![Segment {
            head: None,
            parent: None,
            role: None,
            group: None,
            lines: 0..0,
        }],
        open: vec![0],
    };
    let mut first = true;
    for (at, line) in lines.iter().enumerate() {
        let context = Context {
            role: tree.role_around(line.kind),
            first,
            below: tree.is_below(at),
        };
        if line.kind == Kind::Underline {
            tree.skip(at);
            continue;
        }
        match detector.head(at, context) {
            Some(head) => {
                first &= !matches!(head.style, Style::Markup(_));
                tree.push(head, at);
            }
            None => tree.content(line, at),
        }
    }
    tree.segments
}

struct Tree<'a> {
    text: &'a str,
    lines: &'a [Line],
    words: &'a Vocabulary,
    segments: Vec<Segment>,
    /// The segments that are open, outermost first.
    open: Vec<usize>,
}

impl Tree<'_> {
    fn last(&mut self) -> &mut Segment {
        let last = self.segments.len() - 1;
        &mut self.segments[last]
    }

    fn role(&self) -> Option<Role> {
        self.open.last().and_then(|at| self.segments[*at].role)
    }

    /// The role of what a line stands in; a heading in markup does not stand in a section of its own rank.
    fn role_around(&self, kind: Kind) -> Option<Role> {
        let Kind::Heading(level) = kind else {
            return self.role();
        };
        let around = self.open.iter().rev().map(|at| &self.segments[*at]);
        let outer = |it: &&Segment| match it.head.as_ref().map(|head| head.style) {
            Some(Style::Markup(open)) => open < level,
            Some(_) => false,
            None => it.parent.is_none(),
        };
        around.into_iter().find(outer).and_then(|it| it.role)
    }

    /// True if line `at` is the first below a heading, without a blank line between.
    fn is_below(&self, at: usize) -> bool {
        let last = self.segments.last().and_then(|it| it.head.as_ref());
        last.is_some_and(|head| head.line + 1 == at && !self.lines[at].gap)
    }

    /// Leaves a line out of the section's content.
    fn skip(&mut self, at: usize) {
        let last = self.last();
        if last.lines.is_empty() {
            last.lines = at + 1..at + 1;
        }
    }

    fn content(&mut self, line: &Line, at: usize) {
        if line.is_item() {
            self.leave_item_heads(line, at);
        } else {
            self.leave_lead(line, at);
        }
        let last = self.last();
        if last.lines.is_empty() {
            last.lines.start = at;
        }
        last.lines.end = at + 1;
    }

    /// A list item that is not below an open item heading closes it.
    fn leave_item_heads(&mut self, line: &Line, at: usize) {
        let mut left = false;
        while let Some(&top) = self.open.last() {
            let segment = &self.segments[top];
            let Some(head) = &segment.head else { break };
            if head.style != Style::Item || line.indent > head.indent {
                break;
            }
            let text = &self.text[tail::visible(self.text, line.span()).range()];
            let labelled = text.starts_with("**") && super::split_label(text).is_some();
            let flat = self.flat(head, &segment.lines);
            if flat && line.indent == head.indent && !labelled && top + 1 == self.segments.len() {
                break;
            }
            self.open.pop();
            left = true;
        }
        if left {
            self.go_on(at);
        }
    }

    /// A paragraph behind the list that a sentence led to closes it.
    fn leave_lead(&mut self, line: &Line, at: usize) {
        let Some(&top) = self.open.last() else { return };
        let segment = &self.segments[top];
        let led = segment.head.as_ref().filter(|it| it.style == Style::Lead);
        let behind = line.kind == Kind::Text && line.gap && !segment.lines.is_empty();
        if led.is_some_and(|head| behind && line.indent <= head.indent) {
            self.open.pop();
            self.go_on(at);
        }
    }

    /// Opens a segment without a heading in the one that is open.
    fn go_on(&mut self, at: usize) {
        let parent = self.open.last().copied();
        let role = self.role();
        self.segments.push(Segment {
            head: None,
            parent,
            role,
            group: None,
            lines: at..at,
        });
        self.open.push(self.segments.len() - 1);
    }

    /// True if the items of an item heading stand at its own indentation.
    fn flat(&self, head: &Head, content: &Range<usize>) -> bool {
        content.is_empty() || {
            let first = self.lines[content.start];
            first.is_item() && first.indent <= head.indent
        }
    }

    fn push(&mut self, head: Head, at: usize) {
        while let Some(&top) = self.open.last() {
            let segment = &self.segments[top];
            let closed = match &segment.head {
                None => top != 0,
                Some(open) => self.closes(open, &head, segment.role),
            };
            if !closed {
                break;
            }
            self.open.pop();
        }
        let parent = self.open.last().copied();
        let (role, group) = self.resolve(&head);
        self.segments.push(Segment {
            head: Some(head),
            parent,
            role,
            group,
            lines: at + 1..at + 1,
        });
        self.open.push(self.segments.len() - 1);
    }

    fn closes(&self, open: &Head, new: &Head, role: Option<Role>) -> bool {
        // `Cause: the disk was full` holds its text itself; what is labelled below it stands beside it.
        let held = open.rest.is_some() && !role.is_some_and(Role::is_action);
        if held && !matches!(new.style, Style::Item) && new.indent <= open.indent {
            return true;
        }
        match (open.style, new.style) {
            (Style::Markup(a), Style::Markup(b)) => a >= b,
            (_, Style::Markup(_)) | (Style::Lead, _) => true,
            (Style::Markup(_), _) => false,
            (Style::Item, _) => new.indent <= open.indent,
            (_, Style::Item) => false,
            (a, b) if a == b => new.indent < open.indent || self.sibling(open, new, role),
            _ => new.indent < open.indent || self.ends(new, role),
        }
    }

    /// True for a heading written as the open one is, unless it only divides the list below that.
    fn sibling(&self, open: &Head, new: &Head, role: Option<Role>) -> bool {
        if new.indent > open.indent {
            return false;
        }
        if !role.is_some_and(Role::is_action) || new.own.is_some() {
            return true;
        }
        let words = self.words;
        let nested = open.own.is_none() && words.group(&open.folded).is_none();
        let group = words.group(&new.folded).is_some();
        let person = owner::of_heading(&self.text[new.text.range()], words).is_some();
        if nested || open.own.is_none() {
            return !(group && open.own.is_some());
        }
        let verb = new
            .folded
            .split(' ')
            .next()
            .is_some_and(|it| words.has(List::Verb, it));
        let numbered = self.text[new.text.range()].starts_with(|c: char| c.is_ascii_digit());
        !(group || person || verb || numbered || new.style == Style::Label)
    }

    /// A known section of another style ends an action section that is no markup heading.
    fn ends(&self, new: &Head, role: Option<Role>) -> bool {
        role.is_some_and(Role::is_action)
            && new.own.is_some_and(|own| !own.is_action())
            && self.words.group(&new.folded).is_none()
    }

    fn resolve(&self, head: &Head) -> (Option<Role>, Option<Role>) {
        let around = self.role();
        let group = self.words.group(&head.folded);
        if let Some(around) = around.filter(|role| role.is_action()) {
            let task = around == Role::Measure && head.own == Some(Role::Task);
            if group.is_some() && (!task || group == Some(Role::Horizon)) {
                return (Some(around), group);
            }
            return match head.own {
                Some(own) if own.is_action() && around == Role::Task => (Some(around), None),
                Some(Role::Summary) if self.sums_up(head) => (Some(around), None),
                Some(own) => (Some(own), None),
                None => (Some(around), None),
            };
        }
        let past = around.filter(|role| matches!(role, Role::Resolution | Role::Timeline));
        if past.is_some() && group.is_some() {
            return (past, None);
        }
        (head.own.or(around), None)
    }

    /// True for a label right below a heading in markup of another rank: it sums up what stands there, not the incident.
    fn sums_up(&self, head: &Head) -> bool {
        let open = self
            .open
            .last()
            .and_then(|at| self.segments[*at].head.as_ref());
        let labels = matches!(head.style, Style::Bold | Style::Label) && head.rest.is_none();
        labels && open.is_some_and(|it| matches!(it.style, Style::Markup(_)))
    }
}
