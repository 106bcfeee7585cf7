//! The loop over lines: fences, comments and tables are the only state it carries.

use memchr::memmem;

use super::classify::{self, Shape};
use super::{Kind, Line, Marker};
use super::{pieces, status};
use crate::action::{StatusRows, closes_status};
use crate::read::forms::{is_list_table, is_simple_border};

/// How often an unclosed fence may send the scan back to the line behind it.
const MAX_REWINDS: usize = 6;

pub(super) fn scan(text: &str, from: usize, rst: bool) -> Vec<Line> {
    let mut scan = Scan {
        text,
        rst,
        lines: Vec::with_capacity(count(&text.as_bytes()[from..])),
        state: State::Prose,
        table: false,
        gap: true,
        number: memchr::memchr_iter(b'\n', &text.as_bytes()[..from]).count() as u32,
        underlines: Vec::new(),
        tolerated: [usize::MAX; 2],
        rewinds: 0,
        comments_close: true,
        tables: MAX_REWINDS,
        opened: None,
    };
    let mut at = from;
    loop {
        while at < text.len() {
            at = scan.line(at);
        }
        match scan.rewind() {
            Some(back) => at = back,
            None => return scan.lines,
        }
    }
}

/// How many lines are not empty, as far as their line feeds tell: a list that grows is held twice.
fn count(bytes: &[u8]) -> usize {
    let feeds = memchr::memchr_iter(b'\n', bytes);
    1 + feeds.filter(|at| bytes.get(at + 1) != Some(&b'\n')).count()
}

/// True for `<li>`, whose text stands on the next line.
fn opens_item(line: &str) -> bool {
    let tag = line.as_bytes().get(..3);
    tag.is_some_and(|tag| tag.eq_ignore_ascii_case(b"<li"))
}

/// What the lines at hand stand in.
#[derive(Clone, Copy)]
enum State {
    Prose,
    Fence {
        mark: u8,
        run: usize,
        opener: usize,
    },
    Comment {
        until: usize,
    },
    /// Our status table, up to the offset behind it.
    Status {
        until: usize,
    },
    /// A simple table of reStructuredText, up to the border that a blank line follows.
    SimpleTable,
    /// A list table of reStructuredText: everything that is indented more.
    ListTable {
        indent: u16,
    },
}

struct Scan<'a> {
    text: &'a str,
    rst: bool,
    lines: Vec<Line>,
    state: State,
    table: bool,
    gap: bool,
    number: u32,
    /// Underline characters of reStructuredText in the order of their first use.
    underlines: Vec<u8>,
    /// Fences of this length or more are never closed: backticks, tildes.
    tolerated: [usize; 2],
    rewinds: usize,
    comments_close: bool,
    /// How many more borders without an end are looked for.
    tables: usize,
    /// The indentation of the line before, if that was `<li>` and nothing else.
    opened: Option<u16>,
}

