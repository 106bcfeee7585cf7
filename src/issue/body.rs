//! The text of an issue: our marker, our fenced block, and what people wrote around them.

use super::Marker;
use crate::action::Word;

/// Opens the part of the body that this tool rewrites.
const BEGIN: &str = "<!-- followthrough:begin -->";
/// Closes it.
const END: &str = "<!-- followthrough:end -->";

/// The text of an issue as its tracker gave it, with our marker read once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    text: String,
    marker: Option<Marker>,
}

impl Body {
    /// Takes the text of an issue. The first line that is a marker counts: the block below it never
    /// holds one, because what goes into the block is neutralised.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let marker = text.lines().find_map(Marker::parse);
        Self { text, marker }
    }

    /// The same text, where the last mark that was obeyed is remembered beside it.
    #[must_use]
    pub fn remembering(mut self, heard: Option<Word>) -> Self {
        if let Some(marker) = &mut self.marker {
            marker.heard = heard;
        }
        self
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The marker as it stands there, believed or not.
    #[must_use]
    pub fn marker(&self) -> Option<&Marker> {
        self.marker.as_ref()
    }

    /// How many of the comments below it people wrote, of `all` that stand there: the rest are our reminders.
    #[must_use]
    pub fn comments_of_people(&self, all: u64) -> u64 {
        let ours = self.marker.as_ref().map_or(0, |it| it.reminders);
        all.saturating_sub(ours)
    }

    /// The fenced text without its fences; none if a person cut a fence.
    #[must_use]
    pub fn block(&self) -> Option<&str> {
        let (start, end) = fences(&self.text)?;
        let block = &self.text[start + BEGIN.len()..end - END.len()];
        Some(block.trim_matches(['\r', '\n']))
    }

    /// True if anything stands outside the marker's line and the fenced block.
    #[must_use]
    pub fn has_words_of_people(&self) -> bool {
        let (before, after) = self.around_marker();
        let around = match fences(after) {
            Some((start, end)) => [&after[..start], &after[end..]],
            None => [after, ""],
        };
        let mut parts = around.into_iter().chain([before]);
        parts.any(|part| !part.trim().is_empty())
    }

    /// The text with another marker and, if given, another block; everything else stays as it is.
    ///
    /// A marker that is gone comes back as the first line. A block whose fences were cut comes back
    /// whole below the marker, and what is left of the old one stays with the people's text. Lines
    /// that are put in end as the marker's line does: a file checked out with CRLF stays one.
    #[must_use]
    pub fn splice(&self, marker: &Marker, block: Option<&str>) -> String {
        let (before, after) = self.around_marker();
        let head = format!("{before}{}", marker.render());
        let Some(block) = block else {
            // What stood in the first line of a text that had no marker goes below it.
            let goes_on = after.is_empty() || after.starts_with(['\r', '\n']);
            return head + if goes_on { "" } else { "\n" } + after;
        };
        let first = after.split_inclusive('\n').next().unwrap_or_default();
        let crlf = first.ends_with("\r\n");
        let spelled = |text: String| match crlf {
            true => text.replace("\r\n", "\n").replace('\n', "\r\n"),
            false => text,
        };
        let fenced = spelled(format!("{BEGIN}\n{block}\n{END}"));
        match fences(after) {
            Some((start, end)) => format!("{head}{}{fenced}{}", &after[..start], &after[end..]),
            None => format!("{head}{}{after}", spelled(format!("\n{fenced}\n"))),
        }
    }

    /// What stands before and behind the marker's line (its ending belongs to the latter).
    fn around_marker(&self) -> (&str, &str) {
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            let content = line.trim_end_matches(['\r', '\n']);
            if Marker::parse(content).is_some() {
                return (&self.text[..start], &self.text[start + content.len()..]);
            }
            start += line.len();
        }
        let first = self.text.lines().next().unwrap_or_default();
        match Marker::was_once(first) {
            true => ("", &self.text[first.len()..]),
            false => ("", &self.text),
        }
    }
}

/// Where the block is. One that was opened twice before it ends lost its end: what follows it is people's.
fn fences(text: &str) -> Option<(usize, usize)> {
    let first = text.find(BEGIN)?;
    let end = first + text[first..].find(END)?;
    let start = text[..end].rfind(BEGIN)?;
    Some((start, end + END.len()))
}

