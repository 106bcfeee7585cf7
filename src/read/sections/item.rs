//! Is this list item a heading, over items deeper than it or beside it?

use super::detect::{Context, Detector, word_count};
use super::label::{bold_line, ends_in_colon, split_label};
use super::{Head, Style};
use crate::read::lines::Kind;
use crate::read::vocabulary::{Reading, Role, fold};
use crate::read::{judge, tail};
use crate::text::Span;

impl Detector<'_> {
    /// A list item that is only a label the vocabulary knows as a section.
    pub(super) fn item(&self, at: usize, context: Context) -> Option<Head> {
        let line = self.lines[at];
        let span = tail::visible(self.text, line.span());
        let text = &self.text[span.range()];
        if text.len() > 160 || text.starts_with('[') {
            return None;
        }
        let plain = || self.words.role(&fold(text), Reading::Strict);
        let deeper = self
            .lines
            .get(at + 1)
            .is_some_and(|next| next.indent > line.indent || next.kind == Kind::Text);
        // Without a sign of its own it is one only over something: else a list of a report's parts.
        let only = ends_in_colon(text)
            || bold_line(text).is_some()
            || deeper && text.contains(' ') && plain().is_some_and(Role::is_action);
        if only {
            let folded = fold(text);
            let own = self.words.role(&folded, Reading::Strict).or_else(|| {
                let free = self.words.role(&folded, Reading::Free)?;
                let short = word_count(&folded) <= 7;
                (short && (free.is_action() || matches!(free, Role::Template | Role::Routine)))
                    .then_some(free)
            })?;
            let group = context.in_actions() && self.words.group(&folded).is_some();
            let lazy = self
                .lines
                .get(at + 1)
                .is_some_and(|next| next.kind == Kind::Text && !next.gap);
            let listed = group && own != Role::Task && !lazy;
            // `Update the release checklist:` is an order, whatever its last word means.
            let order = judge::starts_with_verb(&folded, self.words)
                && !folded.starts_with("follow")
                && word_count(&folded) > 2;
            if order && own.is_action() && context.in_actions() {
                return None;
            }
            if listed || context.in_actions() && !deeper {
                return None;
            }
            return Some(self.build(at, Style::Item, span, None, folded, Some(own)));
        }
        if context.in_actions() {
            return None;
        }
        let (label, rest) = split_label(text)?;
        let folded = fold(&text[label.range()]);
        if !text.starts_with("**") && folded != "action item" {
            return None;
        }
        let own = self.words.role(&folded, Reading::Strict)?;
        if !own.is_action() {
            return None;
        }
        let label = Span::new(span.start + label.start, span.start + label.end);
        let rest = Span::new(span.start + rest.start, span.start + rest.end);
        Some(self.build(at, Style::Item, label, Some(rest), folded, Some(own)))
    }
}
