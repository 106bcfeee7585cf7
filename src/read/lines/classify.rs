//! What one line is by its own characters.

use super::{Kind, Marker};

/// A line cut into indentation and the rest.
pub(super) struct Shape {
    /// Columns of white space.
    pub(super) indent: u16,
    /// Offset of the first character behind indentation and list marker.
    pub(super) body: usize,
    /// Offset behind the last character that is not blank.
    pub(super) end: usize,
    /// What the line seems to be; fences, comments and underlines are settled by what stands around.
    pub(super) kind: Kind,
    /// A rule written with blanks between its characters, which underlines nothing.
    pub(super) spaced: bool,
}

const NBSP: &[u8] = "\u{a0}".as_bytes();
const WIDE_BLANK: &[u8] = "\u{3000}".as_bytes();
const BOM: &[u8] = "\u{feff}".as_bytes();
const ENTITY: &[u8] = b"&nbsp;";
const BULLETS: [&str; 16] = [
    "•", "◦", "▪", "▫", "‣", "·", "●", "○", "■", "□", "–", "—", "➢", "➤", "▶", "・",
];
const GLYPHS: [&str; 3] = ["☐", "☑", "☒"];

/// Cuts the line from `start` to `stop`, its line feed excluded.
pub(super) fn shape(bytes: &[u8], start: usize, stop: usize) -> Shape {
    let (indent, body) = blanks(bytes, start, stop, 0);
    let end = trimmed(bytes, body, stop);
    let mut shape = Shape {
        indent,
        body,
        end,
        kind: Kind::Text,
        spaced: false,
    };
    if body < end {
        classify(bytes, &mut shape);
    }
    shape
}

/// Columns and offset behind the white space at `at`.
fn blanks(bytes: &[u8], start: usize, stop: usize, column: u16) -> (u16, usize) {
    let (mut columns, mut at) = (column, start);
    while at < stop {
        let rest = &bytes[at..stop];
        let (width, len) = match rest[0] {
            b' ' => (1, 1),
            b'\t' => (4 - columns % 4, 1),
            b'\r' => (0, 1),
            b'&' if rest.starts_with(ENTITY) => (1, ENTITY.len()),
            0xc2 if rest.starts_with(NBSP) => (1, NBSP.len()),
            0xe3 if rest.starts_with(WIDE_BLANK) => (2, WIDE_BLANK.len()),
            0xef if rest.starts_with(BOM) => (0, BOM.len()),
            _ => break,
        };
        columns = columns.saturating_add(width);
        at += len;
    }
    (columns, at)
}

/// Offset behind the last character that is not blank.
fn trimmed(bytes: &[u8], body: usize, stop: usize) -> usize {
    let mut end = stop;
    while end > body {
        let line = &bytes[body..end];
        let last = line[line.len() - 1];
        if matches!(last, b' ' | b'\t' | b'\r') {
            end -= 1;
        } else if line.ends_with(NBSP) {
            end -= NBSP.len();
        } else if line.ends_with(WIDE_BLANK) {
            end -= WIDE_BLANK.len();
        } else if line.ends_with(ENTITY) {
            end -= ENTITY.len();
        } else {
            break;
        }
    }
    end
}

fn classify(bytes: &[u8], shape: &mut Shape) {
    let line = &bytes[shape.body..shape.end];
    let (kind, skip) = match line[0] {
        b'#' => hash(line),
        b'-' | b'*' | b'+' | b'=' | b'_' | b'^' | b'"' => punctuation(line, &mut shape.spaced),
        b'0'..=b'9' | b'(' | b'a'..=b'z' => (number(line), 0),
        b'|' => (row(line), 0),
        b'>' => (Kind::Quote, 0),
        b'<' => html(line),
        b'`' | b'~' if run(line) >= 3 => (Kind::Code, 0),
        b'[' => bracket(line),
        b'.' if line.starts_with(b".. ") => (Kind::Directive, 0),
        b'{' => (brace(line), 0),
        0xe2 | 0xc2 | 0xe3 => unicode(line),
        _ => (Kind::Text, 0),
    };
    shape.kind = kind;
    if let Kind::Item(marker) = kind {
        let len = if skip > 0 { skip } else { number_len(line) };
        let glyph = marker == Marker::Bare;
        let from = if glyph { shape.body } else { shape.body + len };
        let (_, body) = blanks(bytes, from, shape.end, 0);
        shape.body = body;
    } else {
        shape.body += skip;
    }
}

