//! Past tense as a mark: `Fixed the pool`, `The script was updated`, `**Alerts added**` say that it is done.

use super::sections::{bold_line, floor, split_label};
use super::vocabulary::{List, Vocabulary, fold};

/// How much of a text is looked at.
const WINDOW: usize = 240;

/// What goes on behind a participle that tells: `Script updated to …`, `drift checker atualizado para …`.
const CONNECTORS: [&str; 12] = [
    "to", "so", "with", "para", "com", "ao", "pour", "avec", "con", "al", "auf", "mit",
];

/// True if the text tells that something was done.
pub(super) fn is_told(text: &str, words: &Vocabulary) -> bool {
    let body = &text[..floor(text, WINDOW)];
    told(body, words)
}

/// `Se reinició el servicio`
fn reflexive(body: &str) -> bool {
    let rest = body.strip_prefix("Se ").unwrap_or_default();
    let verb = rest.split(' ').next().unwrap_or_default();
    rest.len() > verb.len() && ["ó", "aron", "ieron"].iter().any(|it| verb.ends_with(it))
}

fn told(body: &str, words: &Vocabulary) -> bool {
    if reflexive(body) {
        return true;
    }
    let title = bold_title(body);
    if title.is_some_and(|it| {
        ends_told(it, words) || it.ends_with('.') && begins_told(it, words, false)
    }) {
        return true;
    }
    let rest = split_label(body).map(|(_, rest)| &body[rest.range()]);
    match rest {
        Some(rest) => begins_told(rest, words, true),
        None => {
            begins_told(ours(body), words, false) || passive(body, words) || closed(body, words)
        }
    }
}

/// Behind `We have already …`.
fn ours(body: &str) -> &str {
    const OPENINGS: [&str; 9] = [
        "We have already ",
        "We have since ",
        "We already ",
        "We have now ",
        "We've already ",
        "We've since ",
        "We've now ",
        "We've ",
        "We have ",
    ];
    let rest = OPENINGS.iter().find_map(|it| body.strip_prefix(it));
    rest.unwrap_or(body)
}

/// `Alerting improved by #33`: the reference did it.
fn did_it(folded: &str, words: &Vocabulary) -> bool {
    folded.rsplit_once(" by ").is_some_and(|(head, reference)| {
        let last = head.rsplit(' ').next().unwrap_or_default();
        let number = !reference.is_empty() && reference.bytes().all(|it| it.is_ascii_digit());
        let told = words.has(List::Past, last) || words.has(List::PastOrNot, last);
        number && told && head.contains(' ')
    })
}

/// `Health check and logging fixed (PR #1).`: a short phrase without an order that ends in what was done.
fn closed(body: &str, words: &Vocabulary) -> bool {
    let folded = fold(body);
    let short = (3..=8).contains(&folded.split(' ').count());
    let first = folded.split(' ').next().unwrap_or_default();
    let told = ends_told(&folded, words) || did_it(&folded, words);
    short && told && !words.has(List::Verb, first) && !folded.contains(" be ")
}

/// The words in bold that begin the text, if more follows.
fn bold_title(body: &str) -> Option<&str> {
    let inner = body.strip_prefix("**")?;
    let end = inner.find("**")?;
    bold_line(body).is_none().then(|| &inner[..end])
}

/// `Proxy replaced`: a title of some words whose last one tells.
fn ends_told(title: &str, words: &Vocabulary) -> bool {
    let folded = fold(title);
    let last = folded.rsplit(' ').next().unwrap_or_default();
    folded.contains(' ') && words.has(List::Past, last)
}

/// `Added an alert`; of words that may also describe, `Improved the alerts` but not `Improved alerts`,
/// unless a title stands before it.
fn begins_told(body: &str, words: &Vocabulary, titled: bool) -> bool {
    let folded = fold(body);
    let mut rest = folded.split(' ');
    let first = rest.next().unwrap_or_default();
    let next = rest.next().unwrap_or_default();
    let sure = words.has(List::Past, first);
    let describing = words.has(List::PastOrNot, first);
    // `Created a ticket to …` leads to work that is not done.
    let filed = |word: &str| ["ticket", "tickets", "issue", "issues", "card", "pr"].contains(&word);
    if filed(next) || rest.next().is_some_and(filed) {
        return false;
    }
    let article = [
        "the", "a", "an", "our", "all", "its", "their", "this", "these",
    ];
    !next.is_empty() && (sure || describing && (titled || article.contains(&next)))
}

/// `The script was updated to …`, `Script updated to …`
fn passive(body: &str, words: &Vocabulary) -> bool {
    let sentence = body.split(". ").next().unwrap_or(body);
    let folded = fold(sentence);
    let all: Vec<&str> = folded.split(' ').take(14).collect();
    let future = [
        "will", "should", "must", "need", "needs", "would", "plan", "if", "when", "that", "what",
        "which",
    ];
    let told = |word: &&str| words.has(List::Past, word) || words.has(List::PastOrNot, word);
    for (at, pair) in all.windows(2).enumerate() {
        if future.contains(&pair[0]) {
            return false;
        }
        let helper = ["was", "were"].contains(&pair[0]) || pair[0] == "been" && at > 0;
        if helper && told(&pair[1]) {
            return at == 1 || at > 1 && !words.has(List::Verb, all[0]);
        }
        let short = (1..=3).contains(&at) && words.has(List::Past, pair[0]);
        if short && CONNECTORS.contains(&pair[1]) {
            return at == 1 || !words.has(List::Verb, all[0]);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn past_tense_tells() {
        let words = Vocabulary::default();
        for (text, told) in [
            ("Added an alert for the pool", true),
            ("**Pool**: Enhanced the tests", true),
            ("Title: Fixed the leak", true),
            ("The script was updated to write links", true),
            ("Training materials were updated", true),
            ("Script updated to handle pages", true),
            ("**Proxy replaced** -- one for all", true),
            ("Adicionado um alerta", true),
            ("Improved server performance monitoring", false),
            ("Improved the alerts", true),
            ("Enhanced testing procedures", false),
            ("Add an alert for what was added", false),
            ("Make sure the script was updated", false),
            ("Check if the script was updated", false),
            ("Health check and logging fixed (PR #1).", true),
            ("See that the pool gets fixed", false),
            ("We have already increased the quota", true),
            ("We have already planned to", false),
            ("Alerting improved by #33", true),
            ("Improve the alerts named by #33", false),
            ("Fixed", false),
            ("The script should be updated", false),
        ] {
            assert_eq!(is_told(text, &words), told, "{text}");
        }
    }
}
