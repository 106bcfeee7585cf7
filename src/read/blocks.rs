//! List items, paragraphs and tables of one segment, nested by indentation.

use std::ops::Range;

use super::forms::cells;
use super::lines::{Kind, Line, Marker};
use super::sections::{ends_in_colon, split_label};
use super::tail;
use super::vocabulary::{Field, List, Vocabulary, fold};
use crate::text::Span;

/// An item, paragraph or table.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) kind: BlockKind,
    /// How many items it lies in.
    pub(super) depth: usize,
    /// Indexes of the lines of its own text.
    pub(super) lines: Range<usize>,
    /// Index of the next block that does not lie in it.
    pub(super) next: usize,
    /// Index of the first line that does not belong to it.
    pub(super) until: usize,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    Item(Marker),
    Paragraph,
    Table,
}

impl Block {
    /// From the first to the last character of its own text, list marker excluded.
    pub(super) fn own(&self, lines: &[Line]) -> Span {
        Span::new(
            lines[self.lines.start].span().start,
            lines[self.lines.end - 1].end(),
        )
    }

    pub(super) fn is_item(&self) -> bool {
        matches!(self.kind, BlockKind::Item(_))
    }
}

/// The blocks of the lines at `range`.
pub(super) fn blocks(
    text: &str,
    lines: &[Line],
    range: Range<usize>,
    words: &Vocabulary,
) -> Vec<Block> {
    let mut build = Build {
        text,
        lines,
        words,
        out: Vec::new(),
        open: Vec::new(),
        began: None,
        numbered: numbered(lines, range.clone()),
        inside: false,
    };
    for at in range.clone() {
        build.line(at);
    }
    nest(&mut build.out, range.end);
    build.out
}

struct Build<'a> {
    text: &'a str,
    lines: &'a [Line],
    words: &'a Vocabulary,
    out: Vec<Block>,
    /// Indentation of the items that are open.
    open: Vec<u16>,
    /// Indentation of the first item.
    began: Option<u16>,
    /// Indentation of a list of numbers whose details are bullets at the same place.
    numbered: Option<u16>,
    /// True behind such a bullet, until the next number.
    inside: bool,
}

/// The indentation of a list that goes on with its numbers behind bullets at the same place: those say more of the
/// number before them.
fn numbered(lines: &[Line], range: Range<usize>) -> Option<u16> {
    let mut items = range.filter(|at| lines[*at].is_item()).map(|at| lines[at]);
    let first = items.next()?;
    let number = |line: &Line| line.kind == Kind::Item(Marker::Number);
    let beside = items.filter(|line| line.indent == first.indent);
    let mut bullet = false;
    for line in beside {
        if bullet && number(&line) {
            return number(&first).then_some(first.indent);
        }
        bullet = !number(&line);
    }
    None
}

