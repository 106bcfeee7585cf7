//! The end of an action's own text: where a suffix stands or may stand.

use super::vocabulary::{Vocabulary, fold};
use crate::action::{Mark, Reference, Suffix, Word, traces_alone};
use crate::text::Span;

/// How an action's own text ends.
pub(super) struct Tail {
    /// Where a suffix begins or may be inserted.
    pub(super) at: usize,
    /// Our suffix with the blank before it.
    pub(super) suffix: Option<(Span, Suffix)>,
    /// ` (open)`: ours if the action has a reference of a person's, else the author's.
    pub(super) word: Option<(Span, Word)>,
}

/// What may stand behind a suffix: emoji fields of task plug-ins for Obsidian.
const FIELDS: [&str; 8] = ["📅", "✅", "⏳", "🛫", "➕", "❌", "🔁", "🗓"];
const URGENCY: [&str; 5] = ["🔺", "⏫", "🔼", "🔽", "⏬"];

/// The text of `span` that a reader sees as the action's or label's own words.
pub(super) fn visible(text: &str, span: Span) -> Span {
    let last = text[span.range()].as_bytes().last();
    if !matches!(last, Some(b')' | b'>' | b'}' | b'\\')) {
        return span;
    }
    let tail = of(text, span);
    let end = match tail.word {
        Some((word, _)) if !names_an_issue(&text[span.start..word.start]) => word.end,
        _ => tail.at,
    };
    Span::new(span.start, end.max(span.start))
}

/// Reads the end of `span`.
pub(super) fn of(text: &str, span: Span) -> Tail {
    with(text, span, &Word::parse)
}

/// Reads the end of `span`, where a person may have written another status word than ours.
pub(super) fn edited(text: &str, span: Span, words: &Vocabulary) -> Tail {
    with(text, span, &|written| status(written, words))
}

/// What a word behind our reference says: it is ours, or a person wrote it over ours.
pub(super) fn status(written: &str, words: &Vocabulary) -> Option<Word> {
    Word::parse(written).or_else(|| words.mark(&fold(written)).map(Mark::word))
}

fn with(text: &str, span: Span, words: &dyn Fn(&str) -> Option<Word>) -> Tail {
    let whole = &text[span.range()];
    let mut own = whole;
    loop {
        let cut = step(own.trim_end_matches([' ', '\t', '\r', '\n', '\u{a0}']));
        if cut.len() == own.len() {
            break;
        }
        own = cut;
    }
    let end = span.start + own.len();
    if let Some((at, suffix)) = Suffix::at_end_with(own, words) {
        let found = Span::new(span.start + at, end);
        return Tail {
            at: found.start,
            suffix: Some((found, suffix)),
            word: None,
        };
    }
    let word = word(own).map(|(at, word)| (Span::new(span.start + at, end), word));
    Tail {
        at: word.as_ref().map_or(end, |(span, _)| span.start),
        suffix: None,
        word,
    }
}

/// True for a line that holds references of ours and nothing else, as one does below a heading.
pub(super) fn is_ours(line: &str, words: &Vocabulary) -> bool {
    !traces_alone(line, &|written| status(written, words)).is_empty()
}

/// ` (open)` behind other words.
fn word(own: &str) -> Option<(usize, Word)> {
    let open = own.strip_suffix(')')?.rfind(" (")?;
    let word = Word::parse(&own[open + 2..own.len() - 1])?;
    Some((open, word))
}

/// True if the text holds what looks like a reference.
fn names_an_issue(text: &str) -> bool {
    text.split([' ', '(', ')', '[', ']', '<', '>', ',', ';'])
        .map(|it| it.trim_end_matches(['.', ':']))
        .any(|it| {
            it.contains("://")
                || it.contains('#')
                || Reference::parse_label(it).is_some()
                || it.contains('-') && it.ends_with(|c: char| c.is_ascii_digit())
        })
}

/// Cuts one thing off the end that is no part of the words.
fn step(own: &str) -> &str {
    let cut = if own.ends_with('>') {
        markup(own)
    } else if own.ends_with('}') {
        attributes(own)
    } else if own.ends_with('\\') && !own.ends_with("\\\\") {
        Some(own.len() - 1)
    } else if own.ends_with([']', ')']) {
        inline_field(own)
    } else {
        token(own)
    };
    let Some(at) = cut else { return own };
    let cut = &own[..at];
    // A marker alone on its line would make an item of the suffix behind it.
    let last = cut.rsplit('\n').next().unwrap_or_default().trim();
    let marker = last.len() <= 3 && last.starts_with(['-', '*', '+', '#', '[']);
    if cut.trim().is_empty() || marker {
        own
    } else {
        cut
    }
}

