//! How people name issues, pull requests and commits in a text.

use crate::action::Reference;
use crate::read::inline::{Kind, Token};
use crate::read::vocabulary::{List, Vocabulary, fold};
use crate::text::Span;

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

/// The references of the pieces, in order.
pub(super) fn found(text: &str, tokens: &[Token], words: &Vocabulary) -> Vec<Found> {
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
        || host.contains("phabricator") && is_task(last)
        || host.contains("asana.com")
        || path.contains("/issues/") && numbered;
    foreign.then(|| (Some(Reference::Foreign(written.clone())), written))
}

/// `T295193`, as Phabricator names a task.
fn is_task(last: &str) -> bool {
    let number = last.strip_prefix('T').unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
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
        several(body, at, word, span.start, out);
        at += len;
    }
}

/// One reference, or more of them as `#716/#717`; those behind the first lie in the repository that it names.
fn several(body: &str, at: usize, word: &str, base: usize, out: &mut Vec<Found>) {
    let mut parts = word.split("/#");
    let first = parts.next().unwrap_or_default();
    let Some(found) = label(body, at, first, base) else {
        return;
    };
    let place = found
        .written
        .split('#')
        .next()
        .unwrap_or_default()
        .to_owned();
    let pull = found.issue.is_none();
    out.push(found);
    let mut from = at + first.len() + 1;
    for part in parts {
        let written = format!("{place}#{part}");
        let Some(reference) = Reference::parse_label(&written) else {
            return;
        };
        let span = Span::new(base + from, base + from + 1 + part.len());
        out.push(Found {
            span,
            issue: (!pull).then_some(reference),
            written,
            bare: true,
        });
        from = span.end - base + 1;
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
    if word.contains('!') {
        return merge_request(word, span);
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

/// A merge request of GitLab: `!12`, `group/project!12`.
fn merge_request(word: &str, span: Span) -> Option<Found> {
    let (path, number) = word.split_once('!')?;
    let named = path.is_empty() || path.contains('/');
    let numbered = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (named && numbered).then(|| Found {
        span,
        issue: None,
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
            ("Fix it !12", "!12", false),
            ("Fix it (acme/shop!12).", "acme/shop!12", false),
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
