//! Issues, pull requests and commits that an action names, and which of them stands for it.

use super::Work;
use crate::action::{Form, Link, LinkOrigin, Reference, Suffix, Word};
use crate::read::inline::{Kind, Token};
use crate::read::tail;
use crate::read::vocabulary::{Field, List, Vocabulary, fold};
use crate::text::{Span, Spanned};

/// A reference in a text.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The reference with its label and parentheses of markup.
    pub(super) span: Span,
    /// The issue, for what may be a link; none for pull requests and commits.
    pub(super) issue: Option<Reference>,
    /// As written: the address, or `#12`.
    pub(super) written: String,
    /// True if the label names the reference, not the action.
    pub(super) bare: bool,
}

/// Reads the references of the own text, the issue cell and the lines below.
pub(super) fn read(work: &mut Work) {
    let (text, vocabulary) = (work.reader.text, work.reader.words);
    let own = found(text, &work.tokens, vocabulary);
    let mut candidates: Vec<(Found, bool)> = Vec::new();
    let mut others = Vec::new();
    for (at, reference) in own.iter().enumerate() {
        work.volatile.push(reference.span);
        let before = at.checked_sub(1).map(|at| &own[at]);
        let ends = ends(work, reference) && !joined(text, before, reference);
        let tracked = follows_word(text, work.seen.start, reference.span.start, vocabulary);
        if reference.issue.is_some() && (ends || tracked) {
            candidates.push((reference.clone(), ends));
        } else {
            others.push(reference.clone());
        }
    }
    issue_cell(work, &mut candidates, &mut others);
    below(work, &mut candidates, &mut others);
    settle(work, candidates, others);
}

/// One candidate is the link; of several, the only one that ends the own text.
fn settle(work: &mut Work, mut candidates: Vec<(Found, bool)>, mut others: Vec<Found>) {
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
        let word = hand_word(work, found.span);
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
    let (mut from, mut to) = (span.start, span.end);
    if opens && closes {
        from = work.seen.start + before.len() - 1;
        to = work.seen.end - after.len() + 1;
    }
    let kept = text[work.seen.start..from]
        .trim_end_matches([' ', '-', '–', '—', ':', ',', '(', '\n', '\t']);
    let rest = text[to..work.seen.end].trim_matches(['.', ' ', ')']);
    if rest.is_empty() && !kept.is_empty() {
        from = work.seen.start + kept.len();
    }
    work.cuts.push(Span::new(from, to));
}

/// The ` (open)` that stands beside a person's reference.
fn hand_word(work: &Work, span: Span) -> Option<Word> {
    let suffix = work.place.suffix.filter(|_| work.ours.is_none())?;
    let text = work.reader.text;
    let near = span.end <= suffix.start && text[span.end..suffix.start].len() <= 2;
    let inner = text[suffix.range()]
        .trim()
        .strip_prefix('(')?
        .strip_suffix(')')?;
    near.then(|| Word::parse(inner)).flatten()
}

