//! A change of one issue file, merged with what people did to it since it was listed.

use super::LocalError;
use super::edit::FrontEdit;
use super::file::{IssueFile, one_line};
use super::{spell, words};
use crate::issue::{Body, Issue, IssuePatch, State};
use crate::text::{Newline, Source};

/// The new text of the file. Refused where a person changed the very thing since `seen`; asking for
/// what stands there already is no change.
pub(super) fn merged(
    current: &IssueFile,
    seen: &Issue,
    patch: &IssuePatch,
    name: &str,
) -> Result<String, LocalError> {
    let contested = |what| LocalError::Contested {
        file: name.to_owned(),
        what,
    };
    let source = Source::new(name, current.text.clone().into_bytes())
        .expect("an issue file that was understood is UTF-8");
    let mut edit = FrontEdit::new(&source, current.bounds.inner.clone());
    let title = patch.title.as_deref().map(one_line);
    if let Some(title) = title.filter(|it| *it != current.title()) {
        if current.title() != seen.title {
            return Err(contested("the title"));
        }
        edit.set("title", &spell::quoted(&title), None);
    }
    if let Some(state) = patch.state.filter(|state| *state != current.state) {
        if current.state != seen.state {
            return Err(contested("the state"));
        }
        set_state(&mut edit, state);
    }
    let labels = &current.front.labels.0;
    let (add, off) = label_changes(labels, patch);
    if !add.is_empty() || !off.is_empty() {
        edit.relist("labels", labels, &add, &off);
    }
    let edited = edit.finish().apply(&current.text);
    let edited = edited.map_err(|error| LocalError::Unsafe {
        file: name.to_owned(),
        what: error.to_string(),
    })?;
    let body = match &patch.body {
        None => return Ok(edited),
        Some(body) => merged_body(&current.body, &seen.body, body).map_err(contested)?,
    };
    // Every edit so far lies before the body.
    let head = &edited[..edited.len() - current.body.text().len()];
    Ok(format!("{head}{body}"))
}

/// Makes sure that the line-wise edit did what was meant and nothing else; front matter can be written
/// in ways that one line does not tell.
pub(super) fn check(
    old: &IssueFile,
    new: &IssueFile,
    patch: &IssuePatch,
    name: &str,
) -> Result<(), LocalError> {
    let (add, off) = label_changes(&old.front.labels.0, patch);
    let kept = old.front.labels.0.iter().filter(|it| !off.contains(it));
    let labels: Vec<String> = kept.chain(&add).cloned().collect();
    let title = patch.title.as_deref().map(one_line);
    let title = title.unwrap_or_else(|| old.title());
    let wrong = if new.title() != title {
        "the title"
    } else if new.state != patch.state.unwrap_or(old.state) {
        "the state"
    } else if new.front.labels.0 != labels {
        "the labels"
    } else if new.front.assignees != old.front.assignees || others(new) != others(old) {
        "other keys of the front matter"
    } else {
        return Ok(());
    };
    Err(LocalError::Unsafe {
        file: name.to_owned(),
        what: format!("{wrong} would not come out right"),
    })
}

/// True if the comment stands below what the file held before.
pub(super) fn has_comment(text: &str, comment: &str) -> bool {
    let text = text.replace("\r\n", "\n");
    let said = format!("\n---\n\n{}\n", comment.trim().replace("\r\n", "\n"));
    let said = said.trim_end_matches('\n');
    let ends = |at: usize| matches!(text.as_bytes().get(at + said.len()), None | Some(b'\n'));
    text.match_indices(said).any(|(at, _)| ends(at))
}

/// The text with a comment below everything that stands there.
pub(super) fn with_comment(text: &str, comment: &str) -> String {
    let newline = match text.lines().next() {
        Some(first) if text[first.len()..].starts_with("\r\n") => Newline::CrLf,
        _ => Newline::Lf,
    };
    let last = if text.ends_with('\n') { "" } else { "\n" };
    let added = format!("{last}\n---\n\n{}\n", comment.trim().replace("\r\n", "\n"));
    format!("{text}{}", added.replace('\n', newline.as_str()))
}

fn set_state(edit: &mut FrontEdit<'_>, state: State) {
    let (word, reason) = words::write(state);
    edit.set("state", word, None);
    match reason {
        Some(reason) => edit.set("reason", reason, Some("state")),
        None => edit.remove("reason"),
    }
}

fn label_changes(labels: &[String], patch: &IssuePatch) -> (Vec<String>, Vec<String>) {
    let off = labels.iter().filter(|it| patch.remove_labels.contains(it));
    let mut add: Vec<String> = Vec::new();
    for label in &patch.add_labels {
        if !labels.contains(label) && !add.contains(label) {
            add.push(label.clone());
        }
    }
    (add, off.cloned().collect())
}

/// Our part as `wanted` has it, people's part as `current` has it.
fn merged_body(current: &Body, seen: &Body, wanted: &str) -> Result<String, &'static str> {
    if current.text() == seen.text() || current.text() == wanted {
        return Ok(wanted.to_owned());
    }
    let wanted = Body::new(wanted);
    let Some(marker) = wanted.marker() else {
        return Err("the hidden line");
    };
    if current.marker() != seen.marker() && current.marker() != Some(marker) {
        return Err("the hidden line");
    }
    let block = wanted.block().filter(|_| wanted.block() != seen.block());
    if block.is_some() && current.block() != seen.block() && current.block() != block {
        return Err("the text between our fences");
    }
    Ok(current.splice(marker, block))
}

/// Keys that are none of ours, read in full.
fn others(file: &IssueFile) -> Option<serde_yaml::Mapping> {
    let inner = &file.text[file.bounds.inner.clone()];
    let mut all: serde_yaml::Mapping = match serde_yaml::from_str(inner) {
        Ok(all) => all,
        // Nothing but comments, or unreadable in the old file and in the new one alike.
        Err(_) => return None,
    };
    all.retain(|key, _| {
        let ours = ["title", "state", "reason", "labels"];
        let name = key.as_str().unwrap_or_default();
        !ours.iter().any(|it| it.eq_ignore_ascii_case(name))
    });
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_goes_below_everything() {
        let text = with_comment("---\n---\nProse", "Late.\n");
        assert_eq!(text, "---\n---\nProse\n\n---\n\nLate.\n");
        assert_eq!(
            with_comment("---\r\nx\r\n", "a\nb"),
            "---\r\nx\r\n\r\n---\r\n\r\na\r\nb\r\n"
        );
    }
}
