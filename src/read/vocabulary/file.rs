//! The format of the data files: `[list]` opens a list, every other line is a member of it.
//!
//! In lists of headings `~ phrase` may stand anywhere in a heading and `* phrase` at either end; without
//! either the phrase must be the whole heading. `#` begins a comment. Words of the lists under
//! `[words]`-like names may stand several on a line, parted by commas.

use unicode_normalization::UnicodeNormalization;

use super::phrases::Fit;
use super::{Field, List, Role, Vocabulary, fold, is_wide};
use crate::action::Mark;

enum Target {
    Heading(Role),
    Field(Field),
    Mark(Mark),
    List(List),
    Months,
    Numbers,
}

pub(super) fn add(all: &mut Vocabulary, text: &str) {
    let mut target = None;
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
            target = find(name);
            debug_assert!(target.is_some(), "unknown list {name}");
            continue;
        }
        if let Some(target) = &target {
            member(all, target, line);
        }
    }
}

fn member(all: &mut Vocabulary, target: &Target, line: &str) {
    if let Target::Heading(role) = target {
        let anywhere = line.strip_prefix('~').map(|phrase| (Fit::Anywhere, phrase));
        let ends = line.strip_prefix('*').map(|phrase| (Fit::Ends, phrase));
        let (fit, phrase) = anywhere.or(ends).unwrap_or((Fit::Whole, line));
        if let Some(plain) = unaccented(phrase) {
            all.add_known_heading(&plain, fit, *role);
        }
        return all.add_heading(phrase, fit, *role);
    }
    for (at, word) in line.split(',').map(str::trim).enumerate() {
        if word.is_empty() {
            continue;
        }
        match target {
            Target::Heading(_) => {}
            Target::Field(field) => {
                if let Some(word) = unaccented(word) {
                    all.fields.entry(fold(&word)).or_insert(*field);
                }
                all.fields.insert(fold(word), *field);
            }
            Target::Mark(mark) => {
                if let Some(word) = unaccented(word) {
                    all.marks.entry(fold(&word)).or_insert(*mark);
                }
                all.marks.insert(fold(word), *mark);
            }
            Target::List(list) => {
                all.lists.entry(*list).or_default().insert(fold(word));
            }
            Target::Months => {
                let number = line.split(',').next().and_then(|it| it.trim().parse().ok());
                if let (Some(number), true) = (number, at > 0) {
                    all.months.insert(word.to_lowercase(), number);
                }
            }
            Target::Numbers => {
                let number = line.split(',').next().and_then(|it| it.trim().parse().ok());
                if let (Some(number), true) = (number, at > 0) {
                    all.numbers.insert(word.to_lowercase(), number);
                }
            }
        }
    }
}

/// The word as it is typed on a keyboard without accents, if it has any: `acoes` for `ações`.
fn unaccented(word: &str) -> Option<String> {
    let wide = word.chars().any(is_wide);
    if word.is_ascii() || wide {
        return None;
    }
    let plain = word
        .nfd()
        .filter(|c| !matches!(u32::from(*c), 0x0300..=0x036f));
    let plain: String = plain.nfc().collect();
    (plain != word).then_some(plain)
}

fn find(name: &str) -> Option<Target> {
    let role = Target::Heading;
    Some(match name {
        "task" => role(Role::Task),
        "measure" => role(Role::Measure),
        "category" => role(Role::Category),
        "horizon" => role(Role::Horizon),
        "done group" => role(Role::DoneGroup),
        "open group" => role(Role::OpenGroup),
        "lessons" => role(Role::Lessons),
        "facts" => role(Role::Facts),
        "timeline" => role(Role::Timeline),
        "resolution" => role(Role::Resolution),
        "cause" => role(Role::Cause),
        "impact" => role(Role::Impact),
        "summary" => role(Role::Summary),
        "duration" => role(Role::Duration),
        "time to detect" => role(Role::Detect),
        "time to acknowledge" => role(Role::Acknowledge),
        "start" => role(Role::Start),
        "end" => role(Role::End),
        "date" => role(Role::Date),
        "severity" => role(Role::Severity),
        "services" => role(Role::Services),
        "other" => role(Role::Other),
        "closing heading" => role(Role::Closing),
        "routine" => role(Role::Routine),
        "template" => role(Role::Template),
        "column action" => Target::Field(Field::Action),
        "column notes" => Target::Field(Field::Notes),
        "column owner" => Target::Field(Field::Owner),
        "column due" => Target::Field(Field::Due),
        "column status" => Target::Field(Field::Status),
        "column priority" => Target::Field(Field::Priority),
        "column category" => Target::Field(Field::Category),
        "column issue" => Target::Field(Field::Issue),
        "column id" => Target::Field(Field::Id),
        "mark open" => Target::Mark(Mark::Open),
        "mark done" => Target::Mark(Mark::Done),
        "mark dropped" => Target::Mark(Mark::Dropped),
        "months" => Target::Months,
        "numbers" => Target::Numbers,
        other => return list(other).map(Target::List),
    })
}

fn list(name: &str) -> Option<List> {
    Some(match name {
        "asking" => List::Asking,
        "defining" => List::Defining,
        "verb" => List::Verb,
        "final verb" => List::FinalVerb,
        "told verb" => List::ToldVerb,
        "order ending" => List::OrderEnding,
        "at once" => List::AtOnce,
        "adverb" => List::Adverb,
        "name" => List::Name,
        "team" => List::Team,
        "prose" => List::Prose,
        "closing" => List::Closing,
        "done lead" => List::DoneLead,
        "placeholder" => List::Placeholder,
        "link label" => List::LinkLabel,
        "tracked" => List::Tracked,
        "due word" => List::DueWord,
        "about the report" => List::AboutReport,
        "intent" => List::Intent,
        "leading intent" => List::LeadingIntent,
        "leading horizon" => List::LeadingHorizon,
        "began" => List::Began,
        "ended" => List::Ended,
        "detected" => List::Detected,
        "acknowledged" => List::Acknowledged,
        "resolved" => List::Resolved,
        "not over" => List::NotOver,
        "lasted" => List::Lasted,
        "during" => List::During,
        "lead word" => List::LeadWord,
        "until" => List::Until,
        "beside until" => List::BesideUntil,
        "before a time" => List::BeforeTime,
        "and" => List::And,
        "roughly" => List::Roughly,
        "minutes" => List::Minutes,
        "hours" => List::Hours,
        "days" => List::Days,
        "weeks" => List::Weeks,
        "posted" => List::Posted,
        "template word" => List::Template,
        "kind of document" => List::Document,
        "kind of manual" => List::KindOfManual,
        "manual" => List::Manual,
        "past" => List::Past,
        "past or not" => List::PastOrNot,
        _ => return None,
    })
}
