//! What a person says of an action: a box, a glyph, a word, a status cell, a line through it.

use super::Work;
use super::link;
use crate::action::Mark;
use crate::read::inline::Kind;
use crate::read::sections::floor;
use crate::read::vocabulary::{Vocabulary, fold};
use crate::text::{Span, Spanned};

const DONE: [&str; 5] = ["✅", "✔", "☑", "🎉", ":white_check_mark:"];
const OPEN: [&str; 8] = ["🚧", "🔄", "⏳", "🕐", "⌛", ":construction:", "🔜", "📝"];
const DROPPED: [&str; 3] = ["❌", "🚫", ":x:"];

/// The mark of a box or glyph.
pub(super) fn of_tick(tick: &str) -> Mark {
    match tick.trim_matches(' ') {
        "x" | "X" | "*" | "v" | "V" | "✓" | "✔" | "✅" | "☑" | "☒" => Mark::Done,
        "-" => Mark::Dropped,
        _ => Mark::Open,
    }
}

/// A box that is all a status says is the action's own, if it has no other; true if it is.
pub(super) fn ballot(work: &mut Work, span: Span) -> bool {
    let alone = matches!(&work.reader.text[span.range()], "☐" | "☑" | "☒" | "⬜");
    let taken = alone && work.place.tick.is_none();
    if taken {
        work.place.tick = Some(span);
    }
    taken
}

/// Reads a status cell or `Status:`; true if it held a mark.
pub(super) fn stated(work: &mut Work, span: Span) -> bool {
    let written = &work.reader.text[span.range()];
    let spaced = written.replace('_', " ");
    let text = if written.contains("://") {
        written
    } else {
        spaced.as_str()
    };
    let words = work.reader.words;
    let mut pieces = text.split([',', ';', '(', ')']).filter(|it| it.len() > 1);
    let found = glyph(text)
        .or_else(|| of_words(&fold(text), words))
        .or_else(|| pieces.find_map(|piece| words.mark(&fold(piece))))
        .or_else(|| shouted(text).map(|it| it.0));
    let Some(mark) = found else { return false };
    if work.action.mark.is_none() {
        work.action.mark = Some(Spanned::new(mark, span));
    }
    true
}

/// A line below the action that is only a status word.
pub(super) fn alone(work: &mut Work, span: Span) {
    let text = &work.reader.text[span.range()];
    if text.len() > 40 || work.action.mark.is_some() {
        return;
    }
    if let Some(mark) = work.reader.words.mark(&fold(text)) {
        work.action.mark = Some(Spanned::new(mark, span));
    }
}

/// The mark of a status text: the words, or the first of them.
fn of_words(folded: &str, words: &Vocabulary) -> Option<Mark> {
    let ends = folded.match_indices(' ').map(|(at, _)| at).take(3);
    let mut ends: Vec<usize> = ends.chain([folded.len()]).collect();
    ends.sort_unstable_by(|a, b| b.cmp(a));
    // Of a longer text these say nothing: `no track`, `new alert`.
    const WHOLE: [&str; 7] = ["no", "yes", "new", "live", "active", "0", "100"];
    ends.into_iter()
        .filter(|end| *end == folded.len() || !WHOLE.contains(&&folded[..*end]))
        .find_map(|end| words.mark(&folded[..end]))
        .or_else(|| of_reference(folded, words))
}

/// `PR 12 merged`: what is said of a pull request or ticket.
fn of_reference(folded: &str, words: &Vocabulary) -> Option<Mark> {
    const NAMES: [&str; 11] = [
        "pr", "prs", "mr", "pull", "merge", "request", "ticket", "issue", "bug", "card", "patch",
    ];
    let (names, last) = folded.rsplit_once(' ')?;
    let number = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    let named = names.split(' ').all(|it| NAMES.contains(&it) || number(it));
    words
        .mark(last)
        .filter(|_| named && !names.split(' ').all(number))
}

