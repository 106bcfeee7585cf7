//! What is left when the fields are cut out: text, title, description, identity.

use super::{Work, ends};
use crate::action::{Action, Form, Place, bare};
use crate::read::counter;
use crate::read::inline;
use crate::read::judge;
use crate::read::lines::{Kind as LineKind, Line, Marker};
use crate::read::sections::{ends_in_colon, floor, split_label};
use crate::read::tail;
use crate::read::vocabulary::{Field, List, Vocabulary, fold};
use crate::text::{Span, Spanned};

/// The longest title in bytes; what is longer goes on in the description.
const MAX_TITLE: usize = 240;

/// How much of the text below an action goes into its description.
const MAX_DESCRIPTION: usize = 16 * 1024;

/// What a person writes beside an action to keep it out of the tracker.
const NO_TRACK: &str = "[no-track]";

/// Leaves `[no-track]` out, so that the fields before it end the text.
pub(super) fn untracked(work: &mut Work) {
    if let Some(at) = work.reader.text[work.seen.range()].find(NO_TRACK) {
        let from = work.seen.start + at;
        work.cuts.push(Span::new(from, from + NO_TRACK.len()));
    }
}

/// The own words of a line: box and suffix left out.
pub(super) fn of_line(text: &str, line: Line) -> Span {
    let span = tail::visible(text, line.span());
    let from = match line.kind {
        LineKind::Item(_) => judge::tick(text, line).map_or(span.start, |(_, from)| from),
        _ => span.start,
    };
    Span::new(from.min(span.end), span.end)
}

/// A name without emphasis and `@`.
pub(super) fn plain_name(text: &str, span: Span) -> String {
    let tokens = inline::tokens(text, span, &|_| None);
    let name = inline::plain(text, &tokens, &[]);
    name.trim_start_matches('@')
        .replace(" @", " ")
        .replace("/@", "/")
}

/// `[P1]`, `(P2)`, `P0: …`, `(high priority)`
pub(super) fn priority(work: &mut Work) {
    if work.action.priority.is_some() {
        return;
    }
    let text = work.reader.text;
    let whole = work.seen;
    let seen = super::link::last_words(work);
    let body = &text[seen.range()];
    let lead = body.trim_start_matches(['*', '[', '(', '`']);
    let skip = body.len() - lead.len();
    let level = |text: &str| {
        let bytes = text.as_bytes();
        bytes.len() >= 2
            && bytes[0].eq_ignore_ascii_case(&b'p')
            && (b'0'..=b'5').contains(&bytes[1])
    };
    if level(lead) && lead[2..].starts_with([']', ')', ':', '*', '`', ' ']) {
        let rest = lead[2..].trim_start_matches([']', ')', ':', '*', '`', ' ', '-', '–']);
        let marked = lead[2..].starts_with([':', '*']) || lead[2..].starts_with(" -");
        let begins = skip > 0 || rest.starts_with(char::is_uppercase);
        if !rest.is_empty() && (begins || marked) {
            let span = Span::new(seen.start + skip, seen.start + skip + 2);
            work.action.priority = Some(Spanned::new(text[span.range()].to_owned(), span));
            work.cuts.push(Span::new(seen.start, seen.end - rest.len()));
        }
        return;
    }
    let unclosed = || {
        let rest = body.strip_suffix(", ").or_else(|| body.strip_suffix(','))?;
        text[seen.end..whole.end].contains(')').then_some(rest)
    };
    let Some(inner) = body.strip_suffix([')', ']']).or_else(unclosed) else {
        return;
    };
    let Some(open) = inner.rfind(['(', '[']) else {
        return;
    };
    let word = inner[open + 1..]
        .split(',')
        .next()
        .unwrap_or_default()
        .trim();
    let folded = fold(word);
    let named = folded
        .strip_suffix(" priority")
        .or_else(|| folded.strip_prefix("priority "));
    if level(word) && word.len() == 2 || named.is_some_and(|it| !it.contains(' ')) {
        let value = word.rsplit([':', '：', '=']).next().unwrap_or(word).trim();
        let at = inner[open + 1..].find(word).unwrap_or_default();
        let from = seen.start + open + 1 + at + word.rfind(value).unwrap_or_default();
        let span = Span::new(from, from + value.len());
        work.action.priority = Some(Spanned::new(value.to_owned(), span));
        let from = body[..open].trim_end().len();
        let end = if body.ends_with([')', ']']) {
            seen.end
        } else {
            whole.end
        };
        work.cuts.push(Span::new(seen.start + from, end));
    }
}

