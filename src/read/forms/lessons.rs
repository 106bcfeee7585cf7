//! Actions outside of action sections: boxes anywhere, and lessons that are orders.

use std::rc::Rc;

use super::Part;
use super::items::{push, refuse, tick, visible};
use crate::action::Kind;
use crate::read::blocks::Block;
use crate::read::explain::{Note, Refusal, Taken};
use crate::read::judge;
use crate::read::sections::{ends_in_colon, split_label};
use crate::read::vocabulary::{List, Role, fold, is_wide};

/// Reads the lists of a section that is not about actions.
pub(super) fn read(part: &mut Part, blocks: &[Block]) {
    let lessons = part.segment.role == Some(Role::Lessons);
    let mut covered = 0;
    for (at, block) in blocks.iter().enumerate() {
        if !block.is_item() {
            continue;
        }
        if let Some((inside, _)) = tick(part, block) {
            // Among facts a ticked box tells; what it closed carries our reference.
            let told = !part.input.text[inside.range()].trim().is_empty();
            if told && matches!(part.segment.role, Some(Role::Facts | Role::Cause)) {
                continue;
            }
            let children = &blocks[at + 1..block.next];
            let label = ends_in_colon(visible(part, block));
            if label && children.iter().any(|child| tick(part, child).is_some()) {
                part.input.ear.note(block.lines.clone(), Note::Group);
                continue;
            }
            if at >= covered {
                part.kind = Kind::Task;
                push(part, block, &Rc::default(), Taken::Box);
                covered = block.next;
            }
        } else if lessons && block.depth == 0 && is_lesson_to_do(part, block) {
            part.kind = Kind::Measure;
            push(part, block, &Rc::default(), Taken::Lesson);
        } else if lessons {
            refuse(part, block, Refusal::Fact);
        }
    }
}

/// A lesson that is an order or a promise, not a fact or a maxim.
fn is_lesson_to_do(part: &Part, block: &Block) -> bool {
    let mut seen = visible(part, block);
    if seen.starts_with("**") || seen.starts_with("__") {
        // `**Monitoring**: need alerts for memory` is one, `**Monitoring** was late` is not.
        match split_label(seen).map(|(_, rest)| &seen[rest.range()]) {
            _ if bold_order(part, seen) => return true,
            None if sentence(seen).is_some() => seen = sentence(seen).unwrap_or(seen),
            Some(rest) if needs(rest) || is_order(part, rest) => seen = rest,
            _ => return false,
        }
    }
    if seen.starts_with(['"', '“', '„', '«']) {
        return false;
    }
    let folded = fold(seen);
    let condition = seen
        .starts_with("If ")
        .then(|| seen.split_once(", "))
        .flatten();
    let order = condition.map_or_else(|| folded.clone(), |(_, order)| fold(order));
    let words = part.input.words;
    let ordered = judge::starts_with_verb(&order, words) && !judge::has_subject(&order, words);
    ordered || needs(seen) || words.says(List::Intent, &folded)
}

/// `**Identify the actor before the fix.** It was …`: the sentence in bold that begins the text.
fn sentence(seen: &str) -> Option<&str> {
    let inner = seen.get(2..)?;
    let bold = &inner[..inner.find(&seen[..2])?];
    bold.strip_suffix('.')
}

/// `**Test each change before the push** — many failures …`: an order in bold, not the name of a topic.
fn bold_order(part: &Part, seen: &str) -> bool {
    const WITHIN: [&str; 12] = [
        "before", "after", "every", "each", "all", "always", "never", "the", "a", "an", "your",
        "first",
    ];
    let words = part.input.words;
    let inner = seen.get(2..).unwrap_or_default();
    let bold = &inner[..inner.find(&seen[..2]).unwrap_or(0)];
    let folded = fold(bold);
    let all: Vec<&str> = folded.split(' ').collect();
    let noun = all
        .get(1)
        .is_some_and(|it| ["of", "in", "is", "was", "are", "were"].contains(it));
    (3..=12).contains(&all.len())
        && !noun
        && all.iter().skip(1).any(|it| WITHIN.contains(it))
        && judge::starts_with_verb(&folded, words)
        && !judge::has_subject(&folded, words)
}

/// True if the text begins with a verb's plain form; the name of a function in code is none, nor is a maxim's
/// explanation in a script whose sentences all end like that.
fn is_order(part: &Part, text: &str) -> bool {
    !text.chars().any(is_wide)
        && !text.starts_with('`')
        && judge::starts_with_verb(&fold(text), part.input.words)
}

/// True if the text says without a subject that something is missing.
fn needs(text: &str) -> bool {
    const WIDE: [&str; 7] = ["应该", "应当", "需要", "必须", "應該", "應當", "必須"];
    // `✅ Should …`
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let starts = |word: &&str| {
        let begin = text.get(..word.len());
        begin.is_some_and(|it| it.eq_ignore_ascii_case(word))
    };
    ["need ", "needs ", "should ", "must "].iter().any(starts)
        || WIDE.iter().any(|it| text.starts_with(it))
}
