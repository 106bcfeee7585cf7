//! Text from reports is untrusted: it is made harmless where it leaves, one file for each sink.

mod comment;
mod forge;
mod issue;
mod markdown_cell;
mod relative_uri;
mod sarif_message;
mod terminal;
mod workflow_command;
mod xml;

pub use comment::{comment_prose, comment_text, link_target};
pub use forge::{forge_text, forge_title};
pub use issue::issue_text;
pub use markdown_cell::markdown_cell;
pub use relative_uri::relative_uri;
pub use sarif_message::sarif_message;
pub use terminal::terminal_text;
pub use workflow_command::{command_property, command_text};
pub use xml::xml_text;
