//! Issues, pull requests and commits that an action names, and which of them stands for it.

use super::references::{Found, found};
use super::{Work, lead};
use crate::action::{Form, Link, LinkOrigin, Trace, Word};
use crate::read::tail;
use crate::read::vocabulary::{Field, List, Vocabulary, fold};
use crate::text::{Span, Spanned};

/// Reads the references of the own text, the issue cell and the lines below.
pub(super) fn read(work: &mut Work) {
    let (text, vocabulary) = (work.reader.text, work.reader.words);
    let mut own = found(text, &work.tokens, vocabulary);
    own.retain(|it| !work.is_traced(it.span));
    let (inside, mut candidates) = doubtful(work);
    own.extend(inside);
    own.sort_by_key(|it| it.span.start);
    let mut others = Vec::new();
    let leading = own
        .first()
        .filter(|first| !own.get(1).is_some_and(|it| joined(text, Some(first), it)))
        .and_then(|first| lead::of(work, first));
    work.cuts.extend(leading.iter().map(|it| it.cut));
    for (at, reference) in own.iter().enumerate() {
        work.volatile.push(reference.span);
        let before = at.checked_sub(1).map(|at| &own[at]);
        let ends = ends(work, reference) && !joined(text, before, reference);
        let tracked = follows_word(text, work.seen.start, reference.span.start, vocabulary);
        let leads = at == 0 && leading.is_some();
        if reference.issue.is_some() && (ends || tracked || leads) {
            candidates.push((reference.clone(), ends));
        } else {
            others.push(reference.clone());
        }
    }
    addresses_at_the_end(work, &others);
    issue_cell(work, &mut candidates, &mut others);
    below(work, &mut candidates, &mut others);
    settle(work, candidates, others, leading);
}

/// What may be left of our reference, or be a person's: in the own text, and below it, where it stands alone.
fn doubtful(work: &Work) -> (Vec<Found>, Vec<(Found, bool)>) {
    let found = |trace: &Trace| Found {
        span: trace.span,
        issue: Some(trace.reference.clone()),
        written: trace.reference.label(),
        bare: true,
    };
    let inside = |it: &&Trace| work.seen.contains(it.span);
    let (inside, below): (Vec<&Trace>, Vec<&Trace>) = work.doubtful().partition(inside);
    let below = below.into_iter().map(|it| (found(it), true));
    (inside.into_iter().map(found).collect(), below.collect())
}

/// Bare addresses of pull requests and commits that end the text are no part of its title.
fn addresses_at_the_end(work: &mut Work, others: &[Found]) {
    let text = work.reader.text;
    for found in others.iter().rev() {
        let end = last_words(work).end;
        let plain = text[found.span.range()]
            .trim_start_matches('<')
            .starts_with("http");
        let bare = plain && found.issue.is_none();
        let last =
            found.span.end <= end && !text[found.span.end..end].contains(char::is_alphanumeric);
        if !bare || !last || !work.seen.contains(found.span) {
            break;
        }
        cut_reference(work, found.span);
    }
}

/// One candidate is the link; of several, the only one that ends the own text.
fn settle(
    work: &mut Work,
    mut candidates: Vec<(Found, bool)>,
    mut others: Vec<Found>,
    leading: Option<lead::Lead>,
) {
    let first = candidates.first().map(|(found, _)| found.written.clone());
    let same = candidates
        .iter()
        .all(|(found, _)| Some(&found.written) == first.as_ref());
    let ending = candidates.iter().filter(|(_, ends)| *ends).count();
    let chosen = if candidates.is_empty() {
        None
    } else if same || candidates.len() == 1 {
        Some(0)
    } else if ending == 1 {
        candidates.iter().position(|(_, ends)| *ends)
    } else {
        None
    };
    if let Some(at) = chosen {
        let (found, _) = candidates.swap_remove(at);
        if let Some(lead) = leading.filter(|it| it.reference == found.span) {
            lead::place(work, &lead, found.issue.as_ref());
        }
        let word = hand_word(work);
        if found.bare && work.seen.contains(found.span) {
            cut_reference(work, found.span);
        }
        if let Some(reference) = found.issue {
            let origin = LinkOrigin::Hand(word);
            let span = found.span;
            work.action.link = Some(Link {
                reference,
                origin,
                span,
            });
        }
    }
    others.extend(candidates.into_iter().map(|(found, _)| found));
    others.sort_by_key(|found| found.span.start);
    let mentions = others
        .into_iter()
        .map(|found| Spanned::new(found.written, found.span));
    work.action.mentions.extend(mentions);
}