fn glyph(text: &str) -> Option<Mark> {
    let text = text.trim_start_matches(['*', '_', ' ']);
    let starts = |glyphs: &[&str]| glyphs.iter().any(|it| text.starts_with(it));
    if starts(&DONE) {
        Some(Mark::Done)
    } else if starts(&DROPPED) {
        Some(Mark::Dropped)
    } else if starts(&OPEN) {
        Some(Mark::Open)
    } else {
        None
    }
}

/// Reads the box and the marks in the own text; all of them are cut from title and identity.
pub(super) fn inline(work: &mut Work) {
    if let Some(tick) = work.place.tick {
        let mark = of_tick(&work.reader.text[tick.range()]);
        let told = work.action.mark.as_ref().map(|it| it.value);
        // Nobody ticked the box, but a field says that it is done.
        if mark != Mark::Open || told != Some(Mark::Done) {
            work.action.mark = Some(Spanned::new(mark, tick));
        }
    }
    let box_says = work.action.mark.as_ref().map(|mark| mark.value);
    for (mark, span) in found(work) {
        work.cuts.push(span);
        // An empty box that nobody ticked says less than `(done)` behind it.
        let titled = work.reader.text[work.seen.start..span.start].ends_with("**");
        let apart = span.start == work.seen.start || span.end == work.seen.end;
        let said = mark == Mark::Done && box_says == Some(Mark::Open) && (apart || titled);
        if work.action.mark.is_none() || said {
            work.action.mark = Some(Spanned::new(mark, span));
        }
    }
    struck(work);
}

fn struck(work: &mut Work) {
    let strikes: Vec<Span> = work
        .tokens
        .iter()
        .filter(|token| token.kind == Kind::Strike)
        .map(|token| token.span)
        .collect();
    let (Some(first), Some(last)) = (strikes.first(), strikes.last()) else {
        return;
    };
    let text = work.reader.text;
    let before = &text[work.seen.start..first.start];
    let after = &text[last.end..work.seen.end];
    let mark = work.action.mark.as_ref();
    let unsaid = mark.is_none_or(|it| it.value == Mark::Open && work.place.tick == Some(it.span));
    let told = silent(after) || is_reason(after, work.reader.words);
    if first == last || !silent(before) || !told || !unsaid {
        return;
    }
    let (struck, rest) = (
        Span::new(first.start, last.end),
        Span::new(last.end, work.seen.end),
    );
    work.action.mark = Some(Spanned::new(Mark::Dropped, struck));
    if silent(after) {
        return;
    }
    work.cuts.push(rest);
    if !link::fields_only(after, work.reader.words) {
        let lead = after.len() - after.trim_start_matches(BESIDE).len();
        let words = after.trim_matches(BESIDE);
        let span = Span::new(rest.start + lead, rest.start + lead + words.len());
        work.action.reason = Some(Spanned::new(words.to_owned(), span));
        work.action.notes.push(span);
    }
}

/// What parts a struck text from the reason beside it.
const BESIDE: [char; 11] = [' ', '(', ')', '-', '–', '—', ':', ',', ';', '.', '\n'];

fn silent(text: &str) -> bool {
    text.chars().all(|c| !c.is_alphanumeric())
}

/// True if what stands behind a struck text says why: it is set apart or goes on in the same sentence. Words
/// that begin anew are what the author put in its place.
fn is_reason(after: &str, words: &Vocabulary) -> bool {
    let text = after.trim_start();
    let apart = text.starts_with(['(', '-', '–', '—', ':', ',', ';', '.', '→']);
    let goes_on = text.starts_with(char::is_lowercase);
    apart || goes_on || of_words(&fold(text), words) == Some(Mark::Dropped)
}

