//! The owner named in an action's own text.

use super::{Work, listed, words};
use crate::read::sections::split_label;
use crate::read::vocabulary::{Field, List, fold};
use crate::read::{judge, owner};
use crate::text::{Span, Spanned};

/// Reads `(Owner: x)`, `@handle`, `(Name)`, `[JP]`, `**JP** …` and `Name to do …`.
pub(super) fn inline(work: &mut Work) {
    let text = work.reader.text;
    if work.action.owner.is_some() {
        return;
    }
    let seen = super::link::last_words(work);
    let body = &text[seen.range()];
    let found = keyed(work, body)
        .or_else(|| before(work, body))
        .or_else(|| lead(work, body))
        .or_else(|| named(work, body))
        .or_else(|| handle(work, body))
        .or_else(|| enclosed(work, body))
        .or_else(|| subject(work, body));
    let Some((name, cut)) = found else { return };
    let span = Span::new(seen.start + name.start, seen.start + name.end);
    work.action.owner = Some(Spanned::new(words::plain_name(text, span), span));
    if let Some(cut) = cut {
        work.cuts
            .push(Span::new(seen.start + cut.start, seen.start + cut.end));
    }
}

type Named = Option<(Span, Option<Span>)>;

/// `(Owner: Maria)`, `[owner:: maria]`, `… Owner: Maria`
fn keyed(work: &Work, body: &str) -> Named {
    if !body.contains(':') && !body.contains("ssigned to ") {
        return None;
    }
    let lower = body.to_ascii_lowercase();
    for key in [
        "owner::",
        "owner:",
        "assignee:",
        "assigned to:",
        "assigned to ",
        "responsible:",
        "dri:",
        "担当:",
        "担当：",
        "担当者:",
        "担当者：",
    ] {
        let Some(at) = lower.rfind(key).filter(|_| lower.len() == body.len()) else {
            continue;
        };
        let border = body[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric());
        if !border || work.reader.words.field(&fold(key)) != Some(Field::Owner) {
            continue;
        }
        let from = at + key.len();
        let rest = &body[from..];
        let end = owner::value_end(rest);
        let found = owner::stated(&rest[..end], work.reader.words)?;
        if found.len() > 40 || !body[..at].contains(char::is_alphanumeric) {
            continue;
        }
        let name = Span::new(from + found.start, from + found.end);
        let before = body[..at].trim_end_matches([' ', '(', '[', '-', '–', '—', ',', '*', '\n']);
        let after = (from + end + 1).min(body.len());
        let after = if body.is_char_boundary(after) {
            after
        } else {
            body.len()
        };
        let last = body[after..].trim_matches([' ', '.', ')', ']']).is_empty();
        return Some((name, last.then(|| Span::new(before.len(), body.len()))));
    }
    None
}

/// `**Owner:** Maria Rotate the keys`, `Owner: Maria - rotate the keys`: the field that begins the text.
fn before(work: &Work, body: &str) -> Named {
    let words = work.reader.words;
    let bare = body.trim_start_matches(['*', '_']);
    let (label, rest) = split_label(bare)?;
    if words.field(&fold(&bare[label.range()])) != Some(Field::Owner) {
        return None;
    }
    let from = body.len() - bare.len() + rest.start;
    let value = &body[from..];
    let dash = owner::value_end(value);
    let end = match value[dash..].trim_start_matches([' ', '-', '–', '—', ',', ';', '.']) {
        "" => {
            let mut ends = value.match_indices(' ').map(|(at, _)| at).take(3);
            ends.find(|at| judge::starts_with_verb(&fold(&value[*at..]), words))?
        }
        _ => dash,
    };
    let name = owner::stated(&value[..end], words).filter(|it| it.len() <= 40)?;
    let text = value[end..].trim_start_matches([' ', '-', '–', '—', ',', ';', '.', '*']);
    let cut = Span::new(0, body.len() - text.len());
    (!text.is_empty()).then(|| (Span::new(from + name.start, from + name.end), Some(cut)))
}

/// `Maria: rotate the keys`, `Maria - rotate the keys`, `devops — rotate the keys`
fn named(work: &Work, body: &str) -> Named {
    let words = work.reader.words;
    let person = |name: &str| {
        let first = name.split(' ').next().unwrap_or_default();
        owner::is_name(first, words) && owner::is_owner(name, words)
    };
    // Before a colon it may be the part of the system that the order is about.
    let team = |name: &str| words.has(List::Team, &name.to_lowercase());
    let order = |rest: Span| judge::starts_with_order(&fold(&body[rest.range()]), words);
    let labelled = split_label(body).filter(|(name, _)| person(&body[name.range()]));
    let dashed = || {
        dashed(body).filter(|(name, _)| {
            let name = &body[name.range()];
            person(name) || team(name)
        })
    };
    let (name, rest) = labelled.or_else(dashed)?;
    order(rest).then(|| (name, Some(Span::new(0, rest.start))))
}

