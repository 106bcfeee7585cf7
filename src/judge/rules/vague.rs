//! An action that does not say what done would look like.

use super::{Court, Finding};
use crate::action::Action;
use crate::ledger::Entry;
use crate::policy::Rule;

/// What work begins with that never ends. Verbs only: what they are about decides nothing.
const PHRASES: [&str; 27] = [
    "analyse",
    "analyze",
    "be more careful",
    "be careful",
    "brainstorm",
    "consider",
    "discuss",
    "do better",
    "enhance",
    "evaluate",
    "examine",
    "explore",
    "figure out",
    "follow up on",
    "have a look at",
    "improve",
    "investigate",
    "keep an eye on",
    "look at",
    "look into",
    "make sure we",
    "pay attention to",
    "research",
    "review",
    "revisit",
    "think about",
    "try to",
];

/// A word or two name a thing, and leave open what is to become of it.
const FEW_WORDS: usize = 3;

pub(in crate::judge) fn find(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    if !court.is_pending(entry) {
        return None;
    }
    let message = doubt(court.ledger.action(entry), &court.policy.options.phrases)?;
    let help = "say by what one sees that it is done: a thing that exists then, a number, a test that passes";
    Some(court.about(entry, Rule::Vague, message, help.to_owned()))
}

fn doubt(action: &Action, own: &[String]) -> Option<String> {
    let title = action.title.as_str();
    // A number or a name in code is something to look for.
    let is_concrete = title.contains(|c: char| c.is_ascii_digit()) || action.text.contains('`');
    if is_concrete || action.description.is_some() {
        return None;
    }
    let text = words(title);
    let phrases = PHRASES.into_iter().chain(own.iter().map(String::as_str));
    let begins = |phrase: &&str| {
        let phrase = words(phrase);
        !phrase.is_empty() && text.starts_with(&phrase)
    };
    if let Some(phrase) = phrases.into_iter().find(begins) {
        return Some(format!(
            "\"{phrase}\" does not say what done would look like"
        ));
    }
    let blanks = title.is_ascii() && text.len() < FEW_WORDS;
    blanks.then(|| "so few words do not say what done would look like".to_owned())
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
