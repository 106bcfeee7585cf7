//! Is this line a heading?

use super::label::{bold_line, ends_in_colon, floor, split_label};
use super::wrapped::is_wrapped;
use super::{Head, Style};
use crate::read::lines::{Kind, Line};
use crate::read::vocabulary::{Field, List, Reading, Role, Vocabulary, fold};
use crate::read::{judge, owner, tail, told};
use crate::text::Span;

/// A line with more words than this is a sentence, not a label.
const LABEL_WORDS: usize = 9;

/// What the reader knows where the line stands.
#[derive(Clone, Copy)]
pub(super) struct Context {
    /// The role of the section at hand.
    pub(super) role: Option<Role>,
    /// True until the first heading by markup was seen.
    pub(super) first: bool,
    /// True right below a heading of any kind.
    pub(super) below: bool,
}

impl Context {
    pub(super) fn in_actions(self) -> bool {
        self.role.is_some_and(Role::is_action)
    }
}

pub(super) struct Detector<'a> {
    pub(super) text: &'a str,
    pub(super) lines: &'a [Line],
    pub(super) words: &'a Vocabulary,
}

impl Detector<'_> {
    /// The heading that line `at` is, if it is one.
    pub(super) fn head(&self, at: usize, context: Context) -> Option<Head> {
        let line = self.lines[at];
        match line.kind {
            Kind::Heading(level) => Some(self.markup(at, level, context)),
            Kind::Text => self.text_line(at, context),
            Kind::Item(_) => self.item(at, context),
            _ => None,
        }
    }

    fn markup(&self, at: usize, level: u8, context: Context) -> Head {
        let span = self.lines[at].span();
        let text = heading_text(self.text, span);
        let folded = fold(&self.text[text.range()]);
        let timed = judge::starts_with_time(&self.text[text.range()]);
        let own = if timed || context.in_actions() && one_action(&folded) {
            None
        } else if context.first {
            self.words.role(&folded, Reading::Strict)
        } else {
            self.demanded(at, &folded)
                .or_else(|| Self::assigned(&folded, context))
                .or_else(|| self.known(&self.text[text.range()], &folded, context))
        };
        self.build(at, Style::Markup(level), text, None, folded, own)
    }

    /// `Corrective measures must contain:` is the wording of the assignment; where something to do stands
    /// below it instead of what such a section holds, it is the heading it names.
    fn demanded(&self, at: usize, folded: &str) -> Option<Role> {
        let named = [
            " must contain",
            " should contain",
            " must include",
            " should include",
        ]
        .iter()
        .find_map(|demand| folded.strip_suffix(demand))?;
        let role = self.words.role(named, Reading::Strict)?;
        let next = self.lines[at + 1..]
            .iter()
            .find(|line| !matches!(line.kind, Kind::Comment | Kind::Status))?;
        let text = tail::visible(self.text, next.span());
        let begins = fold(&self.text[text.range()]);
        let asks = [
            "what ", "a list", "list ", "the list", "how ", "why ", "when ", "which ",
        ];
        let asked = asks.iter().any(|it| begins.starts_with(it));
        (role.is_action() && !asked && judge::starts_with_order(&begins, self.words))
            .then_some(role)
    }

    /// `My first postmortem` among tasks is the wording of an assignment: what stands below it is asked for.
    fn assigned(folded: &str, context: Context) -> Option<Role> {
        let names = folded.ends_with("postmortem") || folded.ends_with("post mortem");
        (context.in_actions() && names).then_some(Role::Template)
    }

    /// Free reading outside of action sections; inside, only what names actions may be read freely.
    fn known(&self, text: &str, folded: &str, context: Context) -> Option<Role> {
        let strict = self.words.role(folded, Reading::Strict);
        let named = || self.in_parentheses(text);
        if strict.is_none_or(|role| role == Role::Measure)
            && let Some(role) = named()
        {
            return Some(role);
        }
        if strict.is_some() {
            return strict;
        }
        // As a label it is a key: `Action: restart the pool`.
        if folded == "action" {
            return Some(Role::Task);
        }
        let free = self.words.role(folded, Reading::Free);
        free.filter(|role| {
            !context.in_actions()
                || role.is_action()
                || matches!(role, Role::Template | Role::Routine)
        })
    }

    /// `Remediation (action items)`, `再発防止（Action Items）`: the words in parentheses name the list.
    fn in_parentheses(&self, text: &str) -> Option<Role> {
        let open = text.find(['(', '（'])?;
        let inner = text[open..].trim_start_matches(['(', '（']);
        let inner = &inner[..inner.find([')', '）'])?];
        let role = self.words.role(&fold(inner), Reading::Strict)?;
        (open > 0 && role.is_action()).then_some(role)
    }

    pub(super) fn build(
        &self,
        at: usize,
        style: Style,
        text: Span,
        rest: Option<Span>,
        folded: String,
        own: Option<Role>,
    ) -> Head {
        Head {
            line: at,
            style,
            indent: self.lines[at].indent,
            text,
            rest,
            folded,
            own,
        }
    }

    fn text_line(&self, at: usize, context: Context) -> Option<Head> {
        let line = self.lines[at];
        let span = tail::visible(self.text, line.span());
        let text = &self.text[span.range()];
        let bytes = text.as_bytes();
        if is_wrapped(self.text, self.lines, at) {
            return None;
        }
        if text.len() > 240 {
            let inline = self.inline(at, span, context);
            return inline.or_else(|| self.long_lead(at, span, context));
        }
        if let Some(inner) = bold_line(text) {
            let alone = line.gap || self.after_heading(at) || text.ends_with(':');
            let words = Span::new(span.start + inner.start, span.start + inner.end);
            if alone || text[inner.range()].ends_with(':') {
                return self.bold(at, words, context);
            }
            return None;
        }
        if ends_in_colon(text) {
            // `Corrective actions: based on that, we propose several solutions:` has a label in front.
            let label = self.label(at, span, context);
            return label.or_else(|| self.inline(at, span, context));
        }
        if bytes.contains(&b':') || text.contains('：') {
            return self.inline(at, span, context);
        }
        let stops = matches!(bytes.last(), Some(b'.' | b',' | b';' | b'!'));
        let alone = line.gap || context.below || self.after_heading(at) || self.after_stop(at);
        if stops || text.len() > 72 || !alone {
            return None;
        }
        self.bare(at, span, context)
    }

    /// A paragraph whose last sentence leads to a list of what is promised.
    fn long_lead(&self, at: usize, span: Span, context: Context) -> Option<Head> {
        let text = &self.text[span.range()];
        let role = ends_in_colon(text).then(|| self.promised(at, text, context))??;
        let from = floor(text, text.len() - 240);
        let last = text[from..].rfind(". ").map_or(from, |at| from + at + 2);
        let lead = Span::new(span.start + last, span.end);
        let folded = fold(&text[last..]);
        Some(self.build(at, Style::Lead, lead, None, folded, Some(role)))
    }

    /// True for a line that begins like a title below a line that ends a sentence.
    fn after_stop(&self, at: usize) -> bool {
        let begins = self.text[self.lines[at].span().range()].starts_with(char::is_uppercase);
        let before = || tail::visible(self.text, self.lines[at - 1].span());
        begins && self.text[before().range()].ends_with(['.', '!', '?'])
    }

    fn after_heading(&self, at: usize) -> bool {
        at == 0 || !matches!(self.lines[at - 1].kind, Kind::Text | Kind::Item(_))
    }

    fn bold(&self, at: usize, span: Span, context: Context) -> Option<Head> {
        let folded = fold(&self.text[span.range()]);
        let words = word_count(&folded);
        if words == 0 && !self.text[span.range()].chars().any(char::is_alphanumeric) {
            return None;
        }
        let sentence = words > 12 || self.text[span.range()].ends_with('.');
        if sentence {
            return None;
        }
        let one = context.in_actions() && one_action(&folded);
        let known = || self.known(&self.text[span.range()], &folded, context);
        let own = if one { None } else { known() };
        Some(self.build(at, Style::Bold, span, None, folded, own))
    }

    fn label(&self, at: usize, span: Span, context: Context) -> Option<Head> {
        let text = &self.text[span.range()];
        let bold_lead = text.starts_with("**") && !text.trim_end_matches(':').ends_with("**");
        if bold_lead && context.in_actions() && self.led_by_owner(text) {
            return None;
        }
        let folded = fold(text);
        let words = word_count(&folded);
        if self
            .words
            .field(&folded)
            .is_some_and(|field| field != Field::Action)
            && context.in_actions()
            && self.words.group(&folded).is_none()
        {
            return None;
        }
        let own = self
            .demanded(at, &folded)
            .filter(|_| !context.in_actions())
            .or_else(|| self.known(text, &folded, context));
        if own.is_none()
            && let Some(role) = self.promised(at, text, context)
        {
            return Some(self.build(at, Style::Lead, span, None, folded, Some(role)));
        }
        if own.is_none() && context.in_actions() && self.goes_on_with_item(at) {
            return None;
        }
        if words <= LABEL_WORDS && !self.is_lead(&folded) {
            let mid_paragraph = !self.lines[at].gap && !self.after_heading(at);
            if mid_paragraph && own.is_none() && !context.in_actions() {
                return None;
            }
            return Some(self.build(at, Style::Label, span, None, folded, own));
        }
        let opens = own.is_some_and(Role::is_action) && !context.in_actions();
        if opens && means_to(&folded) && !self.says_done(&folded) {
            return Some(self.build(at, Style::Label, span, None, folded, own));
        }
        if matches!(own, Some(Role::Template | Role::Routine)) {
            return Some(self.build(at, Style::Label, span, None, folded, own));
        }
        None
    }

    /// True for a line right below an item and inside it, which says more of that item.
    fn goes_on_with_item(&self, at: usize) -> bool {
        let line = self.lines[at];
        let before = at.checked_sub(1).map(|it| self.lines[it]);
        !line.gap && before.is_some_and(|it| it.is_item() && it.indent < line.indent)
    }

    /// `As a result, we will:` over a list in a section that is not about actions: measures, wherever they stand.
    fn promised(&self, at: usize, text: &str, context: Context) -> Option<Role> {
        let tells = |role: Role| {
            matches!(
                role,
                Role::Timeline | Role::Routine | Role::Template | Role::Facts | Role::Ignored
            )
        };
        let next = self.lines.get(at + 1).filter(|next| next.is_item())?;
        if context.in_actions() || context.role.is_some_and(tells) {
            return None;
        }
        let last = text.rfind(". ").map_or(text, |at| &text[at + 2..]);
        let folded = fold(last);
        let item = tail::visible(self.text, next.span());
        let ends = |it: &str| {
            let rest = folded.strip_suffix(it);
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
        };
        let means = self.words.list(List::LeadingIntent).any(ends)
            || means_to(&folded) && self.words.says(List::LeadingHorizon, &folded);
        let other = self.says_done(&folded);
        let told = told::is_told(&self.text[item.range()], self.words);
        (means && !other && !told).then_some(Role::Measure)
    }

    /// `**JP** Let the alert say:` is an action whose sentence goes on below.
    fn led_by_owner(&self, text: &str) -> bool {
        let lead = text[2..].split("**").next().unwrap_or_default();
        owner::is_owner(lead.trim_end_matches(':'), self.words)
    }

    /// A sentence that leads to the list below it.
    fn is_lead(&self, folded: &str) -> bool {
        let first = folded.split(' ').next().unwrap_or_default();
        word_count(folded) > 4 && self.words.has(List::Prose, first)
            || self.words.says(List::LeadWord, folded)
    }

    fn says_done(&self, folded: &str) -> bool {
        self.words
            .list(List::DoneLead)
            .any(|lead| folded.contains(lead))
    }

    /// `Label: text`, where the label is a known phrase.
    fn inline(&self, at: usize, span: Span, context: Context) -> Option<Head> {
        let text = &self.text[span.range()];
        let (label, rest) = split_label(text)?;
        let folded = fold(&text[label.range()]);
        let own = self.words.role(&folded, Reading::Strict)?;
        if own.is_action() && context.role == Some(Role::Timeline) {
            return None;
        }
        if context.in_actions() {
            let ends = matches!(
                own,
                Role::Closing
                    | Role::Lessons
                    | Role::Facts
                    | Role::Timeline
                    | Role::Cause
                    | Role::Duration
                    | Role::Summary
            );
            let named = self.words.field(&folded).is_some() || self.words.group(&folded).is_some();
            if !ends || named {
                return None;
            }
        }
        let label = Span::new(span.start + label.start, span.start + label.end);
        let rest = Span::new(span.start + rest.start, span.start + rest.end);
        Some(self.build(at, Style::Label, label, Some(rest), folded, Some(own)))
    }

    fn bare(&self, at: usize, span: Span, context: Context) -> Option<Head> {
        let folded = fold(&self.text[span.range()]);
        if folded.is_empty() || word_count(&folded) > 8 {
            return None;
        }
        let strict = self.words.role(&folded, Reading::Strict);
        let own = strict.or_else(|| self.asked(at, span, &folded, context));
        let group = context.in_actions() && self.words.group(&folded).is_some();
        if own.is_none() && !group {
            return None;
        }
        Some(self.build(at, Style::Bare, span, None, folded, own))
    }

    /// `What changes are we making now?` alone between two blank lines asks in place of a heading.
    fn asked(&self, at: usize, span: Span, folded: &str, context: Context) -> Option<Role> {
        let next = self.lines.get(at + 1).is_some_and(|next| next.gap);
        let asks = self.text[span.range()].ends_with(['?', '？']) && self.lines[at].gap && next;
        if !asks || context.in_actions() {
            return None;
        }
        let free = self.words.role(folded, Reading::Free);
        free.filter(|role| role.is_action() || *role == Role::Facts)
    }
}

