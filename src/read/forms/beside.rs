//! List items beside a table: which explain it, and which are work of their own.

use super::Part;
use super::items::visible;
use crate::read::blocks::Block;
use crate::read::judge;
use crate::read::sections::split_label;
use crate::read::vocabulary::{Field, Vocabulary, fold};

/// True for items that explain the table beside them: `P0: at once`, `**Prevent**: so that …`.
pub(super) fn explains(part: &Part, block: &Block, rows: bool, table: bool) -> bool {
    if !rows {
        return false;
    }
    let seen = visible(part, block);
    let words = part.input.words;
    if states_field(seen, words) {
        return false;
    }
    let lead = split_label(seen).map(|(label, _)| fold(&seen[label.range()]));
    let legend = lead.is_some_and(|lead| words.group(&lead).is_some());
    legend || table && !judge::starts_with_order(&fold(seen), words)
}

/// True if the text names its owner or due date behind its first words: it is work, whatever stands beside it.
fn states_field(seen: &str, words: &Vocabulary) -> bool {
    const BORDERS: [char; 12] = [
        ' ', '(', '[', ',', ';', '*', '_', '（', '【', '、', '，', '\u{a0}',
    ];
    let mut colons = seen.match_indices([':', '：']).take(8);
    colons.any(|(at, _)| {
        let before = seen[..at].trim_end_matches(['*', '_']);
        let key = before.rfind(BORDERS).map(|it| fold(&before[it..]));
        key.is_some_and(|key| matches!(words.field(&key), Some(Field::Owner | Field::Due)))
    })
}

/// Which items at the top stand in a row of which at least half begin with an order: no row of explanations.
pub(super) fn ordering(part: &Part, blocks: &[Block]) -> Vec<bool> {
    let words = part.input.words;
    let mut out = vec![false; blocks.len()];
    let (mut at, mut run, mut orders) = (0, Vec::new(), 0);
    while at <= blocks.len() {
        let block = blocks.get(at).filter(|it| it.is_item());
        if let Some(block) = block {
            run.push(at);
            orders += usize::from(judge::starts_with_order(&fold(visible(part, block)), words));
        } else {
            let most = orders * 2 >= run.len();
            run.drain(..).for_each(|it| out[it] = most);
            orders = 0;
        }
        at = block.map_or(at + 1, |block| block.next.max(at + 1));
    }
    out
}