/// What stands before and behind the first dash near the start.
fn dashed(body: &str) -> Option<(Span, Span)> {
    let head = &body[..crate::read::sections::floor(body, 48)];
    let dashes = [" - ", " – ", " — "].into_iter();
    let mut found = dashes.filter_map(|it| head.find(it).map(|at| (at, at + it.len())));
    let (at, from) = found.next()?;
    Some((Span::new(0, at), Span::new(from, body.len())))
}

/// `**JP** Move the alert`, `[Maria] Move the alert`
fn lead(work: &Work, body: &str) -> Named {
    let (open, close) = if body.starts_with("**") {
        ("**", "**")
    } else if body.starts_with('[') {
        ("[", "]")
    } else if body.starts_with('(') {
        ("(", ")")
    } else {
        return None;
    };
    let inner = &body[open.len()..];
    let end = inner.find(close).filter(|end| *end <= 60)?;
    let name = inner[..end].trim_end_matches(':');
    let rest = &inner[end + close.len()..];
    if rest.starts_with('(') || !owner::is_owner(name, work.reader.words) {
        return None;
    }
    let text = rest.trim_start_matches([' ', ':', '-', '–']);
    let cut = Span::new(0, body.len() - text.len());
    (!text.is_empty()).then(|| (Span::new(open.len(), open.len() + name.len()), Some(cut)))
}

/// `@maria` at the start or end, or in parentheses.
fn handle(work: &Work, body: &str) -> Named {
    for (at, _) in body.match_indices('@').take(8) {
        let rest = &body[at + 1..];
        let len = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '/'))
            .unwrap_or(rest.len());
        let name = rest[..len].trim_end_matches(['-', '_', '/']);
        let before = body[..at].chars().next_back();
        let after = rest[name.len()..].trim_start_matches([' ', '.']);
        let starts = body[..at].trim_matches(['*', '_', ' ', '`']).is_empty();
        let enclosed = matches!(before, Some('(' | '[')) && after.starts_with([')', ']', ',']);
        let last = after.is_empty() || listed::is_due(after, work.reader.words);
        let ends = before == Some(' ') && last;
        let team = name.contains('/') && !enclosed && !starts;
        if owner::is_handle(name) && !team && (starts || enclosed || ends) {
            let span = Span::new(at + 1, at + 1 + name.len());
            let cut = if enclosed {
                let from = body[..at].trim_end_matches(['(', '[', ' ', '-']).len();
                after.starts_with([')', ']']).then(|| {
                    let to = body.len() - after.len() + 1;
                    Span::new(from, to)
                })
            } else if ends {
                let from = body[..at]
                    .trim_end_matches([' ', '-', '–', '—', ':', ','])
                    .len();
                let to = body.len() - after.len();
                Some(Span::new(from, to))
            } else {
                let parted = rest[name.len()..].trim_start_matches([':', '-', '–', ' ', '*']);
                let by = body.len() - parted.len();
                let stands = rest[name.len()..].starts_with([':', '*']);
                (stands && !parted.is_empty()).then(|| Span::new(0, by))
            };
            return Some((span, cut));
        }
    }
    None
}

/// `… (Maria)`, `… [JP]`, `… — Maria Silva`
fn enclosed(work: &Work, body: &str) -> Named {
    let trimmed = body.trim_end_matches(['.', ' ']);
    let from = crate::read::sections::floor(trimmed, trimmed.len().saturating_sub(60));
    let last = &trimmed[from..];
    let (open, end) = if trimmed.ends_with([')', ']']) {
        (last.rfind(['(', '['])? + 1, last.len() - 1)
    } else {
        let dash = [" - ", " – ", " — "];
        let at = dash
            .iter()
            .filter_map(|it| last.rfind(it).map(|at| at + it.len()))
            .max()?;
        (at, last.len())
    };
    let name = &last[open.min(end)..end];
    let first = name.split([' ', '/', ',']).next()?;
    let person = owner::is_name(first.trim_start_matches('@'), work.reader.words);
    let link = last[..open].ends_with("](");
    if !person || link || !owner::is_owner(name, work.reader.words) {
        return None;
    }
    let start = from + open;
    let cut = trimmed[..start]
        .trim_end_matches(['(', '[', ' ', '-', '–', '—'])
        .len();
    (cut > 0).then(|| {
        (
            Span::new(start, start + name.len()),
            Some(Span::new(cut, trimmed.len())),
        )
    })
}

/// `Maria to add an alert`
fn subject(work: &Work, body: &str) -> Named {
    let to = body[..crate::read::sections::floor(body, 48)].find(" to ")?;
    let name = body[..to].trim_matches(['*', '_', ' ']);
    let first = name.split([' ', '/', ',']).next()?;
    let short = name.len() <= 6
        && name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'/');
    let person = short || owner::is_name(first, work.reader.words);
    let verb = fold(body[to + 4..].split(' ').next()?);
    let fits = person
        && work.reader.words.has(List::Verb, &verb)
        && owner::is_owner(name, work.reader.words);
    let start = body.find(name)?;
    fits.then(|| (Span::new(start, start + name.len()), None))
}