/// Puts the action together.
pub(super) fn finish(mut work: Work) -> Action {
    let text = work.reader.text;
    work.go_on();
    if let Some(fields) = ends::fields(&work) {
        work.cuts.push(fields);
    }
    let cuts = merged(&work.cuts);
    let mut gone = work.cuts.clone();
    gone.append(&mut work.volatile);
    let gone = merged(&gone);
    let mut plain = inline::plain(text, &work.tokens, &cuts)
        .replace(" )", ")")
        .replace("( ", "(");
    // A cut left it; in French it is the author's.
    if !text[work.seen.range()].contains(" :") {
        plain = plain.replace(" :", ":");
    }
    // In a cell even code has its bars escaped: GFM, "Tables (extension)", example 200.
    if matches!(work.candidate.form, Form::Row { .. }) {
        plain = plain.replace("\\|", "|");
    }
    let plain = match cuts.iter().any(|cut| ends::is_last(text, work.seen, *cut)) {
        true => ends::undangled(&plain),
        false => ends::tidy(&plain),
    };
    let (title, rest) = title(&work, plain);
    let title = title.trim().to_owned();
    let description = description(&work, rest);
    let mut identity = bare(&inline::plain(text, &work.tokens, &gone));
    if identity.is_empty() {
        identity = bare(&text[work.seen.range()]);
    }
    let title = if title.is_empty() {
        fallback(text, work.seen)
    } else {
        title
    };
    let opted_out = opted_out(&work);
    let line = work.reader.lines[work.candidate.line];
    let own_text = one_line(text, work.seen, &cuts);
    Action {
        kind: work.candidate.kind,
        line: line.number as usize,
        text: own_text,
        bare: identity,
        title,
        description,
        owner: work.action.owner,
        due: work.action.due,
        priority: work.action.priority,
        category: work.action.category,
        mark: work.action.mark,
        reason: work.action.reason,
        link: work.action.link,
        mentions: work.action.mentions,
        opted_out,
        covered_by: None,
        doubts: work.action.doubts,
        place: Place {
            copies: work.copies.into(),
            ..work.place
        },
    }
}

fn fallback(text: &str, seen: Span) -> String {
    let whole = text[seen.range()]
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let cut = floor(&whole, MAX_TITLE);
    if whole.is_empty() {
        "(no text)".to_owned()
    } else {
        whole[..cut].to_owned()
    }
}

/// Spans in order, overlapping ones joined.
fn merged(spans: &[Span]) -> Vec<Span> {
    let mut sorted: Vec<Span> = spans
        .iter()
        .copied()
        .filter(|span| !span.is_empty())
        .collect();
    sorted.sort_unstable();
    let mut out: Vec<Span> = Vec::with_capacity(sorted.len());
    for span in sorted {
        match out.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}

/// The source on one line, without the cuts.
fn one_line(text: &str, seen: Span, cuts: &[Span]) -> String {
    let mut out = String::with_capacity(seen.len());
    let mut at = seen.start;
    for cut in cuts
        .iter()
        .filter(|cut| cut.start < seen.end && cut.end > seen.start)
    {
        out.push_str(&text[at..cut.start.max(at)]);
        at = at.max(cut.end.min(seen.end));
    }
    out.push_str(&text[at..seen.end.max(at)]);
    ends::tidy(&out.split_whitespace().collect::<Vec<_>>().join(" ")).to_owned()
}

/// The title and what of the plain text does not belong to it.
fn title<'p>(work: &Work, plain: &'p str) -> (String, &'p str) {
    let plain = counter::behind(plain, work.reader.words).unwrap_or(plain);
    if work.candidate.form == Form::Heading {
        return cut_title(plain);
    }
    if let Some((label, rest)) = split_label(plain) {
        let name = &plain[label.range()];
        let folded = fold(name);
        let first = folded.split(' ').next().unwrap_or_default();
        let words = work.reader.words;
        let short = folded.split(' ').count() <= 8
            && !(words.has(List::Prose, first) && folded.contains(' '));
        let letters = name.chars().filter(|c| c.is_alphanumeric()).count();
        if short && letters > 1 && !is_topic(name, &plain[rest.range()], words) {
            return (name.trim().to_owned(), plain[rest.range()].trim());
        }
    }
    if let Some((name, rest)) = bold_title(work, plain) {
        return (name.to_owned(), rest);
    }
    let end = first_sentence(plain);
    if end < plain.len() && end >= 12 {
        let (head, rest) = plain.split_at(end);
        if head.len() <= MAX_TITLE {
            let stripped = head.trim_end_matches('.').trim_end();
            return (stripped.to_owned(), rest.trim());
        }
    }
    cut_title(
        plain
            .strip_suffix('.')
            .filter(|it| !it.ends_with('.'))
            .unwrap_or(plain),
    )
}

