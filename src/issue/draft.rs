//! What an issue should be, and what would have to change for that.

use jiff::civil::Date;
use unicode_segmentation::UnicodeSegmentation as _;

use super::{IssueId, Key, Marker, Parent, State, Wrote, compose};

/// Characters of a body that the fenced text leaves to the marker, the fences and people.
const MARKER_ROOM: usize = 4096;

/// What the issue of one action should say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// Title, one line.
    pub title: String,
    /// The fenced text without its fences.
    pub block: String,
    /// Labels of ours.
    pub labels: Vec<String>,
    /// People to assign who are not assigned yet.
    pub assignees: Vec<String>,
    /// The day the work is due, for a tracker that keeps such days itself; the outer one is whether it does.
    pub due: Option<Option<Date>>,
    /// Only those who were let in may read it, in a tracker that can see to that.
    pub confidential: bool,
    /// The repository it is opened in; none: the tracker's own.
    pub repository: Option<String>,
    /// The issue of its report, for trackers that put issues below others.
    pub parent: Option<Parent>,
}

impl Draft {
    /// The draft cut to what a tracker can hold, in characters; what is cut ends in an ellipsis.
    /// Room is left for the marker and for what people write.
    #[must_use]
    pub fn lowered(mut self, title_chars: usize, body_chars: usize) -> Self {
        self.title = cut(self.title, title_chars);
        self.block = cut(self.block, body_chars.saturating_sub(MARKER_ROOM));
        if let Some(parent) = &mut self.parent {
            parent.title = cut(std::mem::take(&mut parent.title), title_chars);
            parent.text = cut(
                std::mem::take(&mut parent.text),
                body_chars.saturating_sub(MARKER_ROOM),
            );
        }
        self
    }

    /// The marker of a new issue with this text.
    #[must_use]
    pub fn marker(&self, key: Key, scope: &str, report: &str, text: Key) -> Marker {
        Marker {
            key,
            scope: scope.to_owned(),
            report: report.to_owned(),
            text: Some(text),
            wrote: Some(Wrote::of(&self.title, &self.block)),
            heard: None,
            was: None,
            once: None,
            due: self.due.flatten(),
            nudged: None,
            reminders: 0,
            confidential: false,
            unknown: Vec::new(),
        }
    }

    /// The whole text of a new issue.
    #[must_use]
    pub fn body(&self, marker: &Marker) -> String {
        compose(marker, &self.block)
    }
}

/// The fields of an issue that should change; one request carries them all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IssuePatch {
    /// A new title.
    pub title: Option<String>,
    /// A new whole text, spliced into the one the tracker showed.
    pub body: Option<String>,
    /// Close or reopen.
    pub state: Option<State>,
    /// Labels to add; all others stay.
    pub add_labels: Vec<String>,
    /// Labels of ours to take off.
    pub remove_labels: Vec<String>,
    /// People to assign beside those who are.
    pub add_assignees: Vec<String>,
    /// Another day in the tracker's own field, or none there.
    pub due: Option<Option<Date>>,
    /// Hide it from those who were not let in.
    pub confidential: bool,
    /// The issue in use, if this one is closed as its duplicate.
    pub duplicate_of: Option<IssueId>,
}

impl IssuePatch {
    /// True if nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The longest beginning of whole characters as people count them, which are several for the machine.
fn cut(text: String, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text;
    }
    let mut room = most.saturating_sub(1);
    let fits = |whole: &&str| {
        let length = whole.chars().count();
        let fits = length <= room;
        room = room.saturating_sub(length);
        fits
    };
    let kept: String = text.graphemes(true).take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_takes_no_character_apart() {
        let cut = |text: &str, most| cut(text.to_owned(), most);
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
        assert_eq!(
            cut("a\u{308}bcd", 2),
            "…",
            "the letter and its dots are one"
        );
        assert_eq!(cut("ab👩\u{200d}🚒 on duty", 5), "ab…");
        assert_eq!(cut("ab c", 3), "ab…");
    }
}