/// The marks in the own text and what to cut for them.
fn found(work: &Work) -> Vec<(Mark, Span)> {
    let text = work.reader.text;
    let words = work.reader.words;
    let seen = link::last_words(work);
    let body = &text[seen.range()];
    let mut out = Vec::new();
    out.extend(
        leading(body, words).map(|(mark, len)| (mark, Span::new(seen.start, seen.start + len))),
    );
    if let Some((mark, from)) = trailing(body, words) {
        out.push((mark, Span::new(seen.start + from, seen.end)));
    } else if let Some((mark, from)) = pointing(body, words)
        && text[seen.end..work.seen.end].ends_with(')')
    {
        out.push((mark, Span::new(seen.start + from, work.seen.end)));
    }
    if out.is_empty() {
        out.extend(
            titled(body, words)
                .map(|(mark, from, to)| (mark, Span::new(seen.start + from, seen.start + to))),
        );
    }
    if out.is_empty() {
        out.extend(
            shouted(body)
                .map(|(mark, from, to)| (mark, Span::new(seen.start + from, seen.start + to))),
        );
    }
    out
}

/// `✅ …`, `DONE: …`, `[done] …`, `Done - …`
fn leading(body: &str, words: &Vocabulary) -> Option<(Mark, usize)> {
    if let Some(mark) = glyph(body) {
        let all = DONE.iter().chain(&OPEN).chain(&DROPPED);
        let glyph = all.clone().find(|it| body.starts_with(**it))?;
        let rest = body[glyph.len()..].trim_start_matches(['\u{fe0f}', ' ']);
        return Some((mark, body.len() - rest.len()));
    }
    let stripped = body.trim_start_matches(['*', '_', '~']);
    let skip = body.len() - stripped.len();
    if let Some(found) = linked(stripped, words) {
        return found.map(|(mark, at)| (mark, skip + at));
    }
    let bracket = stripped.starts_with(['[', '(', '【', '（']);
    let end = if bracket {
        let close = stripped.find([']', ')', '】', '）'])?;
        close + stripped[close..].chars().next().map_or(1, char::len_utf8)
    } else {
        let dash = [" - ", " – ", " — ", ": ", ":** ", "**: ", "** "];
        dash.iter()
            .filter_map(|it| stripped.find(it).map(|at| at + it.len()))
            .min()?
    };
    // The address of a link is no part of the words.
    let long = !stripped[..end].contains("](http") || end > 240;
    if end > 40 && long {
        return None;
    }
    let head = &stripped[..end];
    let word = if head.contains("](") {
        fold(head)
    } else {
        fold(&head.replace(['(', ')', '[', ']', '【', '】', '（', '）'], " "))
    };
    let plain = words.mark(&word).or_else(|| of_reference(&word, words))?;
    let labelled = skip > 1
        && stripped[..end].contains("**")
        && stripped[..floor(stripped, (end + 2).min(stripped.len()))].contains(':');
    let usual = bracket
        || labelled
        || word.contains("done")
        || word.contains("todo")
        || plain != Mark::Open;
    let rest = stripped[end..].trim_start_matches(['*', ':', '-', ' ', '–']);
    (usual && !rest.is_empty() && word.len() > 1)
        .then(|| (plain, skip + stripped.len() - rest.len()))
}

/// `[Done](…): text`, `[GH-1 (Done)](…): text`: the mark and where the text begins, if a link begins it.
fn linked(text: &str, words: &Vocabulary) -> Option<Option<(Mark, usize)>> {
    let label = &text.strip_prefix('[')?[..text.find("](")? - 1];
    if label.contains('[') {
        return None;
    }
    let close = text.find("](")? + text[text.find("](")?..].find(')')? + 1;
    let rest = text[close..].trim_start_matches([':', '-', '–', '—', ' ', '*', '\n']);
    let inner = label.strip_suffix(')');
    let inner = inner.and_then(|it| it.rfind('(').map(|open| &it[open + 1..]));
    let mark = words.mark(&fold(inner.unwrap_or(label)));
    let parted = text.len() - rest.len() > close && !rest.is_empty();
    Some(
        mark.filter(|_| parted)
            .map(|mark| (mark, text.len() - rest.len())),
    )
}

