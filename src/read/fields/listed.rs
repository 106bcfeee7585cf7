//! Several fields that stand together: at the end of an action's text, `(Lena, P1)`, `[P1] [@lena]`, `— Lena — 2026-03-01`;
//! at the end of its label, `Detection — @lena — 2026-03-01: Add an alert`; in brackets before it, `[@lena, P1] Add an alert`.

use super::{Work, due, words};
use crate::read::dates;
use crate::read::owner;
use crate::read::sections::{floor, split_label};
use crate::read::vocabulary::{Field, List, Vocabulary, fold};
use crate::text::{Span, Spanned};

/// What one part says.
enum Part {
    Owner(Span),
    Priority(Span),
    Due(Span),
    Status(Span),
    /// An issue, which is read with the references.
    Reference,
}

/// How many groups and how long a part may be.
const MAX_GROUPS: usize = 6;
const MAX_PART: usize = 60;

/// Reads them where every part of the place is a field and there are two or more; one alone is left to the rules of
/// its kind.
pub(super) fn inline(work: &mut Work) {
    let seen = super::link::last_words(work);
    let body = &work.reader.text[seen.range()];
    let words = work.reader.words;
    let found = at_end(body, words)
        .map(|it| (it, work.seen.end - seen.start))
        .or_else(|| in_label(body, words))
        .or_else(|| before(body, words));
    let Some((listed, cut)) = found else { return };
    for part in listed.parts {
        apply(work, seen.start, part);
    }
    let at = |offset: usize| seen.start + offset;
    work.cuts.push(Span::new(at(listed.from), at(cut)));
}

/// Fields that stand together, and where they begin with what parts them from the text.
struct Listed {
    from: usize,
    parts: Vec<Part>,
}

impl Listed {
    /// How many fields there are; an issue is none.
    fn fields(&self) -> usize {
        let is_field = |it: &&Part| !matches!(it, Part::Reference);
        self.parts.iter().filter(is_field).count()
    }
}

fn at_end(body: &str, words: &Vocabulary) -> Option<Listed> {
    let end = body.trim_end_matches(['.', ' ', '\n']).len();
    let listed = ending_at(body, end, words);
    let least = if body.ends_with('）') { 1 } else { 2 };
    (listed.fields() >= least && listed.from > 0).then_some(listed)
}

/// The fields that end the label of `Label: text`, and where the label ends.
fn in_label(body: &str, words: &Vocabulary) -> Option<(Listed, usize)> {
    let (label, _) = split_label(body)?;
    let end = body[..label.end].trim_end().len();
    let listed = ending_at(body, end, words);
    let from = listed.from;
    (listed.fields() > 1 && from > 0).then_some((listed, label.end))
}

/// The fields in the brackets that begin the text, and where the text goes on.
fn before(body: &str, words: &Vocabulary) -> Option<(Listed, usize)> {
    let close = body.find(')').filter(|_| body.starts_with('('));
    let close = close.or_else(|| body.find(']').filter(|_| body.starts_with('[')))?;
    let rest = body[close + 1..].trim_start_matches([':', '-', '–', '—', ' ']);
    let parts = fields(body, Span::new(1, close), words)?;
    let listed = Listed { from: 0, parts };
    let goes_on = !rest.is_empty() && !body[close + 1..].starts_with('(');
    let keyed = body[..close].contains([':', '：']);
    (listed.fields() > usize::from(!keyed) && goes_on).then(|| (listed, body.len() - rest.len()))
}

/// The groups of fields that end at `end`.
fn ending_at(body: &str, end: usize, words: &Vocabulary) -> Listed {
    let mut listed = Listed {
        from: end,
        parts: Vec::new(),
    };
    for _ in 0..MAX_GROUPS {
        let found = group(&body[..listed.from]);
        let Some((from, parts)) =
            found.and_then(|(from, group)| Some((from, fields(body, group, words)?)))
        else {
            break;
        };
        listed.parts.extend(parts);
        listed.from = from;
    }
    listed
}

/// The fields of a group, if it holds nothing else.
fn fields(body: &str, group: Span, words: &Vocabulary) -> Option<Vec<Part>> {
    let mut owned = false;
    let read: Option<Vec<Part>> = pieces(body, group)
        .map(|it| {
            let part = part(body, it, words);
            let part = part.or_else(|| owned.then(|| another(body, it)).flatten());
            owned = matches!(part, Some(Part::Owner(_)));
            part
        })
        .collect();
    read.filter(|it| !it.is_empty())
}

/// The last group of the text and where it begins: what stands in brackets, or behind a dash.
fn group(body: &str) -> Option<(usize, Span)> {
    if !body.ends_with([')', ']', '）'])
        && let Some(found) = behind_commas(body)
    {
        return Some(found);
    }
    let close = body.len();
    let open = match body.as_bytes().last()? {
        b')' => body.rfind('(')?,
        b']' => body.rfind('[')?,
        _ if body.ends_with('）') => {
            let open = body.rfind('（')?;
            let inner = Span::new(open + '（'.len_utf8(), close - '）'.len_utf8());
            return Some((body[..open].trim_end().len(), inner));
        }
        _ => {
            let from = floor(body, close.saturating_sub(MAX_PART));
            let dashes = [" - ", " – ", " — ", " | "];
            let ends = dashes
                .iter()
                .filter_map(|it| Some((body[from..].rfind(it)?, it.len())));
            let (at, len) = ends.max()?;
            return Some((from + at, Span::new(from + at + len, close)));
        }
    };
    let label = body[..open].ends_with(']') || body[open..].starts_with("[[");
    let from = body[..open]
        .trim_end_matches([' ', '-', '–', '—', ','])
        .len();
    (!label).then(|| (from, Span::new(open + 1, close - 1)))
}