/// `Training: Hold a workshop on locks`, `Short-term: a checklist`: one word before an order, or the name of a group,
/// names no action, and neither does `src/config.py: a file in one place`.
fn is_topic(name: &str, rest: &str, words: &Vocabulary) -> bool {
    let (name, folded) = (name.trim(), fold(name));
    if words.group(&folded).is_some() {
        return true;
    }
    let one = !name.contains(' ') && !words.has(List::Verb, &folded);
    let path = name.contains(['/', '.', '_']);
    one && (path || judge::starts_with_order(&fold(rest), words))
}

/// `**Title** - text`, `**Title.** text`
fn bold_title<'p>(work: &Work, plain: &'p str) -> Option<(&'p str, &'p str)> {
    let source = &work.reader.text[work.seen.range()];
    let inner = source.strip_prefix("**")?;
    let end = inner.find("**").filter(|end| *end <= 160)?;
    let words = inner[..end].chars().filter(|c| c.is_alphanumeric()).count();
    let mut left = words;
    let split = plain
        .char_indices()
        .find(|(_, c)| {
            left -= usize::from(c.is_alphanumeric() && left > 0);
            left == 0
        })
        .map(|(at, c)| at + c.len_utf8())?;
    let rest = plain[split..].trim_start_matches([')', '"', '`']);
    let parted = rest.starts_with([':', '.', '–', '—'])
        || rest.starts_with(" -")
        || rest.starts_with(" –")
        || rest.starts_with(" —");
    let text = rest.trim_start_matches([' ', ':', '.', '-', '–', '—']);
    let topic = is_topic(&plain[..split], text, work.reader.words);
    (parted && !topic && words > 2 && !text.is_empty()).then(|| (plain[..split].trim(), text))
}

fn cut_title(plain: &str) -> (String, &str) {
    if plain.len() <= MAX_TITLE {
        return (plain.to_owned(), "");
    }
    let head = &plain[..floor(plain, MAX_TITLE)];
    let end = head
        .rfind(' ')
        .filter(|at| *at > MAX_TITLE / 2)
        .unwrap_or(head.len());
    (format!("{}…", &plain[..end]), plain)
}

/// Offset behind the first sentence.
fn first_sentence(plain: &str) -> usize {
    let bytes = plain.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if !matches!(byte, b'.' | b'!' | b'?') {
            continue;
        }
        let next = bytes.get(at + 1).is_some_and(|byte| *byte == b' ');
        let starts = bytes
            .get(at + 2)
            .is_some_and(|byte| byte.is_ascii_uppercase());
        let word = plain[..at].rsplit(' ').next().unwrap_or_default();
        let short = word.contains('.')
            || ["eg", "ie", "etc", "vs", "cf", "e", "i", "approx"].contains(&word);
        if next && starts && !short {
            return at + 1;
        }
    }
    plain.len()
}