/// `… - done`, `… (in progress)`, `… **DONE**`, `… ✅`, and `[Utført](…)`
fn trailing(body: &str, words: &Vocabulary) -> Option<(Mark, usize)> {
    let trimmed = body.trim_end_matches(['.', ' ', '!', '\n']);
    let all = DONE.iter().chain(&OPEN).chain(&DROPPED);
    let bare = trimmed.trim_end_matches('\u{fe0f}');
    for known in all {
        if let Some(before) = bare.strip_suffix(known) {
            return Some((glyph(known)?, before.trim_end().len()));
        }
    }
    let window = crate::read::sections::floor(trimmed, trimmed.len().saturating_sub(60));
    let last = &trimmed[window..];
    if let Some(inner) = last.strip_suffix([')', ']', '）', '】'])
        && let Some(open) = inner.rfind(['(', '[', '（', '【'])
    {
        let within = inner[open..].trim_start_matches(['(', '[', '（', '【']);
        let mark = of_words(&fold(&within.replace('_', " ")), words);
        if let Some(mark) = mark.filter(|_| !inner[..open].ends_with(']')) {
            return Some((mark, trimmed[..window + open].trim_end().len()));
        }
    }
    if let Some(close) = trimmed.strip_suffix(')').and_then(|it| it.rfind("](")) {
        let open = trimmed[..close].rfind('[')?;
        if let Some(mark) = words.mark(&fold(&trimmed[open + 1..close])) {
            return Some((mark, trimmed[..open].trim_end().len()));
        }
    }
    if let Some(found) = linked_word(trimmed, words) {
        return Some(found);
    }
    for dash in [
        " - ", " – ", " — ", " -- ", ": ", " → ", ". ", " **", " __", ", ",
    ] {
        let Some(at) = last.rfind(dash) else {
            continue;
        };
        if last[at..].contains(')') && !last[at..].contains('(') {
            continue;
        }
        let word = fold(&last[at + dash.len()..]);
        let mark =
            if dash == " - " || dash.starts_with(" –") || dash.starts_with(" —") || dash == " → "
            {
                of_words(&word, words)
                    .filter(|mark| *mark != Mark::Open || words.mark(&word).is_some())
            } else if dash == ". " || dash == ", " {
                words
                    .mark(&word)
                    .filter(|mark| *mark == Mark::Done && word.len() > 2)
            } else {
                words.mark(&word)
            };
        if let Some(mark) = mark {
            return Some((mark, trimmed[..window + at].trim_end().len()));
        }
    }
    None
}

/// `… ([done](…))`, `… [PR](…) merged`: the mark that is a link's label in parentheses, or stands behind a link.
fn linked_word(trimmed: &str, words: &Vocabulary) -> Option<(Mark, usize)> {
    if let Some(inner) = trimmed.strip_suffix("))") {
        let open = inner.rfind("([")?;
        let label = &inner[open + 2..inner.rfind("](").filter(|at| *at > open)?];
        let mark = words.mark(&fold(label))?;
        return Some((mark, trimmed[..open].trim_end().len()));
    }
    let (before, _) = trimmed.rsplit_once(") ")?;
    let open = before.rfind('[')?;
    let mark = of_reference(&fold(&trimmed[open..]), words).filter(|it| *it == Mark::Done)?;
    Some((mark, before[..open].trim_end().len()))
}

/// `… (done in ` before a reference and the parenthesis that closes.
fn pointing(body: &str, words: &Vocabulary) -> Option<(Mark, usize)> {
    let open = body.rfind('(')?;
    let within = fold(&body[open + 1..]);
    let (word, last) = within.rsplit_once(' ')?;
    let points = ["in", "by", "via", "with"].contains(&last) && !body[open..].contains(')');
    let mark = words.mark(word).filter(|_| points)?;
    Some((mark, body[..open].trim_end().len()))
}