/// `扩大连接池，负责人：李娜，完成时间：2026年12月15日`: the keys and values that end the text, from the first of them on.
fn behind_commas(body: &str) -> Option<(usize, Span)> {
    let from = floor(body, body.len().saturating_sub(4 * MAX_PART));
    let mut found = None;
    for (at, comma) in body[from..].rmatch_indices('，') {
        let inner = from + at + comma.len();
        let piece = body[inner..].split('，').next().unwrap_or_default();
        if !piece.contains('：') {
            break;
        }
        found = Some((from + at, Span::new(inner, body.len())));
    }
    found
}

/// The parts of a group between its commas.
fn pieces(body: &str, group: Span) -> impl Iterator<Item = Span> + '_ {
    let mut at = group.start;
    body[group.range()]
        .split_inclusive([',', ';', '|', '·', '、', '，', '；'])
        .flat_map(|piece| piece.split_inclusive(" / "))
        .map(move |piece| {
            let start = at + piece.len() - piece.trim_start().len();
            at += piece.len();
            let border = [',', ';', '|', '·', '、', '，', '；', ' '];
            let piece = piece.trim_start();
            let piece = piece.strip_suffix(" / ").unwrap_or(piece);
            Span::new(start, start + piece.trim_end_matches(border).len())
        })
}

fn part(body: &str, span: Span, words: &Vocabulary) -> Option<Part> {
    let text = body[span.range()].trim_matches(['*', '_', '`']);
    if text.is_empty() || text.len() > MAX_PART {
        return None;
    }
    let start = span.start + body[span.range()].find(text)?;
    let whole = Span::new(start, start + text.len());
    let keyed = |len: usize| {
        let rest = text[len..].trim_start_matches([':', '：', ' ', '=', '*']);
        Span::new(whole.end - rest.len(), whole.end)
    };
    let border = text.find([':', '：', ' ', '=']).unwrap_or(text.len());
    let key = fold(&text[..border]);
    let value = keyed(border);
    if border < text.len() && !value.is_empty() {
        match words.field(&key) {
            Some(Field::Owner) => {
                return owner::stated(&body[value.range()], words).map(|_| Part::Owner(value));
            }
            Some(Field::Priority) => return Some(Part::Priority(value)),
            Some(Field::Status) if words.mark(&fold(&body[value.range()])).is_some() => {
                return Some(Part::Status(value));
            }
            _ => {}
        }
    }
    let told =
        text[border..].starts_with([':', '：', '=']) && words.field(&key) == Some(Field::Due);
    if is_due(text, words) {
        return Some(Part::Due(whole));
    }
    if told && !value.is_empty() {
        return Some(Part::Due(value));
    }
    if is_priority(text) {
        return Some(Part::Priority(whole));
    }
    if words.mark(&fold(text)).is_some() {
        return Some(Part::Status(whole));
    }
    let number = text.trim_start_matches('#');
    if number.len() < text.len() && number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Part::Reference);
    }
    owner::is_owner(text, words).then_some(Part::Owner(whole))
}

/// A name that may be none elsewhere, behind an owner: `owner: Ana Lima, Bo Lee`.
fn another(body: &str, span: Span) -> Option<Part> {
    let mut words = body[span.range()].split(' ');
    let few = words.clone().count() <= 3;
    (few && words.all(|it| it.starts_with(char::is_uppercase))).then_some(Part::Owner(span))
}

/// A date, and at most the words that make it a deadline.
pub(super) fn is_due(text: &str, words: &Vocabulary) -> bool {
    let found = dates::all(text, words);
    let ([day], true) = (
        found.as_slice(),
        text.bytes().any(|byte| byte.is_ascii_digit()),
    ) else {
        return false;
    };
    let lead = fold(text[..day.span.start].trim_end_matches([':', '：', ' ']));
    let rest = fold(&text[day.span.end..]);
    rest.is_empty()
        && (lead.is_empty()
            || words.has(List::DueWord, &lead)
            || words.field(&lead) == Some(Field::Due))
}

fn is_priority(text: &str) -> bool {
    let folded = fold(text);
    let level = folded.len() == 2
        && folded.starts_with('p')
        && folded.ends_with(|c: char| c.is_ascii_digit());
    let named = folded.strip_suffix(" priority").unwrap_or(&folded);
    level || ["high", "medium", "low", "critical", "urgent"].contains(&named)
}

fn apply(work: &mut Work, base: usize, part: Part) {
    let text = work.reader.text;
    let at = |span: Span| Span::new(base + span.start, base + span.end);
    match part {
        Part::Owner(span) if work.action.owner.is_none() => {
            let span = at(span);
            let handle = usize::from(text[span.range()].starts_with('@'));
            let span = Span::new(span.start + handle, span.end);
            work.action.owner = Some(Spanned::new(words::plain_name(text, span), span));
        }
        Part::Priority(span) if work.action.priority.is_none() => {
            let span = at(span);
            work.action.priority = Some(Spanned::new(text[span.range()].to_owned(), span));
        }
        Part::Due(span) => due::stated(work, at(span)),
        Part::Status(span) => {
            super::mark::stated(work, at(span));
        }
        Part::Owner(span) => together(work, at(span)),
        Part::Priority(_) | Part::Reference => {}
    }
}

/// `owner: Ana Lima, Bo Lee`: a name right behind an owner is one more.
fn together(work: &mut Work, span: Span) {
    let text = work.reader.text;
    let Some(first) = &work.action.owner else {
        return;
    };
    let between = text.get(first.span.end..span.start).unwrap_or_default();
    if [",", "、", "，"].contains(&between.trim()) {
        let both = Span::new(first.span.start, span.end);
        work.action.owner = Some(Spanned::new(words::plain_name(text, both), both));
    }
}
