//! Addresses. They lead where they led, and name nobody and nothing to the forge: GitHub and GitLab take the
//! address of an issue for a reference to it, and tell of it there.

use super::character::{Spelling, characters};
use super::is_word;

/// A service of GitHub's own that sends on to the same page of github.com, made for links that are to be no
/// references.
const ONWARD: &str = "redirect.github.com";

/// What in a path comes before the number of something that can be referred to.
const KINDS: [&str; 18] = [
    "alert_management",
    "commit",
    "commits",
    "compare",
    "designs",
    "discussions",
    "epics",
    "feature_flags",
    "incident",
    "issues",
    "iterations",
    "merge_requests",
    "milestones",
    "pull",
    "snippets",
    "tickets",
    "vulnerabilities",
    "work_items",
];

/// The address at the beginning of `rest`, up to where Markdown would end it.
pub(super) fn address(rest: &str) -> Option<&str> {
    let tail = ["https://", "http://"].iter().find_map(|it| {
        let head = rest.get(..it.len())?;
        head.eq_ignore_ascii_case(it).then(|| &rest[it.len()..])
    })?;
    if !tail.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') {
        return None;
    }
    let length =
        tail.find(|c: char| c.is_whitespace() || c.is_control() || "<>\"'`)]|".contains(c));
    let end = rest.len() - tail.len() + length.unwrap_or(tail.len());
    Some(&rest[..end])
}

/// The same address, which a forge takes for nothing but an address.
pub(super) fn harmless(address: &str) -> String {
    without_mentions(&without_reference(address))
}

/// The host of github.com gives way to the one that sends on to it. Others get a capital letter: machines find
/// hosts whatever their case, and GitLab recognizes its own address letter by letter.
fn without_reference(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if !names_something(path) || host.eq_ignore_ascii_case(ONWARD) {
        return address.to_owned();
    }
    let ours = ["github.com", "www.github.com"];
    if ours.iter().any(|it| host.eq_ignore_ascii_case(it)) {
        return format!("{scheme}://{ONWARD}/{path}");
    }
    let (account, name) = match host.rsplit_once('@') {
        Some((account, name)) => (format!("{account}@"), name),
        None => (String::new(), host),
    };
    match name.contains(|c: char| c.is_ascii_alphabetic()) {
        true => format!("{scheme}://{account}{}/{path}", with_capital(name)),
        false => format!("{}://{host}/{path}", with_capital(scheme)),
    }
}

/// True if two parts of a path are a kind and a number, or the digits of a commit.
fn names_something(path: &str) -> bool {
    let parts: Vec<&str> = path.split(['/', '?', '#']).collect();
    parts.windows(2).any(|pair| {
        KINDS.contains(&pair[0]) && pair[1].starts_with(|c: char| c.is_ascii_hexdigit())
    })
}

fn with_capital(name: &str) -> String {
    let mut capital = false;
    let raised = name.chars().map(|c| match capital {
        false if c.is_ascii_alphabetic() => {
            capital = true;
            c.to_ascii_uppercase()
        }
        _ => c,
    });
    raised.collect()
}

/// In an address `%40` is the same as `@`, and `%26` as `&`.
fn without_mentions(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let mut before = ' ';
    for (at, c) in address.char_indices() {
        match c {
            '@' if !is_word(before) => out.push_str("%40"),
            '&' if is_mention(&address[at..]) => out.push_str("%26"),
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// Entities become what they stand for before mentions are looked for.
fn is_mention(rest: &str) -> bool {
    let first = characters(rest).next();
    first.is_some_and(|it| it.spelling == Spelling::Entity && matches!(it.shown, '@' | '#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_something_is_no_reference_to_it() {
        for (address, safe) in [
            (
                "https://github.com/acme/shop/issues/12#issuecomment-3",
                "https://redirect.github.com/acme/shop/issues/12#issuecomment-3",
            ),
            (
                "https://www.github.com/acme/shop/pull/7/files",
                "https://redirect.github.com/acme/shop/pull/7/files",
            ),
            (
                "https://gitlab.com/acme/sre/shop/-/issues/3",
                "https://Gitlab.com/acme/sre/shop/-/issues/3",
            ),
            (
                "http://127.0.0.1:80/gitlab/acme/shop/merge_requests/3",
                "Http://127.0.0.1:80/gitlab/acme/shop/merge_requests/3",
            ),
            (
                "https://me@git.example.com/acme/shop/-/commit/9ba12248",
                "https://me@Git.example.com/acme/shop/-/commit/9ba12248",
            ),
        ] {
            assert_eq!(harmless(address), safe);
            assert_eq!(harmless(safe), safe, "it stays so");
        }
        for address in [
            "https://github.com/acme/shop/blob/HEAD/issues/readme.md",
            "https://status.example.com/incidents/x",
            "https://x.io/a?b=1#c",
        ] {
            assert_eq!(harmless(address), address);
        }
    }
}