/// The text of a heading, closing `#` and tags cut off.
fn heading_text(text: &str, span: Span) -> Span {
    let mut slice = &text[span.range()];
    loop {
        let trimmed = slice.trim_end_matches('#').trim_end();
        let cut = match (trimmed.ends_with('>'), trimmed.rfind('<')) {
            (true, Some(open)) => trimmed[..open].trim_end(),
            _ => trimmed,
        };
        if cut.len() == slice.len() || cut.is_empty() {
            break;
        }
        slice = cut;
    }
    Span::new(span.start, span.start + slice.len())
}

/// True if the words say what is meant to be done.
fn means_to(folded: &str) -> bool {
    [
        "will",
        "are making",
        "were making",
        "to prevent",
        "to avoid",
        "should",
        "plan",
        "going to",
        "need to",
        "must",
        "next",
        "to ensure",
        "to reduce",
        "to improve",
    ]
    .iter()
    .any(|word| folded.contains(word))
}

/// `Action item 2: Quota`: one action with its number and title, not the name of a list.
fn one_action(folded: &str) -> bool {
    let names = [
        "action item ",
        "action ",
        "task ",
        "todo ",
        "ai ",
        "follow up ",
    ];
    let rest = names.iter().find_map(|it| folded.strip_prefix(it));
    rest.and_then(|rest| rest.split_once(' '))
        .is_some_and(|(number, title)| {
            let digits = !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit());
            digits && !title.is_empty()
        })
}

pub(super) fn word_count(folded: &str) -> usize {
    if folded.is_empty() {
        0
    } else {
        folded.bytes().filter(|byte| *byte == b' ').count() + 1
    }
}