impl Build<'_> {
    fn line(&mut self, at: usize) {
        let line = self.lines[at];
        match line.kind {
            Kind::Item(marker) => {
                let indent = self.place(line, marker);
                self.leave(indent.saturating_sub(1));
                if self.returns(at) {
                    self.open.clear();
                }
                self.began = self.began.or(Some(line.indent));
                self.push(BlockKind::Item(marker), at);
                self.open.push(indent);
            }
            Kind::Row | Kind::Delimiter => {
                self.open.clear();
                self.extend_or_push(BlockKind::Table, at);
            }
            Kind::Text if self.is_tabbed(at) => {
                self.open.clear();
                self.extend_or_push(BlockKind::Table, at);
            }
            Kind::Text if self.is_key(at) || self.leads_on(at) => self.push_below(at),
            Kind::Text if self.continues(at) => self.extend(at),
            Kind::Text => {
                self.leave(line.indent);
                self.push(BlockKind::Paragraph, at);
            }
            Kind::Rule => self.open.clear(),
            _ => {}
        }
    }

    /// A line of a table whose cells are parted by tabs: one that names columns, or one right below it.
    fn is_tabbed(&self, at: usize) -> bool {
        let line = self.lines[at];
        if !has_tab(self.text, line) {
            return false;
        }
        let goes_on = self.out.last().is_some_and(|last| {
            let first = self.lines[last.lines.start];
            last.kind == BlockKind::Table
                && last.lines.end == at
                && !line.gap
                && first.kind == Kind::Text
        });
        let below = self.lines.get(at + 1);
        let heads = || {
            let named = |cell: Span| {
                let name = fold(&self.text[cell.range()]);
                name.len() < 60 && self.words.field(&name).is_some()
            };
            cells(self.text, line.span()).into_iter().any(named)
        };
        goes_on || below.is_some_and(|it| !it.gap && has_tab(self.text, *it)) && heads()
    }

    /// How far an item is indented in effect: bullets between numbers, and what is below them, lie inside the number.
    fn place(&mut self, line: Line, marker: Marker) -> u16 {
        let Some(numbers) = self.numbered else {
            return line.indent;
        };
        if line.indent <= numbers {
            self.inside = line.indent == numbers && marker != Marker::Number;
        }
        if self.inside {
            line.indent.saturating_add(2)
        } else {
            line.indent
        }
    }

    /// True for an item that stands where the list began, behind an item that was moved to the left by mistake: the
    /// blank line says that it is no detail of that.
    fn returns(&self, at: usize) -> bool {
        let line = self.lines[at];
        let last = self.out.last().filter(|it| it.is_item() && it.depth == 0);
        let moved = last.is_some_and(|last| {
            let text = &self.text[last.own(self.lines).range()];
            self.lines[last.lines.start].indent < line.indent && !ends_in_colon(text)
        });
        line.gap && self.began == Some(line.indent) && moved && self.open.len() == 1
    }

    /// Closes the items whose marker does not stand left of `indent`.
    fn leave(&mut self, indent: u16) {
        while self
            .open
            .last()
            .is_some_and(|open| *open >= indent && *open > 0 || *open == 0 && indent == 0)
        {
            self.open.pop();
        }
    }

    fn push(&mut self, kind: BlockKind, at: usize) {
        self.out.push(Block {
            kind,
            depth: self.open.len(),
            lines: at..at + 1,
            next: 0,
            until: 0,
        });
    }

    /// A paragraph that says more of the block before it, however it is indented.
    fn push_below(&mut self, at: usize) {
        let depth = self.out.last().map_or(0, |last| match last.kind {
            BlockKind::Item(_) => last.depth + 1,
            _ => last.depth.max(1),
        });
        self.push(BlockKind::Paragraph, at);
        if let Some(last) = self.out.last_mut() {
            last.depth = depth;
        }
    }

    /// `Owner: Kim` and its like right below an item or line.
    fn is_key(&self, at: usize) -> bool {
        let line = self.lines[at];
        let text = &self.text[tail::visible(self.text, line.span()).range()];
        let follows = self
            .out
            .last()
            .is_some_and(|last| last.lines.end == at && last.kind != BlockKind::Table);
        // `(owner: Kim)` goes on with the line before it.
        if line.gap || !follows || text.len() > 100 || text.starts_with(['(', '（']) {
            return false;
        }
        // A key may wait for its value: `Owner:` and nothing behind it.
        let label = match split_label(text) {
            Some((label, _)) => &text[label.range()],
            None if ends_in_colon(text) => text,
            None => return false,
        };
        let field = self.words.field(&fold(label));
        let stated = [
            Field::Owner,
            Field::Due,
            Field::Status,
            Field::Priority,
            Field::Issue,
        ];
        field.is_some_and(|field| stated.contains(&field))
    }

    /// `It has two parts:` right below an item whose sentence is over, and over a list inside that item.
    fn leads_on(&self, at: usize) -> bool {
        let line = self.lines[at];
        let text = |line: Line| &self.text[tail::visible(self.text, line.span()).range()];
        let item = self.out.last().filter(|last| {
            let over = text(self.lines[last.lines.end - 1]).ends_with(['.', ')', '!']);
            matches!(last.kind, BlockKind::Item(_)) && last.lines.end == at && over
        });
        let inside = item.is_some_and(|it| self.lines[it.lines.start].indent < line.indent);
        let listed = self
            .lines
            .get(at + 1)
            .is_some_and(|it| it.is_item() && it.indent >= line.indent);
        !line.gap && inside && listed && ends_in_colon(text(line))
    }

    fn extend(&mut self, at: usize) {
        if let Some(last) = self.out.last_mut() {
            last.lines.end = at + 1;
        }
    }

    fn extend_or_push(&mut self, kind: BlockKind, at: usize) {
        let line = self.lines[at];
        let joins = self
            .out
            .last()
            .is_some_and(|last| last.kind == kind && last.lines.end == at && !line.gap);
        if joins {
            self.extend(at);
        } else {
            self.push(kind, at);
        }
    }

    /// True if the line goes on with the paragraph or item before it.
    fn continues(&self, at: usize) -> bool {
        let line = self.lines[at];
        let Some(last) = self.out.last() else {
            return false;
        };
        if line.gap || last.lines.end != at || last.kind == BlockKind::Table {
            return false;
        }
        if last.kind == BlockKind::Paragraph {
            return true;
        }
        let item = self.lines[last.lines.start];
        let before = self.lines[at - 1];
        let before_text = &self.text[before.span().range()];
        if before_text.ends_with("</li>") {
            return false;
        }
        if line.indent > item.indent {
            return true;
        }
        let text = &self.text[line.span().range()];
        let head = fold(&text[..super::sections::floor(text, 80)]);
        !self.words.begins(List::Closing, &head)
    }
}

/// True for a line of text with a tab between two words.
pub(super) fn has_tab(text: &str, line: Line) -> bool {
    line.kind == Kind::Text && text[line.span().range()].trim().contains('\t')
}

/// Settles where each block ends.
fn nest(blocks: &mut [Block], end: usize) {
    let mut open: Vec<usize> = Vec::new();
    for at in 0..blocks.len() {
        let (depth, line) = (blocks[at].depth, blocks[at].lines.start);
        while let Some(&top) = open.last() {
            if blocks[top].depth < depth {
                break;
            }
            blocks[top].next = at;
            blocks[top].until = line;
            open.pop();
        }
        open.push(at);
    }
    let count = blocks.len();
    for top in open {
        blocks[top].next = count;
        blocks[top].until = end;
    }
}