fn description(work: &Work, rest: &str) -> Option<String> {
    let mut out = rest.trim().to_owned();
    let text = work.reader.text;
    for span in &work.action.notes {
        let tokens = work.reader.tokens(*span);
        let note = inline::plain(text, &tokens, &[]);
        if !note.is_empty() {
            line_onto(&mut out, &note, "");
        }
    }
    let skip = work.ours_below();
    let mut indent = 0;
    for line in &work.reader.lines[work.candidate.below.clone()] {
        if super::is_inside(line, &skip) {
            continue;
        }
        if out.len() > MAX_DESCRIPTION {
            break;
        }
        if line.kind == LineKind::Code {
            code_line(text, *line, &mut indent, &mut out);
            continue;
        }
        below_line(work, *line, &skip, &mut out);
    }
    (!out.trim().is_empty()).then_some(out)
}

fn below_line(work: &Work, line: Line, ours: &[Span], out: &mut String) {
    let text = work.reader.text;
    match line.kind {
        LineKind::Text | LineKind::Heading(_) | LineKind::Quote | LineKind::Item(_) => {
            let span = of_line(text, line);
            let Some(span) = without_key(work, span) else {
                return;
            };
            let tokens = work.reader.tokens(span);
            // A line below may be an action of its own, and hold what we say of that.
            let its = tail::of(text, span).suffix.map(|(suffix, _)| suffix);
            let cuts: Vec<Span> = ours.iter().copied().chain(its).collect();
            let plain = inline::plain(text, &tokens, &merged(&cuts));
            let mark = match line.kind {
                LineKind::Item(Marker::Number | Marker::Bullet | Marker::Html | Marker::Bare) => {
                    "- "
                }
                _ => "",
            };
            if !plain.is_empty() {
                line_onto(out, &plain, mark);
            }
        }
        LineKind::Row => line_onto(out, &text[line.span().range()], ""),
        _ => {}
    }
}

/// A line of code as it stands, the fence's own indentation and the fences left out.
fn code_line(text: &str, line: Line, indent: &mut u16, out: &mut String) {
    let body = &text[line.span().range()];
    if body.starts_with("```") || body.starts_with("~~~") {
        *indent = line.indent;
        return;
    }
    let blanks = &text[line.start()..line.span().start];
    let kept = blanks
        .get(usize::from(*indent).min(blanks.len())..)
        .unwrap_or_default();
    line_onto(out, &format!("{kept}{body}"), "");
}

/// The text behind `Task:`; nothing for `Owner:` and its like, which are fields already.
fn without_key(work: &Work, span: Span) -> Option<Span> {
    let body = &work.reader.text[span.range()];
    let (label, rest) = match split_label(body) {
        Some((label, rest)) => (&body[label.range()], rest),
        // `Owner:` that waits for its value.
        None if ends_in_colon(body) => (body, Span::at(body.len())),
        None => return Some(span),
    };
    match work.reader.words.field(&fold(label)) {
        Some(Field::Action) if rest.is_empty() => Some(span),
        Some(Field::Action) => Some(Span::new(span.start + rest.start, span.end)),
        Some(Field::Owner | Field::Due | Field::Status | Field::Priority | Field::Issue) => {
            (rest.len() > 80).then_some(span)
        }
        _ => Some(span),
    }
}

fn line_onto(out: &mut String, line: &str, mark: &str) {
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(mark);
    out.push_str(line);
}

fn opted_out(work: &Work) -> bool {
    let text = work.reader.text;
    let own = &text[work.candidate.own.range()];
    let here = own.contains(NO_TRACK) || own.contains("followthrough:ignore");
    let lines = work.reader.lines;
    let comment = |at: usize| {
        lines.get(at).is_some_and(|line| {
            matches!(line.kind, LineKind::Comment | LineKind::Status)
                && text[line.span().range()].contains("followthrough:ignore")
        })
    };
    let last = work.candidate.below.start;
    let above =
        work.candidate.line.checked_sub(1).is_some_and(comment) && !lines[work.candidate.line].gap;
    let below = comment(last) && lines.get(last).is_some_and(|line| !line.gap);
    let tail = &text[work.candidate.own.end..];
    let rest = tail.lines().next().unwrap_or_default();
    here || above || below || rest.contains("followthrough:ignore")
}