/// The text of a new issue.
#[must_use]
pub fn compose(marker: &Marker, block: &str) -> String {
    format!("{}\n{BEGIN}\n{block}\n{END}\n", marker.render())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::Key;

    #[test]
    fn what_follows_a_block_without_an_end_is_kept() {
        let of = |block: &str| compose(&marker("a.md"), block);
        let lost = of("old").replace(&format!("{END}\n"), "\nMy long notes.\n\n");
        let second = of("old").split_once('\n').unwrap().1.to_owned();
        let body = Body::new(format!("{lost}{second}"));
        assert_eq!(body.block(), Some("old"));
        let text = body.splice(&marker("a.md"), Some("new"));
        assert!(text.contains("My long notes.\n\n<!-- followthrough:begin -->\nnew\n<!--"));
        let again = Body::new(text.clone()).splice(&marker("a.md"), Some("new"));
        assert_eq!(again, text);
    }

    fn marker(report: &str) -> Marker {
        Marker {
            key: Key::of("key", &["x"]),
            scope: "s".into(),
            report: report.into(),
            text: None,
            wrote: None,
            heard: None,
            was: None,
            once: None,
            due: None,
            nudged: None,
            reminders: 0,
            confidential: false,
            unknown: vec![],
        }
    }

    #[test]
    fn our_reminders_are_nobodys_words() {
        let reminded = Marker {
            reminders: 2,
            ..marker("a.md")
        };
        let body = |marker: &Marker| Body::new(marker.render());
        assert_eq!(body(&reminded).comments_of_people(3), 1);
        assert_eq!(body(&reminded).comments_of_people(1), 0);
        assert_eq!(body(&marker("a.md")).comments_of_people(1), 1);
        assert_eq!(Body::new("theirs").comments_of_people(1), 1);
    }

    #[test]
    fn what_is_composed_is_read() {
        let body = Body::new(compose(&marker("a.md"), "> Patch\n\n- Due: never"));
        assert_eq!(body.block(), Some("> Patch\n\n- Due: never"));
        assert_eq!(body.marker(), Some(&marker("a.md")));
    }

    #[test]
    fn what_people_wrote_stays() {
        let old = compose(&marker("a.md"), "old");
        let body = Body::new(format!("Top!\r\n{old}\r\nWe looked at it.\r\n"));
        let new = body.splice(&marker("b.md"), Some("new"));
        assert_eq!(
            new,
            format!(
                "Top!\r\n{}\r\nWe looked at it.\r\n",
                compose(&marker("b.md"), "new")
            )
        );
        assert_eq!(body.splice(&marker("a.md"), None), body.text());
    }

    #[test]
    fn line_ends_stay_as_the_file_has_them() {
        let crlf = |text: String| text.replace('\n', "\r\n");
        let body = Body::new(crlf(compose(&marker("a.md"), "old") + "\nProse\n"));
        let new = body.splice(&marker("a.md"), Some("new\nblock"));
        let lf = compose(&marker("a.md"), "new\nblock") + "\nProse\n";
        assert_eq!(new, crlf(lf));
        let cut = Body::new(crlf(format!("{}\nProse\n", marker("a.md").render())));
        let new = cut.splice(&marker("a.md"), Some("new"));
        assert_eq!(new.matches("\r\n").count(), new.matches('\n').count());
    }

    #[test]
    fn cut_fences_and_a_lost_marker_come_back() {
        let body = Body::new("Only prose\n");
        let new = Body::new(body.splice(&marker("a.md"), Some("block")));
        assert_eq!(new.block(), Some("block"));
        assert!(new.text().starts_with("<!-- followthrough:v1 "));
        assert!(new.text().ends_with("\nOnly prose\n"), "{}", new.text());
        let new = Body::new(body.splice(&marker("a.md"), None));
        assert_eq!(new.marker(), Some(&marker("a.md")));
        assert!(new.text().ends_with(" -->\nOnly prose\n"), "{}", new.text());

        let cut = compose(&marker("a.md"), "old").replace("<!-- followthrough:end -->\n", "");
        let new = Body::new(Body::new(cut).splice(&marker("a.md"), Some("new")));
        assert!(new.text().contains("old"), "{}", new.text());
    }
}
