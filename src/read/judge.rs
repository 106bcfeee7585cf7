//! Judgements on one piece of text: order, tale, leading or closing sentence, placeholder.

use super::lines::Line;
use super::placeholder::{is_placeholder, is_question};
use super::sections::{ends_in_colon, floor, split_label};
use super::tail;
use super::vocabulary::{List, Vocabulary, fold, is_wide};
use crate::text::Span;

/// What a line or paragraph without a list marker seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// An order, or a title with its text.
    Order,
    /// A phrase that may be one.
    Phrase,
    /// A sentence that leads to what follows.
    Lead,
    /// A sentence that closes the list.
    Closing,
    /// It tells something.
    Tale,
    /// It says nothing.
    Nothing,
}

/// How much of a text is looked at.
pub(super) const WINDOW: usize = 600;

/// The sense of the text at `span`.
pub(super) fn sense(text: &str, span: Span, words: &Vocabulary) -> Sense {
    let seen = &text[tail::visible(text, span).range()];
    let head = fold(&seen[..floor(seen, WINDOW)]);
    if head.is_empty() || is_placeholder(seen, &head, words) || points_inside(seen) {
        return Sense::Nothing;
    }
    if ends_in_colon(seen) || leads_on(seen, words) {
        return Sense::Lead;
    }
    if words.begins(List::Closing, &head) {
        return Sense::Closing;
    }
    let sentences = sentences(seen);
    if sentences == 1 && is_question(seen, words) {
        return Sense::Lead;
    }
    if let Some((label, _)) = split_label(seen) {
        let title = fold(&seen[label.range()]);
        let first = title.split(' ').next().unwrap_or_default();
        let short = title.split(' ').count() <= 8;
        if words.has(List::Past, first) && title.contains(' ') {
            return Sense::Tale;
        }
        if short && !(words.has(List::Prose, first) && title.contains(' ')) && sentences <= 5 {
            return Sense::Order;
        }
    }
    if starts_with_order(&head, words) && !seen.trim_end().ends_with('?') {
        return if sentences <= 4 {
            Sense::Order
        } else {
            Sense::Tale
        };
    }
    if sentences <= 2 && is_purposeful(seen) {
        return Sense::Order;
    }
    let first = head.split(' ').next().unwrap_or_default();
    if words.has(List::Prose, first) || seen.trim_end().ends_with('?') || sentences > 2 {
        return Sense::Tale;
    }
    if head.chars().any(is_wide) {
        return if sentences > 1 {
            Sense::Tale
        } else {
            Sense::Phrase
        };
    }
    let finite = [
        " is ", " are ", " was ", " were ", " has ", " have ", " had ", " will ", " would ",
        " could ",
    ];
    let main = main_clause(&head);
    if finite.iter().any(|verb| main.contains(verb)) {
        return Sense::Tale;
    }
    Sense::Phrase
}

/// `It was our mistake. Please keep the following in mind.`
fn leads_on(seen: &str, words: &Vocabulary) -> bool {
    let last = seen.trim_end().rsplit(". ").next().unwrap_or_default();
    let folded = fold(&last[..floor(last, WINDOW)]);
    let short = folded.split(' ').count() <= 16;
    short
        && last.ends_with('.')
        && !starts_with_order(&folded, words)
        && words.says(List::LeadWord, &folded)
}

/// `In order to prevent this, the files should be read-only.`
fn is_purposeful(seen: &str) -> bool {
    let lower = seen[..floor(seen, 240)].to_lowercase();
    let purpose = [
        "in order to ",
        "to prevent ",
        "to avoid ",
        "to reduce ",
        "to ensure ",
    ];
    let rest = lower.split_once(", ").map(|(_, rest)| rest);
    let wanted = [" should ", " must ", " needs to ", " need to ", " has to "];
    purpose.iter().any(|it| lower.starts_with(it))
        && rest.is_some_and(|rest| wanted.iter().any(|it| rest.contains(it)))
}

/// The words before the first subordinate clause: "… after the mail was sent" tells nothing by itself.
fn main_clause(folded: &str) -> &str {
    const OPENERS: [&str; 14] = [
        " when ",
        " whenever ",
        " that ",
        " which ",
        " who ",
        " after ",
        " before ",
        " if ",
        " until ",
        " while ",
        " because ",
        " so ",
        " where ",
        " once ",
    ];
    let end = OPENERS
        .iter()
        .filter_map(|opener| folded.find(opener))
        .min();
    &folded[..end.map_or(folded.len(), |end| end + 1)]
}

