//! From what was noted to one verdict for each line.

use super::{Ear, Explained, Explanation, Mute, Note, Section, Verdict};
use crate::action::Report;
use crate::read::forms::Candidate;
use crate::read::front::Matter;
use crate::read::lines::{Kind, Line};
use crate::read::sections::Segment;
use crate::read::vocabulary::Vocabulary;
use crate::read::{inline, owner};
use crate::text::Source;

/// What the reader worked on.
pub(in crate::read) struct Work<'a> {
    pub(in crate::read) text: &'a str,
    pub(in crate::read) lines: &'a [Line],
    pub(in crate::read) segments: &'a [Segment],
    pub(in crate::read) words: &'a Vocabulary,
    /// In the order of the report's actions.
    pub(in crate::read) candidates: &'a [Candidate],
    pub(in crate::read) matter: &'a Matter,
}

/// One verdict for each line, and the headings.
pub(in crate::read) struct Heard {
    pub(super) lines: Vec<Explained>,
    pub(super) sections: Vec<Section>,
}

impl Ear {
    /// Settles the verdicts, if anybody listened.
    pub(in crate::read) fn settle(&self, work: &Work) -> Option<Heard> {
        if !self.listens() {
            return None;
        }
        let (sections, of_segment) = sections(work);
        let mut explained = base(work, &of_segment);
        for (range, note) in self.heard() {
            for at in range {
                apply(work, &mut explained, at, note);
            }
        }
        actions(work, &mut explained);
        Some(Heard {
            lines: whole(work, explained),
            sections,
        })
    }
}

/// The headings, and for each segment the index of its heading.
fn sections(work: &Work) -> (Vec<Section>, Vec<Option<usize>>) {
    let mut sections: Vec<Section> = Vec::new();
    let mut of_segment: Vec<Option<usize>> = Vec::new();
    for segment in work.segments {
        let parent = segment.parent.and_then(|at| of_segment[at]);
        let Some(head) = &segment.head else {
            of_segment.push(parent);
            continue;
        };
        let tokens = inline::tokens(work.text, head.text, &|_| None);
        let title = inline::plain(work.text, &tokens, &[]);
        let text = &work.text[head.text.range()];
        let plain = head.own.is_none() && segment.group.is_none();
        sections.push(Section {
            line: work.lines[head.line].number as usize,
            title: title.trim_end_matches([':', '：', ' ']).to_owned(),
            about: segment.role,
            named: head.own.is_some() && head.own == segment.role,
            group: segment.group,
            owner: plain && owner::of_heading(text, work.words).is_some(),
            parent,
        });
        of_segment.push(Some(sections.len() - 1));
    }
    (sections, of_segment)
}

/// What each line is by its own kind and the segment it lies in.
fn base(work: &Work, of_segment: &[Option<usize>]) -> Vec<Explained> {
    let mut out: Vec<Explained> = work
        .lines
        .iter()
        .map(|line| Explained {
            verdict: by_kind(line.kind),
            section: None,
        })
        .collect();
    for (segment, section) in work.segments.iter().zip(of_segment) {
        if let Some(head) = &segment.head {
            out[head.line].verdict = Verdict::Heading;
            out[head.line].section = *section;
        }
        for at in segment.lines.clone() {
            out[at].section = *section;
        }
    }
    out
}

fn by_kind(kind: Kind) -> Verdict {
    Verdict::Mute(match kind {
        Kind::Text | Kind::Item(_) | Kind::Row | Kind::Heading(_) => return Verdict::Prose,
        Kind::Underline => Mute::Underline,
        Kind::Delimiter => Mute::Border,
        Kind::Rule => Mute::Rule,
        Kind::Code => Mute::Code,
        Kind::Quote => Mute::Quote,
        Kind::Html => Mute::Html,
        Kind::Comment | Kind::Status => Mute::Comment,
        Kind::Directive => Mute::Directive,
        Kind::Definition => Mute::Definition,
    })
}