fn run(line: &[u8]) -> usize {
    line.iter().take_while(|byte| **byte == line[0]).count()
}

fn blank_at(line: &[u8], at: usize) -> bool {
    match line.get(at) {
        None | Some(b' ' | b'\t') => true,
        Some(b'&') => line[at..].starts_with(ENTITY),
        Some(0xc2) => line[at..].starts_with(NBSP),
        Some(0xe3) => line[at..].starts_with(WIDE_BLANK),
        _ => false,
    }
}

fn hash(line: &[u8]) -> (Kind, usize) {
    let level = run(line);
    if line.len() == level && level >= 3 {
        return (Kind::Underline, 0);
    }
    if line.starts_with(b"#.") && blank_at(line, 2) {
        return (Kind::Item(Marker::Number), 2);
    }
    let named = line
        .get(level)
        .is_some_and(|byte| byte.is_ascii_uppercase() || !byte.is_ascii());
    if level <= 6 && (blank_at(line, level) || named) {
        let blanks = line[level..]
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        return (Kind::Heading(level as u8), level + blanks);
    }
    (Kind::Text, 0)
}

fn punctuation(line: &[u8], spaced: &mut bool) -> (Kind, usize) {
    let mark = line[0];
    let count = line.iter().filter(|byte| **byte == mark).count();
    let others = line
        .iter()
        .any(|byte| *byte != mark && !matches!(byte, b' ' | b'\t'));
    if !others && count >= 3 {
        *spaced = count != line.len();
        return (Kind::Rule, 0);
    }
    if !others && count == line.len() && count >= 2 && matches!(mark, b'-' | b'=') {
        return (Kind::Underline, 0);
    }
    let delimits = matches!(mark, b'-' | b'+')
        && line.contains(if mark == b'+' { &b'+' } else { &b'|' })
        && (line.contains(&b'-') || line.contains(&b'='))
        && line
            .iter()
            .all(|byte| matches!(byte, b'-' | b'|' | b':' | b' ' | b'+' | b'='));
    if delimits && line.len() > 3 {
        return (Kind::Delimiter, 0);
    }
    let glued = mark == b'-' && line.get(1).is_some_and(u8::is_ascii_uppercase);
    if matches!(mark, b'-' | b'*' | b'+') && (blank_at(line, 1) || glued) {
        return (Kind::Item(Marker::Bullet), 1);
    }
    (Kind::Text, 0)
}

fn number(line: &[u8]) -> Kind {
    if number_len(line) > 0 {
        Kind::Item(Marker::Number)
    } else {
        Kind::Text
    }
}

/// Length of `1.`, `12)`, `(1)`, `a)` at the start of the line; 0 if it starts otherwise.
fn number_len(line: &[u8]) -> usize {
    let open = usize::from(line[0] == b'(');
    let digits = line[open..]
        .iter()
        .take(4)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let letter = digits == 0 && line.get(open).is_some_and(u8::is_ascii_lowercase);
    let roman = roman_len(&line[open..]);
    let close = open + digits + usize::from(letter).max(roman);
    if !(1..=3).contains(&digits) && !letter {
        return 0;
    }
    let ends = match line.get(close) {
        Some(b')') => true,
        Some(b'.') => open == 0,
        _ => false,
    };
    let glued = digits > 0
        && line
            .get(close + 1)
            .is_some_and(|byte| byte.is_ascii_uppercase() || *byte == b'*');
    // What a reference makes an item of is one before it, too.
    let closed = line
        .get(close + 1..)
        .is_some_and(|it| it.starts_with(b"</"));
    if ends && (blank_at(line, close + 1) || glued || closed) {
        close + 1
    } else {
        0
    }
}

/// Length of `ii`, `iv`, `viii` before a full stop or parenthesis; 0 for one letter.
fn roman_len(line: &[u8]) -> usize {
    let letters = line
        .iter()
        .take(5)
        .take_while(|byte| matches!(byte, b'i' | b'v' | b'x'));
    let len = letters.count();
    let ends = matches!(line.get(len), Some(b')' | b'.'));
    if (2..=4).contains(&len) && ends {
        len
    } else {
        0
    }
}

fn row(line: &[u8]) -> Kind {
    let border = line
        .iter()
        .all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'));
    if border && line.contains(&b'-') {
        Kind::Delimiter
    } else {
        Kind::Row
    }
}