/// True if the folded words begin with a verb in the form of an order or as a gerund, or end with one where
/// the language puts it there.
pub(super) fn starts_with_order(folded: &str, words: &Vocabulary) -> bool {
    if ends_with_order(folded, words) {
        return true;
    }
    let folded = folded.strip_prefix("do not ").unwrap_or(folded);
    let mut rest = folded.split(' ');
    let mut first = rest.next().unwrap_or_default();
    let mut steps = 0;
    while words.has(List::Adverb, first) && steps < 3 {
        let Some(next) = rest.next() else { break };
        first = next;
        steps += 1;
    }
    !describes(rest.next()) && (words.has(List::Verb, first) || is_gerund(first, words))
}

/// `Log-based alerting`: a word before one of these is no verb.
fn describes(next: Option<&str>) -> bool {
    let ends = ["based", "driven", "level", "related", "side"];
    next.is_some_and(|next| ends.contains(&next))
}

/// `Alarm für die Warteschlange einrichten`, `監視を追加する`
fn ends_with_order(folded: &str, words: &Vocabulary) -> bool {
    if folded.ends_with(is_wide) {
        return words
            .list(List::OrderEnding)
            .any(|end| folded.ends_with(end));
    }
    let last = folded.rsplit(' ').next().unwrap_or_default();
    let told = || folded.split(' ').any(|it| words.has(List::ToldVerb, it));
    last.len() < folded.len() && words.has(List::FinalVerb, last) && !told()
}

/// True if the folded words begin with a verb's plain form, an adverb before it or not, or end with one.
pub(super) fn starts_with_verb(folded: &str, words: &Vocabulary) -> bool {
    if ends_with_order(folded, words) {
        return true;
    }
    let folded = folded.strip_prefix("do not ").unwrap_or(folded);
    let mut rest = folded.split(' ');
    let first = rest.next().unwrap_or_default();
    let verb = if words.has(List::Adverb, first) && !words.has(List::Verb, first) {
        rest.next().unwrap_or_default()
    } else {
        first
    };
    words.has(List::Verb, verb) && !describes(rest.next())
}

/// `Log messages provided the cause`, `Probe configuration directly impacts releases`: the first word may be
/// an order, but two words later the sentence has its own verb.
pub(super) fn has_subject(folded: &str, words: &Vocabulary) -> bool {
    let mut all = folded.split(' ').skip(1);
    let (Some(noun), Some(verb)) = (all.next(), all.next()) else {
        return false;
    };
    let past = |word: &str| {
        let stem = word.strip_suffix('d').unwrap_or_default();
        let shorter = stem.strip_suffix('e').unwrap_or_default();
        words.has(List::Verb, stem) || words.has(List::Verb, shorter)
    };
    let third = |word: &str| word.ends_with('s') && !word.ends_with("ss");
    let small = noun.len() < 4 || words.has(List::Prose, noun) || words.has(List::Verb, noun);
    // `Cache hits make a failure look like chance`
    let states = ["make", "mean", "hide", "cause", "tell", "prove"].contains(&verb);
    let told = noun.ends_with('s') && (past(verb) || states)
        || verb.ends_with("ly") && all.next().is_some_and(third);
    !small && told
}

fn is_gerund(word: &str, words: &Vocabulary) -> bool {
    let Some(stem) = word.strip_suffix("ing").filter(|stem| stem.len() >= 2) else {
        return false;
    };
    let doubled =
        stem.len() > 2 && stem.as_bytes()[stem.len() - 1] == stem.as_bytes()[stem.len() - 2];
    words.has(List::Verb, stem)
        || words.has(List::Verb, &format!("{stem}e"))
        || doubled && words.has(List::Verb, &stem[..stem.len() - 1])
}

/// How many sentences the text holds, as far as its punctuation tells.
pub(super) fn sentences(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut count = 1;
    for (at, byte) in bytes.iter().enumerate() {
        let stop = matches!(byte, b'.' | b'!' | b'?');
        let next = bytes[at + 1..]
            .iter()
            .find(|byte| !matches!(byte, b'*' | b'_' | b')' | b'"'));
        let behind = bytes[at + 1..]
            .iter()
            .find(|byte| !byte.is_ascii_whitespace());
        let ends = next.is_some_and(u8::is_ascii_whitespace);
        let starts = behind
            .is_some_and(|byte| byte.is_ascii_uppercase() || matches!(byte, b'*' | b'[' | b'"'));
        count += usize::from(stop && ends && starts);
    }
    count + text.matches('。').count().saturating_sub(1)
}