fn markup(own: &str) -> Option<usize> {
    let open = own.rfind('<')?;
    let tag = &own[open..];
    if tag.starts_with("<!--") || own.ends_with("-->") {
        return own.rfind("<!--");
    }
    let name = tag[1..].trim_start_matches('/');
    let closes = tag.starts_with("</")
        && ["li", "p", "ul", "ol", "div", "td", "summary", "details"]
            .iter()
            .any(|it| name.starts_with(it));
    (closes || name.starts_with("br")).then_some(open)
}

fn attributes(own: &str) -> Option<usize> {
    if own.ends_with("*/}") {
        return own.rfind("{/*");
    }
    let open = own.rfind('{')?;
    own[open + 1..].starts_with(['#', '.', ':']).then_some(open)
}

/// `[due:: 2024-05-05]`, `(due:: …)`, `@due(2024-05-05)`
fn inline_field(own: &str) -> Option<usize> {
    let open = own.rfind(['[', '('])?;
    let inside = &own[open + 1..own.len() - 1];
    if inside.contains(":: ") && inside.len() < 60 {
        // A slip of a hand makes one of `(ft-…, open)`.
        let is_ours = !traces_alone(&own[open..], &Word::parse).is_empty();
        return (!is_ours).then_some(open);
    }
    let before = &own[..open];
    let at = before.ends_with("@due").then(|| before.len() - 4);
    at.or_else(|| before.ends_with("@done").then(|| before.len() - 5))
}

/// `^block-id`, `📅 2024-05-05` and `⏫`
fn token(own: &str) -> Option<usize> {
    let last = own.rfind(' ')? + 1;
    let word = &own[last..];
    let id = word.strip_prefix('^').is_some_and(|id| {
        !id.is_empty()
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    if id || URGENCY.contains(&word) {
        return Some(last);
    }
    let date = word.len() == 10
        && word
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
    let before = own[..last].trim_end();
    let field = FIELDS.iter().find_map(|field| {
        before
            .strip_suffix(field)
            .or_else(|| before.strip_suffix('\u{fe0f}')?.strip_suffix(field))
    })?;
    date.then_some(field.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> (&str, &str) {
        let tail = of(text, Span::new(0, text.len()));
        (&text[..tail.at], &text[tail.at..])
    }

    #[test]
    fn a_suffix_stands_before_what_is_no_text() {
        for (own, rest) in [
            ("Patch the pool", ""),
            ("Patch the pool", "  "),
            ("Patch the pool", "\\"),
            ("Patch the pool", "</li>"),
            ("Patch the pool", " {#patch}"),
            ("Patch the pool", " ^a-1"),
            ("Patch the pool", " 📅 2024-05-05"),
            ("Patch the pool", " ⏫ 📅 2024-05-05 ^a1"),
            ("Patch the pool", " [due:: 2024-05-05]"),
            ("Patch the pool", " <!-- followthrough:ignore -->"),
            ("Patch (the pool)", "<br>"),
            ("Patch", " (#42, open)"),
            ("Patch (ft-7k3q9d2mzx4c8v1n:: pen)", ""),
            (
                "Patch",
                " ([#42](https://a.b/c/d/issues/42), done; late) </li>",
            ),
            ("Patch #42", " (open)"),
            ("Patch [it](https://a.b/c)", " (done)"),
        ] {
            let text = format!("{own}{rest}");
            let at = split(&text);
            assert_eq!(at.0, own, "{text}");
        }
    }

    #[test]
    fn a_word_of_the_authors_is_seen() {
        for (text, seen) in [
            ("Keep it (open)", "Keep it (open)"),
            (
                "Patch it (see ft-7k3q9d) (open)",
                "Patch it (see ft-7k3q9d)",
            ),
            ("Patch it, see #42 (done)", "Patch it, see #42"),
        ] {
            let span = visible(text, Span::new(0, text.len()));
            assert_eq!(&text[span.range()], seen, "{text}");
        }
    }
}
