//! What quick actions do, with the rights of whoever sent the text.

use super::state::{Executed, GitLab, Issue};

/// Who orders, where, and whether labels and dates are theirs to set.
pub(super) struct Ordered<'a> {
    pub(super) by: &'a str,
    pub(super) at: usize,
    pub(super) allowed: bool,
}

impl GitLab {
    /// Carries out orders on an issue. Every one is remembered, so that tests see that there was none.
    pub(super) fn obey(&mut self, ordered: &Ordered<'_>, orders: &[Executed], issue: &mut Issue) {
        for order in orders {
            self.executed.push(order.clone());
            match order.name.as_str() {
                "close" | "done" => self.turn(issue, ordered.by, true),
                "reopen" => self.turn(issue, ordered.by, false),
                "title" if !order.argument.is_empty() => issue.title.clone_from(&order.argument),
                "shrug" | "tableflip" => append(issue, order),
                _ if ordered.allowed => self.set(ordered, order, issue),
                _ => {}
            }
        }
    }

    fn set(&mut self, ordered: &Ordered<'_>, order: &Executed, issue: &mut Issue) {
        let names = named(&order.argument);
        match order.name.as_str() {
            "label" | "labels" => {
                let known = self.projects[ordered.at].labels.iter();
                let known: Vec<String> = known.map(|it| it.name.clone()).collect();
                let more = names.into_iter().filter(|it| known.contains(it));
                issue.labels.extend(more);
            }
            "relabel" => issue.labels = names,
            "unlabel" | "remove_label" => issue
                .labels
                .retain(|it| !names.is_empty() && !names.contains(it)),
            "assign" | "reassign" => {
                let members = &self.projects[ordered.at].members;
                let known = |it: &&String| *it == "me" || members.contains_key(*it);
                let named = names.iter().find(known);
                let named = named.map(|it| if it == "me" { ordered.by } else { it });
                issue.assignees = named.map(str::to_owned).into_iter().collect();
            }
            "unassign" => issue.assignees.clear(),
            "due" => issue.due_date = Some(order.argument.clone()),
            "remove_due_date" => issue.due_date = None,
            "confidential" => issue.confidential = true,
            "lock" => issue.locked = true,
            "unlock" => issue.locked = false,
            "promote" => {
                issue.promoted = true;
                self.turn(issue, ordered.by, true);
            }
            "promote_to_incident" => issue.kind = "incident".into(),
            "move" | "duplicate" => self.turn(issue, ordered.by, true),
            _ => {}
        }
    }
}

/// Two commands put a text in their place.
fn append(issue: &mut Issue, order: &Executed) {
    let face = if order.name == "shrug" {
        "¯\\_(ツ)_/¯"
    } else {
        "(╯°□°)╯︵ ┻━┻"
    };
    let text = issue.description.take().unwrap_or_default();
    let text = format!("{text}\n{} {face}", order.argument);
    issue.description = Some(text.trim().to_owned());
}

/// `~label`, `~"two words"`, `@user`, or the words themselves.
fn named(argument: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = argument.trim();
    while !rest.is_empty() {
        rest = rest.trim_start_matches(['~', '@', ' ', ',']);
        let (name, left) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => rest.split_once([' ', ',']).unwrap_or((rest, "")),
        };
        if !name.is_empty() {
            found.push(name.to_owned());
        }
        rest = left.trim_start();
    }
    found
}
