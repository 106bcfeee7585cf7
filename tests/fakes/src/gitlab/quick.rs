//! Quick actions: commands in the texts that people write, carried out as the text is saved.

use std::sync::LazyLock;

use regex::Regex;

use super::state::Executed;

/// Commands on issues and merge requests. A longer name stands before the one it begins with.
const NAMES: &[&str] = &[
    "add_contacts",
    "add_email",
    "approve",
    "assign_reviewer",
    "assign",
    "award",
    "blocked_by",
    "blocks",
    "board_move",
    "cc",
    "child_of",
    "clear_health_status",
    "clear_weight",
    "clone",
    "close",
    "confidential",
    "convert_to_ticket",
    "copy_metadata",
    "create_merge_request",
    "done",
    "draft",
    "due",
    "duplicate",
    "epic",
    "estimate",
    "health_status",
    "invite_email",
    "in_reply_to",
    "iteration",
    "labels",
    "label",
    "link",
    "lock",
    "merge",
    "milestone",
    "move",
    "page",
    "parent",
    "promote_to_incident",
    "promote_to",
    "promote",
    "publish",
    "react",
    "ready",
    "reassign_reviewer",
    "reassign",
    "rebase",
    "relabel",
    "relate",
    "remove_child",
    "remove_due_date",
    "remove_email",
    "remove_epic",
    "remove_estimate",
    "remove_iteration",
    "remove_label",
    "remove_milestone",
    "remove_parent",
    "remove_time_spent",
    "reopen",
    "request_changes",
    "request_review",
    "severity",
    "shrug",
    "spend",
    "spent",
    "submit_review",
    "subscribe",
    "tableflip",
    "target_branch",
    "timeline",
    "title",
    "todo",
    "type",
    "unapprove",
    "unassign_reviewer",
    "unassign",
    "unlabel",
    "unlink",
    "unlock",
    "unsubscribe",
    "wip",
    "zoom",
    "remove_zoom",
    "weight",
    "set_parent",
    "add_child",
];

/// Code, quotes and HTML blocks are tried first at each place, and what they take is left alone.
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    let code = r"^```.+?\n```$";
    let inline = r"^.*`\n*.+?\n*`$";
    let html = r"^<[^>]+?>\n.+?\n</[^>]+?>$";
    let quote = r"^>>>.+?\n>>>$";
    let names = NAMES.join("|");
    let command = format!(r"^/(?<cmd>{names})(?: (?<arg>[^\n]*))?(?:\s*\n|$)");
    let pattern = format!("(?ims)(?:{code})|(?:{inline})|(?:{html})|(?:{quote})|(?:{command})");
    Regex::new(&pattern).unwrap_or_else(|error| panic!("{error}"))
});

/// The text as it is kept, and what it ordered: carriage returns, orders and the end's blanks are gone.
pub(super) fn carried_out(text: &str) -> (String, Vec<Executed>) {
    let text = text.replace('\r', "");
    let mut orders = Vec::new();
    let left = PATTERN.replace_all(&text, |found: &regex::Captures<'_>| {
        match found.name("cmd") {
            None => found[0].to_owned(),
            Some(name) => {
                let argument = found.name("arg").map_or("", |it| it.as_str());
                orders.push(Executed {
                    name: name.as_str().to_lowercase(),
                    argument: argument.trim().to_owned(),
                });
                String::new()
            }
        }
    });
    (left.trim_end().to_owned(), orders)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn orders(text: &str) -> Vec<String> {
        let orders = carried_out(text).1.into_iter();
        orders
            .map(|it| format!("{} {}", it.name, it.argument))
            .collect()
    }

    /// The table of what is executed and what is not.
    #[test]
    fn a_command_in_column_zero_is_carried_out() {
        for text in [
            "/close",
            "/Close ",
            "foo\r\n/close",
            "\n\r/close",
            "a\n/close\nb",
            "~~~\n/close\n~~~",
            "```\n/close\n``` ",
            "<!-- x -->\n/close",
        ] {
            assert_eq!(orders(text), ["close "], "{text:?}");
        }
        assert_eq!(
            orders("/close the valve manually"),
            ["close the valve manually"]
        );
    }

    #[test]
    fn elsewhere_it_is_text() {
        for text in [
            " /close",
            "\\/close",
            "- /close",
            "> /close",
            "/closed",
            "&#47;close",
            "a /close",
            "```\n/close\n```",
            "````\n/close\n````",
            ">>>\n/close\n>>>",
            "<div>\n/close\n</div>",
            "`\n/close\n`",
            "/ close",
            "//close",
        ] {
            assert_eq!(orders(text), [""; 0], "{text:?}");
        }
    }

    #[test]
    fn the_line_goes_and_so_do_carriage_returns_and_the_blanks_at_the_end() {
        assert_eq!(carried_out("a\r\n/close\r\nb \n \n").0, "a\nb");
    }
}