/// `**Silence is noticed (2026-08-17 done)** — …`, `**Silence is noticed** (done) — …`: the mark that ends a
/// title in bold, or stands right behind it.
fn titled(body: &str, words: &Vocabulary) -> Option<(Mark, usize, usize)> {
    let inner = body.strip_prefix("**")?;
    let title = &inner[..inner.find("**")?];
    let behind = &inner[title.len() + 2..];
    if let Some(within) = behind.strip_prefix(" (")
        && let Some(close) = within.find(')')
        && let Some(mark) = of_words(&fold(&within[..close]), words)
    {
        let from = 2 + title.len() + 2;
        return Some((mark, from, from + 2 + close + 1));
    }
    let open = title.rfind(['(', '（', '['])?;
    let close = title
        .rfind([')', '）', ']'])
        .filter(|close| *close > open)?;
    let within = &title[open..close];
    let word = within.trim_start_matches(|c: char| !c.is_alphabetic());
    let mark = words.mark(&fold(word))?;
    let end = 2 + close + title[close..].chars().next().map_or(1, char::len_utf8);
    Some((mark, 2 + title[..open].trim_end().len(), end))
}

/// A status word in capitals anywhere: `DONE in [PR #12](…)`.
fn shouted(body: &str) -> Option<(Mark, usize, usize)> {
    for (word, mark) in [
        ("DONE", Mark::Done),
        ("FIXED", Mark::Done),
        ("TODO", Mark::Open),
        ("WIP", Mark::Open),
    ] {
        for (at, _) in body.match_indices(word).take(4) {
            let before = body[..at].chars().next_back();
            let after = body[at + word.len()..].chars().next();
            let border =
                |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '-');
            let quoted = before == Some('`') || before == Some('"');
            if border(before) && border(after) && !quoted {
                let rest = &body[at + word.len()..];
                return Some((mark, at, at + word.len() + pointer(rest)));
            }
        }
    }
    None
}

/// Length of ` in [PR #12](…)` when nothing else follows a mark.
fn pointer(rest: &str) -> usize {
    let trimmed = rest.trim_start();
    let links = [
        "in [", "in http", "in #", "in PR", "in <", "by [", "via [", "with [",
    ];
    let last = !rest.contains(". ") && rest.split_whitespace().count() <= 4;
    if last && links.iter().any(|it| trimmed.starts_with(it)) {
        rest.len()
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_glyphs() {
        let words = Vocabulary::default();
        for (text, mark, rest) in [
            ("Update Tom - DONE", Mark::Done, "Update Tom"),
            ("Update Tom - done and told", Mark::Done, "Update Tom"),
            ("Update Tom (in progress)", Mark::Open, "Update Tom"),
            ("Update Tom (Done!)", Mark::Done, "Update Tom"),
            ("Update Tom **DONE**", Mark::Done, "Update Tom"),
            ("Update Tom ✅", Mark::Done, "Update Tom"),
            ("Update Tom. Done.", Mark::Done, "Update Tom"),
            (
                "Update Tom [Utført](https://a.b/c)",
                Mark::Done,
                "Update Tom",
            ),
        ] {
            let found = trailing(text, &words).map(|(mark, at)| (mark, &text[..at]));
            assert_eq!(found, Some((mark, rest)), "{text}");
        }
        for (text, mark, rest) in [
            ("✅ Update Tom", Mark::Done, "Update Tom"),
            ("DONE: Update Tom", Mark::Done, "Update Tom"),
            ("Done - Update Tom", Mark::Done, "Update Tom"),
            ("[done] Update Tom", Mark::Done, "Update Tom"),
            ("**TODO** Update Tom", Mark::Open, "Update Tom"),
        ] {
            let found = leading(text, &words).map(|(mark, at)| (mark, &text[at..]));
            assert_eq!(found, Some((mark, rest)), "{text}");
        }
        for text in [
            "Fix the open port",
            "Make it complete",
            "Close it - see the wiki",
            "Plan: do it",
        ] {
            assert_eq!(trailing(text, &words), None, "{text}");
            assert_eq!(leading(text, &words), None, "{text}");
        }
        assert_eq!(shouted("x DONE in PR").map(|it| it.0), Some(Mark::Done));
    }
}
