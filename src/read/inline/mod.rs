//! The inline markup of an action's own text: enough of Markdown, HTML and reStructuredText to know what
//! a reader sees, where links lead, and what is code. One pass; nothing here is run on whole files.

mod plain;

pub(super) use plain::plain;

use crate::text::Span;

/// One piece of the text; the pieces cover it from its first to its last byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words, as they stand.
    Text,
    /// A code span; the span inside its marks.
    Code(Span),
    /// `[` of a link.
    Open,
    /// `](target)` of a link, with the link's start and its target.
    Close { from: usize, target: Span },
    /// An address without a label.
    Url(Span),
    /// An image.
    Image,
    /// The mark of a footnote.
    Footnote,
    /// An HTML tag.
    Tag,
    /// A comment.
    Comment,
    /// Characters that make emphasis.
    Emphasis,
    /// `~~`
    Strike,
    /// A backslash before a character that is meant literally.
    Escape,
    /// A character spelled as an HTML entity.
    Entity(char),
}

/// Longest target of a link that is read.
const MAX_TARGET: usize = 1024;

/// The pieces of `text` at `span`.
///
/// `target` gives the address of a reference link's label, if the file defines it.
pub(super) fn tokens(text: &str, span: Span, target: &dyn Fn(&str) -> Option<Span>) -> Vec<Token> {
    let slice = &text[span.range()];
    let mut scan = Scan {
        bytes: slice.as_bytes(),
        slice,
        at: 0,
        plain: 0,
        base: span.start,
        out: Vec::new(),
        brackets: brackets(slice.as_bytes()),
        links: Vec::new(),
        target,
    };
    scan.run();
    scan.out
}

struct Scan<'a> {
    bytes: &'a [u8],
    slice: &'a str,
    at: usize,
    plain: usize,
    base: usize,
    out: Vec<Token>,
    /// Offsets of `[` and the `]` that closes it, by the former.
    brackets: Vec<(usize, usize)>,
    /// Links that are open: where they close, what follows, and where they began.
    links: Vec<(usize, usize, usize, Span)>,
    target: &'a dyn Fn(&str) -> Option<Span>,
}

/// Pairs of brackets in the order of the opening ones.
fn brackets(bytes: &[u8]) -> Vec<(usize, usize)> {
    let (mut open, mut pairs) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'[' => open.push(at),
            b']' => pairs.extend(open.pop().map(|from| (from, at))),
            _ => {}
        }
        at += 1;
    }
    pairs.sort_unstable();
    pairs
}