/// True if nothing but punctuation stands behind the reference.
fn ends(work: &Work, reference: &Found) -> bool {
    let rest = &work.reader.text[reference.span.end..work.seen.end];
    rest.chars().all(|c| !c.is_alphanumeric()) && rest.len() < 12
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

fn issue_cell(work: &mut Work, candidates: &mut Vec<(Found, bool)>, others: &mut Vec<Found>) {
    let (text, vocabulary) = (work.reader.text, work.reader.words);
    for (field, span) in work.candidate.cells.clone() {
        if field == Field::Action || span.is_empty() {
            continue;
        }
        let body = &text[span.range()];
        if field == Field::Issue
            && let Some(suffix) = Suffix::parse_cell(body)
        {
            work.place.suffix = Some(span);
            work.place.suffix_at = span.start;
            work.ours = Some(suffix);
            continue;
        }
        let tail = tail::of(text, span);
        if let Some((word, _)) = tail.word.filter(|_| field == Field::Issue) {
            work.place.suffix = Some(word);
        }
        let tokens = work.reader.tokens(span);
        let found = found(text, &tokens, vocabulary);
        let issues = found.iter().filter(|it| it.issue.is_some()).count();
        for reference in found {
            if field == Field::Issue && issues == 1 && reference.issue.is_some() {
                candidates.push((reference, true));
            } else {
                others.push(reference);
            }
        }
    }
    if let Form::Row {
        issue: Some(cell), ..
    } = &work.candidate.form
        && work.ours.is_none()
        && work.place.suffix.is_none()
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

/// The references of the pieces, in order.
fn found(text: &str, tokens: &[Token], words: &Vocabulary) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    let mut inside = 0_usize;
    for token in tokens {
        match token.kind {
            Kind::Open => inside += 1,
            Kind::Close { from, target } => {
                inside = inside.saturating_sub(1);
                let span = Span::new(from, token.span.end);
                let label = text[from..token.span.start].trim_start_matches('[');
                let label = label
                    .rsplit('>')
                    .next()
                    .filter(|_| label.starts_with('<'))
                    .unwrap_or(label);
                let folded = fold(label);
                let bare = folded.is_empty()
                    || words.has(List::LinkLabel, &folded)
                    || folded.split(' ').all(|it| {
                        words.has(List::LinkLabel, it)
                            || it.bytes().all(|byte| byte.is_ascii_digit())
                    })
                    || key_at(label.trim()).is_some_and(|len| len == label.trim().len())
                    || label.trim_start_matches(|c| c != '#').len() > 1 && !label.contains(' ')
                    || label.starts_with("http");
                out.extend(
                    address(&text[target.range()]).map(|(issue, written)| Found {
                        span,
                        issue,
                        written,
                        bare,
                    }),
                );
            }
            Kind::Url(url) => {
                out.extend(address(&text[url.range()]).map(|(issue, written)| Found {
                    span: token.span,
                    issue,
                    written,
                    bare: true,
                }))
            }
            Kind::Text if inside == 0 => labels(text, token.span, &mut out),
            _ => {}
        }
    }
    out
}

/// What an address leads to: an issue, or a pull request or commit; nothing for other pages.
fn address(url: &str) -> Option<(Option<Reference>, String)> {
    let written = url.to_owned();
    let host = url.split("://").nth(1)?.split('/').next()?;
    if host.contains("sentry") {
        return None;
    }
    if let Some(issue) = Reference::parse_url(url) {
        return Some((Some(issue), written));
    }
    let path = url
        .split(['?', '#'])
        .next()
        .unwrap_or(url)
        .trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    let numbered = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    let pulls = ["/pull/", "/pulls/", "/merge_requests/", "/pull-requests/"];
    if pulls.iter().any(|it| path.contains(it))
        || path.contains("/commit/")
        || path.contains("/commits/") && last.len() >= 7
    {
        return Some((None, written));
    }
    let foreign = key_at(last).is_some_and(|len| len == last.len())
        && (path.contains("/browse/") || path.contains("/issue/"))
        || path.contains("trello.com/c/")
        || path.contains("linear.app/") && path.contains("/issue/")
        || path.contains("app.clickup.com/t/")
        || path.contains("/story/")
        || path.contains("_workitems/")
        || url.contains("show_bug.cgi?id=")
        || path.contains("/+bug/")
        || host.contains("asana.com")
        || path.contains("/issues/") && numbered;
    foreign.then(|| (Some(Reference::Foreign(written.clone())), written))
}

/// `#12`, `owner/name#12`, `GH-12` and `KEY-12` in plain words.
fn labels(text: &str, span: Span, out: &mut Vec<Found>) {
    let body = &text[span.range()];
    let mut at = 0;
    while at < body.len() {
        let rest = &body[at..];
        let len = rest
            .find(|c: char| {
                c.is_whitespace()
                    || matches!(
                        c,
                        '(' | ')' | '[' | ']' | ',' | ';' | '"' | '。' | '、' | '（' | '）'
                    )
            })
            .unwrap_or(rest.len());
        if len == 0 {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let word = rest[..len].trim_end_matches(['.', ':', '!', '?', '\'', '/']);
        if let Some(found) = label(body, at, word, span.start) {
            out.push(found);
        }
        at += len;
    }
}

fn label(body: &str, at: usize, word: &str, base: usize) -> Option<Found> {
    let span = Span::new(base + at, base + at + word.len());
    let before = body[..at]
        .trim_end()
        .rsplit([' ', '('])
        .next()
        .unwrap_or_default();
    let before = before.trim_matches(['*', '_', ':']).to_lowercase();
    if word.contains('#') || word.starts_with("ft-") {
        let pull = ["pr", "prs", "request", "mr", "pull"].contains(&before.as_str());
        let (word, span) = match word.split_once('#') {
            Some((name, number))
                if name.eq_ignore_ascii_case("pr") || name.eq_ignore_ascii_case("issue") =>
            {
                let pull = name.eq_ignore_ascii_case("pr");
                let reference = Reference::parse_label(&format!("#{number}"))?;
                return Some(Found {
                    span,
                    issue: (!pull).then_some(reference),
                    written: format!("#{number}"),
                    bare: true,
                });
            }
            _ => (word, span),
        };
        let ordinal = [
            "step", "phase", "option", "part", "point", "problem", "number", "rule", "item",
            "priority", "node", "incident", "question", "our",
        ];
        if ordinal.contains(&before.as_str()) {
            return None;
        }
        let reference = Reference::parse_label(word)?;
        return Some(Found {
            span,
            issue: (!pull).then_some(reference),
            written: word.to_owned(),
            bare: true,
        });
    }
    let len = key_at(word).filter(|len| *len == word.len())?;
    let issue = if let Some(number) = word.strip_prefix("GH-") {
        Reference::parse_label(&format!("#{number}"))?
    } else {
        Reference::Foreign(word.to_owned())
    };
    Some(Found {
        span: Span::new(span.start, span.start + len),
        issue: Some(issue),
        written: word.to_owned(),
        bare: true,
    })
}

/// Length of `KEY-12` at the start of the text; terms of the trade are none.
fn key_at(text: &str) -> Option<usize> {
    const TERMS: [&str; 30] = [
        "UTF", "SHA", "CVE", "ISO", "RFC", "PM", "ADR", "SEV", "HTTP", "AES", "COVID", "GPT",
        "TLS", "P", "SLA", "EC", "ES", "AZ", "IPV", "MD", "RSA", "US", "EU", "AP", "Q", "INC",
        "PEP", "CWE", "KB", "V",
    ];
    let letters = text
        .bytes()
        .take(12)
        .take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        .count();
    let key = text.get(..letters)?;
    let digits = text[letters..]
        .strip_prefix('-')?
        .bytes()
        .take_while(u8::is_ascii_digit)
        .count();
    let shaped = (2..=10).contains(&letters)
        && (1..=6).contains(&digits)
        && text.as_bytes()[0].is_ascii_uppercase();
    let end = letters + 1 + digits;
    let ends = !text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
    (shaped && ends && !TERMS.contains(&key)).then_some(end)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, bool)> {
        let span = Span::new(0, text.len());
        let tokens = crate::read::inline::tokens(text, span, &|_| None);
        let found = found(text, &tokens, &Vocabulary::default());
        found
            .into_iter()
            .map(|it| (it.written, it.issue.is_some()))
            .collect()
    }

    #[test]
    fn every_way_to_name_an_issue() {
        for (text, written, issue) in [
            ("Fix it #12", "#12", true),
            ("Fix it (acme/shop#12).", "acme/shop#12", true),
            (
                "Fix it [#12](https://github.com/a/b/issues/12)",
                "https://github.com/a/b/issues/12",
                true,
            ),
            (
                "Fix it https://github.com/a/b/pull/12",
                "https://github.com/a/b/pull/12",
                false,
            ),
            (
                "<https://github.com/a/b/issues/12>",
                "https://github.com/a/b/issues/12",
                true,
            ),
            ("Done in PR #12", "#12", false),
            ("See GH-12", "GH-12", true),
            ("Fix it (OPS-12)", "OPS-12", true),
            (
                "[x](https://acme.atlassian.net/browse/OPS-1)",
                "https://acme.atlassian.net/browse/OPS-1",
                true,
            ),
            ("`#12` and issue#13", "#13", true),
        ] {
            assert_eq!(read(text), [(written.to_owned(), issue)], "{text}");
        }
        for text in [
            "UTF-8",
            "CVE-2019-99",
            "step #2",
            "a #channel",
            "https://a.b/c",
            "C#",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