/// Leaves the reference out of title and text, and the parentheses that held only it.
fn cut_reference(work: &mut Work, span: Span) {
    let text = work.reader.text;
    let before = text[work.seen.start..span.start].trim_end();
    let after = text[span.end..work.seen.end].trim_start();
    let opens = before.ends_with(['(', '[']);
    let closes = after.starts_with([')', ']']);
    // `Alerting improved by #33` is a sentence of the author's.
    if before.ends_with(" by") {
        return;
    }
    let (mut from, mut to) = (span.start, span.end);
    if opens && closes {
        from = work.seen.start + before.len() - 1;
        to = work.seen.end - after.len() + 1;
    }
    let kept = text[work.seen.start..from]
        .trim_end_matches([' ', '-', '–', '—', ':', ',', '(', '\n', '\t']);
    let rest = text[to..work.seen.end].trim_matches(['.', ' ', ')']);
    if rest.is_empty() && !kept.is_empty() {
        let kept = without_tracked(kept, work.reader.words);
        from = work.seen.start + kept.len();
    }
    work.cuts.push(Span::new(from, to));
}

/// Without `Ticket raised` and its like at the end.
fn without_tracked<'t>(kept: &'t str, words: &Vocabulary) -> &'t str {
    let starts = kept.match_indices(' ').map(|(at, _)| at);
    let starts: Vec<usize> = starts.filter(|at| kept.len() - at < 32).collect();
    let found = starts.into_iter().find(|at| {
        let tail = kept[*at..].trim_matches([' ', '(', ',', '-', '–', ':']);
        let folded = fold(tail);
        let parted = folded.contains(' ')
            || kept[*at..].trim_start().starts_with(['(', '['])
            || kept[..*at].ends_with(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
        parted && words.has(List::Tracked, &folded)
    });
    match found {
        Some(at) => kept[..at].trim_end_matches([' ', '-', '–', '—', ',', '(', ':', ';']),
        None => kept,
    }
}

/// The ` (open)` that stands beside a person's reference.
fn hand_word(work: &Work) -> Option<Word> {
    let suffix = work.place.suffix.filter(|_| work.ours.is_none())?;
    let inner = work.reader.text[suffix.range()]
        .trim()
        .strip_prefix('(')?
        .strip_suffix(')')?;
    Word::parse(inner)
}

/// True if nothing but punctuation and fields stands behind the reference.
fn ends(work: &Work, reference: &Found) -> bool {
    let rest = &work.reader.text[reference.span.end..work.seen.end];
    let mut doubtful = work.doubtful();
    if doubtful.any(|it| it.span == reference.span && work.ends_in(it)) {
        return true;
    }
    let silent = rest.chars().all(|c| !c.is_alphanumeric()) && rest.len() < 12;
    silent || fields_only(rest, work.reader.words)
}

/// True for `, owner: @jo, due: 2026-12-01)` and `) (owner: @jo) [no-track]`.
pub(super) fn fields_only(rest: &str, words: &Vocabulary) -> bool {
    const LONGEST: usize = 200;
    let field = |piece: &str| {
        let named = piece.split_once(':').is_some_and(|(name, value)| {
            !value.starts_with("//") && words.field(&fold(name)).is_some()
        });
        let person = piece.starts_with('@') && !piece.contains(' ');
        named || person || matches!(piece, "" | "no-track")
    };
    let parted = rest.starts_with([')', ']', ',', ';', ' ']);
    let mut pieces = rest.split([',', ';', '(', ')', '[', ']']).map(str::trim);
    parted && rest.len() <= LONGEST && pieces.all(field)
}

/// True if the span lies in the issue cell of the action's row.
pub(super) fn is_in_issue_cell(work: &Work, span: Span) -> bool {
    matches!(&work.candidate.form, Form::Row { issue: Some(cell), .. } if cell.contains(span))
}

/// True if the reference is the last of an enumeration: `#1, #2`.
fn joined(text: &str, before: Option<&Found>, reference: &Found) -> bool {
    let Some(before) = before.filter(|found| found.span.end <= reference.span.start) else {
        return false;
    };
    let between = text[before.span.end..reference.span.start].trim();
    let word = between.trim_matches([',', ';', '/', '&', '+', ' ', '(', ')']);
    before.issue.is_some()
        && before.written != reference.written
        && between.len() < 8
        && (word.is_empty() || word == "and" || word == "or" || word == "og" || word == "und")
}

