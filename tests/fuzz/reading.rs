//! Reading is total: any text gives a report, the same one each time, whose spans lie in the text.

use std::sync::LazyLock;

use followthrough::action::{Action, Form, Report};
use followthrough::read::{Vocabulary, explain, read};
use followthrough::text::{EditSet, Source, Span};

use crate::material::{Paper, corpus, paper};
use crate::{Fault, fuzz};

pub(crate) static WORDS: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::default);

#[test]
fn read_any_text() {
    fuzz("read", corpus(), paper(), total);
}

pub(crate) fn source(path: &str, text: &str) -> Source {
    Source::new(path, text.as_bytes().to_vec()).unwrap()
}

fn total(paper: &Paper) -> Result<(), Fault> {
    let source = source(paper.path, &paper.text);
    let report = read(&source, &WORDS);
    sound(&source, &report)?;
    if read(&source, &WORDS) != report {
        return Err("a second reading differs".into());
    }
    let explained = explain(&source, &WORDS);
    match explained.report == report {
        true => Ok(()),
        false => Err("explaining it reads something else".into()),
    }
}

/// Every span of an action, with a name for the message.
fn spans(action: &Action) -> Vec<(&'static str, Span)> {
    let place = &action.place;
    let mut all = vec![("own", place.own), ("suffix_at", Span::at(place.suffix_at))];
    all.extend(place.suffix.map(|it| ("suffix", it)));
    all.extend(place.tick.map(|it| ("tick", it)));
    all.extend(action.owner.as_ref().map(|it| ("owner", it.span)));
    all.extend(action.due.as_ref().map(|it| ("due", it.span)));
    all.extend(action.priority.as_ref().map(|it| ("priority", it.span)));
    all.extend(action.category.as_ref().map(|it| ("category", it.span)));
    all.extend(action.mark.as_ref().map(|it| ("mark", it.span)));
    all.extend(action.link.as_ref().map(|it| ("link", it.span)));
    all.extend(action.mentions.iter().map(|it| ("mention", it.span)));
    all.extend(action.doubts.iter().map(|it| ("doubt", it.span)));
    if let Form::Row { issue, status } = &place.form {
        all.extend(issue.map(|it| ("issue", it)));
        all.extend(status.map(|it| ("status", it)));
    }
    all
}

fn sound(source: &Source, report: &Report) -> Result<(), Fault> {
    let text = source.text();
    let mut edits = EditSet::default();
    let mut before = 0;
    let lines = text.split('\n').count();
    let starts = source.line_starts();
    for action in &report.actions {
        for (name, span) in spans(action) {
            let fits = span.start <= span.end
                && text.is_char_boundary(span.start)
                && text.is_char_boundary(span.end);
            if !fits {
                return Err(format!("the {name} at {span:?} is no part of the text"));
            }
        }
        let own = action.place.own;
        if own.start < before {
            return Err(format!(
                "the action at {own:?} stands before the one before it"
            ));
        }
        before = own.start;
        if action.title.is_empty() || action.title.contains('\n') {
            return Err(format!("the title {:?} is not one line", action.title));
        }
        if action.line > lines || starts.line_of(own.start) != action.line {
            return Err(format!("line {} is not where {own:?} is", action.line));
        }
        let in_table = matches!(action.place.form, Form::Row { .. } | Form::GridRow);
        if !in_table && action.place.suffix.is_none() {
            edits.insert(action.place.suffix_at, " (ft-7k3q9d2mzx4c8v1n, open)");
        }
    }
    let doubts = report.incident.doubts.iter().map(|it| it.span);
    if let Some(span) = doubts.into_iter().find(|it| text.get(it.range()).is_none()) {
        return Err(format!("a doubt at {span:?} is no part of the text"));
    }
    edits
        .apply(text)
        .map(drop)
        .map_err(|error| error.to_string())
}
