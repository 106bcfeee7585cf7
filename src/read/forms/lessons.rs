//! Actions outside of action sections: boxes anywhere, and lessons that are orders.

use std::rc::Rc;

use super::Part;
use super::items::{push, refuse, tick, visible};
use crate::action::Kind;
use crate::read::blocks::Block;
use crate::read::explain::{Note, Refusal, Taken};
use crate::read::judge;
use crate::read::sections::{ends_in_colon, split_label};
use crate::read::vocabulary::{Role, fold};

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
    let verb = ordered || needs(seen);
    let means = [
        "we will ",
        "we should ",
        "we must ",
        "we need to ",
        "we plan to ",
        "we are going to ",
    ];
    verb || means
        .iter()
        .any(|it| folded.starts_with(it) || folded.contains(&format!(" {it}")))
}

/// `**Identify the actor before the fix.** It was …`: the sentence in bold that begins the text.
fn sentence(seen: &str) -> Option<&str> {
    let inner = seen.get(2..)?;
    let bold = &inner[..inner.find(&seen[..2])?];
    bold.strip_suffix('.')
}

/// True if the text begins with a verb's plain form; the name of a function in code is none.
fn is_order(part: &Part, text: &str) -> bool {
    !text.starts_with('`') && judge::starts_with_verb(&fold(text), part.input.words)
}

/// True if the text says without a subject that something is missing.
fn needs(text: &str) -> bool {
    let starts = |word: &&str| {
        text.get(..word.len())
            .is_some_and(|it| it.eq_ignore_ascii_case(word))
    };
    ["need ", "needs ", "should ", "must "].iter().any(starts)
}