impl Scan<'_> {
    fn run(&mut self) {
        while self.at < self.bytes.len() {
            if self.links.last().is_some_and(|link| link.0 == self.at) {
                self.close_link();
                continue;
            }
            let step = match self.bytes[self.at] {
                b'`' => self.code(),
                b'[' => self.open_link(),
                b'!' if self.bytes.get(self.at + 1) == Some(&b'[') => self.image(),
                b'<' => self.angle(),
                b'{' if self.bytes[self.at..].starts_with(b"{/*") => {
                    self.until("*/}", Kind::Comment)
                }
                b'h' => self.url(),
                b'*' | b'_' | b'~' => self.emphasis(),
                b'\\' => self.escape(),
                b'&' => self.entity(),
                _ => None,
            };
            match step {
                Some((kind, len)) => self.push(kind, len),
                None => self.at += 1,
            }
        }
        self.flush();
    }

    fn span(&self, from: usize, to: usize) -> Span {
        Span::new(self.base + from, self.base + to)
    }

    fn flush(&mut self) {
        if self.plain < self.at {
            let span = self.span(self.plain, self.at);
            self.out.push(Token {
                kind: Kind::Text,
                span,
            });
        }
        self.plain = self.at;
    }

    fn push(&mut self, kind: Kind, len: usize) {
        self.flush();
        let span = self.span(self.at, self.at + len);
        self.out.push(Token { kind, span });
        self.at += len;
        self.plain = self.at;
    }

    fn close_link(&mut self) {
        if let Some((close, end, from, target)) = self.links.pop() {
            let from = self.base + from;
            self.push(Kind::Close { from, target }, end - close);
        }
    }

    fn run_of(&self, mark: u8) -> usize {
        let rest = &self.bytes[self.at..];
        rest.iter().take_while(|byte| **byte == mark).count()
    }

    fn code(&mut self) -> Option<(Kind, usize)> {
        let run = self.run_of(b'`');
        let from = self.at + run;
        let mut at = from;
        let limit = self.bytes.len().min(from + MAX_TARGET);
        while at < limit {
            if self.bytes[at] != b'`' {
                at += 1;
                continue;
            }
            let close = self.bytes[at..]
                .iter()
                .take_while(|byte| **byte == b'`')
                .count();
            if close == run {
                return self.code_span(from, at, at + close);
            }
            at += close;
        }
        self.at += run - 1;
        None
    }

    /// A code span, or a link of reStructuredText: `` `label <target>`__ ``.
    fn code_span(&mut self, from: usize, to: usize, end: usize) -> Option<(Kind, usize)> {
        let inner = &self.slice[from..to];
        let rst = self.bytes[end..].starts_with(b"_") && inner.ends_with('>');
        if let Some(open) = inner.rfind('<').filter(|_| rst) {
            let target = self.span(from + open + 1, to - 1);
            let start = self.at;
            self.push(Kind::Open, from - start);
            self.at = from + inner[..open].trim_end().len();
            let marks = self.bytes[end..]
                .iter()
                .take(2)
                .take_while(|byte| **byte == b'_')
                .count();
            let len = end + marks - self.at;
            let from = self.base + start;
            return Some((Kind::Close { from, target }, len));
        }
        Some((Kind::Code(self.span(from, to)), end - self.at))
    }

    fn closing(&self) -> Option<usize> {
        let found = self
            .brackets
            .binary_search_by_key(&self.at, |pair| pair.0)
            .ok()?;
        Some(self.brackets[found].1)
    }

    fn open_link(&mut self) -> Option<(Kind, usize)> {
        let close = self.closing()?;
        let footnote = self.bytes.get(self.at + 1) == Some(&b'^');
        if footnote && self.bytes.get(close + 1) != Some(&b'(') {
            return Some((Kind::Footnote, close + 1 - self.at));
        }
        let (target, end) = self
            .inline_target(close)
            .or_else(|| self.reference(close))?;
        self.links.push((close, end, self.at, target));
        Some((Kind::Open, 1))
    }

    /// The target behind `](` and the offset behind the closing parenthesis.
    fn inline_target(&self, close: usize) -> Option<(Span, usize)> {
        if self.bytes.get(close + 1) != Some(&b'(') {
            return None;
        }
        let from = close + 2;
        let (mut depth, mut stop) = (0_usize, None);
        for (at, byte) in self.bytes.iter().enumerate().skip(from).take(MAX_TARGET) {
            match byte {
                b'(' => depth += 1,
                b')' if depth == 0 => {
                    let to = stop.unwrap_or(at);
                    return Some((self.trim_target(from, to), at + 1));
                }
                b')' => depth -= 1,
                b' ' | b'\n' if stop.is_none() => stop = Some(at),
                _ => {}
            }
        }
        None
    }

    fn trim_target(&self, from: usize, to: usize) -> Span {
        let target = &self.slice[from..to];
        let angled = target.starts_with('<') && target.ends_with('>') && target.len() > 1;
        let cut = usize::from(angled);
        self.span(from + cut, to - cut)
    }

    /// `[label][name]`, `[label][]` and `[label]` with a definition elsewhere.
    fn reference(&self, close: usize) -> Option<(Span, usize)> {
        let label = &self.slice[self.at + 1..close];
        let second = self.bytes.get(close + 1) == Some(&b'[');
        let end = second.then(|| {
            let found = self
                .brackets
                .binary_search_by_key(&(close + 1), |pair| pair.0);
            found.ok().map(|at| self.brackets[at].1)
        });
        let (name, end) = match end.flatten() {
            Some(end) if end > close + 2 => (&self.slice[close + 2..end], end + 1),
            Some(end) => (label, end + 1),
            None => (label, close + 1),
        };
        Some(((self.target)(name)?, end))
    }

    fn image(&mut self) -> Option<(Kind, usize)> {
        self.at += 1;
        let found = self.closing().and_then(|close| self.inline_target(close));
        self.at -= 1;
        found.map(|(_, end)| (Kind::Image, end - self.at))
    }

    fn angle(&mut self) -> Option<(Kind, usize)> {
        let rest = &self.bytes[self.at..];
        if rest.starts_with(b"<!--") {
            return self.until("-->", Kind::Comment);
        }
        let close = rest
            .iter()
            .take(MAX_TARGET)
            .position(|byte| *byte == b'>')?;
        let inside = &self.slice[self.at + 1..self.at + close];
        if inside.starts_with("http://") || inside.starts_with("https://") {
            let url = self.span(self.at + 1, self.at + close);
            return Some((Kind::Url(url), close + 1));
        }
        let name = inside.trim_start_matches('/');
        let tag = name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.contains('@');
        if !tag {
            return None;
        }
        self.anchor(inside, close + 1)
            .or(Some((Kind::Tag, close + 1)))
    }

    /// `<a href="…">label</a>` is a link like any other.
    fn anchor(&mut self, inside: &str, len: usize) -> Option<(Kind, usize)> {
        let at = inside.strip_prefix("a ").and(inside.find("href="))? + 5;
        let quote = inside
            .as_bytes()
            .get(at)
            .filter(|byte| matches!(byte, b'"' | b'\''))?;
        let to = inside[at + 1..].find(char::from(*quote))? + at + 1;
        let target = self.span(self.at + 1 + at + 1, self.at + 1 + to);
        let from = self.at + len;
        let limit = self.bytes.len().min(from + MAX_TARGET);
        let close = memchr::memmem::find(&self.bytes[from..limit], b"</a>")? + from;
        self.links.push((close, close + 4, self.at, target));
        Some((Kind::Open, len))
    }

    fn until(&self, close: &str, kind: Kind) -> Option<(Kind, usize)> {
        let rest = &self.bytes[self.at..];
        let window = &rest[..rest.len().min(MAX_TARGET)];
        let found = memchr::memmem::find(window, close.as_bytes())?;
        Some((kind, found + close.len()))
    }

    fn url(&mut self) -> Option<(Kind, usize)> {
        let rest = &self.slice[self.at..];
        if !(rest.starts_with("https://") || rest.starts_with("http://")) {
            return None;
        }
        let mut len = rest
            .find(|c: char| {
                c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '|' | '）' | '、' | '。')
            })
            .unwrap_or(rest.len());
        if let Some(link) = self.links.last() {
            len = len.min(link.0 - self.at);
        }
        let url = &rest[..len];
        let mut end = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_', '\'', ']']);
        while end.ends_with(')') && !end.contains('(') {
            end = end[..end.len() - 1].trim_end_matches(['.', ',', ';', ':', '!', '?', '*']);
        }
        let span = self.span(self.at, self.at + end.len());
        Some((Kind::Url(span), end.len()))
    }

    fn emphasis(&mut self) -> Option<(Kind, usize)> {
        let mark = self.bytes[self.at];
        let run = self.run_of(mark);
        if mark == b'~' {
            if run == 2 {
                return Some((Kind::Strike, 2));
            }
            self.at += run - 1;
            return None;
        }
        let before = self.at.checked_sub(1).map(|at| self.bytes[at]);
        let after = self.bytes.get(self.at + run).copied();
        let blank = |byte: Option<u8>| byte.is_none_or(|byte| byte.is_ascii_whitespace());
        let word = |byte: Option<u8>| {
            byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte >= 0x80)
        };
        let literal = blank(before) && blank(after) || mark == b'_' && word(before) && word(after);
        if literal {
            self.at += run - 1;
            return None;
        }
        Some((Kind::Emphasis, run))
    }

    fn escape(&mut self) -> Option<(Kind, usize)> {
        let next = self.bytes.get(self.at + 1)?;
        if !next.is_ascii_punctuation() && !matches!(next, b'\n' | b'\r') {
            return None;
        }
        self.push(Kind::Escape, 1);
        None
    }

    fn entity(&mut self) -> Option<(Kind, usize)> {
        [
            ("&nbsp;", ' '),
            ("&amp;", '&'),
            ("&lt;", '<'),
            ("&gt;", '>'),
            ("&quot;", '"'),
            ("&#39;", '\''),
            ("&mdash;", '—'),
            ("&ndash;", '–'),
        ]
        .into_iter()
        .find(|(name, _)| self.bytes[self.at..].starts_with(name.as_bytes()))
        .map(|(name, c)| (Kind::Entity(c), name.len()))
    }
}