impl Scan<'_> {
    /// Reads the line at `at` and returns the offset of the next one.
    fn line(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let stop = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |found| at + found);
        self.number += 1;
        let mut shape = classify::shape(bytes, at, stop);
        if let State::ListTable { indent } = self.state
            && shape.body < shape.end
            && shape.indent <= indent
        {
            self.state = State::Prose;
        }
        if self.pieces(&shape, at, stop) {
            return stop + 1;
        }
        if matches!(self.state, State::ListTable { .. }) {
            shape.kind = Kind::Directive;
            // An empty cell is a list marker and nothing else.
            shape.body -=
                usize::from(shape.body >= shape.end && bytes[at..shape.end].ends_with(b"-"));
        }
        if shape.body >= shape.end {
            self.gap = true;
            self.table = false;
        } else {
            let kind = self.kind(&shape, at);
            self.push(&shape, at, kind);
        }
        stop + 1
    }

    /// Reads a line of several HTML list items as so many lines.
    fn pieces(&mut self, shape: &Shape, at: usize, stop: usize) -> bool {
        let bytes = self.text.as_bytes();
        let from = bytes[at..stop]
            .iter()
            .position(|byte| !matches!(byte, b' ' | b'\t'))
            .map_or(stop, |blanks| at + blanks);
        if !matches!(self.state, State::Prose) || bytes.get(from) != Some(&b'<') {
            return false;
        }
        let pieces = pieces::cut(bytes, from, stop);
        for piece in &pieces {
            let mut part = classify::shape(bytes, piece.start, piece.stop);
            part.indent = shape.indent.saturating_add(piece.depth.saturating_mul(2));
            if part.body < part.end {
                let kind = self.kind(&part, piece.start);
                self.push(&part, piece.start, kind);
            }
        }
        !pieces.is_empty()
    }

    fn push(&mut self, shape: &Shape, at: usize, kind: Kind) {
        let (kind, indent) = match (kind, self.opened) {
            (Kind::Text, Some(indent)) => (Kind::Item(Marker::Html), indent),
            (kind, _) => (kind, shape.indent),
        };
        let opens = kind == Kind::Html && opens_item(&self.text[shape.body..shape.end]);
        self.opened = opens.then_some(indent);
        self.lines.push(Line {
            start: at as u32,
            body: shape.body as u32,
            end: shape.end as u32,
            number: self.number,
            indent,
            kind,
            gap: self.gap,
        });
        self.gap = false;
    }

    fn kind(&mut self, shape: &Shape, at: usize) -> Kind {
        let line = &self.text[shape.body..shape.end];
        match self.state {
            State::Fence { mark, run, .. } => {
                if classify::closes_fence(line.as_bytes(), mark, run) {
                    self.state = State::Prose;
                }
                return Kind::Code;
            }
            State::Comment { until } => {
                if shape.end >= until {
                    self.state = State::Prose;
                }
                return Kind::Comment;
            }
            State::Status { until } if at < until => return Kind::Comment,
            State::Status { .. } => self.state = State::Prose,
            State::SimpleTable => {
                if is_simple_border(line) && self.ends_block(shape.end) {
                    self.state = State::Prose;
                }
                return Kind::Directive;
            }
            State::Prose | State::ListTable { .. } => {}
        }
        match shape.kind {
            Kind::Directive if is_list_table(line) => {
                self.state = State::ListTable {
                    indent: shape.indent,
                };
                Kind::Directive
            }
            Kind::Rule if is_simple_border(line) && self.closes_later(line, shape.end) => {
                self.state = State::SimpleTable;
                Kind::Directive
            }
            Kind::Code => self.fence(line.as_bytes(), shape, at),
            Kind::Comment => self.comment(line, shape),
            Kind::Rule | Kind::Underline => self.underline(line.as_bytes()[0], shape),
            Kind::Delimiter => self.delimiter(),
            Kind::Text if self.table && line.contains('|') => Kind::Row,
            kind => {
                self.table = kind == Kind::Row;
                kind
            }
        }
    }

    /// True if a blank line or nothing follows the line that ends at `end`.
    fn ends_block(&self, end: usize) -> bool {
        let rest = self.text[end..].split('\n').nth(1);
        rest.is_none_or(|next| next.trim().is_empty())
    }

    /// True if the border of a table stands again below, where a table must end.
    fn closes_later(&mut self, border: &str, end: usize) -> bool {
        if self.tables == 0 || self.ends_block(end) {
            return false;
        }
        let rest = &self.text.as_bytes()[end..];
        let closes = memmem::find(rest, border.as_bytes()).is_some();
        self.tables -= usize::from(!closes);
        closes
    }

    fn fence(&mut self, line: &[u8], shape: &Shape, at: usize) -> Kind {
        let mark = line[0];
        let run = line.iter().take_while(|byte| **byte == mark).count();
        if self.rst {
            return self.underline(mark, shape);
        }
        let slot = usize::from(mark == b'~');
        if run >= self.tolerated[slot] || line[run..].contains(&mark) {
            return Kind::Text;
        }
        self.table = false;
        self.state = State::Fence {
            mark,
            run,
            opener: at,
        };
        Kind::Code
    }

    /// At the end of the file: an open fence was never meant as one, so what follows it is read again.
    fn rewind(&mut self) -> Option<usize> {
        let State::Fence { mark, run, opener } = self.state else {
            return None;
        };
        let slot = usize::from(mark == b'~');
        self.rewinds += 1;
        self.tolerated[slot] = if self.rewinds < MAX_REWINDS { run } else { 0 };
        self.state = State::Prose;
        while let Some(last) = self.lines.pop() {
            if last.start() == opener {
                self.gap = last.gap;
                self.number = last.number - 1;
                break;
            }
        }
        Some(opener)
    }

    fn comment(&mut self, line: &str, shape: &Shape) -> Kind {
        let close = if line.starts_with('<') { "-->" } else { "*/}" };
        let below = status::behind(self.text, shape.end);
        if let Some(rows) = StatusRows::below(line, self.text, below) {
            let until = rows.closing.map_or(rows.span.end, |it| it.end);
            self.state = State::Status { until };
            return Kind::Status;
        }
        if closes_status(line) {
            status::hide_rows(self.text, &mut self.lines);
            return Kind::Status;
        }
        if let Some(found) = line.find(close) {
            let alone = line[found + close.len()..].trim().is_empty();
            return if alone { Kind::Comment } else { Kind::Text };
        }
        if self.comments_close {
            let rest = &self.text.as_bytes()[shape.end..];
            match memmem::find(rest, close.as_bytes()) {
                Some(found) => {
                    let until = shape.end + found + close.len();
                    self.state = State::Comment { until };
                    return Kind::Comment;
                }
                None => self.comments_close = false,
            }
        }
        Kind::Text
    }

    /// A row of equal punctuation: it makes the one line before it a heading, or is a break.
    fn underline(&mut self, mark: u8, shape: &Shape) -> Kind {
        let lone = self.lines.len() < 2 || {
            let before = self.lines[self.lines.len() - 2];
            before.kind != Kind::Text || self.lines[self.lines.len() - 1].gap
        };
        let fits = self.lines.last().is_some_and(|last| {
            let plain = matches!(last.kind, Kind::Text | Kind::Item(Marker::Bare));
            plain && last.indent == shape.indent && last.span().len() <= 120
        });
        if self.gap || !lone || !fits || shape.kind == Kind::Rule && shape.spaced {
            return Kind::Rule;
        }
        let level = match mark {
            b'=' if !self.rst => 1,
            b'-' if !self.rst => 2,
            _ => {
                let known = self.underlines.iter().position(|used| *used == mark);
                known.unwrap_or_else(|| {
                    self.underlines.push(mark);
                    self.underlines.len() - 1
                }) as u8
                    + 1
            }
        };
        if let Some(last) = self.lines.last_mut() {
            last.kind = Kind::Heading(level.min(6));
        }
        Kind::Underline
    }

    fn delimiter(&mut self) -> Kind {
        if !self.gap
            && let Some(last) = self.lines.last_mut()
            && (last.kind == Kind::Text || last.kind == Kind::Row)
            && self.text[last.span().range()].contains('|')
        {
            last.kind = Kind::Row;
            self.table = true;
            return Kind::Delimiter;
        }
        self.table = true;
        Kind::Delimiter
    }
}