fn html(line: &[u8]) -> (Kind, usize) {
    if line.starts_with(b"<!--") {
        return (Kind::Comment, 0);
    }
    if line.starts_with(b"<%") {
        return (Kind::Html, 0);
    }
    let close = line.iter().take(200).position(|byte| *byte == b'>');
    let name_end = line[1..]
        .iter()
        .take(16)
        .position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'/')
        .map_or(line.len(), |at| at + 1);
    let mut name = [0_u8; 16];
    let len = (name_end - 1).min(16);
    name[..len].copy_from_slice(&line[1..=len]);
    name.make_ascii_lowercase();
    match (&name[..len], close) {
        // Nothing but the tag: its text stands on lines of its own, or in tags of its own.
        (b"li", Some(close)) if line[close + 1..].trim_ascii().is_empty() => (Kind::Html, 0),
        (b"li", Some(close)) => (Kind::Item(Marker::Html), close + 1),
        // `<ul>` around a text, where the two tags were taken for each other.
        (b"ul" | b"ol", Some(close)) if holds_text(&line[close + 1..]) => {
            (Kind::Item(Marker::Html), close + 1)
        }
        ([b'h', level @ b'1'..=b'6'], Some(close)) => (Kind::Heading(level - b'0'), close + 1),
        (b"p" | b"summary", Some(close)) if close + 1 < line.len() => (Kind::Text, close + 1),
        (
            b"a" | b"abbr" | b"b" | b"code" | b"del" | b"em" | b"i" | b"ins" | b"kbd" | b"mark"
            | b"s" | b"small" | b"span" | b"strike" | b"strong" | b"sub" | b"sup" | b"u" | b"http"
            | b"https" | b"",
            _,
        ) => (Kind::Text, 0),
        _ => (Kind::Html, 0),
    }
}

/// True if a text stands before the next tag.
fn holds_text(rest: &[u8]) -> bool {
    let text = rest.iter().take_while(|byte| **byte != b'<');
    text.filter(|byte| byte.is_ascii_alphanumeric()).count() > 2
}

fn bracket(line: &[u8]) -> (Kind, usize) {
    if line.len() >= 3 && line[2] == b']' && is_tick(line[1]) && blank_at(line, 3) {
        return (Kind::Item(Marker::Bare), 1);
    }
    if label_of_link_definition(line).is_some() {
        return (Kind::Definition, 0);
    }
    (Kind::Text, 0)
}

fn is_tick(byte: u8) -> bool {
    matches!(byte, b' ' | b'x' | b'X' | b'-' | b'/')
}

/// The label of `[label]: target`, where nothing but a title may follow the target: `[Action 1]: Patch the pool` is a
/// text of its own (CommonMark 0.31, section 4.7).
pub(in crate::read) fn label_of_link_definition(line: &[u8]) -> Option<&[u8]> {
    let close = line.iter().take(200).position(|byte| *byte == b']')?;
    let colon = line[0] == b'[' && close > 1 && line.get(close + 1) == Some(&b':');
    let rest = line.get(close + 2..).filter(|_| colon)?.trim_ascii();
    let target = match rest {
        [b'<', ..] => rest.iter().position(|byte| *byte == b'>')? + 1,
        _ => rest
            .iter()
            .take_while(|byte| !byte.is_ascii_whitespace())
            .count(),
    };
    let title = rest[target..].trim_ascii_start();
    let fits = target > 0 && matches!(title, [] | [b'"' | b'\'' | b'(', ..]);
    fits.then(|| &line[1..close])
}

fn brace(line: &[u8]) -> Kind {
    if line.starts_with(b"{/*") {
        Kind::Comment
    } else if line.starts_with(b"{%") || line.starts_with(b"{:") {
        Kind::Html
    } else {
        Kind::Text
    }
}

fn unicode(line: &[u8]) -> (Kind, usize) {
    let starts = |mark: &&str| line.starts_with(mark.as_bytes());
    if GLYPHS.iter().any(starts) {
        return (Kind::Item(Marker::Bare), 1);
    }
    match BULLETS.iter().find(|bullet| starts(bullet)) {
        Some(bullet) if blank_at(line, bullet.len()) || *bullet == "•" || *bullet == "・" => {
            (Kind::Item(Marker::Bullet), bullet.len())
        }
        _ => (Kind::Text, 0),
    }
}

/// True if the line closes a fence of `run` marks.
pub(super) fn closes_fence(line: &[u8], mark: u8, run: usize) -> bool {
    let count = line.iter().take_while(|byte| **byte == mark).count();
    count >= run && count == line.len()
}