/// True if `Ticket`, `Tracked in` or their like stand right before the reference.
fn follows_word(text: &str, from: usize, at: usize, words: &Vocabulary) -> bool {
    let start = (at.saturating_sub(32)).max(from);
    let start = (start..=at)
        .find(|it| text.is_char_boundary(*it))
        .unwrap_or(at);
    let folded = fold(text[start..at].trim_end_matches([' ', '(', '[', ':', '-']));
    let mut tails = folded.match_indices(' ').map(|(at, _)| &folded[at + 1..]);
    words.has(List::Tracked, &folded) || tails.any(|tail| words.has(List::Tracked, tail))
}

/// True if the issue cell holds what is, or is left of, a reference of ours; what may be a person's counts as one.
fn is_ours(work: &mut Work, cell: Span, candidates: &mut Vec<(Found, bool)>) -> bool {
    let before = work.copies.len();
    let origin = work.cell_of_ours(cell);
    if origin == Some(LinkOrigin::Hand(None)) {
        let theirs = work.copies[before..].iter().map(|it| Found {
            span: cell,
            issue: Some(it.reference.clone()),
            written: it.reference.label(),
            bare: true,
        });
        candidates.extend(theirs.map(|it| (it, true)));
    }
    origin.is_some()
}

fn issue_cell(work: &mut Work, candidates: &mut Vec<(Found, bool)>, others: &mut Vec<Found>) {
    let (text, vocabulary) = (work.reader.text, work.reader.words);
    for (field, span) in work.candidate.cells.clone() {
        if field == Field::Action || span.is_empty() {
            continue;
        }
        if field == Field::Issue && is_ours(work, span, candidates) {
            continue;
        }
        let tail = tail::edited(text, span, vocabulary);
        let mut seen = span;
        let mut word = None;
        if field != Field::Issue {
        } else if let Some((written, suffix)) = tail.suffix {
            // The cell held something else before, and still does.
            work.place.suffix = Some(written);
            work.place.suffix_at = written.start;
            work.ours = Some(suffix);
            seen.end = written.start;
        } else if let Some((written, _)) = tail.word {
            word = Some(written);
            seen.end = written.start;
        }
        let body = &text[seen.range()];
        let quoted = field == Field::Issue && body.starts_with('`') && body.ends_with('`');
        let inside = match quoted && body.len() > 2 {
            true => Span::new(seen.start + 1, seen.end - 1),
            false => seen,
        };
        let tokens = work.reader.tokens(inside);
        let found = found(text, &tokens, vocabulary);
        let issues = found.iter().filter(|it| it.issue.is_some()).count();
        if word.is_some() && issues == 1 {
            work.place.suffix = word;
        }
        for reference in found {
            if field == Field::Issue && issues == 1 && reference.issue.is_some() {
                candidates.push((reference, true));
            } else {
                others.push(reference);
            }
        }
    }
    let held = candidates
        .iter()
        .any(|(found, _)| work.seen.contains(found.span));
    if let Form::Row {
        issue: Some(cell), ..
    } = &work.candidate.form
        && work.ours.is_none()
        && work.place.suffix.is_none()
        && !(held && cell.is_empty())
    {
        work.place.suffix_at = cell.end;
    }
}

fn below(work: &Work, candidates: &mut Vec<(Found, bool)>, others: &mut Vec<Found>) {
    let (text, vocabulary) = (work.reader.text, work.reader.words);
    for (_, span) in work.below() {
        let body = &text.as_bytes()[span.range()];
        let may =
            memchr::memchr2(b'#', b'/', body).is_some() || memchr::memchr(b'-', body).is_some();
        if !may {
            continue;
        }
        let tokens = work.reader.tokens(span);
        let found = found(text, &tokens, vocabulary);
        let alone = found.len() == 1 && names_only(text, span, &found[0], vocabulary);
        for reference in found {
            if alone && reference.issue.is_some() {
                candidates.push((reference, false));
            } else {
                others.push(reference);
            }
        }
    }
}

/// True if the line holds the reference and at most words like `Issue:` and `Tracked in`.
fn names_only(text: &str, span: Span, found: &Found, words: &Vocabulary) -> bool {
    let before = fold(&text[span.start..found.span.start]);
    let after = fold(&text[found.span.end..span.end]);
    let label = |folded: &str| {
        folded.split(' ').all(|word| {
            word.is_empty() || words.has(List::LinkLabel, word) || words.has(List::Tracked, word)
        })
    };
    label(&before) && label(&after)
}

/// Where the own text of the action ends without its references; for what looks at its last words.
pub(super) fn last_words(work: &Work) -> Span {
    let mut end = work.seen.end;
    for cut in work.cuts.iter().rev() {
        let text = &work.reader.text[cut.end.min(end)..end];
        if text.trim_matches(['.', ' ', ')', '\n']).is_empty() {
            end = cut.start;
        }
    }
    Span::new(work.seen.start, end)
}