fn apply(work: &Work, explained: &mut [Explained], at: usize, note: Note) {
    let Some(line) = explained.get_mut(at) else {
        return;
    };
    let speaks = matches!(
        work.lines[at].kind,
        Kind::Text | Kind::Item(_) | Kind::Row | Kind::Heading(_)
    );
    let heading = line.verdict == Verdict::Heading && !matches!(note, Note::Entry | Note::Fact(_));
    if !speaks || heading {
        return;
    }
    line.verdict = match note {
        // A fact or an entry says more than that its section holds no actions.
        Note::Refused(_) if matches!(line.verdict, Verdict::Fact(_) | Verdict::Entry) => return,
        Note::Refused(why) => Verdict::Refused(why),
        Note::Group => Verdict::Group,
        Note::TableHead => Verdict::TableHead,
        Note::Fact(role) => Verdict::Fact(role),
        Note::Entry => Verdict::Entry,
    };
}

/// Lays the actions over what was noted: first the lines below them, then their own.
fn actions(work: &Work, explained: &mut [Explained]) {
    for (action, candidate) in work.candidates.iter().enumerate() {
        let own = candidate.line
            ..work
                .lines
                .partition_point(|it| it.start() < candidate.own.end);
        for at in own.chain(candidate.below.clone()) {
            let read = matches!(
                work.lines[at].kind,
                Kind::Text | Kind::Item(_) | Kind::Heading(_) | Kind::Directive
            );
            if read {
                explained[at].verdict = Verdict::Part { action };
            }
        }
    }
    for (action, candidate) in work.candidates.iter().enumerate() {
        let line = &mut explained[candidate.line].verdict;
        match line {
            Verdict::Action { actions, .. } if actions.end == action => actions.end = action + 1,
            _ => {
                *line = Verdict::Action {
                    actions: action..action + 1,
                    rule: candidate.rule,
                };
            }
        }
    }
}

/// The lines that are blank or front matter in their places.
fn whole(work: &Work, explained: Vec<Explained>) -> Vec<Explained> {
    let count = count(work.text);
    let mut out: Vec<Explained> = Vec::with_capacity(count);
    let mute = |mute| Explained {
        verdict: Verdict::Mute(mute),
        section: None,
    };
    out.extend(
        work.matter
            .lines(work.text, work.words)
            .into_iter()
            .map(|read| {
                mute(match read {
                    true => Mute::FrontMatterKey,
                    false => Mute::FrontMatter,
                })
            }),
    );
    for (line, explained) in work.lines.iter().zip(explained) {
        let before = line.number as usize - 1;
        if before < out.len() {
            together(&mut out[before], explained);
            continue;
        }
        out.resize(before, mute(Mute::Blank));
        out.push(explained);
    }
    out.resize(count, mute(Mute::Blank));
    for (line, text) in out.iter_mut().zip(work.text.lines()) {
        let marker = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let empty = line.verdict == Verdict::Mute(Mute::Blank);
        if empty && !marker.replace("&nbsp;", "").trim().is_empty() {
            line.verdict = Verdict::Mute(Mute::EmptyItem);
        }
    }
    out
}

/// The verdict of a line that the reader took for several: what says most.
fn together(line: &mut Explained, next: Explained) {
    match (&mut line.verdict, next.verdict) {
        (Verdict::Action { actions, .. }, Verdict::Action { actions: more, .. }) => {
            actions.end = more.end;
        }
        (Verdict::Action { .. }, _) | (_, Verdict::Mute(_)) => {}
        (verdict, more) => *verdict = more,
    }
}

fn count(text: &str) -> usize {
    let feeds = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    feeds + usize::from(!text.is_empty() && !text.ends_with('\n'))
}

/// The explanation of a file that was not read at all.
pub(super) fn unread(source: &Source, report: Report) -> Explanation {
    let line = Explained {
        verdict: Verdict::Mute(Mute::Unread),
        section: None,
    };
    Explanation {
        report,
        lines: vec![line; count(source.text())],
        sections: Vec::new(),
    }
}