/// True if the text tells what was done, with no word of what is to be done.
pub(super) fn tells_past(folded: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    has(&[" was ", " were ", " has been ", " have been "])
        && !has(&["will", "should", "must", "to be ", "need", "would", "plan"])
}

/// `**Structural:** See the section below.`: where to read on in the report.
pub(super) fn points_inside(seen: &str) -> bool {
    let rest = split_label(seen).map_or(seen, |(_, rest)| &seen[rest.range()]);
    let folded = fold(&rest[..floor(rest, WINDOW)]);
    let ways = [
        ("see ", ["below", "above"]),
        ("siehe ", ["unten", "oben"]),
        ("voir ", ["dessous", "dessus"]),
        ("ver ", ["abajo", "arriba"]),
        ("ver ", ["abaixo", "acima"]),
    ];
    let few = folded.split(' ').count() <= 8;
    few && ways
        .iter()
        .any(|(see, there)| folded.starts_with(see) && there.iter().any(|it| folded.ends_with(it)))
}

/// `10:00 AM: …`, `2024-05-05 11:00 …`: an entry of a timeline.
pub(super) fn starts_with_time(text: &str) -> bool {
    let text = text.trim_start_matches(['*', '_', '[', '`', '(']);
    let bytes = &text.as_bytes()[..text.len().min(20)];
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    match bytes.get(digits) {
        Some(b':') if (1..=2).contains(&digits) => {
            bytes.get(digits + 1).is_some_and(u8::is_ascii_digit)
        }
        Some(b'-') if digits == 4 => {
            bytes.len() > 15 && bytes[5].is_ascii_digit() && bytes[10..].contains(&b':')
        }
        _ => false,
    }
}

/// Length of what stands inside the box that begins the text: `[ ]`, `[x]`, `[✓]`, `[ x]`, `[  ]`.
fn inside_of_box(body: &str) -> Option<usize> {
    let inner = body.strip_prefix('[')?;
    let close = inner.bytes().take(6).position(|byte| byte == b']')?;
    let mark = inner[..close].trim_matches(' ');
    let boxed = close > 0 && (mark.is_empty() || BOXED.contains(&mark));
    let rest = &inner[close + 1..];
    let closed = rest.is_empty() || rest.starts_with([' ', '\t', '\u{a0}']);
    (boxed && closed).then_some(close)
}

/// What people put into a box, besides nothing.
const BOXED: [&str; 12] = ["x", "X", "*", "v", "V", "✓", "✔", "✅", "-", "/", "~", ">"];

/// The character inside `[ ]`, or the ballot glyph, at the start of an item's text, and where the words
/// begin behind it.
pub(super) fn tick(text: &str, line: Line) -> Option<(Span, usize)> {
    let span = line.span();
    let body = &text[span.range()];
    if let Some(inside) = inside_of_box(body) {
        let rest = &body[inside + 2..];
        let blanks = rest.len() - rest.trim_start().len();
        return Some((
            Span::new(span.start + 1, span.start + 1 + inside),
            span.start + inside + 2 + blanks,
        ));
    }
    let glyph = body
        .chars()
        .next()
        .filter(|c| matches!(c, '☐' | '☑' | '☒'))?;
    let mut from = glyph.len_utf8();
    if body[from..].starts_with('\u{fe0f}') {
        from += '\u{fe0f}'.len_utf8();
    }
    let blanks = body[from..].len() - body[from..].trim_start().len();
    Some((
        Span::new(span.start, span.start + glyph.len_utf8()),
        span.start + from + blanks,
    ))
}

/// True if the folded sentence says that what follows it is done already.
pub(super) fn says_done(folded: &str, words: &Vocabulary) -> bool {
    let future = ["will", "to be", "should", "plan to", "going to"];
    let bare = ["weve", "we have"].contains(&folded);
    (bare || words.list(List::DoneLead).any(|lead| folded.contains(lead)))
        && !future.iter().any(|word| folded.contains(word))
}
